\ir helpers/open.sql

-- 30 days before 1 Jan: 2 Dec to 31 Dec. P1 names R1 here, R3 in campaign D by an approved
-- registration that came too late, and R4 by a rejected one.
-- Known: K1 (R1), K2 (R3, returned, another sku). New: K3 (1 Dec), K4 (R4), K5 (R2); never: blank.
INSERT INTO audit.campaign (id, kind, count, per, pay, lookback_days, register_by) VALUES
	('C', 'frequency', 'new_customers', 'campaign', 'each', 30, NULL),
	('D', 'frequency', 'transactions', 'campaign', 'each', NULL, '2025-12-31');
INSERT INTO audit.product VALUES ('C', 'S');
INSERT INTO audit.threshold VALUES ('C', 1, 10);
INSERT INTO audit.agreements_row (agreement_number, reseller_id) VALUES ('AG3', 'R3'),
	('AG4', 'R4');
INSERT INTO audit.registrations_row (registration_id, campaign_id, identification_number, status)
VALUES ('G1', 'C', 'AG1', 'approved'), ('G2', 'D', 'AG3', 'approved'),
	('G3', 'C', 'AG4', 'rejected');
INSERT INTO audit.invoices_row (invoice_number, invoice_date, reseller_id, customer_id, sku,
	quantity)
VALUES ('A1', '2025-12-02', 'R1', 'K1', 'S', 1), ('A2', '2025-12-31', 'R3', 'K2', 'Z', 1),
	('A3', '2025-12-31', 'R3', 'K2', 'Z', -1), ('A4', '2025-12-01', 'R1', 'K3', 'S', 1),
	('A5', '2025-12-31', 'R4', 'K4', 'S', 1), ('A6', '2025-12-31', 'R2', 'K5', 'S', 1),
	('I1', '2026-01-01', 'R1', 'K1', 'S', 1), ('I2', '2026-01-02', 'R1', 'K2', 'S', 1),
	('I3', '2026-01-03', 'R1', 'K3', 'S', 1), ('I4', '2026-01-04', 'R1', 'K4', 'S', 1),
	('I5', '2026-01-05', 'R1', 'K5', 'S', 1), ('I6', '2026-01-06', 'R1', NULL, 'S', 1);
\ir helpers/settle.sql

CALL pg_temp.expect('earnings', 'SELECT invoice_number, amount, measure_after, note
	FROM audit.earning',
	'(I1,0.00,0,not-counted)', '(I2,0.00,0,not-counted)', '(I3,10.00,1,)', '(I4,10.00,2,)',
	'(I5,10.00,3,)', '(I6,0.00,3,not-counted)');
ROLLBACK;
