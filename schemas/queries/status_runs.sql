-- The last runs: what they took in, what they posted or would post. $1: how many
SELECT run.run_id, run.as_of, run.status, run.started_at, run.finished_at,
    run.rows_taken AS taken_in,
    run.rows_quarantined AS quarantined,
    CASE WHEN run.posting IS NOT NULL OR run.status = 'held' THEN coalesce(moved.lines, 0)
        END AS lines,
    CASE WHEN run.posting IS NOT NULL THEN moved.amounts END AS posted,
    CASE WHEN run.status = 'held' THEN moved.amounts END AS held,
    CASE WHEN run.posting = (SELECT max(posting) FROM cashback.run)
        THEN (SELECT count(*) FROM cashback.conflict) END AS conflicts,
    run.reason
FROM cashback.run AS run
LEFT JOIN (
    SELECT run_id, sum(lines)::bigint AS lines,
        string_agg(amount || ' ' || currency, ', ' ORDER BY currency) AS amounts
    FROM cashback.run_movement
    GROUP BY run_id
) AS moved ON moved.run_id = run.run_id
ORDER BY run.run_id DESC
LIMIT $1::bigint
