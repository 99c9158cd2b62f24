-- The accepted rows of a file, $1.
INSERT INTO audit.partners_row (mpn_id, name, membership_start, membership_end, email, province,
    source_file, source_line)
SELECT mpn_id, name, membership_start, membership_end, email, province, $1, source_line
FROM staged.partners
