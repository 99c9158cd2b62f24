-- Settled again: returns that found no sale; they belong to no campaign, so $1 chooses nothing.
SELECT u.invoice_number, u.line_number::text AS line_number, u.sku, l.reseller_id, l.customer_id,
    l.invoice_date, u.quantity, u.unmatched_quantity, u.source_file, u.source_line
FROM audit.unmatched_return AS u
JOIN audit.invoice_line AS l
    ON l.invoice_number = u.invoice_number AND l.line_number = u.line_number
WHERE $1::text IS NULL OR true
ORDER BY u.invoice_number, u.line_number::text COLLATE "C"
