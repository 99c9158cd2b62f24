-- Rejected rows by feed and reason; those of the sheet Quarantined rows.
SELECT q.feed, q.reason AS reason_words, q.reason, count(DISTINCT q.source_file) AS files,
    count(*) AS rows
FROM cashback.quarantine AS q
JOIN cashback.source_file AS f
    ON f.feed = q.feed AND f.name = q.source_file AND f.rows_rejected + f.rows_duplicate > 0
JOIN (
    SELECT feed, source_file, max(run_id) AS run_id
    FROM cashback.quarantine
    GROUP BY feed, source_file
) AS last ON last.feed = q.feed AND last.source_file = q.source_file AND last.run_id = q.run_id
GROUP BY q.feed, q.reason
ORDER BY q.feed, q.reason
