-- Files of which the content was replaced since the business date before, with the beginnings of the
-- SHA-256 of both.
SELECT feed, source_file, left(sha256_before, 12) AS before, left(sha256, 12) AS now
FROM cashback.file_replaced
WHERE run_id IN (
    SELECT run_id
    FROM cashback.run
    WHERE status IN ('posted', 'finished') AND posting > (
        SELECT coalesce(max(posting), 0)
        FROM cashback.run
        WHERE origin = 'files' AND status IN ('posted', 'finished') AND as_of < (
            SELECT max(as_of)
            FROM cashback.run
            WHERE origin = 'files' AND status IN ('posted', 'finished')
        )
    )
)
ORDER BY feed, source_file, run_id
