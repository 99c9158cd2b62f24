-- The largest movements of the sheet Movements.
WITH moved AS (
    SELECT mpn_id, campaign_id, currency, coalesce(before, 0) AS before,
        coalesce(moved_earned, 0) AS earned, coalesce(moved_adjusted, 0) AS adjusted,
        amount AS after, moved_lines AS lines
    FROM pg_temp.summary_posted
    WHERE moved_lines > 0
)
SELECT moved.mpn_id, partner.name, moved.campaign_id, moved.currency, moved.before,
    moved.earned + moved.adjusted AS difference, moved.after, moved.lines
FROM moved
JOIN cashback.partner AS partner ON partner.mpn_id = moved.mpn_id
ORDER BY abs(moved.earned + moved.adjusted) DESC, moved.mpn_id, moved.campaign_id, moved.currency
LIMIT 8
