-- Rows of new files that lost to older ones, of the last runs. $1: how many runs
SELECT run_id, feed, source_file, lines, lost_to
FROM cashback.rows_lost
WHERE run_id IN (SELECT run_id FROM cashback.run ORDER BY run_id DESC LIMIT $1::bigint)
ORDER BY run_id DESC, feed, source_file, lost_to
