-- What each campaign pays as it stands: partners with money, lines that earned, the sum.
SELECT campaign.campaign_id AS campaign,
    campaign.name,
    count(DISTINCT earning.mpn_id) FILTER (WHERE payout.amount <> 0) AS partners_paid,
    count(earning.mpn_id) FILTER (WHERE earning.amount <> 0) AS lines,
    coalesce(sum(earning.amount), 0.00) AS amount,
    campaign.currency
FROM cashback.campaign AS campaign
LEFT JOIN cashback.earning AS earning ON earning.campaign_id = campaign.campaign_id
LEFT JOIN cashback.payout AS payout
    ON payout.mpn_id = earning.mpn_id AND payout.campaign_id = earning.campaign_id
GROUP BY campaign.campaign_id, campaign.name, campaign.currency
ORDER BY campaign.campaign_id
