-- The partners with a statement for a period ($1), and the SHA-256 of a workbook that was published
-- for good.
SELECT partner.mpn_id, workbook.sha256
FROM (
    SELECT DISTINCT mpn_id
    FROM cashback.statement_document
    WHERE period = $1
) AS partner
LEFT JOIN cashback.statement_workbook AS workbook
    ON workbook.mpn_id = partner.mpn_id AND workbook.period = $1
ORDER BY partner.mpn_id
