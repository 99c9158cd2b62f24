-- In the database: payouts. $1: a campaign; NULL: all
SELECT mpn_id, campaign_id, currency, trim_scale(amount) AS amount,
    trim_scale(withheld) AS withheld, measure, next_threshold
FROM cashback.payout
WHERE $1::text IS NULL OR campaign_id = $1
ORDER BY mpn_id, campaign_id
