-- The newest id of a run; ids begin with the time of their making.
SELECT max(run_id) FROM cashback.run WHERE run_id ~ '^[0-9]{8}T[0-9]{6}Z'
