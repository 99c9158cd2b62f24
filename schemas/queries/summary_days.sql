-- The last business dates: what was taken in, and what was posted, by currency. Runs of one date
-- count together.
WITH day AS (
    SELECT as_of, sum(files_taken) AS files, sum(rows_taken) AS rows,
        sum(rows_quarantined) AS quarantined
    FROM cashback.run
    WHERE status IN ('posted', 'finished')
    GROUP BY as_of
    ORDER BY as_of DESC
    LIMIT 3
), moved AS (
    SELECT run.as_of, movement.currency, sum(movement.lines) AS lines,
        sum(movement.amount) AS amount
    FROM cashback.run_movement AS movement
    JOIN cashback.run AS run
        ON run.run_id = movement.run_id AND run.status IN ('posted', 'finished')
    GROUP BY run.as_of, movement.currency
)
SELECT day.as_of, 'taken' AS taken, coalesce(moved.lines, 0)::bigint AS lines,
    coalesce(moved.currency, '') AS currency, moved.amount,
    coalesce(day.files, 0) AS files, coalesce(day.rows, 0) AS rows,
    coalesce(day.quarantined, 0) AS quarantined
FROM day
LEFT JOIN moved ON moved.as_of = day.as_of
ORDER BY day.as_of DESC, moved.currency
