-- The campaigns of the last posted run, as their terms stand, on the business date $1: the open
-- ones first, then those that come, then those that are closed. Nothing here depends on a partner.
SELECT c.campaign_id, c.name, c.kind, c.currency, c.start_date, c.end_date,
    CASE WHEN c.start_date > $1::date THEN 'coming' WHEN c.end_date < $1::date THEN 'closed'
        ELSE 'open' END AS state,
    t.register_by, t.terms_version, t.license_types,
    c.end_date + t.returns_days::integer AS returns_until,
    CASE WHEN t.count_from < c.start_date THEN t.count_from END AS count_from,
    c.start_date - 1 AS day_before,
    CASE WHEN c.calculation_date > c.start_date THEN c.calculation_date END AS payable_from,
    c.final_date, c.partner_cap,
    CASE WHEN c.budget IS NOT NULL THEN 'limited' END AS budget,
    t.scope, t.count_by, t.per, coalesce(t.pay, 'rate') || '-' || t.tiers AS paid,
    t.lookback_days, t.sales_from, t.require_active_agreement,
    CASE WHEN t.minimum_quantity > 1 THEN t.minimum_quantity END AS minimum_quantity,
    t.minimum_amount,
    (SELECT string_agg(first.name, ', ' ORDER BY before.priority)
        FROM cashback.campaign_terms AS before
        JOIN cashback.campaign AS first ON first.campaign_id = before.campaign_id
        WHERE before.exclusive_group = t.exclusive_group
            AND before.priority < t.priority) AS gives_way_to
FROM cashback.campaign AS c
JOIN cashback.campaign_terms AS t ON t.campaign_id = c.campaign_id
ORDER BY CASE WHEN c.start_date > $1::date THEN 2 WHEN c.end_date < $1::date THEN 3 ELSE 1 END,
    c.end_date, c.start_date, c.campaign_id
