-- Approves a draft; who approves is session_user. $1: period, $2: the time, $3: the seal
INSERT INTO cashback.closing_approval (period, closed_by, approved_at, seal)
SELECT period, closed_by, $2::timestamp with time zone, $3
FROM cashback.closing
WHERE period = $1
