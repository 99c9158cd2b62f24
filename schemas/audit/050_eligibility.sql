-- Which sales count in a campaign.
--
-- Looked at: sales dated from count_from (start, where it is not given) to end, whose sku is on
-- the card. An sku that ends in * takes every sku with that prefix; an exact sku goes before a
-- prefix, a longer prefix before a shorter one. A dollar_per_sku sale needs a card entry in force
-- on its date; without one it is simply not on the card.
--
-- Then the first reason that applies keeps the sale out: no-reseller, not-registered, the state
-- of the registration that names the account, membership-inactive, before-registration,
-- agreement-unknown, agreement-inactive, license-type, currency, and last stacking: a campaign of
-- the same exclusive group with a lower priority number takes the sale too, that is, nothing
-- before stacking keeps it out there, and it is not before that campaign's start.

-- The rows of a rate card with the same sku and validity are one entry.
CREATE TABLE audit.card_entry AS
SELECT row_number() OVER (ORDER BY campaign_id, sku, valid_from, valid_to) AS entry_id,
	campaign_id, sku, valid_from, valid_to
FROM (SELECT DISTINCT campaign_id, sku, valid_from, valid_to FROM audit.card_row) entry;

CREATE TABLE audit.tier AS
SELECT e.entry_id, r.min_quantity, r.max_quantity, r.rate
FROM audit.card_entry e
JOIN audit.card_row r ON r.campaign_id = e.campaign_id AND r.sku = e.sku
	AND r.valid_from IS NOT DISTINCT FROM e.valid_from
	AND r.valid_to IS NOT DISTINCT FROM e.valid_to;

-- Every sku that occurs, with the cards that list it and how closely they name it.
CREATE TABLE audit.listed_sku AS
WITH listed AS (
	SELECT campaign_id, sku AS listed_as FROM audit.card_entry
	UNION SELECT campaign_id, sku FROM audit.product
), pattern AS (
	SELECT *, right(listed_as, 1) = '*' AS is_prefix FROM listed
), traded AS (
	SELECT DISTINCT sku FROM audit.invoice_line
)
SELECT campaign_id, sku, listed_as,
	CASE WHEN is_prefix THEN octet_length(listed_as) ELSE 1000000 END AS closeness
FROM pattern JOIN traded ON CASE
	WHEN is_prefix THEN starts_with(sku, left(listed_as, -1))
	ELSE sku = listed_as END;
ANALYZE audit.listed_sku;

-- The sales that a campaign looks at, with the card entry that they take.
CREATE TABLE audit.candidate AS
SELECT DISTINCT ON (c.id, s.line_id) c.id AS campaign_id, s.line_id, e.entry_id
FROM audit.campaign c
JOIN audit.listed_sku k ON k.campaign_id = c.id
JOIN audit.sale s ON s.sku = k.sku
	AND s.invoice_date BETWEEN coalesce(c.count_from, c.start) AND c."end"
LEFT JOIN audit.card_entry e ON e.campaign_id = c.id AND e.sku = k.listed_as
	AND (e.valid_from IS NULL OR e.valid_from <= s.invoice_date)
	AND (e.valid_to IS NULL OR e.valid_to >= s.invoice_date)
WHERE c.kind = 'frequency' OR e.entry_id IS NOT NULL
ORDER BY c.id, s.line_id, k.closeness DESC;
ANALYZE audit.candidate;

-- Everything but stacking.
CREATE TABLE audit.judged AS
SELECT d.campaign_id, d.line_id, d.entry_id, r.mpn_id,
	CASE
	WHEN s.reseller_id IS NULL THEN 'no-reseller'
	WHEN r.state IS NULL THEN 'not-registered'
	WHEN r.state <> 'active' THEN r.state
	WHEN s.invoice_date < p.membership_start OR s.invoice_date > p.membership_end
		THEN 'membership-inactive'
	WHEN c.sales_from = 'registration' AND s.invoice_date < r.registered_on
		THEN 'before-registration'
	WHEN c.license_types IS NOT NULL AND s.agreement_number IS NOT NULL
		AND NOT s.agreement_known AND s.own_license_type IS NULL THEN 'agreement-unknown'
	WHEN c.require_active_agreement AND (NOT s.agreement_known
		OR s.invoice_date < s.agreement_start OR s.invoice_date > s.agreement_end)
		THEN 'agreement-inactive'
	WHEN c.license_types IS NOT NULL
		AND (s.license_type IS NULL OR s.license_type <> ALL (c.license_types))
		THEN 'license-type'
	WHEN c.minimum_amount IS NOT NULL AND s.currency <> c.currency THEN 'currency'
	END AS reason
FROM audit.candidate d
JOIN audit.campaign c ON c.id = d.campaign_id
JOIN audit.sale s ON s.line_id = d.line_id
LEFT JOIN audit.claim r ON r.campaign_id = d.campaign_id AND r.reseller_id = s.reseller_id
LEFT JOIN audit.partner p ON p.mpn_id = r.mpn_id;

CREATE TABLE audit.decision AS
WITH taken AS (
	SELECT c.exclusive_group, j.line_id, min(c.priority) AS priority
	FROM audit.judged j
	JOIN audit.campaign c ON c.id = j.campaign_id
	JOIN audit.sale s ON s.line_id = j.line_id
	WHERE c.exclusive_group IS NOT NULL AND j.reason IS NULL AND s.invoice_date >= c.start
	GROUP BY c.exclusive_group, j.line_id
)
SELECT j.campaign_id, j.line_id, j.entry_id, j.mpn_id,
	coalesce(j.reason, CASE WHEN t.priority < c.priority THEN 'stacking' END) AS reason
FROM audit.judged j
JOIN audit.campaign c ON c.id = j.campaign_id
LEFT JOIN taken t ON t.exclusive_group = c.exclusive_group AND t.line_id = j.line_id;
ANALYZE audit.decision;
