-- The runs that posted.
SELECT run_id FROM cashback.run WHERE status IN ('posted', 'finished') ORDER BY run_id
