-- Lines that changed after their campaign was final, with the difference that is not posted.
SELECT line.mpn_id, partner.name, line.campaign_id, campaign.final_date, line.invoice_number,
    line.line_number, line.event_date, line.currency, line.amount
FROM cashback.unposted AS line
JOIN cashback.campaign AS campaign ON campaign.campaign_id = line.campaign_id
LEFT JOIN cashback.partner AS partner ON partner.mpn_id = line.mpn_id
ORDER BY line.campaign_id, line.mpn_id, line.event_date, line.invoice_number, line.line_number,
    line.currency
