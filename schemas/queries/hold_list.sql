-- Holds, those in force first. $1: one partner, or NULL
SELECT hold.mpn_id, hold.hold_number, hold.reason, hold.held_by,
    to_char(hold.held_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS held_at,
    lift.reason AS lifted_because, lift.lifted_by,
    to_char(lift.lifted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS lifted_at
FROM cashback.partner_hold AS hold
LEFT JOIN cashback.partner_hold_lift AS lift
    ON lift.mpn_id = hold.mpn_id AND lift.hold_number = hold.hold_number
WHERE $1::text IS NULL OR hold.mpn_id = $1
ORDER BY lift.mpn_id IS NOT NULL, hold.mpn_id, hold.hold_number
