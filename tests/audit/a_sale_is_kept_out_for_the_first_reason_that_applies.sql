\ir helpers/open.sql

-- R1 is held by P1 (member to 28 Feb, registered 10 Jan); R2 is claimed by P2, too late; R3 by a
-- pending registration, R4 by an unknown partner, R5 first by one without terms, then pending.
INSERT INTO audit.partners_row (mpn_id, membership_start, membership_end, source_file)
VALUES ('P1', '2025-01-01', '2026-02-28', 'p2.csv');
INSERT INTO audit.agreements_row (agreement_number, reseller_id, license_type, start_date, end_date)
VALUES ('AG3', 'R3', 'CSP', NULL, NULL), ('AG4', 'R4', 'CSP', NULL, NULL),
	('AG5', 'R5', 'CSP', NULL, NULL), ('OLD', 'R1', 'CSP', '2025-01-01', '2026-01-20'),
	('EA', 'R1', 'EA', NULL, NULL);
INSERT INTO audit.campaign (id, kind, count, per, pay, license_types, sales_from,
	require_active_agreement, minimum_amount, register_by, terms_version) VALUES
	('C', 'frequency', 'transactions', 'campaign', 'once', '{CSP,OEM}', 'registration', true, 1,
	'2026-01-31', 'v1');
INSERT INTO audit.product VALUES ('C', 'S');
INSERT INTO audit.registrations_row (registration_id, mpn_id, identification_number, registered_on,
	status, terms_version, terms_signed_on) VALUES
	('G0', 'P2', 'AG1', '2026-01-01', 'pending', 'v1', '2026-01-01'),
	('G1', 'P1', 'AG1', '2026-01-10', 'approved', 'v1', '2026-01-01'),
	('G2', 'P2', 'AG2', '2026-02-01', 'approved', 'v1', '2026-01-01'),
	('G3', 'P2', 'AG3', '2026-01-01', 'pending', 'v1', '2026-01-01'),
	('G4', 'P9', 'AG4', '2026-01-01', 'approved', 'v1', '2026-01-01'),
	('G5', 'P2', 'AG5', '2026-01-03', 'pending', 'v1', '2026-01-01'),
	('G6', 'P1', 'AG5', '2026-01-02', 'approved', NULL, '2026-01-01');
INSERT INTO audit.invoices_row (invoice_number, invoice_date, reseller_id, agreement_number,
	license_type, currency) VALUES
	('I01', '2026-01-15', NULL, 'NONE', NULL, NULL), ('I02', '2026-01-15', 'R4', NULL, NULL, NULL),
	('I03', '2026-01-15', 'R9', NULL, NULL, NULL), ('I04', '2026-01-15', 'R3', NULL, NULL, NULL),
	('I05', '2026-01-15', 'R2', NULL, NULL, NULL), ('I06', '2026-01-15', 'R5', NULL, NULL, NULL),
	('I07', '2026-03-01', 'R1', NULL, NULL, NULL), ('I08', '2026-01-09', 'R1', 'NONE', NULL, NULL),
	('I09', '2026-01-10', 'R1', 'NONE', NULL, NULL),
	('I10', '2026-01-10', 'R1', 'NONE', 'CSP', NULL),
	('I11', '2026-01-21', 'R1', 'OLD', NULL, NULL), ('I12', '2026-01-15', 'R1', 'EA', NULL, NULL),
	('I13', '2026-01-15', 'R1', 'EA', 'OEM', 'EUR'), ('I14', '2026-01-20', NULL, 'OLD', NULL, NULL),
	('I15', '2025-12-31', 'R1', 'OLD', NULL, NULL), ('I16', '2026-04-01', 'R1', 'EA', 'OEM', NULL),
	('I17', '2026-01-15', 'R1', NULL, 'CSP', NULL);
\ir helpers/settle.sql

CALL pg_temp.expect('counted', 'SELECT * FROM audit.counted',
	'(C,no-reseller,1)', '(C,not-registered,2)', '(C,not-approved,1)');
CALL pg_temp.expect('listed', 'SELECT mpn_id, invoice_number, reason FROM audit.exclusion',
	'(P2,I05,registered-late)', '(P1,I06,terms-not-accepted)', '(P1,I07,membership-inactive)',
	'(P1,I08,before-registration)', '(P1,I09,agreement-unknown)', '(P1,I10,agreement-inactive)',
	'(P1,I11,agreement-inactive)', '(P1,I12,license-type)', '(P1,I13,currency)',
	'(P1,I17,agreement-inactive)');
CALL pg_temp.expect('eligible', 'SELECT mpn_id, invoice_number FROM audit.earning', '(P1,I14)');
ROLLBACK;
