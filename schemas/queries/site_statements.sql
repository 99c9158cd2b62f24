-- The final statements of a partner ($1), the last period first, with the workbook of each period.
SELECT s.period, s.statement_number, s.currency, s.payment, s.closing,
    CASE WHEN s.carried_for IS NOT NULL THEN s.carried_for WHEN s.payment > 0 THEN 'paid'
        WHEN s.closing < 0 THEN 'negative' ELSE 'nothing' END AS outcome,
    s.hold_reason, closing.minimum_payout, closing.starts, closing.ends, book.file_name,
    book.sha256
FROM cashback.statement AS s
JOIN cashback.closing AS closing ON closing.period = s.period
JOIN cashback.statement_workbook AS book
    ON book.mpn_id = s.mpn_id AND book.period = s.period
WHERE s.mpn_id = $1 AND s.status = 'final'
ORDER BY closing.ends DESC, s.currency
