-- Accounts that several partners claim in one campaign: who is paid, and who claims too.
SELECT x.campaign_id, x.reseller_id, x.holder_mpn_id, holder.name AS holder_name,
    x.holder_registration_id, x.claimant_mpn_id, claimant.name AS claimant_name,
    x.claimant_registration_id
FROM cashback.conflict AS x
JOIN cashback.partner AS holder ON holder.mpn_id = x.holder_mpn_id
JOIN cashback.partner AS claimant ON claimant.mpn_id = x.claimant_mpn_id
ORDER BY x.campaign_id, x.reseller_id, x.claimant_mpn_id, x.claimant_registration_id
