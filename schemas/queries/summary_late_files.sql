-- Files with lines that were posted for the first time since the business date before, and that are
-- dated on or before it.
SELECT 'invoices' AS feed, source_file, currency, amount, 'late' AS what, lines,
    to_char(earliest, 'YYYY-MM-DD') AS earliest
FROM pg_temp.summary_late
ORDER BY source_file, currency
