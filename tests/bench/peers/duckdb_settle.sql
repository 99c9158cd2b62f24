-- What each partner is paid in each campaign, where there are no returns, caps, exclusive groups,
-- prefixes or validities: docs/settlement-rules.md, reduced to that.

-- The account behind each number: of the invoice's lowest line that has one, else the agreement's.
CREATE TABLE named AS
WITH number AS (SELECT DISTINCT identification_number AS number FROM registration),
invoice AS (
    SELECT l.invoice_number AS number,
        arg_min(coalesce(l.reseller_id, a.reseller_id), l.line_number) AS account
    FROM line l SEMI JOIN number ON number.number = l.invoice_number
    LEFT JOIN agreement a ON a.agreement_number = l.agreement_number
    WHERE coalesce(l.reseller_id, a.reseller_id) IS NOT NULL
    GROUP BY l.invoice_number)
SELECT n.number, coalesce(i.account, a.reseller_id) AS account
FROM number n
LEFT JOIN invoice i ON i.number = n.number
LEFT JOIN agreement a ON a.agreement_number = n.number;

-- Who holds an account in a campaign: the partner of the first good registration that names it.
CREATE TABLE holder AS
SELECT r.campaign_id, n.account, arg_min(r.mpn_id, (r.registered_on, r.registration_id)) AS mpn_id
FROM registration r
JOIN campaign c ON c.campaign_id = r.campaign_id
SEMI JOIN partner p ON p.mpn_id = r.mpn_id
JOIN named n ON n.number = r.identification_number
WHERE r.status = 'approved' AND n.account IS NOT NULL
    AND (c.terms_version IS NULL
        OR r.terms_version = c.terms_version AND r.terms_signed_on <= DATE '{as_of}')
    AND (c.register_by IS NULL OR r.registered_on <= c.register_by)
GROUP BY r.campaign_id, n.account;

-- The sales that count, once for each campaign that takes them.
CREATE TABLE counted AS
SELECT c.campaign_id, h.mpn_id, l.sku, l.invoice_number, l.line_number, l.invoice_date,
    coalesce(l.customer_id, a.customer_id) AS customer_id, l.quantity
FROM line l
JOIN product ON product.sku = l.sku
JOIN campaign c ON c.campaign_id = product.campaign_id
LEFT JOIN agreement a ON a.agreement_number = l.agreement_number
JOIN holder h ON h.campaign_id = c.campaign_id
    AND h.account = coalesce(l.reseller_id, a.reseller_id)
JOIN partner p ON p.mpn_id = h.mpn_id
WHERE l.quantity > 0 AND l.invoice_date BETWEEN c.start AND c."end"
    AND (p.membership_start IS NULL OR p.membership_start <= l.invoice_date)
    AND (p.membership_end IS NULL OR p.membership_end >= l.invoice_date)
    AND (c.license_types IS NULL
        OR contains(c.license_types, '|' || coalesce(l.license_type, a.license_type) || '|'));

-- Dollar per SKU: the groups, what each has reached, and the one tier that it is in. `before` is
-- what the tiers below it pay when they are full (with retrospective tiers 0).
CREATE TABLE rebate AS
WITH measured AS (
    SELECT s.campaign_id, s.mpn_id, s.sku, c.stepped, sum(s.quantity)::BIGINT AS measure
    FROM counted s JOIN campaign c ON c.campaign_id = s.campaign_id AND c.dollar
    GROUP BY s.campaign_id, s.mpn_id, s.sku, c.stepped,
        CASE c.scope WHEN 'transaction' THEN s.invoice_number
            WHEN 'customer' THEN coalesce(s.customer_id, s.invoice_number || '/' || s.line_number)
        END)
SELECT m.campaign_id, m.mpn_id, sum((r.before + r.rate * CASE WHEN m.stepped
    THEN least(m.measure, r.most) - r.least + 1 ELSE least(m.measure, r.most) END + 50) // 100)
    AS cents
FROM measured m
JOIN rate r ON r.campaign_id = m.campaign_id AND r.sku = m.sku
    AND m.measure >= r.least AND m.measure < r.next
GROUP BY m.campaign_id, m.mpn_id;

-- Frequency: the units of each period, and the one threshold that they have reached.
CREATE TABLE bonus AS
WITH measured AS (
    SELECT s.campaign_id, s.mpn_id, c.stepped, c.each, count(DISTINCT
        CASE c.count WHEN 'transactions' THEN s.invoice_number ELSE s.customer_id END) AS units
    FROM counted s JOIN campaign c ON c.campaign_id = s.campaign_id AND NOT c.dollar
    GROUP BY s.campaign_id, s.mpn_id, c.stepped, c.each,
        CASE c.per WHEN 'month' THEN date_trunc('month', s.invoice_date)
            WHEN 'quarter' THEN date_trunc('quarter', s.invoice_date) END)
SELECT m.campaign_id, m.mpn_id, sum((t.before + t.amount * CASE WHEN NOT m.each THEN 1
    WHEN m.stepped THEN m.units - t.threshold + 1 ELSE m.units END) // 100) AS cents
FROM measured m
JOIN threshold t ON t.campaign_id = m.campaign_id AND m.units >= t.threshold AND m.units < t.next
GROUP BY m.campaign_id, m.mpn_id;

CREATE TABLE payout AS
SELECT campaign_id, mpn_id, cents FROM rebate UNION ALL SELECT * FROM bonus;
