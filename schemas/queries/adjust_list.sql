-- Manual adjustments, those that wait first. $1: one partner, or NULL
SELECT adjustment.adjustment_number, adjustment.mpn_id, adjustment.campaign_id,
    adjustment.event_date, adjustment.amount, adjustment.currency, adjustment.reason,
    coalesce(decision.decision, 'proposed') AS state, adjustment.proposed_by, decision.decided_by,
    decision.run_id
FROM cashback.adjustment AS adjustment
LEFT JOIN cashback.adjustment_decision AS decision
    ON decision.mpn_id = adjustment.mpn_id
    AND decision.adjustment_number = adjustment.adjustment_number
WHERE $1::text IS NULL OR adjustment.mpn_id = $1
ORDER BY decision.decision IS NOT NULL, adjustment.adjustment_number
