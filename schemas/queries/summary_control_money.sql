-- The same money three times, by currency: as earnings, as payouts, and as what the ledger holds of
-- lines; manual adjustments have no line.
WITH earnings AS (
    SELECT currency, sum(amount) AS amount FROM cashback.earning GROUP BY currency
), payouts AS (
    SELECT currency, sum(amount) AS amount FROM cashback.payout GROUP BY currency
), posted AS (
    SELECT l.currency, sum(l.amount) AS amount
    FROM cashback.ledger AS l
    JOIN cashback.run AS r ON r.run_id = l.run_id AND r.status IN ('posted', 'finished')
    WHERE l.invoice_number <> ''
    GROUP BY l.currency
), refused AS (
    SELECT currency, sum(amount) AS amount FROM cashback.unposted GROUP BY currency
), listed AS (
    SELECT currency FROM earnings
    UNION
    SELECT currency FROM payouts
    UNION
    SELECT currency FROM posted
    UNION
    SELECT currency FROM refused
)
SELECT listed.currency,
    coalesce(earnings.amount, 0) AS earnings,
    coalesce(payouts.amount, 0) AS payouts,
    coalesce(earnings.amount, 0) - coalesce(payouts.amount, 0) AS payout_difference,
    coalesce(posted.amount, 0) AS ledger,
    coalesce(refused.amount, 0) AS unposted,
    coalesce(payouts.amount, 0) - coalesce(posted.amount, 0) - coalesce(refused.amount, 0)
        AS ledger_difference
FROM listed
LEFT JOIN earnings ON earnings.currency = listed.currency
LEFT JOIN payouts ON payouts.currency = listed.currency
LEFT JOIN posted ON posted.currency = listed.currency
LEFT JOIN refused ON refused.currency = listed.currency
ORDER BY listed.currency
