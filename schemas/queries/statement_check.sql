-- What does not add up on the statements of a closing ($1: its period): nothing, unless this
-- program or somebody else has made a mistake. Asked in the transaction that writes them.
WITH document AS (
    SELECT *
    FROM cashback.statement_document
    WHERE period = $1
), entry AS (
    SELECT line.mpn_id, line.statement_number, line.campaign_id,
        sum(line.amount) FILTER (WHERE line.part IN ('earned', 'clawed-back')) AS earned,
        sum(line.amount) FILTER (WHERE line.part = 'clawed-back') AS clawed_back,
        sum(line.amount) FILTER (WHERE line.part = 'adjusted') AS adjusted
    FROM cashback.statement_line AS line
    JOIN document
        ON document.mpn_id = line.mpn_id AND document.statement_number = line.statement_number
        AND document.currency = line.currency
    GROUP BY line.mpn_id, line.statement_number, line.campaign_id
), campaign AS (
    SELECT campaign.*
    FROM cashback.statement_campaign AS campaign
    JOIN document ON document.mpn_id = campaign.mpn_id
        AND document.statement_number = campaign.statement_number
), total AS (
    SELECT mpn_id, statement_number, sum(earned) AS earned, sum(clawed_back) AS clawed_back,
        sum(adjusted) AS adjusted, sum(accrued) AS accrued
    FROM campaign
    GROUP BY mpn_id, statement_number
), history AS (
    SELECT paid.mpn_id, paid.currency, sum(paid.payment) AS payment
    FROM cashback.statement_document AS paid
    JOIN document ON document.mpn_id = paid.mpn_id AND document.currency = paid.currency
    GROUP BY paid.mpn_id, paid.currency
), posted AS (
    SELECT line.mpn_id, line.currency, sum(line.amount) AS amount
    FROM cashback.statement_line AS line
    JOIN document ON document.mpn_id = line.mpn_id AND document.currency = line.currency
    GROUP BY line.mpn_id, line.currency
)
SELECT mpn_id, statement_number, problem
FROM (
    SELECT mpn_id, statement_number,
        'opening + earned + adjusted - payment is not the closing balance' AS problem
    FROM document
    WHERE opening + earned + adjusted - payment <> closing
    UNION ALL
    SELECT document.mpn_id, document.statement_number, 'the campaigns are not the statement'
    FROM document
    LEFT JOIN total ON total.mpn_id = document.mpn_id
        AND total.statement_number = document.statement_number
    WHERE (document.earned, document.clawed_back, document.adjusted, document.accrued)
        <> (coalesce(total.earned, 0), coalesce(total.clawed_back, 0),
            coalesce(total.adjusted, 0), coalesce(total.accrued, 0))
    UNION ALL
    SELECT coalesce(campaign.mpn_id, entry.mpn_id),
        coalesce(campaign.statement_number, entry.statement_number),
        'the lines of campaign ' || coalesce(campaign.campaign_id, entry.campaign_id)
            || ' are not its amounts'
    FROM campaign
    FULL JOIN entry ON entry.mpn_id = campaign.mpn_id
        AND entry.statement_number = campaign.statement_number
        AND entry.campaign_id = campaign.campaign_id
    WHERE campaign.mpn_id IS NULL
        OR (campaign.earned, campaign.clawed_back, campaign.adjusted)
            <> (coalesce(entry.earned, 0), coalesce(entry.clawed_back, 0),
                coalesce(entry.adjusted, 0))
    UNION ALL
    SELECT document.mpn_id, document.statement_number,
        'all lines ever minus all payments is not the closing balance'
    FROM document
    JOIN history
        ON history.mpn_id = document.mpn_id AND history.currency = document.currency
    LEFT JOIN posted
        ON posted.mpn_id = document.mpn_id AND posted.currency = document.currency
    WHERE coalesce(posted.amount, 0) - history.payment <> document.closing
) AS finding
ORDER BY mpn_id, statement_number, problem
LIMIT 10
