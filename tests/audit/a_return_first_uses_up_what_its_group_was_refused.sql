\ir helpers/open.sql

-- 1.00 a unit by transaction; P1 may have 10, both together 14.
-- A 8 -> 8; B 6 -> 2 (P1's cap), 4 refused; D (P2) 6 -> 4 (budget), 2 refused.
-- XB: B is down to 3: it was given 2, so nothing goes back and 3 of the refused are used up.
-- XA: A is down to 5: 3 go back to cap and budget. D2 (P2) takes 2 of them, E (P1) the 1 left of
-- the budget. XB2: B is down to 1: the last refused unit first, then 1 of the 2 goes back.
INSERT INTO audit.campaign (id, kind, scope, partner_cap, budget)
VALUES ('C', 'dollar_per_sku', 'transaction', 10, 14);
INSERT INTO audit.card_row (campaign_id, sku, rate) VALUES ('C', 'S', 1);
INSERT INTO audit.registrations_row (registration_id, mpn_id, identification_number)
VALUES ('G1', 'P1', 'AG1'), ('G2', 'P2', 'AG2');
INSERT INTO audit.invoices_row (invoice_number, invoice_date, reseller_id, quantity,
	reference_invoice) VALUES
	('A', '2026-01-01', 'R1', 8, NULL), ('B', '2026-01-02', 'R1', 6, NULL),
	('D', '2026-01-03', 'R2', 6, NULL), ('XB', '2026-01-04', 'R1', -3, 'B'),
	('XA', '2026-01-05', 'R1', -3, 'A'), ('D2', '2026-01-06', 'R2', 2, NULL),
	('E', '2026-01-07', 'R1', 2, NULL), ('XB2', '2026-01-08', 'R1', -2, 'B');
\ir helpers/settle.sql

CALL pg_temp.expect('earnings', 'SELECT mpn_id, invoice_number, amount, withheld, note
	FROM audit.earning',
	'(P1,A,8.00,0.00,)', '(P1,B,2.00,4.00,capped)', '(P2,D,4.00,2.00,capped)',
	'(P1,XB,0.00,-3.00,capped)', '(P1,XA,-3.00,0.00,)', '(P2,D2,2.00,0.00,)',
	'(P1,E,1.00,1.00,capped)', '(P1,XB2,-1.00,-1.00,capped)');
CALL pg_temp.expect('payouts', 'SELECT mpn_id, amount, withheld FROM audit.payout',
	'(P1,7.00,1.00)', '(P2,6.00,2.00)');
ROLLBACK;
