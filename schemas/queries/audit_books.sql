-- What in the database does not agree with the ledger, wherever it stands: what runs are said to
-- have moved, and manual adjustments against their postings. One row a difference.
WITH moved AS (
    SELECT run_id, currency, count(*) AS lines, sum(amount) AS amount, sum(abs(amount)) AS absolute
    FROM cashback.ledger
    GROUP BY run_id, currency
), movement AS (
    SELECT movement.*
    FROM cashback.run_movement AS movement
    JOIN cashback.run AS run ON run.run_id = movement.run_id
    WHERE run.posting IS NOT NULL
), manual AS (
    SELECT ledger.*
    FROM cashback.ledger AS ledger
    WHERE ledger.invoice_number = ''
), approved AS (
    SELECT adjustment.*, decision.run_id
    FROM cashback.adjustment AS adjustment
    JOIN cashback.adjustment_decision AS decision ON decision.mpn_id = adjustment.mpn_id
        AND decision.adjustment_number = adjustment.adjustment_number
        AND decision.decision = 'approved'
), finding AS (
    SELECT 'run ' || coalesce(moved.run_id, movement.run_id) || ' in '
            || coalesce(moved.currency, movement.currency) AS subject,
        value.what, value.expected, value.found
    FROM moved
    FULL JOIN movement ON movement.run_id = moved.run_id AND movement.currency = moved.currency
    CROSS JOIN LATERAL (VALUES
        ('run_movement lines', coalesce(moved.lines, 0)::text, coalesce(movement.lines, 0)::text),
        ('run_movement amount', trim_scale(coalesce(moved.amount, 0))::text,
            trim_scale(coalesce(movement.amount, 0))::text),
        ('run_movement absolute', trim_scale(coalesce(moved.absolute, 0))::text,
            trim_scale(coalesce(movement.absolute, 0))::text)
    ) AS value (what, expected, found)
    UNION ALL
    SELECT 'manual adjustment ' || coalesce(approved.adjustment_number, manual.line_number)
            || ' of ' || coalesce(approved.mpn_id, manual.mpn_id),
        value.what, value.expected, value.found
    FROM approved
    FULL JOIN manual ON manual.mpn_id = approved.mpn_id
        AND manual.line_number = approved.adjustment_number AND manual.run_id = approved.run_id
    CROSS JOIN LATERAL (VALUES
        ('amount', trim_scale(approved.amount)::text, trim_scale(manual.amount)::text),
        ('campaign_id', approved.campaign_id, manual.campaign_id),
        ('currency', approved.currency, manual.currency),
        ('event_date', to_char(approved.event_date, 'YYYY-MM-DD'),
            to_char(manual.event_date, 'YYYY-MM-DD'))
    ) AS value (what, expected, found)
)
SELECT subject, what, expected, found
FROM finding
WHERE expected IS DISTINCT FROM found
ORDER BY subject COLLATE "C", what COLLATE "C"
