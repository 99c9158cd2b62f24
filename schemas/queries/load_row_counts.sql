-- How many rows the tables have of which only what changed is sent. They are counted together, so that
-- one set of processes does it.
SELECT part.name, coalesce(counted.rows, 0) AS rows
FROM (VALUES
    (1, 'registration'), (2, 'earning'), (3, 'exclusion'), (4, 'payout'), (5, 'standing')
) AS part (number, name)
LEFT JOIN (
    SELECT line.number, count(*) AS rows
    FROM (
        SELECT mpn_id, 1 AS number FROM cashback.registration
        UNION ALL
        SELECT mpn_id, 2 FROM cashback.earning
        UNION ALL
        SELECT mpn_id, 3 FROM cashback.exclusion
        UNION ALL
        SELECT mpn_id, 4 FROM cashback.payout
        UNION ALL
        SELECT mpn_id, 5 FROM cashback.standing
    ) AS line
    GROUP BY line.number
) AS counted ON counted.number = part.number
ORDER BY part.number
