-- Partners that get a workbook (with at least one registration, earning, exclusion or posting), and
-- a fingerprint each of everything that the queries of a partner read: where it is the same as at
-- the last time, so is the workbook. partner_result stands for registrations, earnings, exclusions,
-- payouts and standings, whose hash it is; NULL: nobody knows, and the workbook is made again.
-- lines: of the ledger, for how large the workbook will be.
WITH posted AS (
    SELECT mpn_id, run_id, count(*) AS lines, sum(amount) AS amount
    FROM cashback.ledger
    GROUP BY mpn_id, run_id
), fact AS (
    SELECT mpn_id, 'unposted' AS kind, f::text AS fact FROM cashback.unposted AS f
    UNION ALL
    SELECT mpn_id, 'hold', f::text FROM cashback.partner_hold AS f
    UNION ALL
    SELECT mpn_id, 'lifted', f::text FROM cashback.partner_hold_lift AS f
    UNION ALL
    SELECT mpn_id, 'adjustment', f::text FROM cashback.adjustment AS f
    UNION ALL
    SELECT mpn_id, 'decision', f::text FROM cashback.adjustment_decision AS f
    UNION ALL
    SELECT mpn_id, 'statement', f::text FROM cashback.statement_document AS f
    UNION ALL
    SELECT mpn_id, 'workbook', f::text FROM cashback.statement_workbook AS f
    UNION ALL
    SELECT mpn_id, 'payee', f::text FROM cashback.payee AS f
    UNION ALL
    SELECT mpn_id, 'confirmed', f::text FROM cashback.payee_confirmation AS f
    UNION ALL
    SELECT mpn_id, 'payment', f::text FROM cashback.payment AS f
    UNION ALL
    -- The ledger is append-only: what a run posted is known by how much it was.
    SELECT posted.mpn_id, 'posted',
        concat_ws(' ', posted.run_id, run.posting, posted.lines, posted.amount)
    FROM posted
    JOIN cashback.run AS run
        ON run.run_id = posted.run_id AND run.status IN ('posted', 'finished')
), known AS (
    SELECT mpn_id, md5(string_agg(concat_ws(' ', kind, fact), chr(10) ORDER BY kind, fact)) AS facts
    FROM fact
    GROUP BY mpn_id
), size AS (
    SELECT mpn_id, sum(lines) AS lines FROM posted GROUP BY mpn_id
), campaigns AS (
    SELECT md5(string_agg(concat_ws(' ', kind, fact), chr(10) ORDER BY kind, fact)) AS facts
    FROM (
        SELECT 'campaign' AS kind, f::text AS fact FROM cashback.campaign AS f
        UNION ALL
        SELECT 'terms', f::text FROM cashback.campaign_terms AS f
        UNION ALL
        SELECT 'card', f::text FROM cashback.campaign_card AS f
    ) AS campaign
), periods AS (
    SELECT md5(string_agg(concat_ws(' ', c::text, a::text), chr(10) ORDER BY c.period)) AS facts
    FROM cashback.closing AS c
    LEFT JOIN cashback.closing_approval AS a ON a.period = c.period
), listed AS (
    SELECT p.mpn_id, p::text AS facts,
        EXISTS (SELECT 1 FROM cashback.registration AS t WHERE t.mpn_id = p.mpn_id)
            OR EXISTS (SELECT 1 FROM cashback.earning AS t WHERE t.mpn_id = p.mpn_id)
            OR EXISTS (SELECT 1 FROM cashback.exclusion AS t WHERE t.mpn_id = p.mpn_id) AS settled,
        EXISTS (SELECT 1 FROM cashback.ledger AS t WHERE t.mpn_id = p.mpn_id) AS posted
    FROM cashback.partner AS p
)
SELECT listed.mpn_id,
    CASE WHEN result.mpn_id IS NOT NULL OR NOT listed.settled THEN
        md5(concat_ws(chr(10), listed.facts, result.fingerprint, known.facts, campaigns.facts,
            periods.facts)) END AS fingerprint,
    coalesce(size.lines, 0) AS lines
FROM listed
CROSS JOIN campaigns
CROSS JOIN periods
LEFT JOIN cashback.partner_result AS result ON result.mpn_id = listed.mpn_id
LEFT JOIN known ON known.mpn_id = listed.mpn_id
LEFT JOIN size ON size.mpn_id = listed.mpn_id
WHERE listed.settled OR listed.posted
ORDER BY listed.mpn_id
