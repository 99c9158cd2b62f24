-- What each line of a partner ($1) earned, in the order in which it was settled, and the tiers that
-- it was paid at: a retrospective line has the tiers of the measure before it and after it, a
-- stepped one those of its first and its last unit.
WITH tier AS (
    SELECT campaign_id, entry_line, minimum, maximum, rate,
        lead(minimum) OVER (PARTITION BY campaign_id, entry_line ORDER BY minimum) AS next_minimum,
        min(minimum) OVER (PARTITION BY campaign_id, entry_line) AS first_minimum,
        count(*) OVER (PARTITION BY campaign_id, entry_line) AS tiers
    FROM cashback.campaign_card
    WHERE minimum IS NOT NULL AND campaign_id IN (
        SELECT campaign_id
        FROM cashback.payout
        WHERE mpn_id = $1
    )
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
), paid AS (
    SELECT span.*, high.minimum, low.minimum AS low_minimum, first.first_minimum AS first,
        coalesce(high.maximum, high.next_minimum - 1) AS maximum,
        coalesce(low.maximum, low.next_minimum - 1) AS low_maximum,
        low.next_minimum = high.minimum AS neighbours,
        coalesce(high.tiers, low.tiers) AS tier_count,
        CASE WHEN high.rate = round(high.rate, scale(span.amount))
            THEN round(high.rate, scale(span.amount)) ELSE trim_scale(high.rate) END AS rate,
        CASE WHEN low.rate = round(low.rate, scale(span.amount))
            THEN round(low.rate, scale(span.amount)) ELSE trim_scale(low.rate) END AS low_rate
    FROM span
    LEFT JOIN tier AS high
        ON high.campaign_id = span.campaign_id AND high.entry_line = span.entry
        AND span.high_unit >= high.minimum
        AND (high.next_minimum IS NULL OR span.high_unit < high.next_minimum)
    LEFT JOIN tier AS low
        ON low.campaign_id = span.campaign_id AND low.entry_line = span.entry
        AND span.low_unit >= low.minimum
        AND (low.next_minimum IS NULL OR span.low_unit < low.next_minimum)
    LEFT JOIN tier AS first
        ON first.campaign_id = span.campaign_id AND first.entry_line = span.entry
        AND first.minimum = first.first_minimum
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
