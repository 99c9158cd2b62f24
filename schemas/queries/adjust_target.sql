-- What a manual adjustment needs to know. $1: partner, $2: campaign
SELECT (SELECT mpn_id FROM cashback.partner WHERE mpn_id = $1) AS mpn_id,
    (SELECT currency FROM cashback.campaign WHERE campaign_id = $2) AS currency,
    (SELECT coalesce(max(adjustment_number), 0) + 1 FROM cashback.adjustment) AS next_number
