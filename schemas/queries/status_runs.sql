-- The last runs: what they took in, what they posted or would post. $1: how many
SELECT run.run_id, run.as_of, run.status, run.started_at, run.finished_at,
    run.rows_taken AS taken_in,
    run.rows_quarantined AS quarantined,
    CASE WHEN run.posting IS NOT NULL OR run.status = 'held' THEN coalesce(moved.lines, 0)
        END AS lines,
    CASE WHEN run.posting IS NOT NULL THEN moved.amounts END AS posted,
    CASE WHEN run.status = 'held' THEN moved.amounts END AS held,
    CASE WHEN run.posting = (SELECT max(posting) FROM cashback.run WHERE origin = 'files')
        THEN (SELECT count(*) FROM cashback.conflict) END AS conflicts,
    CASE WHEN run.posting IS NOT NULL AND run.origin = 'files' THEN coalesce(replaced.files, 0)
        END AS files_replaced,
    CASE WHEN run.posting IS NOT NULL AND run.origin = 'files' THEN coalesce(lost.lines, 0)
        END AS rows_lost,
    run.reason,
    run.origin,
    run.posting,
    chain.link
FROM cashback.run AS run
LEFT JOIN (
    SELECT run_id, sum(lines)::bigint AS lines,
        string_agg(amount || ' ' || currency, ', ' ORDER BY currency) AS amounts
    FROM cashback.run_movement
    GROUP BY run_id
) AS moved ON moved.run_id = run.run_id
LEFT JOIN (
    SELECT run_id, count(*) AS files
    FROM cashback.file_replaced
    GROUP BY run_id
) AS replaced ON replaced.run_id = run.run_id
LEFT JOIN (
    SELECT run_id, sum(lines)::bigint AS lines
    FROM cashback.rows_lost
    GROUP BY run_id
) AS lost ON lost.run_id = run.run_id
LEFT JOIN cashback.chain AS chain ON chain.run_id = run.run_id
ORDER BY run.run_id DESC
LIMIT $1::bigint
