-- Rejected rows of the files that are part of the data. A file that was delivered again was read
-- again: the rows of its last reading count.
SELECT q.feed, q.source_file, q.source_line, q.column_name, q.reason, q.reason AS reason_words,
    q.value, q.raw
FROM cashback.quarantine AS q
JOIN cashback.source_file AS f
    ON f.feed = q.feed AND f.name = q.source_file AND f.rows_rejected + f.rows_duplicate > 0
JOIN (
    SELECT feed, source_file, max(run_id) AS run_id
    FROM cashback.quarantine
    GROUP BY feed, source_file
) AS last ON last.feed = q.feed AND last.source_file = q.source_file AND last.run_id = q.run_id
ORDER BY q.feed, q.source_file, q.source_line
