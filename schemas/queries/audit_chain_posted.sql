-- Every run that has a place in the order of postings or anything in the ledger.
SELECT run.run_id, run.posting, run.status, run.origin, run.as_of
FROM cashback.run AS run
WHERE run.posting IS NOT NULL
    OR EXISTS (SELECT 1 FROM cashback.ledger AS ledger WHERE ledger.run_id = run.run_id)
ORDER BY run.posting, run.run_id
