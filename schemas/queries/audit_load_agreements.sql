-- The accepted rows of a file, $1.
INSERT INTO audit.agreements_row (agreement_number, license_type, reseller_id, customer_id,
    start_date, end_date, source_file, source_line)
SELECT agreement_number, license_type, reseller_id, customer_id, start_date, end_date, $1,
    source_line
FROM staged.agreements
