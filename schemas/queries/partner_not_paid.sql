-- The sales of a partner ($1) that did not count, with what the reason's sentence needs: the
-- registration that names the account, the active one first.
WITH naming AS (
    SELECT DISTINCT ON (campaign_id, reseller_id) campaign_id, reseller_id, registered_on
    FROM cashback.registration
    WHERE mpn_id = $1 AND reseller_id IS NOT NULL
    ORDER BY campaign_id, reseller_id, (state = 'active') DESC, registered_on, registration_id
)
SELECT e.campaign_id, e.invoice_number, e.line_number, e.event_date, e.customer_id, e.sku,
    e.quantity, e.reason, naming.registered_on
FROM cashback.exclusion AS e
LEFT JOIN naming ON naming.campaign_id = e.campaign_id AND naming.reseller_id = e.reseller_id
WHERE e.mpn_id = $1
ORDER BY e.campaign_id, e.event_date, e.quantity < 0, e.invoice_number, e.line_number
