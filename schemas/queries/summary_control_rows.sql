-- Rows of the delivered files, by feed: what was read is accepted, rejected or a duplicate.
SELECT feed, count(*) AS files, sum(rows_read) AS rows_read, sum(rows_accepted) AS rows_accepted,
    sum(rows_rejected) AS rows_rejected, sum(rows_duplicate) AS rows_duplicate,
    sum(rows_read) - sum(rows_accepted) - sum(rows_rejected) - sum(rows_duplicate) AS difference
FROM cashback.source_file
GROUP BY feed
ORDER BY feed
