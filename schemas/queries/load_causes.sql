-- For each partner and campaign that the run has adjusted, the line that made it so. Of the first
-- of these that there are, the first in chronological order: 1. lines that are new, changed or gone;
-- 2. lines of files that are news; 3. lines that were posted for the first time; 4. lines that were
-- adjusted. $1: true where all lines were remembered; $2: run, $3: files that are news
INSERT INTO cashback.adjustment_cause (mpn_id, campaign_id, run_id, invoice_number, line_number,
    source_file, source_line)
WITH posted AS (
    SELECT mpn_id, campaign_id, invoice_number, line_number, kind, event_date, amount
    FROM pg_temp.line_difference
), changed AS (
    SELECT DISTINCT mpn_id, campaign_id, invoice_number, line_number
    FROM pg_temp.changed_line
), adjusted AS (
    SELECT DISTINCT mpn_id, campaign_id FROM posted WHERE kind = 'adjustment'
), line AS (
    SELECT mpn_id, campaign_id, invoice_number, line_number, sku, reseller_id, customer_id,
        event_date, quantity, source_file, source_line
    FROM cashback.earning
    JOIN adjusted USING (mpn_id, campaign_id)
    UNION ALL
    SELECT mpn_id, campaign_id, invoice_number, line_number, sku, reseller_id, customer_id,
        event_date, quantity, source_file, source_line
    FROM cashback.exclusion
    JOIN adjusted USING (mpn_id, campaign_id)
), before AS (
    SELECT mpn_id, campaign_id, invoice_number, line_number, sku, reseller_id, customer_id,
        event_date, quantity
    FROM pg_temp.line_before
    JOIN adjusted USING (mpn_id, campaign_id)
), candidate AS (
    SELECT line.mpn_id, line.campaign_id, line.invoice_number, line.line_number, line.event_date,
        line.quantity < 0 AS is_return, line.source_file, line.source_line,
        CASE
            WHEN ($1::boolean OR changed.mpn_id IS NOT NULL) AND (before.mpn_id IS NULL
                OR (line.sku, line.event_date, line.quantity)
                    <> (before.sku, before.event_date, before.quantity)
                OR line.reseller_id IS DISTINCT FROM before.reseller_id
                OR line.customer_id IS DISTINCT FROM before.customer_id) THEN 1
            WHEN line.source_file = ANY($3::text[]) THEN 2
            WHEN posted.kind = 'earning' THEN 3
            WHEN posted.kind = 'adjustment' THEN 4
        END AS precedence
    FROM line
    LEFT JOIN changed
        ON changed.mpn_id = line.mpn_id AND changed.campaign_id = line.campaign_id
        AND changed.invoice_number = line.invoice_number
        AND changed.line_number = line.line_number
    LEFT JOIN before
        ON before.mpn_id = line.mpn_id AND before.campaign_id = line.campaign_id
        AND before.invoice_number = line.invoice_number AND before.line_number = line.line_number
    LEFT JOIN posted
        ON posted.mpn_id = line.mpn_id AND posted.campaign_id = line.campaign_id
        AND posted.invoice_number = line.invoice_number AND posted.line_number = line.line_number
    UNION ALL
    SELECT before.mpn_id, before.campaign_id, before.invoice_number, before.line_number,
        before.event_date, before.quantity < 0, NULL, NULL, 1
    FROM before
    LEFT JOIN line
        ON line.mpn_id = before.mpn_id AND line.campaign_id = before.campaign_id
        AND line.invoice_number = before.invoice_number AND line.line_number = before.line_number
    WHERE line.mpn_id IS NULL
    UNION ALL
    SELECT posted.mpn_id, posted.campaign_id, posted.invoice_number, posted.line_number,
        posted.event_date, posted.amount > 0, NULL, NULL, 4
    FROM posted
    LEFT JOIN line
        ON line.mpn_id = posted.mpn_id AND line.campaign_id = posted.campaign_id
        AND line.invoice_number = posted.invoice_number AND line.line_number = posted.line_number
    WHERE line.mpn_id IS NULL AND posted.kind = 'adjustment'
)
SELECT DISTINCT ON (mpn_id, campaign_id) mpn_id, campaign_id, $2, invoice_number, line_number,
    source_file, source_line
FROM candidate
WHERE precedence IS NOT NULL
ORDER BY mpn_id, campaign_id, precedence, event_date, is_return, invoice_number, line_number,
    source_file, source_line
