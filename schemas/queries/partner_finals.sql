-- The final statements of a partner ($1), the newest first.
SELECT document.statement_number, document.period, document.currency, document.opening,
    document.earned, document.adjusted, document.payment, document.closing
FROM cashback.statement_document AS document
JOIN cashback.closing AS closing ON closing.period = document.period
JOIN cashback.closing_approval AS approval ON approval.period = closing.period
WHERE document.mpn_id = $1
ORDER BY closing.ends DESC, document.currency
