-- The business date behind which no run goes back.
SELECT max(as_of) FROM cashback.run WHERE status IN ('posted', 'finished')
