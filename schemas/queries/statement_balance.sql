-- From the opening to the closing balance of a partner ($1) in a period ($2), by currency.
SELECT document.statement_number, document.currency, document.opening,
    document.earned - document.clawed_back AS earned,
    document.clawed_back, document.adjusted,
    document.opening + document.earned + document.adjusted AS balance,
    document.payment, document.closing,
    CASE WHEN document.carried_for IS NOT NULL THEN document.carried_for
        WHEN document.payment > 0 THEN 'paid'
        WHEN document.closing < 0 THEN 'negative'
        ELSE 'nothing' END AS outcome,
    closing.minimum_payout, document.hold_reason
FROM cashback.statement_document AS document
JOIN cashback.closing AS closing ON closing.period = document.period
WHERE document.mpn_id = $1 AND document.period = $2
ORDER BY document.currency
