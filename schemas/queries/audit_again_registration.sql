-- Settled again: registrations. $1: a campaign; NULL: all
SELECT g.mpn_id, g.registration_id, g.campaign_id, g.identification_number, g.reseller_id,
    CASE
    WHEN g.reseller_id IS NULL THEN NULL
    WHEN EXISTS (
        SELECT 1
        FROM audit.invoice_line AS l
        WHERE l.invoice_number = g.identification_number AND l.reseller_id IS NOT NULL
    ) THEN 'invoice'
    ELSE 'agreement'
    END AS found_in,
    g.state, d.registered_on, d.terms_signed_on, d.terms_version, w.source_file, w.source_line
FROM audit.registration AS g
JOIN audit.registered AS d ON d.registration_id = g.registration_id
JOIN LATERAL (
    SELECT r.source_file, r.source_line
    FROM audit.registrations_row AS r
    WHERE r.registration_id = g.registration_id
        AND audit.file_counts('registrations', r.source_file)
    ORDER BY r.source_file DESC
    LIMIT 1
) AS w ON true
WHERE $1::text IS NULL OR g.campaign_id = $1
ORDER BY g.mpn_id, g.registration_id
