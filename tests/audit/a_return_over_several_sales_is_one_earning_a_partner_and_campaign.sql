\ir helpers/open.sql

-- X takes back I/1 1 and I/2 2 (P1, groups by customer) and is dated before I/2: its date is the
-- later one, its quantity 3 of the 4 delivered. The 4th is I/3, of another account and partner.
-- Y is dated a day after end + 30 days and takes back 2 of J; Z finds only the third one left.
INSERT INTO audit.campaign (id, kind, scope) VALUES ('C', 'dollar_per_sku', 'customer');
INSERT INTO audit.card_row (campaign_id, sku, rate) VALUES ('C', 'S', 1.5);
INSERT INTO audit.registrations_row (registration_id, mpn_id, identification_number)
VALUES ('G1', 'P1', 'AG1'), ('G2', 'P2', 'AG2');
INSERT INTO audit.invoices_row (invoice_number, line_number, invoice_date, reseller_id, customer_id,
	quantity, reference_invoice) VALUES
	('I', 1, '2026-01-05', 'R1', 'K', 1, NULL), ('I', 2, '2026-01-09', 'R1', 'L', 2, NULL),
	('I', 3, '2026-01-05', 'R2', 'K', 1, NULL), ('X', 1, '2026-01-07', 'R1', 'K', -4, 'I'),
	('J', 1, '2026-03-31', 'R1', 'L', 3, NULL), ('Y', 1, '2026-05-01', 'R1', 'L', -2, 'J'),
	('Z', 1, '2026-05-02', 'R1', 'L', -2, 'J');
\ir helpers/settle.sql

CALL pg_temp.expect('earnings', 'SELECT mpn_id, invoice_number, line_number, event_date, quantity,
	amount, measure_before, measure_after FROM audit.earning WHERE invoice_number = ''X''',
	'(P1,X,1,2026-01-09,-3,-4.50,1,0)', '(P2,X,1,2026-01-07,-1,-1.50,1,0)');
CALL pg_temp.expect('late', 'SELECT mpn_id, invoice_number, event_date, quantity, reason
	FROM audit.exclusion',
	'(P1,Y,2026-05-01,-2,late-return)', '(P1,Z,2026-05-02,-1,late-return)');
CALL pg_temp.expect('unmatched', 'SELECT invoice_number, quantity, unmatched_quantity
	FROM audit.unmatched_return', '(Z,-2,1)');
CALL pg_temp.expect('payouts', 'SELECT mpn_id, amount FROM audit.payout',
	'(P1,4.50)', '(P2,0.00)');
ROLLBACK;
