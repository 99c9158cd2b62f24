-- What is listed is not posted: what stays is. $1: as-of
DELETE FROM pg_temp.line_difference AS difference
USING cashback.campaign AS campaign
WHERE campaign.campaign_id = difference.campaign_id AND campaign.final_date < $1::date
