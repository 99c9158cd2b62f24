-- What became of a run. $1: run, $2: posted or held, $3: why it is or was held, $4: its place in
-- the order of postings, $5 to $7: what it took in
UPDATE cashback.run
SET status = $2,
    reason = $3,
    finished_at = NULL,
    posting = $4::bigint,
    files_taken = $5::bigint,
    rows_taken = $6::bigint,
    rows_quarantined = $7::bigint
WHERE run_id = $1
