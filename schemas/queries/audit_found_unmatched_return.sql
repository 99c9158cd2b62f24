-- In the database: returns that found no sale; they belong to no campaign, so $1 chooses nothing.
SELECT invoice_number, line_number::text AS line_number, sku, reseller_id, customer_id,
    invoice_date, quantity, unmatched_quantity, source_file, source_line
FROM cashback.unmatched_return
WHERE $1::text IS NULL OR true
ORDER BY invoice_number, line_number::text COLLATE "C"
