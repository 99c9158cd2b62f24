-- A fingerprint of what the queries of the summary read beside what render_fingerprints.sql covers.
-- Runs that took in no file and moved nothing count by their business date alone, so that a run
-- that finds nothing new changes nothing here.
WITH fact AS (
    SELECT 'partner' AS kind, f::text AS fact FROM cashback.partner AS f
    UNION ALL
    SELECT 'file', f::text FROM cashback.source_file AS f
    UNION ALL
    SELECT 'counted', f::text FROM cashback.counted AS f
    UNION ALL
    SELECT 'returned', f::text FROM cashback.unmatched_return AS f
    UNION ALL
    SELECT 'rejected', concat_ws(' ', run_id, feed, source_file, count(*))
    FROM cashback.quarantine
    GROUP BY run_id, feed, source_file
    UNION ALL
    SELECT 'replaced', f::text FROM cashback.file_replaced AS f
    UNION ALL
    SELECT 'lost', f::text FROM cashback.rows_lost AS f
    UNION ALL
    SELECT 'moved', f::text FROM cashback.run_movement AS f
    UNION ALL
    SELECT 'exported', f::text FROM cashback.payment_export AS f
    UNION ALL
    SELECT 'journal', f::text FROM cashback.journal_entry AS f
    UNION ALL
    SELECT 'held', concat_ws(' ', run_id, as_of, reason) FROM cashback.run WHERE status = 'held'
    UNION ALL
    SELECT 'run', concat_ws(' ', run_id, as_of, origin)
    FROM cashback.run
    WHERE status IN ('posted', 'finished') AND (files_taken > 0 OR run_id IN (
        SELECT run_id FROM cashback.run_movement
    ))
    UNION ALL
    SELECT 'day', concat_ws(' ', as_of, sum(files_taken), sum(rows_taken), sum(rows_quarantined))
    FROM cashback.run
    WHERE status IN ('posted', 'finished')
    GROUP BY as_of
)
SELECT md5(string_agg(concat_ws(' ', kind, fact), chr(10) ORDER BY kind, fact)) AS fingerprint
FROM fact
