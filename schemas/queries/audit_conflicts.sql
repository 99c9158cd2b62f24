-- Accounts that two partners claim.
SELECT conflict.campaign_id, conflict.reseller_id, conflict.holder_mpn_id,
    conflict.holder_registration_id, conflict.claimant_mpn_id, conflict.claimant_registration_id
FROM cashback.conflict AS conflict
CROSS JOIN pg_temp.audit_scope AS scope
WHERE scope.campaign_id IS NULL OR conflict.campaign_id = scope.campaign_id
ORDER BY conflict.campaign_id, conflict.reseller_id, conflict.claimant_mpn_id,
    conflict.claimant_registration_id
