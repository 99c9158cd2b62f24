-- The delivered files that the lines and registrations of a partner ($1) came from.
SELECT feed, source_file AS file, count(*) AS lines
FROM (
    SELECT 'invoices' AS feed, source_file, source_line
    FROM cashback.earning
    WHERE mpn_id = $1
    UNION
    SELECT 'invoices', source_file, source_line
    FROM cashback.exclusion
    WHERE mpn_id = $1
    UNION
    SELECT 'registrations', source_file, source_line
    FROM cashback.registration
    WHERE mpn_id = $1
) AS line
GROUP BY feed, source_file
ORDER BY feed, source_file
