\ir helpers/open.sql

-- AB1 is named exactly to 31 Jan, then only by prefix; BX is on the card in January only.
INSERT INTO audit.campaign (id, kind, scope) VALUES ('C', 'dollar_per_sku', 'partner');
INSERT INTO audit.card_row (campaign_id, sku, rate, valid_from, valid_to) VALUES
	('C', 'AB1', 1, NULL, '2026-01-31'), ('C', 'A*', 2, NULL, NULL), ('C', 'AB*', 4, NULL, NULL),
	('C', 'BX', 8, NULL, '2026-01-31');
INSERT INTO audit.registrations_row (registration_id) VALUES ('G1');
INSERT INTO audit.invoices_row (invoice_number, invoice_date, sku) VALUES
	('I1', '2026-01-31', 'AB1'), ('I2', '2026-02-01', 'AB1'), ('I3', '2026-01-31', 'AC'),
	('I4', '2026-01-31', 'BX'), ('I5', '2026-02-01', 'BX'), ('I6', '2026-01-31', 'ab1'),
	('I7', '2026-01-31', 'BX9');
\ir helpers/settle.sql

CALL pg_temp.expect('earnings', 'SELECT invoice_number, amount FROM audit.earning',
	'(I1,1.00)', '(I2,4.00)', '(I3,2.00)', '(I4,8.00)');
CALL pg_temp.expect('kept out', 'SELECT * FROM audit.exclusion', 'nothing');
CALL pg_temp.expect('payout of several groups', 'SELECT * FROM audit.payout',
	'(P1,C,15.00,0.00,,)');
ROLLBACK;
