-- A manual adjustment, what was decided about it, and who asks. $1: number
SELECT adjustment.mpn_id, adjustment.campaign_id, adjustment.currency, adjustment.event_date,
    adjustment.amount, adjustment.reason, adjustment.proposed_by, decision.decision,
    session_user
FROM cashback.adjustment AS adjustment
LEFT JOIN cashback.adjustment_decision AS decision
    ON decision.mpn_id = adjustment.mpn_id
    AND decision.adjustment_number = adjustment.adjustment_number
WHERE adjustment.adjustment_number = $1::bigint
