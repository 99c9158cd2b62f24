-- Files whose lines were posted for the first time after a run that was dated on or after them; of
-- a period, those on its statements.
SELECT earning.source_file, run.run_id, count(*) AS lines, min(ledger.event_date) AS earliest,
    ledger.currency, sum(ledger.amount) AS amount
FROM cashback.ledger AS ledger
JOIN cashback.run AS run ON run.run_id = ledger.run_id AND run.origin = 'files'
JOIN cashback.earning AS earning ON earning.mpn_id = ledger.mpn_id
    AND earning.campaign_id = ledger.campaign_id
    AND earning.invoice_number = ledger.invoice_number
    AND earning.line_number = ledger.line_number
CROSS JOIN pg_temp.audit_scope AS scope
WHERE ledger.kind = 'earning'
    AND EXISTS (
        SELECT 1
        FROM cashback.run AS before
        WHERE before.posting < run.posting AND before.as_of >= ledger.event_date
    )
    AND (scope.campaign_id IS NULL OR ledger.campaign_id = scope.campaign_id)
    AND (scope.period IS NULL OR EXISTS (
        SELECT 1
        FROM cashback.statement_line AS line
        JOIN cashback.statement_document AS document ON document.mpn_id = line.mpn_id
            AND document.statement_number = line.statement_number
        WHERE line.mpn_id = ledger.mpn_id AND line.campaign_id = ledger.campaign_id
            AND line.invoice_number = ledger.invoice_number
            AND line.line_number = ledger.line_number AND line.run_id = ledger.run_id
            AND line.currency = ledger.currency AND line.kind = ledger.kind
            AND document.period = scope.period
    ))
GROUP BY earning.source_file, run.run_id, ledger.currency
ORDER BY earning.source_file, run.run_id, ledger.currency
