-- Partners that get a workbook (with at least one registration, earning, exclusion or posting), and
-- a fingerprint each of everything that the queries of a partner read: where it is the same as at
-- the last time, so is the workbook. partner_result stands for registrations, earnings, exclusions,
-- payouts and standings, whose hash it is, and partner_posting for the ledger; NULL: nobody knows,
-- and the workbook is made again. lines: of the ledger, for how large the workbook will be. as_of:
-- since which business date the workbook has shown this; NULL: not before.
--
-- The business date by itself is in no fingerprint. What a workbook compares with it is: `turned` is
-- the last day up to it on which one of these comparisons became another one. A campaign begins to
-- count, begins or ends, or its amounts become payable; a month or quarter begins in which sales can
-- count; no sale can join a group any more; an entry by hand is dated.
WITH today AS (
    SELECT max(as_of) AS as_of
    FROM cashback.run
    WHERE status IN ('posted', 'finished')
), part AS (
    SELECT mpn_id, campaign_id FROM cashback.registration
    UNION
    SELECT mpn_id, campaign_id FROM cashback.payout
    UNION
    SELECT mpn_id, campaign_id FROM cashback.partner_posting
), turn AS (
    SELECT campaign.campaign_id, day.turned
    FROM cashback.campaign AS campaign
    LEFT JOIN cashback.campaign_terms AS terms ON terms.campaign_id = campaign.campaign_id
    CROSS JOIN today
    CROSS JOIN LATERAL (VALUES
        (campaign.start_date),
        (campaign.end_date + 1),
        (campaign.calculation_date),
        (terms.count_from),
        (CASE WHEN today.as_of BETWEEN terms.count_from AND campaign.end_date
            AND terms.per IN ('month', 'quarter')
            THEN date_trunc(terms.per, today.as_of::timestamp)::date END)
    ) AS day (turned)
    WHERE day.turned <= today.as_of
), turned AS (
    SELECT mpn_id, max(turned) AS turned
    FROM (
        SELECT part.mpn_id, turn.turned
        FROM part
        JOIN (
            SELECT campaign_id, max(turned) AS turned FROM turn GROUP BY campaign_id
        ) AS turn ON turn.campaign_id = part.campaign_id
        UNION ALL
        SELECT standing.mpn_id, max(standing.until) + 1
        FROM cashback.standing AS standing
        WHERE standing.until < (SELECT as_of FROM today)
        GROUP BY standing.mpn_id
        UNION ALL
        SELECT adjustment.mpn_id, adjustment.event_date
        FROM cashback.adjustment AS adjustment
        WHERE adjustment.event_date <= (SELECT as_of FROM today)
    ) AS day
    GROUP BY mpn_id
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
    SELECT mpn_id, 'posted', f::text FROM cashback.partner_posting AS f
    UNION ALL
    SELECT mpn_id, 'turned', turned::text FROM turned
), known AS (
    SELECT mpn_id, md5(string_agg(concat_ws(' ', kind, fact), chr(10) ORDER BY kind, fact)) AS facts
    FROM fact
    GROUP BY mpn_id
), size AS (
    SELECT mpn_id, sum(lines) AS lines FROM cashback.partner_posting GROUP BY mpn_id
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
), found AS (
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
)
SELECT found.mpn_id, found.fingerprint, found.lines, shown.as_of
FROM found
LEFT JOIN cashback.partner_shown AS shown
    ON shown.mpn_id = found.mpn_id AND shown.fingerprint = found.fingerprint
ORDER BY found.mpn_id
