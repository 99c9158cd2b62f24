-- Posted, on no final statement, and not payable at the business date: by campaign and currency.
SELECT posted.campaign_id, campaign.name, min(posted.accrued_from) AS payable_from,
    posted.currency, count(DISTINCT posted.mpn_id) AS partners,
    sum(posted.accrued_lines)::bigint AS lines, sum(posted.accrued) AS amount
FROM pg_temp.summary_posted AS posted
JOIN cashback.campaign AS campaign ON campaign.campaign_id = posted.campaign_id
WHERE posted.accrued_lines > 0
GROUP BY posted.campaign_id, campaign.name, posted.currency
ORDER BY posted.currency, min(posted.accrued_from), posted.campaign_id
