-- What a period accrued, earned, clawed back and adjusted, by campaign and currency: its first
-- journal. What was booked as accrued before and has become payable is taken back. $1: period
INSERT INTO cashback.journal_entry (period, journal, line, entry_date, entry, account, campaign_id,
    currency, debit, credit)
WITH closed AS (
    SELECT ends, posting
    FROM cashback.closing
    WHERE period = $1
),
accrued AS (
    SELECT ledger.campaign_id, ledger.currency, ledger.amount
    FROM cashback.ledger AS ledger
    JOIN cashback.run AS run ON run.run_id = ledger.run_id
    JOIN cashback.campaign AS campaign ON campaign.campaign_id = ledger.campaign_id
    CROSS JOIN closed
    WHERE ledger.event_date <= closed.ends AND campaign.calculation_date > closed.ends
        AND run.posting <= closed.posting
        -- on a statement already, where the campaign's date was moved afterwards
        AND NOT EXISTS (
            SELECT 1
            FROM cashback.statement_entry AS entry
            JOIN cashback.statement_document AS document
                ON document.mpn_id = entry.mpn_id
                AND document.statement_number = entry.statement_number
            JOIN cashback.closing AS closing ON closing.period = document.period
            WHERE entry.mpn_id = ledger.mpn_id AND entry.campaign_id = ledger.campaign_id
                AND entry.invoice_number = ledger.invoice_number
                AND entry.line_number = ledger.line_number AND entry.run_id = ledger.run_id
                AND entry.currency = ledger.currency AND entry.kind = ledger.kind
                AND closing.ends <= closed.ends
        )
    UNION ALL
    SELECT campaign_id, currency, debit - credit
    FROM cashback.journal_entry
    WHERE account = 'Rebates accrued'
),
stated AS (
    SELECT part.campaign_id, document.currency, part.earned - part.clawed_back AS earned,
        part.clawed_back, part.adjusted
    FROM cashback.statement_campaign AS part
    JOIN cashback.statement_document AS document
        ON document.mpn_id = part.mpn_id AND document.statement_number = part.statement_number
    WHERE document.period = $1
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
    closed.ends, side.entry, side.account, side.campaign_id, side.currency,
    greatest(side.amount, 0), greatest(-side.amount, 0)
FROM side
CROSS JOIN closed
WHERE side.amount <> 0
