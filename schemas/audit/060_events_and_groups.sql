-- Events, their order, and the groups that they fall in.
--
-- An eligible sale is an event; so is every return of it that is dated up to the campaign's end
-- plus returns_days. A return belongs where its sale belongs, and one dated before its sale is
-- taken on the sale's date.
--
-- Chronological order: date, sales before returns, invoice number, line number; the events of one
-- return follow the order of their sales.
--
-- dollar_per_sku groups by campaign, partner and card entry, and by scope: the sale's invoice, the
-- sale's customer (a sale without one is a group by itself), or nothing more. frequency groups by
-- campaign and partner, and by the month or quarter of the sale's date, or nothing more.

CREATE TABLE audit.event AS
WITH happened AS (
	SELECT d.campaign_id, d.line_id AS sale_id, d.line_id, s.invoice_date AS event_date,
		false AS is_return, s.quantity AS units
	FROM audit.decision d JOIN audit.sale s ON s.line_id = d.line_id
	WHERE d.reason IS NULL
	UNION ALL
	SELECT d.campaign_id, d.line_id, b.line_id, greatest(b.invoice_date, s.invoice_date),
		true, -t.units
	FROM audit.decision d
	JOIN audit.campaign c ON c.id = d.campaign_id
	JOIN audit.sale s ON s.line_id = d.line_id
	JOIN audit.taken_back t ON t.sale_id = d.line_id
	JOIN audit.return_line b ON b.line_id = t.return_id
	WHERE d.reason IS NULL AND b.invoice_date <= c."end" + c.returns_days::integer
), described AS (
	SELECT h.*, d.mpn_id, d.entry_id, s.customer_id,
		row_number() OVER (PARTITION BY h.campaign_id
			ORDER BY h.event_date, h.is_return, l.invoice_number, l.line_number,
				s.invoice_date, s.invoice_number, s.line_number) AS position,
		CASE c.scope WHEN 'transaction' THEN s.invoice_number WHEN 'customer' THEN s.customer_id
		END AS scope_key,
		CASE WHEN c.scope = 'customer' AND s.customer_id IS NULL THEN s.line_id END AS lone_sale,
		CASE c.per
		WHEN 'month' THEN make_date(extract(year FROM s.invoice_date)::integer,
			extract(month FROM s.invoice_date)::integer, 1)
		WHEN 'quarter' THEN make_date(extract(year FROM s.invoice_date)::integer,
			3 * extract(quarter FROM s.invoice_date)::integer - 2, 1)
		END AS period,
		CASE c.count WHEN 'transactions' THEN s.invoice_number ELSE s.customer_id END AS unit
	FROM happened h
	JOIN audit.campaign c ON c.id = h.campaign_id
	JOIN audit.decision d ON d.campaign_id = h.campaign_id AND d.line_id = h.sale_id
	JOIN audit.sale s ON s.line_id = h.sale_id
	JOIN audit.invoice_line l ON l.line_id = h.line_id
)
SELECT campaign_id, mpn_id, entry_id, unit, customer_id, position, event_date, is_return,
	line_id, sale_id, units,
	dense_rank() OVER (ORDER BY campaign_id, mpn_id, entry_id, scope_key, lone_sale, period)
		AS group_id
FROM described;

ALTER TABLE audit.event ADD CONSTRAINT event_order PRIMARY KEY (campaign_id, position);
ANALYZE audit.event;
