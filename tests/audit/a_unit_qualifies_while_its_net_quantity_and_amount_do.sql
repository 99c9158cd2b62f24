\ir helpers/open.sql

-- A unit is a customer with 3 units and 66.6667 or more. K: 3 for 100.00, one returned: 66.6667
-- (66.66666.. to 4 places), quantity 2, too few; a fourth unit for 0 makes it qualify again; with a
-- second one returned 33.3333. L is in the second quarter, a group of its own.
INSERT INTO audit.campaign (id, kind, "end", count, per, pay, minimum_quantity, minimum_amount)
VALUES ('C', 'frequency', '2026-06-30', 'customers', 'quarter', 'each', 3, 66.6667);
INSERT INTO audit.product VALUES ('C', 'S');
INSERT INTO audit.threshold VALUES ('C', 1, 10);
INSERT INTO audit.registrations_row (registration_id) VALUES ('G1');
INSERT INTO audit.invoices_row (invoice_number, invoice_date, customer_id, quantity, net_amount,
	reference_invoice) VALUES
	('I1', '2026-01-01', 'K', 3, 100, NULL), ('X1', '2026-01-02', 'K', -1, -33, 'I1'),
	('I2', '2026-01-03', 'K', 1, 0, NULL), ('I3', '2026-01-04', 'K', 1, 0, NULL),
	('X2', '2026-01-05', 'K', -1, -33, 'I1'), ('I4', '2026-04-01', 'K', 2, 500, NULL),
	('I5', '2026-04-02', 'K', 1, -400, NULL);
\ir helpers/settle.sql

CALL pg_temp.expect('earnings', 'SELECT invoice_number, quantity, amount, measure_after, note
	FROM audit.earning',
	'(I1,3,10.00,1,)', '(X1,-1,-10.00,0,not-counted)', '(I2,1,10.00,1,)', '(I3,1,0.00,1,)',
	'(X2,-1,-10.00,0,not-counted)', '(I4,2,0.00,0,not-counted)', '(I5,1,10.00,1,)');
CALL pg_temp.expect('payout of several groups', 'SELECT * FROM audit.payout',
	'(P1,C,10.00,0.00,,)');
CALL pg_temp.expect('shares', 'SELECT audit.share(0.0001, 1, 2) AS a, audit.share(-0.0001, 1,
	2) AS b,
	audit.share(123456789012345.6789, 1, 3) AS c', '(0.0001,-0.0001,41152263004115.2263)');
ROLLBACK;
