-- The statements of a closing ($1: its period): one a partner and currency with something new, a
-- balance carried, or something accrued. 0 * amount is 0 with the currency's places.
INSERT INTO cashback.statement_document (mpn_id, statement_number, period, currency, partner_name,
    opening, earned, clawed_back, adjusted, payment, closing, accrued, carried_for, hold_reason)
WITH due AS (
    SELECT mpn_id, currency, sum(earned) AS earned, sum(clawed_back) AS clawed_back,
        sum(adjusted) AS adjusted, sum(accrued) AS accrued
    FROM pg_temp.statement_sum
    GROUP BY mpn_id, currency
), last AS (
    SELECT DISTINCT ON (document.mpn_id, document.currency) document.mpn_id, document.currency,
        document.closing
    FROM cashback.statement_document AS document
    JOIN cashback.closing AS closing ON closing.period = document.period
    JOIN cashback.closing_approval AS approval ON approval.period = closing.period
    ORDER BY document.mpn_id, document.currency, closing.ends DESC
), carried AS (
    SELECT mpn_id, currency, closing
    FROM last
    WHERE closing <> 0
), account AS (
    SELECT coalesce(due.mpn_id, carried.mpn_id) AS mpn_id,
        coalesce(due.currency, carried.currency) AS currency,
        coalesce(carried.closing, 0 * due.earned) AS opening,
        coalesce(due.earned, 0 * carried.closing) AS earned,
        coalesce(due.clawed_back, 0 * carried.closing) AS clawed_back,
        coalesce(due.adjusted, 0 * carried.closing) AS adjusted,
        coalesce(due.accrued, 0 * carried.closing) AS accrued
    FROM due
    FULL JOIN carried ON carried.mpn_id = due.mpn_id AND carried.currency = due.currency
), balance AS (
    SELECT account.*, account.opening + account.earned + account.adjusted AS balance,
        hold.reason AS hold_reason
    FROM account
    LEFT JOIN (
        SELECT mpn_id, string_agg(reason, '; ' ORDER BY hold_number) AS reason
        FROM cashback.partner_on_hold
        GROUP BY mpn_id
    ) AS hold ON hold.mpn_id = account.mpn_id
), decision AS (
    SELECT balance.*, closing.period, closing.attempt,
        CASE WHEN balance.balance <= 0 THEN NULL
            WHEN balance.hold_reason IS NOT NULL THEN 'on-hold'
            WHEN balance.balance < closing.minimum_payout THEN 'below-minimum'
        END AS carried_for,
        row_number() OVER (ORDER BY balance.mpn_id, balance.currency)::text AS ordinal
    FROM balance
    CROSS JOIN cashback.closing AS closing
    WHERE closing.period = $1
), payment AS (
    SELECT decision.*,
        CASE WHEN decision.balance > 0 AND decision.carried_for IS NULL THEN decision.balance
            ELSE 0 * decision.balance END AS payment
    FROM decision
)
SELECT payment.mpn_id,
    payment.period || '-' || payment.attempt || '-'
        || lpad(payment.ordinal, greatest(5, length(payment.ordinal)), '0'),
    payment.period, payment.currency, partner.name, payment.opening, payment.earned,
    payment.clawed_back, payment.adjusted, payment.payment, payment.balance - payment.payment,
    payment.accrued, payment.carried_for,
    CASE WHEN payment.carried_for = 'on-hold' THEN payment.hold_reason END
FROM payment
JOIN cashback.partner AS partner ON partner.mpn_id = payment.mpn_id
