-- Approves a draft; who approves is session_user. $1: period, $2: the time
INSERT INTO cashback.closing_approval (period, closed_by, approved_at)
SELECT period, closed_by, $2::timestamp with time zone
FROM cashback.closing
WHERE period = $1
