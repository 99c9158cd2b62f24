-- The same for one whose proposer may decide too (approval = one). $1 to $4: as there
INSERT INTO cashback.adjustment_decision (mpn_id, adjustment_number, proposed_by, approval,
    decision, run_id, decided_at)
SELECT mpn_id, adjustment_number, proposed_by, approval, $2, $3, $4::timestamp with time zone
FROM cashback.adjustment
WHERE adjustment_number = $1::bigint
