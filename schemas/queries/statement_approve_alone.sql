-- The same where whoever closed may approve too (approval = one). $1 and $2: as there
INSERT INTO cashback.closing_approval (period, closed_by, approved_at, approval)
SELECT period, closed_by, $2::timestamp with time zone, approval
FROM cashback.closing
WHERE period = $1
