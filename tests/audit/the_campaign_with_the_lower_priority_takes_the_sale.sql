\ir helpers/open.sql

-- A goes before B in their group; D is alone. I1 is in both; I2 is before A's start, though A
-- counts it towards its thresholds; I3 is of an account that only B knows.
INSERT INTO audit.campaign (id, kind, count, per, pay, start, count_from, exclusive_group, priority)
VALUES ('A', 'frequency', 'transactions', 'campaign', 'once', '2026-02-01', '2026-01-01', 'x', 1),
	('B', 'frequency', 'transactions', 'campaign', 'once', '2026-01-01', NULL, 'x', 2),
	('D', 'frequency', 'transactions', 'campaign', 'once', '2026-01-01', NULL, NULL, NULL);
INSERT INTO audit.product VALUES ('A', 'S'), ('B', 'S'), ('D', 'S');
INSERT INTO audit.registrations_row (registration_id, campaign_id, mpn_id, identification_number)
VALUES ('G1', 'A', 'P2', 'AG1'), ('G2', 'B', 'P1', 'AG1'), ('G3', 'D', 'P1', 'AG1'),
	('G4', 'B', 'P1', 'AG2');
INSERT INTO audit.invoices_row (invoice_number, invoice_date, reseller_id) VALUES
	('I1', '2026-02-01', 'R1'), ('I2', '2026-01-31', 'R1'), ('I3', '2026-02-01', 'R2');
\ir helpers/settle.sql

CALL pg_temp.expect('eligible', 'SELECT mpn_id, campaign_id, invoice_number FROM audit.earning',
	'(P2,A,I1)', '(P2,A,I2)', '(P1,B,I2)', '(P1,B,I3)', '(P1,D,I1)', '(P1,D,I2)');
CALL pg_temp.expect('kept out',
	'SELECT mpn_id, campaign_id, invoice_number, reason FROM audit.exclusion',
	'(P1,B,I1,stacking)');
ROLLBACK;
