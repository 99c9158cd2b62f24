\ir helpers/open.sql

-- X1's lowest line with an account is 2 (R5); an agreement X1 exists too (R6) and is not asked.
-- X2 has no account on any line, so agreement X2 (R7) is. X3 is dated after the as-of.
INSERT INTO audit.campaign (id, kind, scope, terms_version, register_by)
VALUES ('C', 'dollar_per_sku', 'partner', 'v2', '2026-01-31');
INSERT INTO audit.agreements_row (agreement_number, reseller_id) VALUES ('X1', 'R6'), ('X2', 'R7');
INSERT INTO audit.invoices_row (invoice_number, line_number, invoice_date, reseller_id, quantity)
VALUES ('X1', 1, '2025-06-01', NULL, 1), ('X1', 2, '2025-06-01', 'R5', 0),
	('X1', 3, '2025-06-01', 'R8', 1), ('X2', 1, '2025-06-01', NULL, 1),
	('X3', 1, '2027-01-01', 'R9', 1);
INSERT INTO audit.registrations_row (registration_id, campaign_id, mpn_id, identification_number,
	registered_on, status, terms_version, terms_signed_on) VALUES
	('G01', 'Z', 'P7', 'AG1', '2026-01-01', 'pending', NULL, NULL),
	('G02', 'C', 'P7', 'AG1', '2026-01-01', 'pending', NULL, NULL),
	('G03', 'C', 'P1', 'AG1', '2026-01-01', 'pending', 'v1', NULL),
	('G04', 'C', 'P1', 'AG1', '2026-02-01', 'approved', 'v1', '2026-01-01'),
	('G05', 'C', 'P1', 'AG1', '2026-01-01', 'approved', 'v2', '2027-01-01'),
	('G06', 'C', 'P1', 'X3', '2026-02-01', 'approved', 'v2', '2026-01-01'),
	('G07', 'C', 'P1', 'X3', '2026-01-31', 'approved', 'v2', '2026-01-01'),
	('G08', 'C', 'P1', 'X1', '2026-01-03', 'approved', 'v2', '2026-01-01'),
	('G09', 'C', 'P2', 'X1', '2026-01-02', 'approved', 'v2', '2026-01-01'),
	('G10', 'C', 'P2', 'X1', '2026-01-05', 'approved', 'v2', '2026-01-01'),
	('G11', 'C', 'P1', 'X2', '2026-01-05', 'approved', 'v2', '2026-12-31');
\ir helpers/settle.sql

CALL pg_temp.expect('states',
	'SELECT registration_id, reseller_id, state FROM audit.registration',
	'(G01,R1,unknown-campaign)', '(G02,R1,unknown-partner)', '(G03,R1,not-approved)',
	'(G04,R1,terms-not-accepted)', '(G05,R1,terms-not-accepted)', '(G06,,registered-late)',
	'(G07,,number-not-found)', '(G08,R5,account-taken)', '(G09,R5,active)', '(G10,R5,active)',
	'(G11,R7,active)');
ROLLBACK;
