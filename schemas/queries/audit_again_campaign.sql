-- Read again: campaigns as they stood. $1: a campaign; NULL: all
SELECT id AS campaign_id, name, kind, currency, start AS start_date, "end" AS end_date,
    trim_scale(partner_cap) AS partner_cap, trim_scale(budget) AS budget,
    coalesce(calculation_date, start) AS calculation_date, final_date
FROM audit.campaign
WHERE $1::text IS NULL OR id = $1
ORDER BY id
