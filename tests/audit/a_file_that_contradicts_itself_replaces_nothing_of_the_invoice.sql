\ir helpers/open.sql

-- I1: b.csv replaces all of it. I2: b.csv is disputed, a.csv stands. I3: only a disputed file.
-- I4: the disputed b.csv is overtaken by c.csv. I5: b.csv and c.csv are disputed, b.csv was first.
INSERT INTO audit.feed VALUES ('invoices', 'changes', 'invoice');
INSERT INTO audit.invoices_row (invoice_number, line_number, invoice_date, quantity, source_file)
VALUES
	('I1', 1, '2026-01-05', 1, 'a.csv'), ('I1', 2, '2026-01-05', 2, 'a.csv'),
	('I1', 2, '2026-01-05', 3, 'b.csv'),
	('I2', 1, '2026-01-05', 1, 'a.csv'), ('I2', 2, '2026-01-05', 2, 'a.csv'),
	('I2', 2, '2026-01-05', 3, 'b.csv'), ('I2', 3, '2026-01-05', 4, 'b.csv'),
	('I3', 2, '2026-01-05', 5, 'b.csv'),
	('I4', 1, '2026-01-05', 6, 'a.csv'), ('I4', 2, '2026-01-05', 7, 'b.csv'),
	('I4', 1, '2026-01-05', 8, 'c.csv'), ('I5', 1, '2026-01-05', 9, 'b.csv'),
	('I5', 1, '2026-01-05', 10, 'c.csv');
INSERT INTO audit.conflict VALUES ('b.csv', 'I2'), ('b.csv', 'I3'), ('b.csv', 'I4'),
	('b.csv', 'I5'), ('c.csv', 'I5');
\ir helpers/settle.sql

CALL pg_temp.expect('invoice lines',
	'SELECT invoice_number, line_number, quantity FROM audit.invoice_line',
	'(I1,2,3)', '(I2,1,1)', '(I2,2,2)', '(I3,2,5)', '(I4,1,8)', '(I5,1,9)');
ROLLBACK;
