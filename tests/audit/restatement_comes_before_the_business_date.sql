\ir helpers/open.sql

-- I1 moves behind the as-of and is gone; I2 gets another quantity; I3 was moved before it.
UPDATE audit.parameter SET as_of = '2026-02-28';
INSERT INTO audit.invoices_row (invoice_number, invoice_date, quantity, source_file) VALUES
	('I1', '2026-02-01', 1, 'a.csv'), ('I1', '2026-03-01', 1, 'b.csv'),
	('I2', '2026-02-02', 1, 'a.csv'), ('I2', '2026-02-02', 7, 'b.csv'),
	('I3', '2026-03-03', 1, 'B.csv'), ('I3', '2026-02-28', 3, 'a.csv');
INSERT INTO audit.registrations_row (registration_id, registered_on, source_file) VALUES
	('G1', '2026-02-01', 'a.csv'), ('G1', '2026-03-01', 'b.csv'), ('G2', '2026-02-28', 'a.csv');
\ir helpers/settle.sql

CALL pg_temp.expect('invoice lines', 'SELECT invoice_number, quantity FROM audit.invoice_line',
	'(I2,7)', '(I3,3)');
CALL pg_temp.expect('registrations', 'SELECT registration_id, state FROM audit.registration',
	'(G2,unknown-campaign)');
ROLLBACK;
