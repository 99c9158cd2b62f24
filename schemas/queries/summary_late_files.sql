-- Files with lines that were posted for the first time since the business date before, and that are
-- dated on or before it.
SELECT 'invoices' AS feed, earning.source_file, ledger.currency, sum(ledger.amount) AS amount, 'late' AS what,
    count(*) AS lines, to_char(min(ledger.event_date), 'YYYY-MM-DD') AS earliest
FROM cashback.ledger AS ledger
JOIN cashback.run AS run
    ON run.run_id = ledger.run_id AND run.status IN ('posted', 'finished')
JOIN (
    SELECT max(posting) AS posting, max(as_of) AS as_of
    FROM cashback.run
    WHERE origin = 'files' AND status IN ('posted', 'finished') AND as_of < (
        SELECT max(as_of)
        FROM cashback.run
        WHERE origin = 'files' AND status IN ('posted', 'finished')
    )
) AS since ON run.posting > since.posting AND ledger.event_date <= since.as_of
JOIN cashback.earning AS earning ON earning.mpn_id = ledger.mpn_id
    AND earning.campaign_id = ledger.campaign_id
    AND earning.invoice_number = ledger.invoice_number
    AND earning.line_number = ledger.line_number
WHERE ledger.kind = 'earning'
GROUP BY earning.source_file, ledger.currency
ORDER BY earning.source_file, ledger.currency
