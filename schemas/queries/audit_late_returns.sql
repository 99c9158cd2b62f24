-- Returns that came after the last day on which they counted.
SELECT late.mpn_id, late.campaign_id, late.invoice_number, late.line_number, late.event_date,
    late.sku, late.quantity, late.source_file, late.source_line
FROM cashback.exclusion AS late
CROSS JOIN pg_temp.audit_scope AS scope
WHERE late.reason = 'late-return'
    AND (scope.campaign_id IS NULL OR late.campaign_id = scope.campaign_id)
    AND (scope.starts IS NULL OR late.event_date BETWEEN scope.starts AND scope.ends)
ORDER BY late.mpn_id, late.campaign_id, late.invoice_number, late.line_number
