-- In the database: the campaigns that the last posted run settled. $1: a campaign; NULL: all
SELECT campaign_id, name, kind, currency, start_date, end_date,
    trim_scale(partner_cap) AS partner_cap,
    trim_scale(budget) AS budget, calculation_date, final_date
FROM cashback.campaign
WHERE $1::text IS NULL OR campaign_id = $1
ORDER BY campaign_id
