-- Partners whose balance is not paid, with what is open.
SELECT hold.mpn_id, partner.name, coalesce(balance.currency, '') AS currency, balance.balance,
    hold.reason
FROM (
    SELECT mpn_id, string_agg(reason, '; ' ORDER BY hold_number) AS reason
    FROM cashback.partner_on_hold
    GROUP BY mpn_id
) AS hold
JOIN cashback.partner AS partner ON partner.mpn_id = hold.mpn_id
LEFT JOIN pg_temp.summary_balance AS balance
    ON balance.mpn_id = hold.mpn_id AND balance.balance <> 0
ORDER BY hold.mpn_id, balance.currency
