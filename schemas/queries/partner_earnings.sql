-- What each line of a partner ($1) earned, in the order in which it was settled, and the tiers that
-- it was paid at: a retrospective line has the tiers of the measure before it and after it, a
-- stepped one those of its first and its last unit.
WITH ladder AS (
    SELECT campaign_id, entry_line, array_agg(minimum) AS minimums, array_agg(maximum) AS maximums,
        array_agg(rate) AS rates
    FROM (
        SELECT campaign_id, entry_line, minimum, maximum, rate
        FROM cashback.campaign_card
        WHERE minimum IS NOT NULL AND (campaign_id, entry_line) IN (
            SELECT campaign_id, coalesce(entry_line, 0)
            FROM cashback.earning
            WHERE mpn_id = $1
        )
        ORDER BY campaign_id, entry_line, minimum
    ) AS tier
    GROUP BY campaign_id, entry_line
), line AS (
    SELECT earning.*, coalesce(earning.entry_line, 0) AS entry, terms.tiers, terms.pay,
        terms.tiers = 'stepped' AND coalesce(terms.pay, 'each') = 'each' AS steps
    FROM cashback.earning AS earning
    LEFT JOIN cashback.campaign_terms AS terms ON terms.campaign_id = earning.campaign_id
    WHERE earning.mpn_id = $1
), span AS (
    SELECT line.*,
        CASE WHEN steps AND measure_before <> measure_after
            THEN least(measure_before, measure_after) + 1
            WHEN steps THEN measure_after ELSE measure_before END AS low_unit,
        CASE WHEN steps THEN greatest(measure_before, measure_after) ELSE measure_after END
            AS high_unit
    FROM line
), step AS (
    SELECT span.*, ladder.minimums, ladder.maximums, ladder.rates,
        nullif(width_bucket(span.high_unit, ladder.minimums), 0) AS high,
        nullif(width_bucket(span.low_unit, ladder.minimums), 0) AS low
    FROM span
    LEFT JOIN ladder
        ON ladder.campaign_id = span.campaign_id AND ladder.entry_line = span.entry
), paid AS (
    SELECT step.*, minimums[high] AS minimum, minimums[low] AS low_minimum, minimums[1] AS first,
        coalesce(maximums[high], minimums[high + 1] - 1) AS maximum,
        coalesce(maximums[low], minimums[low + 1] - 1) AS low_maximum,
        minimums[low + 1] = minimums[high] AS neighbours, cardinality(minimums) AS tier_count,
        CASE WHEN rates[high] = round(rates[high], scale(amount))
            THEN round(rates[high], scale(amount)) ELSE trim_scale(rates[high]) END AS rate,
        CASE WHEN rates[low] = round(rates[low], scale(amount))
            THEN round(rates[low], scale(amount)) ELSE trim_scale(rates[low]) END AS low_rate
    FROM step
)
SELECT campaign_id, invoice_number, line_number, event_date, customer_id, sku, quantity,
    CASE WHEN tiers IS NULL OR note = 'before-start' THEN NULL
        WHEN measured IS NULL THEN 'several'
        WHEN minimum IS NULL AND low_minimum IS NULL THEN 'below'
        WHEN pay = 'once' AND minimum IS NOT DISTINCT FROM low_minimum THEN 'once-kept'
        WHEN pay = 'once' AND coalesce(minimum, 0) < low_minimum THEN 'once-lost'
        WHEN pay = 'once' AND tiers = 'stepped' THEN 'once-more'
        WHEN pay = 'once' THEN 'once'
        WHEN steps AND low_minimum IS NULL AND minimum > first THEN 'first-steps'
        WHEN steps AND low_minimum IS NULL THEN 'first-step'
        WHEN steps AND minimum <> low_minimum AND neighbours AND low_unit > low_maximum THEN 'rate'
        WHEN steps AND minimum <> low_minimum AND neighbours THEN 'two-steps'
        WHEN steps AND minimum <> low_minimum THEN 'steps'
        WHEN minimum IS NULL THEN 'lost'
        WHEN low_minimum <> minimum THEN 'changed'
        WHEN minimum = 1 AND (tier_count = 1 OR NOT steps) THEN 'flat'
        WHEN steps AND maximum IS NOT NULL THEN 'step'
        ELSE 'rate' END AS paid_at,
    nullif(measured, '') AS measured, measure_before, measure_after, currency, amount, withheld,
    CASE WHEN note = 'not-counted' AND quantity < 0 THEN 'not-counted-return' ELSE note END AS note,
    rate, low_rate, minimum, maximum, low_minimum, low_maximum, first
FROM paid
ORDER BY campaign_id, event_date, quantity < 0, invoice_number, line_number
