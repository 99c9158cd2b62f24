-- Returns that found no sale.
SELECT unmatched.invoice_number, unmatched.line_number, unmatched.invoice_date, unmatched.sku,
    unmatched.quantity, unmatched.unmatched_quantity, unmatched.source_file, unmatched.source_line
FROM cashback.unmatched_return AS unmatched
CROSS JOIN pg_temp.audit_scope AS scope
WHERE scope.starts IS NULL OR unmatched.invoice_date BETWEEN scope.starts AND scope.ends
ORDER BY unmatched.invoice_number, unmatched.line_number
