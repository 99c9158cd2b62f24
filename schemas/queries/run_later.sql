-- A run of the pipeline that posted after this one. $1: run
SELECT later.run_id
FROM cashback.run AS run
JOIN cashback.run AS later ON later.posting > run.posting AND later.origin = 'files'
WHERE run.run_id = $1
LIMIT 1
