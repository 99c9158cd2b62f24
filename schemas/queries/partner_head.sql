-- The partner of a statement ($1), and the currencies in it.
SELECT p.mpn_id, p.name AS partner_name, c.currencies
FROM cashback.partner AS p
CROSS JOIN (
    SELECT string_agg(currency, ', ' ORDER BY currency) AS currencies
    FROM (
        SELECT currency FROM cashback.ledger WHERE mpn_id = $1
        UNION
        SELECT currency FROM cashback.payout WHERE mpn_id = $1
    ) AS used
) AS c
WHERE p.mpn_id = $1
