-- The campaigns on the statements of a closing ($1: its period).
INSERT INTO cashback.statement_campaign (mpn_id, statement_number, campaign_id, campaign_name,
    earned, clawed_back, adjusted, accrued, payable_from)
SELECT document.mpn_id, document.statement_number, due.campaign_id, campaign.name, due.earned,
    due.clawed_back, due.adjusted, due.accrued, campaign.calculation_date
FROM pg_temp.statement_sum AS due
JOIN cashback.statement_document AS document
    ON document.mpn_id = due.mpn_id AND document.currency = due.currency
    AND document.period = $1
JOIN cashback.campaign AS campaign ON campaign.campaign_id = due.campaign_id
