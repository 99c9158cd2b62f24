-- Returns of which some units found no sale.
SELECT invoice_number, line_number, invoice_date, reseller_id, customer_id, sku, quantity,
    unmatched_quantity, source_file, source_line
FROM cashback.unmatched_return
ORDER BY invoice_date, invoice_number, line_number
