-- The link of a run that has posted. $1: run, $2: the link before it, $3 to $6: hashes of inputs,
-- campaigns, configuration and postings, $7: the link
INSERT INTO cashback.chain (posting, run_id, previous, inputs, campaigns, configuration, postings,
    link)
SELECT posting, run_id, $2, $3, $4, $5, $6, $7
FROM cashback.run
WHERE run_id = $1 AND posting IS NOT NULL
