-- What was decided about a manual adjustment; who decides is session_user. $1: number,
-- $2: approved or rejected, $3: the run that posts it, $4: the time
INSERT INTO cashback.adjustment_decision (mpn_id, adjustment_number, proposed_by, decision, run_id,
    decided_at)
SELECT mpn_id, adjustment_number, proposed_by, $2, $3, $4::timestamp with time zone
FROM cashback.adjustment
WHERE adjustment_number = $1::bigint
