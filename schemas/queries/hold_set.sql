-- Puts a partner on hold. $1: partner, $2: why, $3: the time. No row: there is no such partner.
INSERT INTO cashback.partner_hold (mpn_id, hold_number, reason, held_at)
SELECT partner.mpn_id, 1 + (
        SELECT count(*) FROM cashback.partner_hold AS before WHERE before.mpn_id = $1
    ), $2, $3::timestamp with time zone
FROM cashback.partner AS partner
WHERE partner.mpn_id = $1
