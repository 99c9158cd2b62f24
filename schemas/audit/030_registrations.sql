-- Registrations: which reseller account a registration leads to, and its one state.
--
-- The identification number is looked up among the invoice numbers (any line up to as-of; the
-- account of the lowest-numbered line that has one), then among the agreement numbers. Every
-- registration is looked up, whatever becomes of it.
--
-- The first state that applies: unknown-campaign, unknown-partner, not-approved,
-- terms-not-accepted, registered-late, number-not-found, account-taken, active. Within a campaign
-- the holder of an account is the partner of the first registration that gets as far as the last
-- two (by registered_on, then registration_id); other partners' are account-taken.

CREATE TABLE audit.number_account AS
WITH by_invoice AS (
	SELECT DISTINCT ON (invoice_number) invoice_number AS number, reseller_id
	FROM audit.invoice_line
	WHERE reseller_id IS NOT NULL
	ORDER BY invoice_number, line_number
), by_agreement AS (
	SELECT agreement_number AS number, reseller_id FROM audit.agreement
)
SELECT number, coalesce(i.reseller_id, a.reseller_id) AS reseller_id
FROM by_invoice i FULL JOIN by_agreement a USING (number);

CREATE TABLE audit.resolved AS
WITH looked_up AS (
	SELECT r.*, n.reseller_id,
		CASE
		WHEN c.id IS NULL THEN 'unknown-campaign'
		WHEN p.mpn_id IS NULL THEN 'unknown-partner'
		WHEN r.status <> 'approved' THEN 'not-approved'
		WHEN c.terms_version IS NOT NULL
			AND (r.terms_version IS DISTINCT FROM c.terms_version OR r.terms_signed_on IS NULL)
			THEN 'terms-not-accepted'
		WHEN r.registered_on > c.register_by THEN 'registered-late'
		WHEN n.reseller_id IS NULL THEN 'number-not-found'
		END AS obstacle
	FROM audit.registered r
	LEFT JOIN audit.campaign c ON c.id = r.campaign_id
	LEFT JOIN audit.partner p ON p.mpn_id = r.mpn_id
	LEFT JOIN audit.number_account n ON n.number = r.identification_number
), holder AS (
	SELECT DISTINCT ON (campaign_id, reseller_id) campaign_id, reseller_id, mpn_id
	FROM looked_up
	WHERE obstacle IS NULL
	ORDER BY campaign_id, reseller_id, registered_on, registration_id
)
SELECT l.registration_id, l.campaign_id, l.mpn_id, l.identification_number, l.registered_on,
	l.status, l.reseller_id,
	coalesce(l.obstacle, CASE WHEN h.mpn_id <> l.mpn_id THEN 'account-taken' ELSE 'active' END)
		AS state
FROM looked_up l LEFT JOIN holder h USING (campaign_id, reseller_id);

CREATE TABLE audit.registration AS
SELECT registration_id, campaign_id, mpn_id, identification_number, reseller_id, state
FROM audit.resolved;

-- The registration that speaks for an account in a campaign: the earliest active one, otherwise
-- the earliest of a known partner.
CREATE TABLE audit.claim AS
SELECT DISTINCT ON (campaign_id, reseller_id)
	campaign_id, reseller_id, mpn_id, registered_on, state
FROM audit.resolved
WHERE reseller_id IS NOT NULL AND state NOT IN ('unknown-campaign', 'unknown-partner')
ORDER BY campaign_id, reseller_id, state <> 'active', registered_on, registration_id;
