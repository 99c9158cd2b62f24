-- What was taken back, from an amount on; of a period, what stands on its statements.
SELECT ledger.mpn_id, ledger.campaign_id, ledger.invoice_number, ledger.line_number,
    ledger.run_id, ledger.event_date, ledger.currency, ledger.amount
FROM cashback.ledger AS ledger
CROSS JOIN pg_temp.audit_scope AS scope
WHERE ledger.amount < 0 AND -ledger.amount >= scope.clawback
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
ORDER BY ledger.amount, ledger.mpn_id, ledger.campaign_id, ledger.invoice_number,
    ledger.line_number, ledger.run_id, ledger.currency
