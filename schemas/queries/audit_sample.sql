-- The sample, with where each line came from and where its amount went.
WITH posting AS (
    SELECT sample.ordinal, sum(ledger.amount) AS amount,
        string_agg(ledger.run_id || ': ' || ledger.amount, '; ' ORDER BY ledger.run_id,
            ledger.currency, ledger.kind) AS runs,
        string_agg(DISTINCT entry.statement_number, '; ') AS statements
    FROM pg_temp.audit_sample AS sample
    JOIN cashback.ledger AS ledger ON ledger.mpn_id = sample.mpn_id
        AND ledger.campaign_id = sample.campaign_id
        AND ledger.invoice_number = sample.invoice_number
        AND ledger.line_number = sample.line_number
    LEFT JOIN cashback.statement_entry AS entry ON entry.mpn_id = ledger.mpn_id
        AND entry.campaign_id = ledger.campaign_id
        AND entry.invoice_number = ledger.invoice_number
        AND entry.line_number = ledger.line_number AND entry.run_id = ledger.run_id
        AND entry.currency = ledger.currency AND entry.kind = ledger.kind
    GROUP BY sample.ordinal
)
SELECT sample.ordinal, sample.mpn_id, sample.campaign_id, sample.invoice_number,
    sample.line_number, sample.event_date, sample.sku, sample.quantity, sample.account,
    sample.registration_id || ' (' || to_char(sample.registered_on, 'YYYY-MM-DD') || ')'
        AS registration,
    sample.rule, sample.card,
    sample.measure_before, sample.measure_after, campaign.currency, sample.amount,
    sample.withheld, sample.note, coalesce(posting.amount, 0) AS posted, posting.runs,
    posting.statements, sample.source_file, sample.source_line, file.sha256
FROM pg_temp.audit_sample AS sample
JOIN cashback.campaign AS campaign ON campaign.campaign_id = sample.campaign_id
LEFT JOIN posting ON posting.ordinal = sample.ordinal
LEFT JOIN cashback.source_file AS file
    ON file.feed = 'invoices' AND file.name = sample.source_file
ORDER BY sample.ordinal
