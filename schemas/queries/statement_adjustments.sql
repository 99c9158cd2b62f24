-- What came later than the statement that it belongs to, of a partner ($1) on the statements for a
-- period ($2). What one run changed in a campaign and adds up to nothing is one row. Each row has
-- the line that made its run adjust the campaign.
WITH adjusted AS (
    SELECT line.mpn_id, line.campaign_id, line.invoice_number, line.line_number, line.run_id,
        line.event_date, line.currency, line.kind, line.amount, line.sku, line.quantity,
        line.source_file || ':' || line.source_line AS source, line.reason,
        sum(line.amount) OVER together AS net, count(*) OVER together AS lines
    FROM cashback.statement_document AS document
    JOIN cashback.statement_line AS line
        ON line.mpn_id = document.mpn_id AND line.statement_number = document.statement_number
    WHERE document.mpn_id = $1 AND document.period = $2 AND line.part = 'adjusted'
    WINDOW together AS (PARTITION BY line.currency, line.campaign_id, line.run_id)
), row AS (
    SELECT mpn_id, campaign_id, run_id, nullif(invoice_number, '') AS invoice_number, line_number,
        event_date, sku, quantity, currency, kind, amount,
        CASE WHEN reason IS NOT NULL THEN 'manual' WHEN kind = 'earning' THEN 'late'
            WHEN source IS NULL THEN 'vanished' ELSE 'changed' END AS what,
        source, reason, lines
    FROM adjusted
    WHERE net <> 0
    UNION ALL
    SELECT mpn_id, campaign_id, run_id, NULL, NULL, NULL, NULL, NULL, currency, NULL, sum(amount),
        'moved', NULL, NULL, lines
    FROM adjusted
    WHERE net = 0
    GROUP BY mpn_id, campaign_id, run_id, currency, lines
)
SELECT run.as_of, row.campaign_id, row.invoice_number, row.line_number, row.event_date, row.sku,
    row.quantity, row.currency, row.amount, row.what, row.source,
    cause.invoice_number AS cause_invoice, cause.line_number AS cause_line,
    cause.source_file || ':' || cause.source_line AS cause_source,
    row.reason, row.lines
FROM row
JOIN cashback.run AS run ON run.run_id = row.run_id
LEFT JOIN cashback.adjustment_cause AS cause
    ON cause.mpn_id = row.mpn_id AND cause.campaign_id = row.campaign_id
    AND cause.run_id = row.run_id
ORDER BY row.campaign_id, row.run_id, row.currency, row.event_date, row.quantity < 0,
    row.invoice_number, row.line_number, row.kind
