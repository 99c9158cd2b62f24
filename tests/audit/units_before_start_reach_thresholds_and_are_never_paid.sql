\ir helpers/open.sql

-- Counted from 1 Dec, paid from 1 Jan; thresholds 2 -> 10, 4 -> 25. n0 = 2 (A, B; V and W
-- went back before start, after n had been 3); then C 3, D 4,
-- and in February the return of A (sold before start) 3, of C 2, of D 1.
-- each retrospective: 1 x 10, 2 x 25, 1 x 10, 0, then -1 units: never below 0.
-- once retrospective: P(n) - P(2) = 0, 15, 0, 0, and P(1) - P(2) below 0 is 0.
INSERT INTO audit.campaign (id, kind, count, per, pay, count_from) VALUES
	('ER', 'frequency', 'transactions', 'campaign', 'each', '2025-12-01'),
	('OR', 'frequency', 'transactions', 'campaign', 'once', '2025-12-01');
INSERT INTO audit.product VALUES ('ER', 'S'), ('OR', 'S');
INSERT INTO audit.threshold VALUES ('ER', 2, 10), ('ER', 4, 25), ('OR', 2, 10), ('OR', 4, 25);
INSERT INTO audit.registrations_row (registration_id, campaign_id) VALUES ('G1', 'ER'),
	('G2', 'OR');
INSERT INTO audit.invoices_row (invoice_number, invoice_date, quantity, reference_invoice) VALUES
	('Z', '2025-11-30', 1, NULL), ('A', '2025-12-01', 1, NULL),
	('V', '2025-12-05', 1, NULL), ('W', '2025-12-06', 1, NULL), ('XV', '2025-12-07', -1, 'V'),
	('XW', '2025-12-08', -1, 'W'), ('B', '2025-12-31', 1, NULL),
	('C', '2026-01-01', 1, NULL), ('D', '2026-01-02', 1, NULL), ('XA', '2026-02-01', -1, 'A'),
	('XC', '2026-02-02', -1, 'C'), ('XD', '2026-02-03', -1, 'D');
\ir helpers/settle.sql

CALL pg_temp.expect('each', 'SELECT invoice_number, amount, measure_before, measure_after, note
	FROM audit.earning WHERE campaign_id = ''ER''',
	'(A,0.00,0,1,before-start)', '(V,0.00,1,2,before-start)', '(W,0.00,2,3,before-start)',
	'(XV,0.00,3,2,before-start)', '(XW,0.00,2,1,before-start)', '(B,0.00,1,2,before-start)',
	'(C,10.00,2,3,)', '(D,40.00,3,4,)',
	'(XA,-40.00,4,3,not-counted)', '(XC,-10.00,3,2,not-counted)', '(XD,0.00,2,1,not-counted)');
CALL pg_temp.expect('once', 'SELECT invoice_number, amount FROM audit.earning
	WHERE campaign_id = ''OR'' AND amount <> 0', '(D,15.00)', '(XA,-15.00)');
ROLLBACK;
