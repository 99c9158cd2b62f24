-- What exports paid, by export, added to a journal. What is paid again has to come back from where
-- it went first. $1: period, $2: journal, $3: the first export, $4: the last
INSERT INTO cashback.journal_entry (period, journal, line, entry_date, entry, account,
    export_number, currency, debit, credit)
WITH paid AS (
    SELECT export.export_number, export.execution_date, export.currency, payment.correction > 0
        AS again, sum(payment.amount) AS amount
    FROM cashback.payment AS payment
    JOIN cashback.payment_export AS export ON export.export_number = payment.export_number
    WHERE export.export_number BETWEEN $3::bigint AND $4::bigint
    GROUP BY export.export_number, export.execution_date, export.currency, payment.correction > 0
),
side AS (
    SELECT 1 AS side, CASE WHEN again THEN 'Payments returned' ELSE 'Rebates payable' END
        AS account, paid.*, amount AS debit, 0 AS credit
    FROM paid
    UNION ALL
    SELECT 2, 'Payments to partners', paid.*, 0, amount
    FROM paid
)
SELECT $1, $2::bigint, (
        SELECT coalesce(max(line), 0)
        FROM cashback.journal_entry
        WHERE period = $1 AND journal = $2::bigint
    ) + row_number() OVER (ORDER BY side.export_number, side.again, side.side),
    side.execution_date, CASE WHEN side.again THEN 'paid-again' ELSE 'paid' END, side.account,
    side.export_number, side.currency, side.debit, side.credit
FROM side
