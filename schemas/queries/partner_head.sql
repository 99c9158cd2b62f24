-- The partner of a statement ($1), and the last posting in which there is something of it.
SELECT p.mpn_id, p.name AS partner_name, last.posting
FROM cashback.partner AS p
CROSS JOIN (
    SELECT max(run.posting) AS posting
    FROM cashback.ledger AS ledger
    JOIN cashback.run AS run ON run.run_id = ledger.run_id
    WHERE ledger.mpn_id = $1
) AS last
WHERE p.mpn_id = $1
