-- By line, the current earning minus everything posted for it, where that is not 0: what the view
-- cashback.difference has. A line that vanished has no current earning; it keeps the date of its
-- last posting. $1: true for all lines, false for those that changed; no other line can have one
INSERT INTO pg_temp.line_difference (mpn_id, campaign_id, invoice_number, line_number, currency,
    kind, event_date, amount)
WITH changed AS (
    SELECT DISTINCT mpn_id, campaign_id, invoice_number, line_number
    FROM pg_temp.changed_line
), earned AS (
    SELECT mpn_id, campaign_id, invoice_number, line_number, currency, event_date, amount
    FROM cashback.earning
    WHERE $1::boolean
    UNION ALL
    SELECT mpn_id, campaign_id, invoice_number, line_number, currency, event_date, amount
    FROM changed
    JOIN cashback.earning USING (mpn_id, campaign_id, invoice_number, line_number)
    WHERE NOT $1::boolean
), entry AS (
    SELECT mpn_id, campaign_id, invoice_number, line_number, currency, amount
    FROM cashback.ledger
    WHERE $1::boolean AND invoice_number <> ''
    UNION ALL
    SELECT mpn_id, campaign_id, invoice_number, line_number, currency, amount
    FROM changed
    JOIN cashback.ledger USING (mpn_id, campaign_id, invoice_number, line_number)
    WHERE NOT $1::boolean AND invoice_number <> ''
), posted AS (
    SELECT mpn_id, campaign_id, invoice_number, line_number, currency, sum(amount) AS amount
    FROM entry
    GROUP BY mpn_id, campaign_id, invoice_number, line_number, currency
)
SELECT mpn_id, campaign_id, invoice_number, line_number, currency,
    CASE WHEN posted.amount IS NULL THEN 'earning' ELSE 'adjustment' END,
    coalesce(earned.event_date, (
        SELECT ledger.event_date
        FROM cashback.ledger AS ledger
        JOIN cashback.run AS run ON run.run_id = ledger.run_id
        WHERE ledger.mpn_id = posted.mpn_id AND ledger.campaign_id = posted.campaign_id
            AND ledger.invoice_number = posted.invoice_number
            AND ledger.line_number = posted.line_number AND ledger.currency = posted.currency
        ORDER BY run.posting DESC
        LIMIT 1
    )),
    coalesce(earned.amount, 0) - coalesce(posted.amount, 0)
FROM earned
FULL JOIN posted USING (mpn_id, campaign_id, invoice_number, line_number, currency)
WHERE coalesce(earned.amount, 0) <> coalesce(posted.amount, 0)
