-- Where the groups of a partner ($1) stand: how far each has come, the tier that it has reached,
-- and the next one. Those come first that need the smallest part more; those that no sale can join
-- any more come last, and nothing is missing in them.
WITH today AS (
    SELECT max(as_of) AS as_of
    FROM cashback.run
    WHERE status IN ('posted', 'finished')
)
SELECT s.campaign_id, c.name, c.currency, s.measured, s.measure, s.next_threshold,
    s.next_threshold - s.measure AS missing, s.next_adds, s.until,
    CASE WHEN s.until < today.as_of THEN 'ended' END AS ended, coalesce(t.per, t.scope) AS per,
    coalesce(t.count_by, 'units') AS counted,
    (SELECT min(card.sku)
        FROM cashback.campaign_card AS card
        WHERE card.campaign_id = s.campaign_id AND card.entry_line = s.entry_line
            AND s.entry_line > 0) AS sku,
    (SELECT string_agg(card.minimum::text, ' ' ORDER BY card.minimum)
        FROM cashback.campaign_card AS card
        WHERE card.campaign_id = s.campaign_id AND card.entry_line = s.entry_line
            AND card.minimum IS NOT NULL) AS steps,
    (SELECT max(card.minimum)
        FROM cashback.campaign_card AS card
        WHERE card.campaign_id = s.campaign_id AND card.entry_line = s.entry_line
            AND card.minimum <= s.measure) AS reached
FROM cashback.standing AS s
CROSS JOIN today
JOIN cashback.campaign AS c ON c.campaign_id = s.campaign_id
JOIN cashback.campaign_terms AS t ON t.campaign_id = s.campaign_id
WHERE s.mpn_id = $1
    -- one rate for all units is no tier
    AND EXISTS (
        SELECT 1
        FROM cashback.campaign_card AS tier
        WHERE tier.campaign_id = s.campaign_id AND tier.entry_line = s.entry_line
            AND tier.minimum > 1)
ORDER BY s.until < today.as_of, s.next_threshold IS NULL,
    (s.next_threshold - s.measure)::numeric / greatest(s.next_threshold, 1),
    s.campaign_id, s.entry_line, s.measured
