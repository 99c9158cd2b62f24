-- What was posted since the business date before, by partner and campaign, the largest first; and
-- the line, or the entry by hand, that made what was posted before change.
WITH since AS (
    SELECT coalesce(max(posting), 0) AS posting
    FROM cashback.run
    WHERE origin = 'files' AND status IN ('posted', 'finished') AND as_of < (
        SELECT max(as_of)
        FROM cashback.run
        WHERE origin = 'files' AND status IN ('posted', 'finished')
    )
), moved AS (
    SELECT mpn_id, campaign_id, currency, coalesce(before, 0) AS before,
        coalesce(moved_earned, 0) AS earned, coalesce(moved_adjusted, 0) AS adjusted,
        amount AS after, moved_lines AS lines
    FROM pg_temp.summary_posted
    WHERE moved_lines > 0
), cause AS (
    SELECT DISTINCT ON (cause.mpn_id, cause.campaign_id) cause.mpn_id, cause.campaign_id,
        cause.invoice_number || '/' || cause.line_number
            || coalesce(', ' || cause.source_file || ':' || cause.source_line,
                ', which counts no more') AS line
    FROM cashback.adjustment_cause AS cause
    JOIN cashback.run AS run ON run.run_id = cause.run_id
    CROSS JOIN since
    WHERE run.posting > since.posting
    ORDER BY cause.mpn_id, cause.campaign_id, run.posting DESC
), manual AS (
    SELECT adjustment.mpn_id, adjustment.campaign_id, adjustment.currency,
        'Entry by hand: '
            || string_agg(adjustment.reason, '; ' ORDER BY adjustment.adjustment_number) AS reason
    FROM cashback.adjustment AS adjustment
    JOIN cashback.adjustment_decision AS decision ON decision.mpn_id = adjustment.mpn_id
        AND decision.adjustment_number = adjustment.adjustment_number
    JOIN cashback.run AS run ON run.run_id = decision.run_id
    CROSS JOIN since
    WHERE run.posting > since.posting
    GROUP BY adjustment.mpn_id, adjustment.campaign_id, adjustment.currency
)
SELECT moved.mpn_id, partner.name, moved.campaign_id, moved.currency, moved.before, moved.earned,
    moved.adjusted, moved.earned + moved.adjusted AS difference, moved.after, moved.lines,
    CASE WHEN moved.adjusted <> 0 THEN concat_ws('. ', cause.line, manual.reason) END AS cause
FROM moved
JOIN cashback.partner AS partner ON partner.mpn_id = moved.mpn_id
LEFT JOIN cause ON cause.mpn_id = moved.mpn_id AND cause.campaign_id = moved.campaign_id
LEFT JOIN manual ON manual.mpn_id = moved.mpn_id AND manual.campaign_id = moved.campaign_id
    AND manual.currency = moved.currency
ORDER BY abs(moved.earned + moved.adjusted) DESC, moved.mpn_id, moved.campaign_id, moved.currency
