-- Every partner and currency: what a closing would pay now, and why not all of it. $1: the minimum
-- payout.
WITH settled AS (
    SELECT mpn_id, currency, sum(withheld) AS withheld
    FROM cashback.payout
    GROUP BY mpn_id, currency
), hold AS (
    SELECT mpn_id, string_agg(reason, '; ' ORDER BY hold_number) AS reason
    FROM cashback.partner_on_hold
    GROUP BY mpn_id
), listed AS (
    SELECT coalesce(balance.mpn_id, settled.mpn_id) AS mpn_id,
        coalesce(balance.currency, settled.currency) AS currency,
        coalesce(balance.carried, 0) AS carried, coalesce(balance.payable, 0) AS payable,
        coalesce(balance.balance, 0) AS balance, coalesce(balance.accrued, 0) AS accrued,
        coalesce(settled.withheld, 0) AS withheld
    FROM pg_temp.summary_balance AS balance
    FULL JOIN settled
        ON settled.mpn_id = balance.mpn_id AND settled.currency = balance.currency
), decided AS (
    SELECT listed.*, hold.reason AS hold_reason,
        CASE WHEN listed.balance < 0 THEN 'negative'
            WHEN listed.balance = 0 THEN 'nothing'
            WHEN hold.mpn_id IS NOT NULL THEN 'on-hold'
            WHEN listed.balance < $1::numeric THEN 'below-minimum' END AS outcome
    FROM listed
    LEFT JOIN hold ON hold.mpn_id = listed.mpn_id
)
SELECT decided.mpn_id, partner.name, partner.province, decided.currency, decided.carried,
    decided.payable, decided.balance,
    CASE WHEN decided.outcome = 'on-hold' THEN decided.balance END AS on_hold,
    CASE WHEN decided.outcome = 'below-minimum' THEN decided.balance END AS below_minimum,
    CASE WHEN decided.outcome = 'negative' THEN decided.balance END AS negative,
    CASE WHEN decided.outcome IS NULL THEN decided.balance ELSE 0 END AS pay,
    nullif(decided.accrued, 0) AS accrued, nullif(decided.withheld, 0) AS withheld,
    decided.outcome, decided.hold_reason,
    $1::text AS minimum_payout
FROM decided
JOIN cashback.partner AS partner ON partner.mpn_id = decided.mpn_id
ORDER BY decided.currency, decided.mpn_id
