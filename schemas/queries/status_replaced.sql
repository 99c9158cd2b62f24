-- Files whose content was replaced, of the last runs. $1: how many runs
SELECT run_id, feed, source_file, sha256_before, sha256
FROM cashback.file_replaced
WHERE run_id IN (SELECT run_id FROM cashback.run ORDER BY run_id DESC LIMIT $1::bigint)
ORDER BY run_id DESC, feed, source_file
