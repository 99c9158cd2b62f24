-- The accepted rows of a file, $1.
INSERT INTO audit.invoices_row (invoice_number, line_number, invoice_date, reseller_id,
    agreement_number, customer_id, license_type, sku, quantity, unit_price, net_amount, currency,
    reference_invoice, source_file, source_line)
SELECT invoice_number, line_number, invoice_date, reseller_id, agreement_number, customer_id,
    license_type, sku, quantity, unit_price, net_amount, currency, reference_invoice, $1,
    source_line
FROM staged.invoices
