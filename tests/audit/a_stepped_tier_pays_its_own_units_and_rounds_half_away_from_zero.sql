\ir helpers/open.sql

-- Units 2 to 3 pay 0.0025, units 5 and more 0.125; unit 4 pays nothing. P(1) 0, P(3) 0.005 -> 0.01,
-- P(5) 0.13, P(6) 0.255 -> 0.26; the return of one unit takes 0.13 back. In yen: 0, 0, 0, 0; 9
-- units make 0.005 + 5 x 0.125 = 0.63 -> 1.
INSERT INTO audit.currency VALUES ('JPY', 0);
INSERT INTO audit.campaign (id, kind, scope, tiers, currency) VALUES
	('C', 'dollar_per_sku', 'partner', 'stepped', 'USD'),
	('Y', 'dollar_per_sku', 'partner', 'stepped', 'JPY');
INSERT INTO audit.card_row (campaign_id, sku, rate, min_quantity, max_quantity) VALUES
	('C', 'S', 0.0025, 2, 3), ('C', 'S', 0.125, 5, NULL),
	('Y', 'S', 0.0025, 2, 3), ('Y', 'S', 0.125, 5, NULL);
INSERT INTO audit.registrations_row (registration_id, campaign_id) VALUES ('G1', 'C'), ('G2', 'Y');
INSERT INTO audit.invoices_row (invoice_number, invoice_date, quantity, reference_invoice) VALUES
	('I1', '2026-01-01', 1, NULL), ('I2', '2026-01-02', 2, NULL), ('I3', '2026-01-03', 1, NULL),
	('I4', '2026-01-04', 2, NULL), ('X1', '2026-01-05', -1, 'I4'), ('I5', '2026-01-06', 4, NULL);
\ir helpers/settle.sql

CALL pg_temp.expect('earnings', 'SELECT campaign_id, invoice_number, amount,
	note FROM audit.earning',
	'(C,I1,0.00,below-minimum)', '(C,I2,0.01,)', '(C,I3,0.00,above-maximum)', '(C,I4,0.25,)',
	'(C,X1,-0.13,)', '(C,I5,0.50,)',
	'(Y,I1,0,below-minimum)', '(Y,I2,0,)', '(Y,I3,0,above-maximum)', '(Y,I4,0,)', '(Y,X1,0,)',
	'(Y,I5,1,)');
ROLLBACK;
