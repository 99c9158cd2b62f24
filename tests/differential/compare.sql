-- What extract made of the files against a second reading of them, and the engine's results
-- against the second opinion: every column that both have, or that follows from what both have.
-- One line for each row that only one of them has, then what the case reached. Amounts are compared
-- as text, so that their decimal places are compared too.

CREATE TEMPORARY VIEW engine_row ("table", content) AS
SELECT 'staged partners', to_jsonb(r) FROM audit.partners_row r
UNION ALL
SELECT 'staged agreements', to_jsonb(r) FROM audit.agreements_row r
UNION ALL
SELECT 'staged registrations', to_jsonb(r) FROM audit.registrations_row r
UNION ALL
SELECT 'staged invoices', to_jsonb(r) FROM audit.invoices_row r
UNION ALL
SELECT 'staged conflict', to_jsonb(r) FROM audit.conflict r
UNION ALL
SELECT 'partner', to_jsonb(r) FROM (
	SELECT mpn_id, name, membership_start, membership_end FROM engine.partner) r
UNION ALL
SELECT 'campaign', to_jsonb(r) FROM (
	SELECT campaign_id, name, kind, currency, start_date, end_date, partner_cap, budget,
		calculation_date, final_date FROM engine.campaign) r
UNION ALL
SELECT 'registration', to_jsonb(r) FROM (
	SELECT mpn_id, registration_id, campaign_id, identification_number, reseller_id, found_in,
		state, registered_on, terms_signed_on, terms_version, source_file, source_line
	FROM engine.registration) r
UNION ALL
SELECT 'earning', to_jsonb(r) FROM (
	SELECT mpn_id, campaign_id, invoice_number, line_number, sku, reseller_id, customer_id,
		event_date, quantity, currency, amount::text, withheld::text, measure_before, measure_after,
		note, source_file, source_line FROM engine.earning) r
UNION ALL
SELECT 'exclusion', to_jsonb(r) FROM (
	SELECT mpn_id, campaign_id, invoice_number, line_number, sku, reseller_id, customer_id,
		event_date, quantity, reason, source_file, source_line FROM engine.exclusion) r
UNION ALL
SELECT 'counted', to_jsonb(r) FROM (
	SELECT campaign_id, reason, lines, quantity FROM engine.counted) r
UNION ALL
SELECT 'unmatched_return', to_jsonb(r) FROM (
	SELECT invoice_number, line_number, sku, reseller_id, customer_id, invoice_date, quantity,
		unmatched_quantity, source_file, source_line FROM engine.unmatched_return) r
UNION ALL
SELECT 'payout', to_jsonb(r) FROM (
	SELECT mpn_id, campaign_id, currency, amount::text, withheld::text, measure, next_threshold
	FROM engine.payout) r;

CREATE TEMPORARY VIEW audit_row ("table", content) AS
SELECT 'staged partners', to_jsonb(r) FROM reading.partners_row r
UNION ALL
SELECT 'staged agreements', to_jsonb(r) FROM reading.agreements_row r
UNION ALL
SELECT 'staged registrations', to_jsonb(r) FROM reading.registrations_row r
UNION ALL
SELECT 'staged invoices', to_jsonb(r) FROM reading.invoices_row r
UNION ALL
SELECT 'staged conflict', to_jsonb(r) FROM reading.conflict r
UNION ALL
SELECT 'partner', to_jsonb(r) FROM (
	SELECT mpn_id, name, membership_start, membership_end FROM audit.partner) r
UNION ALL
SELECT 'campaign', to_jsonb(r) FROM (
	SELECT id AS campaign_id, name, kind, currency, start AS start_date, "end" AS end_date,
		partner_cap, budget, coalesce(calculation_date, start) AS calculation_date, final_date
	FROM audit.campaign) r
UNION ALL
SELECT 'registration', to_jsonb(r) FROM (
	SELECT g.mpn_id, g.registration_id, g.campaign_id, g.identification_number, g.reseller_id,
		CASE
		WHEN g.reseller_id IS NULL THEN NULL
		WHEN EXISTS (SELECT 1 FROM audit.invoice_line l
			WHERE l.invoice_number = g.identification_number AND l.reseller_id IS NOT NULL)
			THEN 'invoice'
		ELSE 'agreement'
		END AS found_in,
		g.state, d.registered_on, d.terms_signed_on, d.terms_version, w.source_file, w.source_line
	FROM audit.registration g
	JOIN audit.registered d ON d.registration_id = g.registration_id
	JOIN LATERAL (
		SELECT source_file, source_line FROM audit.registrations_row w
		WHERE w.registration_id = g.registration_id
			AND audit.file_counts('registrations', w.source_file)
		ORDER BY w.source_file DESC LIMIT 1) w ON true) r
