-- Accounts that two partners of one campaign claim.
SELECT campaign_id, reseller_id, holder_mpn_id, holder_registration_id, claimant_mpn_id,
    claimant_registration_id
FROM cashback.conflict
ORDER BY campaign_id, reseller_id, claimant_mpn_id, claimant_registration_id
