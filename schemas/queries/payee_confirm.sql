-- Somebody has made sure that a payee is right. No row: that was done before.
-- $1: partner, $2: version, $3: the time
INSERT INTO cashback.payee_confirmation (mpn_id, version, confirmed_at)
VALUES ($1, $2, $3)
ON CONFLICT (mpn_id, version) DO NOTHING
