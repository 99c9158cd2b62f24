-- Foreign keys, then views. Large tables refer to small ones, never the other way round.

ALTER TABLE cashback.ledger ADD CONSTRAINT ledger_run_fkey
    FOREIGN KEY (run_id) REFERENCES cashback.run (run_id);
ALTER TABLE cashback.ledger ADD CONSTRAINT ledger_partner_fkey
    FOREIGN KEY (mpn_id) REFERENCES cashback.partner (mpn_id);
ALTER TABLE cashback.ledger ADD CONSTRAINT ledger_campaign_fkey
    FOREIGN KEY (campaign_id) REFERENCES cashback.campaign (campaign_id);

-- Accounts that two partners of one campaign claim: the holder is paid until the vendor rejects
-- one of the two registrations.
CREATE VIEW cashback.conflict AS
SELECT taken.campaign_id, taken.reseller_id, taken.mpn_id AS claimant_mpn_id,
    taken.registration_id AS claimant_registration_id, holder.mpn_id AS holder_mpn_id,
    holder.registration_id AS holder_registration_id
FROM cashback.registration AS taken
JOIN (
    SELECT DISTINCT ON (campaign_id, reseller_id)
        campaign_id, reseller_id, mpn_id, registration_id
    FROM cashback.registration
    WHERE state = 'active'
    ORDER BY campaign_id, reseller_id, registered_on, registration_id
) AS holder USING (campaign_id, reseller_id)
WHERE taken.state = 'account-taken';

-- What was posted, by line.
CREATE VIEW cashback.posted AS
SELECT mpn_id, campaign_id, invoice_number, line_number, currency, sum(amount) AS amount
FROM cashback.ledger
GROUP BY mpn_id, campaign_id, invoice_number, line_number, currency;
