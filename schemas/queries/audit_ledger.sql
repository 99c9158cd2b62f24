-- From the ledger to statements.
WITH entry AS (
    SELECT entry.mpn_id, entry.campaign_id, entry.invoice_number, entry.line_number, entry.run_id,
        entry.currency, entry.kind, statement.status
    FROM cashback.statement_entry AS entry
    JOIN cashback.statement AS statement ON statement.mpn_id = entry.mpn_id
        AND statement.statement_number = entry.statement_number
), place AS (
    SELECT ledger.campaign_id, ledger.currency, ledger.amount, ledger.invoice_number,
        coalesce(entry.status, 'open') AS status
    FROM cashback.ledger AS ledger
    LEFT JOIN entry ON entry.mpn_id = ledger.mpn_id AND entry.campaign_id = ledger.campaign_id
        AND entry.invoice_number = ledger.invoice_number
        AND entry.line_number = ledger.line_number AND entry.run_id = ledger.run_id
        AND entry.currency = ledger.currency AND entry.kind = ledger.kind
)
SELECT place.campaign_id, place.currency,
    coalesce(sum(amount) FILTER (WHERE invoice_number <> ''), 0) AS posted,
    coalesce(sum(amount) FILTER (WHERE invoice_number = ''), 0) AS manual,
    coalesce(sum(amount) FILTER (WHERE status = 'final'), 0) AS final,
    coalesce(sum(amount) FILTER (WHERE status = 'draft'), 0) AS draft,
    coalesce(sum(amount) FILTER (WHERE status = 'open'), 0) AS open,
    sum(amount) - coalesce(sum(amount) FILTER (WHERE status = 'final'), 0)
        - coalesce(sum(amount) FILTER (WHERE status = 'draft'), 0)
        - coalesce(sum(amount) FILTER (WHERE status = 'open'), 0) AS difference
FROM place
CROSS JOIN pg_temp.audit_scope AS scope
WHERE scope.campaign_id IS NULL OR place.campaign_id = scope.campaign_id
GROUP BY place.campaign_id, place.currency
ORDER BY place.campaign_id, place.currency
