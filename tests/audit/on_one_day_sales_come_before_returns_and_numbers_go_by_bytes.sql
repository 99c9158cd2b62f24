\ir helpers/open.sql

-- All on 5 January: sales by the bytes of the number (10, 9, Z, a) and by line number (9 before
-- 10), then the return A, which was dated before the sale that it names.
INSERT INTO audit.campaign (id, kind, scope) VALUES ('C', 'dollar_per_sku', 'partner');
INSERT INTO audit.card_row (campaign_id, sku, rate) VALUES ('C', 'S', 1);
INSERT INTO audit.registrations_row (registration_id) VALUES ('G1');
INSERT INTO audit.invoices_row (invoice_number, line_number, invoice_date, quantity,
	reference_invoice) VALUES
	('a', 10, '2026-01-05', 1, NULL), ('a', 9, '2026-01-05', 1, NULL),
	('Z', 1, '2026-01-05', 1, NULL), ('9', 1, '2026-01-05', 1, NULL),
	('10', 1, '2026-01-05', 1, NULL), ('A', 1, '2026-01-02', -1, '10');
\ir helpers/settle.sql

CALL pg_temp.expect('order', 'SELECT measure_before, measure_after, invoice_number, line_number,
	event_date FROM audit.earning',
	'(0,1,10,1,2026-01-05)', '(1,2,9,1,2026-01-05)', '(2,3,Z,1,2026-01-05)',
	'(3,4,a,9,2026-01-05)', '(4,5,a,10,2026-01-05)', '(5,4,A,1,2026-01-05)');
ROLLBACK;
