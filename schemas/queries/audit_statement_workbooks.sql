-- The workbooks of final statements, as they were published.
SELECT period, file_name, sha256
FROM cashback.statement_workbook
ORDER BY period, file_name, mpn_id
