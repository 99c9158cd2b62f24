-- The same where whoever closed may approve too (approval = one). $1 to $3: as there
INSERT INTO cashback.closing_approval (period, closed_by, approved_at, seal, approval)
SELECT period, closed_by, $2::timestamp with time zone, $3, approval
FROM cashback.closing
WHERE period = $1
