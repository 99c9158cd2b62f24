-- The summary's own values. $1: the minimum payout as it is configured. What was posted on the same
-- business date counts together, so that a run that finds nothing new changes nothing here.
SELECT to_char(before.as_of, 'YYYY-MM-DD') AS before,
    $1::text AS minimum_payout,
    CASE WHEN held.run_id IS NULL THEN 'Posted. No run is held.'
        ELSE 'Posted. A later run, dated ' || to_char(held.as_of, 'YYYY-MM-DD')
            || ', is held and has posted nothing: ' || coalesce(held.reason, '') END AS state
FROM (
    SELECT max(as_of) AS as_of
    FROM cashback.run
    WHERE origin = 'files' AND status IN ('posted', 'finished') AND as_of < (
        SELECT max(as_of)
        FROM cashback.run
        WHERE origin = 'files' AND status IN ('posted', 'finished')
    )
) AS before
LEFT JOIN (
    SELECT run_id, as_of, reason
    FROM cashback.run
    WHERE status = 'held'
    ORDER BY run_id DESC
    LIMIT 1
) AS held ON true
