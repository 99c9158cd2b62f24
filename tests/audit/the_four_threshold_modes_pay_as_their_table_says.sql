\ir helpers/open.sql

-- Thresholds 2 -> 10, 4 -> 25. Four invoices, then the return of one:
-- once retrospective 0 10 10 25 | 10      once stepped 0 10 10 35 | 10
-- each retrospective 0 20 30 100 | 30     each stepped 0 10 20 45 | 20
INSERT INTO audit.campaign (id, kind, count, per, pay, tiers) VALUES
	('OR', 'frequency', 'transactions', 'campaign', 'once', 'retrospective'),
	('OS', 'frequency', 'transactions', 'campaign', 'once', 'stepped'),
	('ER', 'frequency', 'transactions', 'campaign', 'each', 'retrospective'),
	('ES', 'frequency', 'transactions', 'campaign', 'each', 'stepped');
INSERT INTO audit.product SELECT id, 'S' FROM audit.campaign;
INSERT INTO audit.threshold SELECT id, t, a FROM audit.campaign, (VALUES (2, 10), (4, 25)) v (t, a);
INSERT INTO audit.registrations_row (registration_id, campaign_id) SELECT id,
	id FROM audit.campaign;
INSERT INTO audit.invoices_row (invoice_number, invoice_date, quantity, reference_invoice) VALUES
	('I1', '2026-01-01', 1, NULL), ('I2', '2026-01-02', 1, NULL), ('I3', '2026-01-03', 1, NULL),
	('I4', '2026-01-04', 1, NULL), ('X1', '2026-01-05', -1, 'I1');
\ir helpers/settle.sql

CALL pg_temp.expect('earnings', 'SELECT campaign_id,
	string_agg(amount::text, '' '' ORDER BY event_date) AS amounts FROM audit.earning GROUP BY 1',
	'(OR,"0.00 10.00 0.00 15.00 -15.00")', '(OS,"0.00 10.00 0.00 25.00 -25.00")',
	'(ER,"0.00 20.00 10.00 70.00 -70.00")', '(ES,"0.00 10.00 10.00 25.00 -25.00")');
CALL pg_temp.expect('notes', 'SELECT DISTINCT invoice_number, note FROM audit.earning',
	'(I1,below-threshold)', '(I2,)', '(I3,)', '(I4,)', '(X1,not-counted)');
CALL pg_temp.expect('payouts', 'SELECT campaign_id, amount, measure,
	next_threshold FROM audit.payout',
	'(OR,10.00,3,4)', '(OS,10.00,3,4)', '(ER,30.00,3,4)', '(ES,20.00,3,4)');
ROLLBACK;
