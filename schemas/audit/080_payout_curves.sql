-- The payout of a group as its measure runs: each event earns P(after) - P(before), each side
-- rounded to the currency's places, half away from zero.
--
-- dollar_per_sku, m units. retrospective: the row with the greatest minimum up to m pays its rate
-- on m units, at most its maximum. stepped: each row pays its rate on the units from its minimum
-- to its maximum that m reaches. Below the lowest minimum nothing.
--
-- frequency, n units. once: the amount of the highest threshold reached (retrospective) or the
-- amounts of all thresholds reached (stepped). each: n x the amount of the highest threshold
-- reached (retrospective), or each unit pays the amount of the threshold that it lies at or above
-- (stepped). Units from before start count towards thresholds and are never paid: with n0 the n at
-- the end of the day before start, the payout is (n - n0) x the amount of the highest threshold
-- reached for each with retrospective, P(n) - P(n0) otherwise, never below 0. Events before start
-- earn 0.

CREATE FUNCTION audit.dollar_payout(entry bigint, how text, m bigint) RETURNS numeric
LANGUAGE sql STABLE AS $$
	SELECT CASE how
	WHEN 'retrospective' THEN (
		SELECT t.rate * least(m, t.max_quantity)
		FROM audit.tier t
		WHERE t.entry_id = entry AND t.min_quantity <= m
		ORDER BY t.min_quantity DESC LIMIT 1)
	WHEN 'stepped' THEN (
		SELECT sum(t.rate * (least(m, t.max_quantity) - t.min_quantity + 1))
		FROM audit.tier t
		WHERE t.entry_id = entry AND t.min_quantity <= m)
	END
$$;

-- The amount of the highest threshold that n reaches; NULL below the first.
CREATE FUNCTION audit.threshold_amount(campaign text, n bigint) RETURNS numeric
LANGUAGE sql STABLE AS $$
	SELECT t.amount FROM audit.threshold t
	WHERE t.campaign_id = campaign AND t.threshold <= n
	ORDER BY t.threshold DESC LIMIT 1
$$;

-- P(n) of the four threshold modes, before anything is said of n0.
CREATE FUNCTION audit.threshold_payout(campaign text, pay text, how text, n bigint)
RETURNS numeric LANGUAGE sql STABLE AS $$
	SELECT coalesce(CASE pay || ' ' || how
	WHEN 'once retrospective' THEN audit.threshold_amount(campaign, n)
	WHEN 'once stepped' THEN (
		SELECT sum(t.amount) FROM audit.threshold t
		WHERE t.campaign_id = campaign AND t.threshold <= n)
	WHEN 'each retrospective' THEN n * audit.threshold_amount(campaign, n)
	WHEN 'each stepped' THEN (
		SELECT sum(step.amount * (least(n, step.next - 1) - step.threshold + 1))
		FROM (
			SELECT t.threshold, t.amount, lead(t.threshold) OVER (ORDER BY t.threshold) AS next
			FROM audit.threshold t WHERE t.campaign_id = campaign) step
		WHERE step.threshold <= n)
	END, 0)
$$;

CREATE FUNCTION audit.frequency_payout(campaign text, pay text, how text, n bigint, n0 bigint)
RETURNS numeric LANGUAGE sql STABLE AS $$
	SELECT greatest(0, CASE
	WHEN pay = 'each' AND how = 'retrospective'
		THEN (n - n0) * coalesce(audit.threshold_amount(campaign, n), 0)
	ELSE audit.threshold_payout(campaign, pay, how, n)
		- audit.threshold_payout(campaign, pay, how, n0)
	END)
$$;

CREATE TABLE audit.priced AS
WITH opening AS (
	-- n0: what the events before start add up to
	SELECT m.group_id,
		coalesce(sum(m.measure_after - m.measure_before)
			FILTER (WHERE m.event_date < c.start), 0)::bigint AS n0
	FROM audit.measured m JOIN audit.campaign c ON c.id = m.campaign_id
	GROUP BY m.group_id
), curve AS (
	SELECT m.*, coalesce(cur.places, 2) AS places,
		m.event_date < c.start AS before_start,
		round(CASE
			WHEN m.event_date < c.start THEN 0
			WHEN c.kind = 'dollar_per_sku' THEN
				coalesce(audit.dollar_payout(m.entry_id, c.tiers, m.measure_after), 0)
			ELSE audit.frequency_payout(c.id, c.pay, c.tiers, m.measure_after, o.n0)
		END, coalesce(cur.places, 2)) AS payout_after
	FROM audit.measured m
	JOIN audit.campaign c ON c.id = m.campaign_id
	JOIN opening o ON o.group_id = m.group_id
	LEFT JOIN audit.currency cur ON cur.currency = c.currency
)
SELECT curve.*,
	lag(payout_after, 1, 0::numeric) OVER (PARTITION BY group_id ORDER BY position)
		AS payout_before
FROM curve;
ANALYZE audit.priced;
