-- Foreign keys, then views. Large tables refer to small ones, never the other way round.

ALTER TABLE cashback.ledger ADD CONSTRAINT ledger_run_fkey
    FOREIGN KEY (run_id) REFERENCES cashback.run (run_id);
ALTER TABLE cashback.ledger ADD CONSTRAINT ledger_partner_fkey
    FOREIGN KEY (mpn_id) REFERENCES cashback.partner (mpn_id);
ALTER TABLE cashback.ledger ADD CONSTRAINT ledger_campaign_fkey
    FOREIGN KEY (campaign_id) REFERENCES cashback.campaign (campaign_id);

ALTER TABLE cashback.run_movement ADD CONSTRAINT run_movement_run_fkey
    FOREIGN KEY (run_id) REFERENCES cashback.run (run_id);

-- Accounts that two partners of one campaign claim: the holder is paid until the vendor rejects
-- one of the two registrations.
CREATE VIEW cashback.conflict AS
SELECT campaign_id, reseller_id, mpn_id AS claimant_mpn_id,
    registration_id AS claimant_registration_id, holder_mpn_id, holder_registration_id
FROM (
    SELECT campaign_id, reseller_id, mpn_id, registration_id, state,
        first_value(mpn_id) OVER claims AS holder_mpn_id,
        first_value(registration_id) OVER claims AS holder_registration_id
    FROM cashback.registration
    WHERE state IN ('active', 'account-taken')
    WINDOW claims AS (PARTITION BY campaign_id, reseller_id
        ORDER BY state <> 'active', registered_on, registration_id)
) AS claim
WHERE state = 'account-taken';

-- What was posted, by line.
CREATE VIEW cashback.posted AS
SELECT mpn_id, campaign_id, invoice_number, line_number, currency, sum(amount) AS amount
FROM cashback.ledger
GROUP BY mpn_id, campaign_id, invoice_number, line_number, currency;

-- What is not posted yet, by line: the current earning minus everything posted for it. A line that
-- vanished has no current earning; it keeps the date of its last posting.
CREATE VIEW cashback.difference AS
SELECT line.mpn_id, line.campaign_id, line.invoice_number, line.line_number, line.currency,
    CASE WHEN line.postings = 0 THEN 'earning' ELSE 'adjustment' END AS kind,
    coalesce(line.event_date, (
        SELECT ledger.event_date
        FROM cashback.ledger AS ledger
        JOIN cashback.run AS run ON run.run_id = ledger.run_id
        WHERE ledger.mpn_id = line.mpn_id AND ledger.campaign_id = line.campaign_id
            AND ledger.invoice_number = line.invoice_number
            AND ledger.line_number = line.line_number AND ledger.currency = line.currency
        ORDER BY run.posting DESC
        LIMIT 1
    )) AS event_date,
    line.amount
FROM (
    SELECT mpn_id, campaign_id, invoice_number, line_number, currency,
        max(event_date) AS event_date, sum(postings) AS postings, sum(amount) AS amount
    FROM (
        SELECT mpn_id, campaign_id, invoice_number, line_number, currency, event_date,
            0 AS postings, amount
        FROM cashback.earning
        UNION ALL
        SELECT mpn_id, campaign_id, invoice_number, line_number, currency, NULL::date,
            1 AS postings, -amount
        FROM cashback.ledger
    ) AS entry
    GROUP BY mpn_id, campaign_id, invoice_number, line_number, currency
    HAVING sum(amount) <> 0
) AS line;
