-- The terms of the campaigns that a partner ($1) takes part in, a row for each: its code, and what
-- its sentence needs.
WITH mine AS (
    SELECT campaign_id FROM cashback.registration WHERE mpn_id = $1
    UNION
    SELECT campaign_id FROM cashback.payout WHERE mpn_id = $1
), others AS (
    SELECT terms.campaign_id, string_agg(campaign.name, ', ' ORDER BY other.priority) AS names
    FROM cashback.campaign_terms AS terms
    JOIN cashback.campaign_terms AS other
        ON other.exclusive_group = terms.exclusive_group AND other.priority < terms.priority
    JOIN cashback.campaign AS campaign ON campaign.campaign_id = other.campaign_id
    GROUP BY terms.campaign_id
)
SELECT campaign.campaign_id, term.label, term.code, campaign.name,
    campaign.start_date, campaign.end_date, campaign.currency, campaign.partner_cap,
    campaign.calculation_date, campaign.final_date, terms.count_from, terms.terms_version,
    terms.register_by, terms.license_types, terms.minimum_quantity, terms.minimum_amount,
    terms.lookback_days, campaign.end_date + terms.returns_days::integer AS returns_by,
    others.names
FROM mine
JOIN cashback.campaign AS campaign ON campaign.campaign_id = mine.campaign_id
JOIN cashback.campaign_terms AS terms ON terms.campaign_id = campaign.campaign_id
LEFT JOIN others ON others.campaign_id = campaign.campaign_id
CROSS JOIN LATERAL (VALUES
    (0, 'name', 'name'),
    (1, 'runs', CASE WHEN terms.count_from < campaign.start_date THEN 'runs-from' ELSE 'runs' END),
    (2, 'measured', coalesce(terms.scope, terms.count_by || '-' || terms.per)),
    (3, 'pays', coalesce(terms.pay, 'units') || '-' || terms.tiers),
    (4, 'minimum', CASE WHEN terms.minimum_amount IS NOT NULL AND terms.minimum_quantity > 1
            THEN 'minimum-both'
        WHEN terms.minimum_amount IS NOT NULL THEN 'minimum-amount'
        WHEN terms.minimum_quantity > 1 THEN 'minimum-quantity' END),
    (5, 'registration', CASE WHEN terms.register_by IS NOT NULL AND terms.sales_from = 'registration'
            THEN 'register-by-and-from'
        WHEN terms.register_by IS NOT NULL THEN 'register-by'
        WHEN terms.sales_from = 'registration' THEN 'register-from' END),
    (6, 'terms', CASE WHEN terms.terms_version IS NOT NULL THEN 'terms' END),
    (7, 'license', CASE WHEN terms.license_types IS NOT NULL THEN 'license' END),
    (8, 'agreement', CASE WHEN terms.require_active_agreement = 'yes' THEN 'agreement' END),
    (9, 'stacking', CASE WHEN others.names IS NOT NULL THEN 'stacking' END),
    (10, 'returns', 'returns'),
    (11, 'cap', CASE WHEN campaign.partner_cap IS NOT NULL AND campaign.budget IS NOT NULL
            THEN 'cap-and-budget'
        WHEN campaign.partner_cap IS NOT NULL THEN 'cap'
        WHEN campaign.budget IS NOT NULL THEN 'budget' END),
    (12, 'payable', CASE WHEN campaign.calculation_date > campaign.start_date THEN 'payable' END),
    (13, 'final', CASE WHEN campaign.final_date IS NOT NULL THEN 'final' END)
) AS term (ordinal, label, code)
WHERE term.code IS NOT NULL
ORDER BY campaign.start_date, campaign.campaign_id, term.ordinal
