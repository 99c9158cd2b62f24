-- Where the groups of a partner ($1) stand, those that can still grow first, and how far the next
-- threshold is. A campaign by thresholds that runs and has no sale in its group yet stands at 0.
WITH today AS (
    SELECT max(as_of) AS as_of
    FROM cashback.run
    WHERE status IN ('posted', 'finished')
), running AS (
    SELECT DISTINCT registration.mpn_id, campaign.campaign_id, campaign.currency,
        campaign.end_date, terms.per,
        CASE terms.per WHEN 'month' THEN to_char(today.as_of::timestamp, 'YYYY-MM')
            WHEN 'quarter' THEN to_char(today.as_of::timestamp, 'YYYY-"Q"Q') ELSE '' END AS measured,
        CASE terms.per
            WHEN 'month' THEN date_trunc('month', today.as_of::timestamp) + interval '1 month'
            WHEN 'quarter' THEN date_trunc('quarter', today.as_of::timestamp) + interval '3 months'
            END::date - 1 AS period_end
    FROM cashback.registration AS registration
    JOIN cashback.campaign AS campaign ON campaign.campaign_id = registration.campaign_id
    JOIN cashback.campaign_terms AS terms ON terms.campaign_id = campaign.campaign_id
    CROSS JOIN today
    WHERE registration.mpn_id = $1 AND registration.state = 'active' AND terms.per IS NOT NULL
        AND today.as_of BETWEEN terms.count_from AND campaign.end_date
), first_threshold AS (
    SELECT DISTINCT ON (card.campaign_id) card.campaign_id, card.minimum,
        card.rate * CASE WHEN terms.pay = 'each' THEN
                CASE WHEN terms.tiers = 'stepped' THEN 1 ELSE card.minimum END
            ELSE 1 END AS adds
    FROM cashback.campaign_card AS card
    JOIN cashback.campaign_terms AS terms ON terms.campaign_id = card.campaign_id
    WHERE card.card_file = 'thresholds.csv'
    ORDER BY card.campaign_id, card.minimum
), place AS (
    SELECT campaign_id, entry_line, measured, currency, measure, next_threshold, next_adds, until
    FROM cashback.standing
    WHERE mpn_id = $1
    UNION ALL
    SELECT running.campaign_id, 0, running.measured, running.currency, 0, first_threshold.minimum,
        first_threshold.adds, least(running.end_date, running.period_end)
    FROM running
    JOIN first_threshold ON first_threshold.campaign_id = running.campaign_id
    LEFT JOIN cashback.standing AS standing
        ON standing.mpn_id = running.mpn_id AND standing.campaign_id = running.campaign_id
        AND standing.measured = running.measured
    WHERE standing.mpn_id IS NULL
)
SELECT place.campaign_id, campaign.name, coalesce(card.sku, terms.count_by) AS what,
    nullif(place.measured, '') AS measured, place.measure, place.next_threshold,
    CASE WHEN place.until >= today.as_of THEN place.next_threshold - place.measure END AS missing,
    CASE WHEN place.next_threshold IS NULL THEN 100
        ELSE place.measure * 100 / place.next_threshold END AS share,
    place.currency,
    CASE WHEN place.until >= today.as_of THEN place.next_adds END AS adds,
    place.until,
    CASE WHEN place.until < today.as_of THEN 'ended'
        WHEN place.next_threshold IS NULL AND terms.pay = 'once' THEN 'top-once'
        WHEN place.next_threshold IS NULL AND place.measure >= card.most THEN 'top-full'
        WHEN place.next_threshold IS NULL THEN 'top'
        ELSE 'open' END AS says
FROM place
JOIN cashback.campaign AS campaign ON campaign.campaign_id = place.campaign_id
LEFT JOIN cashback.campaign_terms AS terms ON terms.campaign_id = place.campaign_id
LEFT JOIN (
    SELECT campaign_id, entry_line, sku, max(minimum) AS highest,
        (array_agg(maximum ORDER BY minimum DESC))[1] AS most
    FROM cashback.campaign_card
    WHERE card_file = 'rate_card.csv'
    GROUP BY campaign_id, entry_line, sku
) AS card ON card.campaign_id = place.campaign_id AND card.entry_line = place.entry_line
CROSS JOIN today
-- one rate from the first unit on is no tier
WHERE card.highest IS DISTINCT FROM 1
ORDER BY place.until < today.as_of, place.campaign_id, place.measured, place.entry_line
