-- Registrations that came after the first sale of their account in the campaign.
SELECT registration.mpn_id, registration.campaign_id, registration.registration_id,
    registration.reseller_id, registration.registered_on, first.event_date AS first_sale,
    registration.source_file, registration.source_line
FROM cashback.registration AS registration
JOIN (
    SELECT mpn_id, campaign_id, reseller_id, min(event_date) AS event_date
    FROM (
        SELECT mpn_id, campaign_id, reseller_id, event_date FROM cashback.earning
        UNION ALL
        SELECT mpn_id, campaign_id, reseller_id, event_date FROM cashback.exclusion
    ) AS sale
    WHERE reseller_id IS NOT NULL
    GROUP BY mpn_id, campaign_id, reseller_id
) AS first ON first.mpn_id = registration.mpn_id
    AND first.campaign_id = registration.campaign_id
    AND first.reseller_id = registration.reseller_id
CROSS JOIN pg_temp.audit_scope AS scope
WHERE registration.state = 'active' AND registration.registered_on > first.event_date
    AND (scope.campaign_id IS NULL OR registration.campaign_id = scope.campaign_id)
ORDER BY registration.mpn_id, registration.campaign_id, registration.registration_id
