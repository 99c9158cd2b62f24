-- The largest movements of the sheet Movements.
WITH since AS (
    SELECT coalesce(max(posting), 0) AS posting
    FROM cashback.run
    WHERE origin = 'files' AND status IN ('posted', 'finished') AND as_of < (
        SELECT max(as_of)
        FROM cashback.run
        WHERE origin = 'files' AND status IN ('posted', 'finished')
    )
), moved AS (
    SELECT ledger.mpn_id, ledger.campaign_id, ledger.currency,
        coalesce(sum(ledger.amount) FILTER (WHERE run.posting <= since.posting), 0) AS before,
        coalesce(sum(ledger.amount)
            FILTER (WHERE run.posting > since.posting AND ledger.kind = 'earning'), 0) AS earned,
        coalesce(sum(ledger.amount)
            FILTER (WHERE run.posting > since.posting AND ledger.kind = 'adjustment'), 0)
            AS adjusted,
        sum(ledger.amount) AS after,
        count(*) FILTER (WHERE run.posting > since.posting) AS lines
    FROM cashback.ledger AS ledger
    JOIN cashback.run AS run
        ON run.run_id = ledger.run_id AND run.status IN ('posted', 'finished')
    CROSS JOIN since
    GROUP BY ledger.mpn_id, ledger.campaign_id, ledger.currency
    HAVING count(*) FILTER (WHERE run.posting > since.posting) > 0
)
SELECT moved.mpn_id, partner.name, moved.campaign_id, moved.currency, moved.before,
    moved.earned + moved.adjusted AS difference, moved.after, moved.lines
FROM moved
JOIN cashback.partner AS partner ON partner.mpn_id = moved.mpn_id
ORDER BY abs(moved.earned + moved.adjusted) DESC, moved.mpn_id, moved.campaign_id, moved.currency
LIMIT 8
