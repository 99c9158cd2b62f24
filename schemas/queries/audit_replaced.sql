-- Files whose content took the place of another.
SELECT run_id, feed, source_file, sha256_before, sha256
FROM cashback.file_replaced
ORDER BY run_id, feed, source_file
