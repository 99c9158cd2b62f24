-- Every campaign and currency: partners, lines and amounts, against the budget. Entries by hand are
-- no event of the campaign, and use nothing of its budget.
WITH posted AS (
    SELECT campaign_id, currency, count(*) FILTER (WHERE amount <> 0) AS partners,
        sum(coalesce(earned, 0)) AS earned, sum(coalesce(adjusted, 0)) AS adjusted,
        sum(coalesce(by_hand, 0)) AS manual
    FROM pg_temp.summary_posted
    GROUP BY campaign_id, currency
), refused AS (
    SELECT campaign_id, currency, sum(amount) AS unposted
    FROM cashback.unposted
    GROUP BY campaign_id, currency
), listed AS (
    SELECT campaign_id, currency FROM cashback.campaign
    UNION
    SELECT campaign_id, currency FROM posted
    UNION
    SELECT campaign_id, currency FROM refused
), used AS (
    SELECT c.campaign_id, c.name, c.kind, c.start_date, c.end_date, listed.currency,
        coalesce(posted.partners, 0) AS partners,
        coalesce(settled.lines, 0) AS lines,
        coalesce(posted.earned, 0) AS earned,
        coalesce(posted.adjusted, 0) AS adjusted,
        coalesce(posted.manual, 0) AS manual,
        coalesce(refused.unposted, 0) AS unposted,
        coalesce(posted.earned, 0) + coalesce(posted.adjusted, 0) + coalesce(refused.unposted, 0)
            AS used,
        CASE WHEN c.currency = listed.currency THEN c.budget END AS budget,
        coalesce(settled.withheld, 0) AS withheld
    FROM listed
    JOIN cashback.campaign AS c ON c.campaign_id = listed.campaign_id
    LEFT JOIN posted
        ON posted.campaign_id = listed.campaign_id AND posted.currency = listed.currency
    LEFT JOIN pg_temp.summary_earned AS settled
        ON settled.campaign_id = listed.campaign_id AND settled.currency = listed.currency
    LEFT JOIN refused
        ON refused.campaign_id = listed.campaign_id AND refused.currency = listed.currency
)
SELECT campaign_id, name, kind, start_date, end_date, currency, partners, lines, earned, adjusted,
    manual, unposted, used, budget, budget - used AS budget_left,
    CASE WHEN budget > 0 THEN round(100 * used / budget)::bigint END AS share,
    withheld
FROM used
ORDER BY currency, start_date, campaign_id
