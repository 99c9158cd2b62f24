\ir helpers/open.sql

-- 3 to 5 units pay 1.00, 6 to 10 pay 2.00: 2 -> 0, 4 -> 4, 7 -> 14, 12 -> 20 (10 units), then the
-- returns: 11 -> 20, 5 -> 5, 1 -> 0.
INSERT INTO audit.campaign (id, kind, scope) VALUES ('C', 'dollar_per_sku', 'partner');
INSERT INTO audit.card_row (campaign_id, sku, rate, min_quantity, max_quantity) VALUES
	('C', 'S', 1, 3, 5), ('C', 'S', 2, 6, 10);
INSERT INTO audit.registrations_row (registration_id, identification_number)
VALUES ('G1', 'AG1'), ('G2', 'AG2');
INSERT INTO audit.invoices_row (invoice_number, invoice_date, reseller_id, customer_id, quantity)
VALUES ('I1', '2026-01-01', 'R1', 'K', 2), ('I2', '2026-01-02', 'R2', 'L', 2),
	('I3', '2026-01-03', 'R1', 'K', 3), ('I4', '2026-03-31', 'R1', 'K', 5),
	('X1', '2026-04-01', 'R1', 'K', -1), ('X2', '2026-04-30', 'R1', 'K', -6),
	('X3', '2026-04-30', 'R1', 'K', -2), ('X4', '2026-04-30', 'R2', 'L', -2);
\ir helpers/settle.sql

-- X2 takes the 4 left of I4 and 2 of I3; X3 the third of I3 and 1 of I1.
CALL pg_temp.expect('earnings', 'SELECT invoice_number, quantity, amount, measure_before,
	measure_after, note FROM audit.earning',
	'(I1,2,0.00,0,2,below-minimum)', '(I2,2,4.00,2,4,)', '(I3,3,10.00,4,7,)',
	'(I4,5,6.00,7,12,above-maximum)', '(X1,-1,0.00,12,11,above-maximum)',
	'(X2,-6,-15.00,11,5,)', '(X3,-2,-2.00,5,3,)', '(X4,-2,-3.00,3,1,below-minimum)');
CALL pg_temp.expect('payout', 'SELECT * FROM audit.payout', '(P1,C,0.00,0.00,1,3)');
ROLLBACK;
