-- Every run of the pipeline, and the hash of the list of its files.
SELECT run.run_id, run.status, files.sha256
FROM cashback.run AS run
LEFT JOIN cashback.run_files AS files ON files.run_id = run.run_id
WHERE run.origin = 'files'
ORDER BY run.run_id
