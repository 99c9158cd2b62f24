-- What on the statements of a period, $1, is not what the ledger gives for it: worked out anew from
-- what was posted when it was closed, without its entries, and compared with what stands there.
-- Also payments, where they are not those of the statements. One row a difference.
WITH closing AS (
    SELECT this.*, (
            SELECT max(final.ends)
            FROM cashback.closing AS final
            JOIN cashback.closing_approval AS approval ON approval.period = final.period
            WHERE final.ends < this.ends
        ) AS before
    FROM cashback.closing AS this
    WHERE this.period = $1
), document AS (
    SELECT *
    FROM cashback.statement_document
    WHERE period = $1
), shown AS (
    SELECT campaign.*, document.currency
    FROM cashback.statement_campaign AS campaign
    JOIN document ON document.mpn_id = campaign.mpn_id
        AND document.statement_number = campaign.statement_number
), placed AS (
    SELECT entry.*, document.ends
    FROM cashback.statement_entry AS entry
    JOIN (
        SELECT d.mpn_id, d.statement_number, c.ends
        FROM cashback.statement_document AS d
        JOIN cashback.closing AS c ON c.period = d.period
    ) AS document ON document.mpn_id = entry.mpn_id
        AND document.statement_number = entry.statement_number
), due AS (
    SELECT ledger.*, entry.part AS found_part, entry.ends = closing.ends AS is_here,
        CASE WHEN coalesce(shown.payable_from, campaign.calculation_date) > closing.ends
                THEN 'accrued'
            WHEN ledger.kind = 'adjustment' OR (ledger.event_date <= closing.before
                AND coalesce(shown.payable_from, campaign.calculation_date) <= closing.before)
                THEN 'adjusted'
            WHEN ledger.amount < 0 THEN 'clawed-back'
            ELSE 'earned' END AS part
    FROM closing
    JOIN cashback.ledger AS ledger ON ledger.event_date <= closing.ends
    JOIN cashback.run AS run ON run.run_id = ledger.run_id AND run.posting <= closing.posting
    JOIN cashback.campaign AS campaign ON campaign.campaign_id = ledger.campaign_id
    LEFT JOIN shown ON shown.mpn_id = ledger.mpn_id AND shown.campaign_id = ledger.campaign_id
        AND shown.currency = ledger.currency
    LEFT JOIN placed AS entry
        ON entry.mpn_id = ledger.mpn_id AND entry.campaign_id = ledger.campaign_id
        AND entry.invoice_number = ledger.invoice_number
        AND entry.line_number = ledger.line_number AND entry.run_id = ledger.run_id
        AND entry.currency = ledger.currency AND entry.kind = ledger.kind
    WHERE entry.ends IS NULL OR entry.ends >= closing.ends
), summed AS (
    SELECT mpn_id, currency, campaign_id,
        coalesce(sum(amount) FILTER (WHERE part IN ('earned', 'clawed-back')), 0) AS earned,
        coalesce(sum(amount) FILTER (WHERE part = 'clawed-back'), 0) AS clawed_back,
        coalesce(sum(amount) FILTER (WHERE part = 'adjusted'), 0) AS adjusted,
        coalesce(sum(amount) FILTER (WHERE part = 'accrued'), 0) AS accrued
    FROM due
    GROUP BY mpn_id, currency, campaign_id
), total AS (
    SELECT mpn_id, currency, sum(earned) AS earned, sum(clawed_back) AS clawed_back,
        sum(adjusted) AS adjusted, sum(accrued) AS accrued
    FROM summed
    GROUP BY mpn_id, currency
), carried AS (
    SELECT DISTINCT ON (last.mpn_id, last.currency) last.mpn_id, last.currency, last.closing
    FROM closing
    JOIN cashback.closing AS final ON final.ends < closing.ends
    JOIN cashback.closing_approval AS approval ON approval.period = final.period
    JOIN cashback.statement_document AS last ON last.period = final.period
    ORDER BY last.mpn_id, last.currency, final.ends DESC
), hold AS (
    -- in the second of the closing nobody knows which came first
    SELECT hold.mpn_id,
        bool_or(hold.held_at < closing.closed_at
            AND (lift.lifted_at IS NULL OR lift.lifted_at > closing.closed_at)) AS is_certain
    FROM closing
    JOIN cashback.partner_hold AS hold ON hold.held_at <= closing.closed_at
    LEFT JOIN cashback.partner_hold_lift AS lift
        ON lift.mpn_id = hold.mpn_id AND lift.hold_number = hold.hold_number
    WHERE lift.lifted_at IS NULL OR lift.lifted_at >= closing.closed_at
    GROUP BY hold.mpn_id
), balance AS (
    SELECT document.mpn_id, document.statement_number, coalesce(carried.closing, 0) AS opening,
        coalesce(total.earned, 0) AS earned, coalesce(total.clawed_back, 0) AS clawed_back,
        coalesce(total.adjusted, 0) AS adjusted, coalesce(total.accrued, 0) AS accrued,
        coalesce(carried.closing, 0) + coalesce(total.earned, 0) + coalesce(total.adjusted, 0)
            AS balance,
        coalesce(hold.is_certain OR document.carried_for = 'on-hold', false)
            AND hold.mpn_id IS NOT NULL AS is_held
    FROM document
    LEFT JOIN total ON total.mpn_id = document.mpn_id AND total.currency = document.currency
    LEFT JOIN carried
        ON carried.mpn_id = document.mpn_id AND carried.currency = document.currency
    LEFT JOIN hold ON hold.mpn_id = document.mpn_id
), expected AS (
    SELECT balance.*,
        CASE WHEN balance.balance <= 0 THEN NULL
            WHEN balance.is_held THEN 'on-hold'
            WHEN balance.balance < closing.minimum_payout THEN 'below-minimum' END AS carried_for
    FROM balance
    CROSS JOIN closing
), paid AS (
    SELECT expected.*,
        CASE WHEN balance > 0 AND carried_for IS NULL THEN balance ELSE 0 END AS payment
    FROM expected
), finding AS (
    SELECT 'statement ' || document.statement_number AS subject, value.what, value.expected,
        value.found
    FROM document
    JOIN paid ON paid.mpn_id = document.mpn_id
        AND paid.statement_number = document.statement_number
    CROSS JOIN LATERAL (VALUES
        ('opening', trim_scale(paid.opening)::text, trim_scale(document.opening)::text),
        ('earned', trim_scale(paid.earned)::text, trim_scale(document.earned)::text),
        ('clawed_back', trim_scale(paid.clawed_back)::text,
            trim_scale(document.clawed_back)::text),
        ('adjusted', trim_scale(paid.adjusted)::text, trim_scale(document.adjusted)::text),
        ('payment', trim_scale(paid.payment)::text, trim_scale(document.payment)::text),
        ('closing', trim_scale(paid.balance - paid.payment)::text,
            trim_scale(document.closing)::text),
        ('accrued', trim_scale(paid.accrued)::text, trim_scale(document.accrued)::text),
        ('carried_for', paid.carried_for, document.carried_for)
    ) AS value (what, expected, found)
    UNION ALL
    SELECT 'statement ' || shown.statement_number || ' campaign ' || shown.campaign_id, value.what,
        value.expected, value.found
    FROM shown
    LEFT JOIN summed ON summed.mpn_id = shown.mpn_id AND summed.campaign_id = shown.campaign_id
        AND summed.currency = shown.currency
    CROSS JOIN LATERAL (VALUES
        ('earned', trim_scale(coalesce(summed.earned, 0))::text, trim_scale(shown.earned)::text),
        ('clawed_back', trim_scale(coalesce(summed.clawed_back, 0))::text,
            trim_scale(shown.clawed_back)::text),
        ('adjusted', trim_scale(coalesce(summed.adjusted, 0))::text,
            trim_scale(shown.adjusted)::text),
        ('accrued', trim_scale(coalesce(summed.accrued, 0))::text,
            trim_scale(shown.accrued)::text)
    ) AS value (what, expected, found)
    UNION ALL
    SELECT 'statement of ' || total.mpn_id || ' in ' || total.currency || ' for ' || $1,
        'is missing', trim_scale(total.earned + total.adjusted)::text, NULL
    FROM total
    LEFT JOIN document ON document.mpn_id = total.mpn_id AND document.currency = total.currency
    WHERE document.mpn_id IS NULL
        AND (total.earned <> 0 OR total.adjusted <> 0 OR total.accrued <> 0)
    UNION ALL
    SELECT 'statement of ' || carried.mpn_id || ' in ' || carried.currency || ' for ' || $1,
        'is missing: a balance was carried to it', trim_scale(carried.closing)::text, NULL
    FROM carried
    LEFT JOIN document
        ON document.mpn_id = carried.mpn_id AND document.currency = carried.currency
    WHERE document.mpn_id IS NULL AND carried.closing <> 0
    UNION ALL
    SELECT concat_ws(' ', 'entry', due.mpn_id, due.campaign_id,
            due.invoice_number || '/' || due.line_number, due.run_id),
        'part', due.part, CASE WHEN due.is_here THEN due.found_part END
    FROM due
    WHERE due.part <> 'accrued' OR due.is_here
    UNION ALL
    SELECT concat_ws(' ', 'entry', placed.mpn_id, placed.campaign_id,
            placed.invoice_number || '/' || placed.line_number, placed.run_id),
        'stands on a statement that it does not belong to', NULL, placed.statement_number
    FROM placed
    JOIN closing ON closing.ends = placed.ends
    LEFT JOIN due ON due.mpn_id = placed.mpn_id AND due.campaign_id = placed.campaign_id
        AND due.invoice_number = placed.invoice_number AND due.line_number = placed.line_number
        AND due.run_id = placed.run_id AND due.currency = placed.currency
        AND due.kind = placed.kind
    WHERE due.mpn_id IS NULL
)
SELECT subject, what, expected, found
FROM finding
WHERE expected IS DISTINCT FROM found
ORDER BY subject COLLATE "C", what COLLATE "C", expected COLLATE "C"