UNION ALL
SELECT 'earning', to_jsonb(r) FROM (
	SELECT e.mpn_id, e.campaign_id, e.invoice_number, e.line_number, e.sku, l.reseller_id,
		l.customer_id, e.event_date, e.quantity, c.currency, e.amount::text, e.withheld::text,
		e.measure_before, e.measure_after, e.note, e.source_file, e.source_line
	FROM audit.earning e
	JOIN audit.invoice_line l USING (invoice_number, line_number)
	JOIN audit.campaign c ON c.id = e.campaign_id) r
UNION ALL
SELECT 'exclusion', to_jsonb(r) FROM (
	SELECT e.mpn_id, e.campaign_id, e.invoice_number, e.line_number, e.sku, l.reseller_id,
		l.customer_id, e.event_date, e.quantity, e.reason, e.source_file, e.source_line
	FROM audit.exclusion e JOIN audit.invoice_line l USING (invoice_number, line_number)) r
UNION ALL
SELECT 'counted', to_jsonb(r) FROM (
	SELECT n.campaign_id, n.reason, n.lines, sum(s.quantity)::bigint AS quantity
	FROM audit.counted n
	JOIN audit.decision d ON d.campaign_id = n.campaign_id AND d.reason = n.reason
	JOIN audit.sale s ON s.line_id = d.line_id
	GROUP BY n.campaign_id, n.reason, n.lines) r
UNION ALL
SELECT 'unmatched_return', to_jsonb(r) FROM (
	SELECT u.invoice_number, u.line_number, u.sku, l.reseller_id, l.customer_id, l.invoice_date,
		u.quantity, u.unmatched_quantity, u.source_file, u.source_line
	FROM audit.unmatched_return u JOIN audit.invoice_line l USING (invoice_number, line_number)) r
UNION ALL
SELECT 'payout', to_jsonb(r) FROM (
	SELECT p.mpn_id, p.campaign_id, c.currency, p.amount::text, p.withheld::text, p.measure,
		p.next_threshold
	FROM audit.payout p JOIN audit.campaign c ON c.id = p.campaign_id) r;

SELECT 'difference', jsonb_build_object('table', "table", 'only', side, 'row', content)
FROM (
	SELECT 'engine' AS side, d.* FROM (TABLE engine_row EXCEPT ALL TABLE audit_row) d
	UNION ALL
	SELECT 'second opinion', d.* FROM (TABLE audit_row EXCEPT ALL TABLE engine_row) d) difference
ORDER BY "table", content ->> 'campaign_id', content ->> 'invoice_number',
	content ->> 'line_number', side;

SELECT DISTINCT 'reached', what FROM (
	SELECT 'state ' || state AS what FROM audit.registration
	UNION ALL SELECT 'reason ' || reason FROM audit.exclusion
	UNION ALL SELECT 'reason ' || reason FROM audit.counted
	UNION ALL SELECT 'note ' || coalesce(note, 'none') FROM audit.earning
	UNION ALL SELECT 'unmatched-return' FROM audit.unmatched_return
	UNION ALL SELECT 'paid ' || concat_ws(' ', c.kind, c.scope, c.count, c.pay, c.tiers)
		FROM audit.earning e JOIN audit.campaign c ON c.id = e.campaign_id WHERE amount > 0
	UNION ALL SELECT 'clawed back ' || c.kind
		FROM audit.earning e JOIN audit.campaign c ON c.id = e.campaign_id WHERE amount < 0
	UNION ALL SELECT 'paid in ' || c.currency
		FROM audit.earning e JOIN audit.campaign c ON c.id = e.campaign_id WHERE amount > 0
	UNION ALL SELECT 'measure of one group' FROM audit.payout WHERE measure IS NOT NULL
	UNION ALL SELECT 'measure of several groups' FROM audit.payout WHERE measure IS NULL
	UNION ALL SELECT 'key-conflict' FROM audit.conflict
) everything;
