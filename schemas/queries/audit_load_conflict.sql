-- Invoices that a file, $1, contradicts itself on.
INSERT INTO audit.conflict (source_file, invoice_number)
SELECT DISTINCT $1::text, row_key
FROM staged.quarantine
WHERE reason = 'key-conflict'
