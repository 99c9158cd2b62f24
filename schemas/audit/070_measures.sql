-- The running measure of a group, before and after each event.
--
-- dollar_per_sku: the net quantity, never below 0.
--
-- frequency: the number of units that qualify. A unit is the sale's invoice or the sale's customer
-- (a blank customer is never a unit). It qualifies while its net quantity in the group is at least
-- minimum_quantity (1, where it is not given) and its net amount at least minimum_amount (where
-- that is given). The net amount of a sale is its net_amount x unreturned quantity / quantity, to
-- 4 places, half away from zero. With new_customers the customer must also be new: no sale of any
-- sku, returned or not, from any account that an approved registration of the partner names in
-- any campaign, in the lookback_days days before count_from.

-- amount x part / whole to 4 places, half away from zero, in whole numbers so that it is exact.
CREATE FUNCTION audit.share(amount numeric, part numeric, whole numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE AS $$
	SELECT sign(amount) * div(2 * abs(amount) * part * 10000 + whole, 2 * whole) * 0.0001
$$;

-- The accounts that a partner's approved registrations name, whatever became of them.
CREATE TABLE audit.partner_account AS
SELECT DISTINCT mpn_id, reseller_id
FROM audit.resolved
WHERE status = 'approved' AND reseller_id IS NOT NULL;

CREATE TABLE audit.known_customer AS
SELECT DISTINCT c.id AS campaign_id, a.mpn_id, s.customer_id
FROM audit.campaign c
JOIN audit.sale s ON s.invoice_date < coalesce(c.count_from, c.start)
	AND s.invoice_date >= coalesce(c.count_from, c.start) - c.lookback_days::integer
JOIN audit.partner_account a ON a.reseller_id = s.reseller_id
WHERE c.count = 'new_customers' AND s.customer_id IS NOT NULL;
ANALYZE audit.known_customer;

CREATE TABLE audit.measured AS
WITH net AS (
	SELECT e.*,
		sum(units) OVER (PARTITION BY campaign_id, sale_id ORDER BY position) AS unreturned
	FROM audit.event e
), worth AS (
	SELECT n.*,
		audit.share(s.net_amount, n.unreturned, s.quantity)
		- CASE WHEN n.is_return THEN
			audit.share(s.net_amount, n.unreturned - n.units, s.quantity) ELSE 0 END
			AS amount_change
	FROM net n JOIN audit.sale s ON s.line_id = n.sale_id
), unit_state AS (
	SELECT w.*,
		w.unit IS NOT NULL AND k.customer_id IS NULL
		AND sum(w.units) OVER within_unit >= coalesce(c.minimum_quantity, 1)
		AND (c.minimum_amount IS NULL
			OR sum(w.amount_change) OVER within_unit >= c.minimum_amount) AS qualifies
	FROM worth w
	JOIN audit.campaign c ON c.id = w.campaign_id
	LEFT JOIN audit.known_customer k ON k.campaign_id = w.campaign_id
		AND k.mpn_id = w.mpn_id AND k.customer_id = w.customer_id
	WHERE c.kind = 'frequency'
	WINDOW within_unit AS (PARTITION BY w.group_id, w.unit ORDER BY w.position)
), change AS (
	SELECT campaign_id, position, group_id, qualifies,
		qualifies::integer - lag(qualifies::integer, 1, 0) OVER (
			PARTITION BY group_id, unit ORDER BY position) AS by
	FROM unit_state
	UNION ALL
	SELECT e.campaign_id, e.position, e.group_id, NULL, e.units
	FROM audit.event e JOIN audit.campaign c ON c.id = e.campaign_id
	WHERE c.kind = 'dollar_per_sku'
), running AS (
	SELECT campaign_id, position, qualifies, by,
		sum(by) OVER (PARTITION BY group_id ORDER BY position) AS measure
	FROM change
)
SELECT e.*, r.qualifies,
	greatest(r.measure - r.by, 0)::bigint AS measure_before,
	greatest(r.measure, 0)::bigint AS measure_after
FROM audit.event e JOIN running r USING (campaign_id, position);
ANALYZE audit.measured;
