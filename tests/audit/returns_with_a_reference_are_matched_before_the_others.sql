\ir helpers/open.sql

-- Sales of customer K, sku S: A 3 (5 Jan), B/1 2, B/2 2 (6 Jan), C 5 (20 Jan); D is of customer L.
-- With a reference: W (dated last) takes B/1 2 and B/2 1; V, dated before C, takes C 1; U names an
-- invoice of another customer and account, D, and takes it all the same, 1 of 4 unmatched.
-- Without: T (10 Jan, 3) takes B/2 1, then A 2; S1 (11 Jan, 2) finds A's last unit up to that day;
-- R (25 Jan, 3) takes C 3; the blank customer of Q and the sku of O match nothing. N (5) takes back
-- customer M's sales of one day by invoice and line number descending: G 2, F/10 2, F/9 1.
INSERT INTO audit.campaign (id, kind, count, per, pay)
VALUES ('C', 'frequency', 'transactions', 'campaign', 'once');
INSERT INTO audit.product VALUES ('C', 'S');
INSERT INTO audit.invoices_row (invoice_number, line_number, invoice_date, reseller_id, customer_id,
	sku, quantity, reference_invoice) VALUES
	('A', 1, '2026-01-05', 'R1', 'K', 'S', 3, NULL),
	('B', 1, '2026-01-06', 'R1', 'K', 'S', 2, NULL),
	('B', 2, '2026-01-06', 'R1', 'K', 'S', 2, NULL),
	('C', 1, '2026-01-20', 'R1', 'K', 'S', 5, NULL),
	('D', 1, '2026-01-05', 'R2', 'L', 'S', 3, NULL),
	('E', 1, '2026-01-05', 'R1', NULL, 'S', 9, NULL),
	('W', 1, '2026-02-25', 'R1', 'K', 'S', -3, 'B'),
	('V', 1, '2026-01-08', 'R1', 'K', 'S', -1, 'C'),
	('U', 1, '2026-01-09', 'R1', 'K', 'S', -4, 'D'),
	('T', 1, '2026-01-10', 'R1', 'K', 'S', -3, NULL),
	('S1', 1, '2026-01-11', 'R1', 'K', 'S', -2, NULL),
	('R', 1, '2026-01-25', 'R1', 'K', 'S', -3, NULL),
	('Q', 1, '2026-01-25', 'R1', NULL, 'S', -2, NULL),
	('O', 1, '2026-01-25', 'R1', 'K', 'Z', -2, NULL),
	('F', 9, '2026-02-01', 'R1', 'M', 'S', 2, NULL),
	('F', 10, '2026-02-01', 'R1', 'M', 'S', 2, NULL),
	('G', 1, '2026-02-01', 'R1', 'M', 'S', 2, NULL),
	('N', 1, '2026-02-01', 'R1', 'M', 'S', -5, NULL);
\ir helpers/settle.sql

CALL pg_temp.expect('taken back',
	'SELECT b.invoice_number, s.invoice_number AS sale, s.line_number, t.units
	FROM audit.taken_back t JOIN audit.return_line b ON b.line_id = t.return_id
	JOIN audit.sale s ON s.line_id = t.sale_id',
	'(W,B,1,2)', '(W,B,2,1)', '(V,C,1,1)', '(U,D,1,3)', '(T,B,2,1)', '(T,A,1,2)', '(S1,A,1,1)',
	'(R,C,1,3)', '(N,G,1,2)', '(N,F,10,2)', '(N,F,9,1)');
CALL pg_temp.expect('unmatched, of an sku on a card',
	'SELECT invoice_number, line_number, quantity, unmatched_quantity FROM audit.unmatched_return',
	'(U,1,-4,1)', '(S1,1,-2,1)', '(Q,1,-2,2)');
ROLLBACK;
