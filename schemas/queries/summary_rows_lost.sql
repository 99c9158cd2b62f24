-- New files, since the business date before, of which rows lost to an older file that sorts later.
SELECT lost.feed, lost.source_file, lost.lines, file.rows_read, lost.lost_to
FROM cashback.rows_lost AS lost
LEFT JOIN cashback.source_file AS file ON file.feed = lost.feed AND file.name = lost.source_file
WHERE lost.run_id IN (
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
ORDER BY lost.feed, lost.source_file, lost.lost_to, lost.run_id
