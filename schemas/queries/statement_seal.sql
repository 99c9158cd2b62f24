-- The hash of all statements for a period, with their lines: what its approval is about. $1: period
SELECT encode(sha256(convert_to(coalesce(string_agg(mpn_id || E'\t' || sha256 || E'\n', ''
        ORDER BY mpn_id), ''), 'UTF8')), 'hex') AS sha256
FROM (
    SELECT mpn_id,
        encode(sha256(convert_to(string_agg(line, E'\n' ORDER BY line COLLATE "C"), 'UTF8')), 'hex')
            AS sha256
    FROM (
        SELECT mpn_id, row('document', statement_number, period, currency, partner_name,
            trim_scale(opening), trim_scale(earned), trim_scale(clawed_back),
            trim_scale(adjusted), trim_scale(payment), trim_scale(closing), trim_scale(accrued),
            carried_for, hold_reason)::text AS line
        FROM cashback.statement_document
        WHERE period = $1
        UNION ALL
        SELECT campaign.mpn_id, row('campaign', campaign.statement_number, campaign.campaign_id,
            campaign.campaign_name, trim_scale(campaign.earned), trim_scale(campaign.clawed_back),
            trim_scale(campaign.adjusted), trim_scale(campaign.accrued),
            to_char(campaign.payable_from, 'YYYY-MM-DD'))::text
        FROM cashback.statement_campaign AS campaign
        JOIN cashback.statement_document AS document
            ON document.mpn_id = campaign.mpn_id
            AND document.statement_number = campaign.statement_number
        WHERE document.period = $1
        UNION ALL
        SELECT entry.mpn_id, row('entry', entry.statement_number, entry.campaign_id,
            entry.invoice_number, entry.line_number, entry.run_id, entry.currency, entry.kind,
            entry.part, entry.sku, entry.customer_id, entry.quantity, entry.source_file,
            entry.source_line, entry.reason)::text
        FROM cashback.statement_entry AS entry
        JOIN cashback.statement_document AS document
            ON document.mpn_id = entry.mpn_id
            AND document.statement_number = entry.statement_number
        WHERE document.period = $1
    ) AS part
    GROUP BY mpn_id
) AS partner
