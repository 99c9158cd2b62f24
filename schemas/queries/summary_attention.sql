-- What needs attention: how many of each kind, and the sheet that lists them.
WITH since AS (
    SELECT coalesce(max(posting), 0) AS posting
    FROM cashback.run
    WHERE origin = 'files' AND status IN ('posted', 'finished') AND as_of < (
        SELECT max(as_of)
        FROM cashback.run
        WHERE origin = 'files' AND status IN ('posted', 'finished')
    )
), fresh AS (
    SELECT run.run_id
    FROM cashback.run AS run
    JOIN since ON run.posting > since.posting
    WHERE run.status IN ('posted', 'finished')
), paid AS (
    SELECT mpn_id, max(payee_version) AS version
    FROM cashback.payment
    GROUP BY mpn_id
), payee AS (
    SELECT balance.mpn_id
    FROM pg_temp.summary_balance AS balance
    LEFT JOIN cashback.current_payee AS payee ON payee.mpn_id = balance.mpn_id
    LEFT JOIN paid ON paid.mpn_id = balance.mpn_id
    LEFT JOIN cashback.payee AS before
        ON before.mpn_id = paid.mpn_id AND before.version = paid.version
    WHERE balance.balance > 0
        AND (payee.payee_account IS NULL
            OR (before.mpn_id IS NOT NULL AND payee.confirmed_by IS NULL
                AND (before.payee_name IS DISTINCT FROM payee.payee_name
                    OR before.payee_account IS DISTINCT FROM payee.payee_account
                    OR before.payee_bank IS DISTINCT FROM payee.payee_bank)))
), spent AS (
    SELECT campaign.campaign_id
    FROM cashback.campaign AS campaign
    JOIN cashback.payout AS payout ON payout.campaign_id = campaign.campaign_id
    WHERE campaign.budget IS NOT NULL
    GROUP BY campaign.campaign_id, campaign.budget
    HAVING sum(payout.amount) >= campaign.budget
)
SELECT kind.sheet, kind.what, kind.count
FROM (VALUES
    (1, 'Conflicts', 'conflicts', (SELECT count(*) FROM cashback.conflict)),
    (2, 'Exceptions', 'holds', (SELECT count(DISTINCT mpn_id) FROM cashback.partner_on_hold)),
    (3, 'Exceptions', 'payees', (SELECT count(DISTINCT mpn_id) FROM payee)),
    (4, 'Exceptions', 'late', (SELECT count(DISTINCT source_file) FROM pg_temp.summary_late)),
    (5, 'Exceptions', 'replaced', (SELECT count(*) FROM cashback.file_replaced AS replaced
        JOIN fresh ON fresh.run_id = replaced.run_id)),
    (6, 'Exceptions', 'lost', (SELECT coalesce(sum(lost.lines), 0)::bigint
        FROM cashback.rows_lost AS lost
        JOIN fresh ON fresh.run_id = lost.run_id)),
    (7, 'By campaign', 'spent', (SELECT count(*) FROM spent)),
    (8, 'Final campaigns', 'unposted', (SELECT count(*) FROM cashback.unposted)),
    (9, 'Unmatched returns', 'unmatched', (SELECT count(*) FROM cashback.unmatched_return)),
    (10, 'Quarantine', 'quarantine', (SELECT coalesce(sum(rows_rejected + rows_duplicate), 0)::bigint
        FROM cashback.source_file)),
    (11, 'Counted', 'counted', (SELECT coalesce(sum(lines), 0)::bigint FROM cashback.counted))
) AS kind (place, sheet, what, count)
ORDER BY kind.place
