\ir helpers/open.sql

-- 2 units and more pay 1.00 a unit. By customer: K has 1 + 1 (I1/1, I2), the blank ones 1 and 2.
-- By transaction: I1 has 1 + 1, I2 1, I3 2. By partner: 1, 2, 3, 5.
INSERT INTO audit.campaign (id, kind, scope) VALUES ('K', 'dollar_per_sku', 'customer'),
	('T', 'dollar_per_sku', 'transaction'), ('P', 'dollar_per_sku', 'partner');
INSERT INTO audit.card_row (campaign_id, sku, rate, min_quantity)
VALUES ('K', 'S', 1, 2), ('T', 'S', 1, 2), ('P', 'S', 1, 2);
INSERT INTO audit.registrations_row (registration_id, campaign_id)
VALUES ('G1', 'K'), ('G2', 'T'), ('G3', 'P');
INSERT INTO audit.invoices_row (invoice_number, line_number, invoice_date, customer_id, quantity)
VALUES ('I1', 1, '2026-01-01', 'K', 1), ('I1', 2, '2026-01-01', NULL, 1),
	('I2', 1, '2026-01-02', 'K', 1), ('I3', 1, '2026-01-03', NULL, 2);
\ir helpers/settle.sql

CALL pg_temp.expect('earnings',
	'SELECT campaign_id, invoice_number, line_number, amount, measure_after FROM audit.earning',
	'(K,I1,1,0.00,1)', '(K,I1,2,0.00,1)', '(K,I2,1,2.00,2)', '(K,I3,1,2.00,2)',
	'(T,I1,1,0.00,1)', '(T,I1,2,2.00,2)', '(T,I2,1,0.00,1)', '(T,I3,1,2.00,2)',
	'(P,I1,1,0.00,1)', '(P,I1,2,2.00,2)', '(P,I2,1,1.00,3)', '(P,I3,1,2.00,5)');
ROLLBACK;
