-- What a period accrued, earned, clawed back and adjusted, by campaign and currency: its first
-- journal. What was booked as accrued before and has become payable is taken back. $1: period
INSERT INTO cashback.journal_entry (period, journal, line, entry_date, entry, account, campaign_id,
    currency, debit, credit)
WITH stated AS (
    SELECT part.campaign_id, document.currency, part.earned - part.clawed_back AS earned,
        part.clawed_back, part.adjusted, part.accrued
    FROM cashback.statement_campaign AS part
    JOIN cashback.statement_document AS document
        ON document.mpn_id = part.mpn_id AND document.statement_number = part.statement_number
    WHERE document.period = $1
),
accrued AS (
    SELECT campaign_id, currency, accrued AS amount
    FROM stated
    UNION ALL
    SELECT campaign_id, currency, debit - credit
    FROM cashback.journal_entry
    WHERE account = 'Rebates accrued'
),
movement AS (
    SELECT 1 AS place, 'accrued' AS entry, campaign_id, currency, sum(amount) AS amount
    FROM accrued
    GROUP BY campaign_id, currency
    UNION ALL
    SELECT 2, 'earned', campaign_id, currency, sum(earned)
    FROM stated
    GROUP BY campaign_id, currency
    UNION ALL
    SELECT 3, 'clawed-back', campaign_id, currency, sum(clawed_back)
    FROM stated
    GROUP BY campaign_id, currency
    UNION ALL
    SELECT 4, 'adjusted', campaign_id, currency, sum(adjusted)
    FROM stated
    GROUP BY campaign_id, currency
),
side AS (
    SELECT place, 1 AS side, entry, 'Rebate expense' AS account, campaign_id, currency, amount
    FROM movement
    UNION ALL
    SELECT place, 2, entry,
        CASE entry WHEN 'accrued' THEN 'Rebates accrued' ELSE 'Rebates payable' END, campaign_id,
        currency, -amount
    FROM movement
)
SELECT $1, 1, row_number() OVER (ORDER BY side.currency, side.campaign_id, side.place, side.side),
    closing.ends, side.entry, side.account, side.campaign_id, side.currency,
    greatest(side.amount, 0), greatest(-side.amount, 0)
FROM side
JOIN cashback.closing AS closing ON closing.period = $1
WHERE side.amount <> 0
