-- What each line of a partner ($1) earned, in the order in which it was settled.
SELECT campaign_id, invoice_number, line_number, event_date, customer_id, sku, quantity,
    measure_before, measure_after, currency, amount, withheld, note
FROM cashback.earning
WHERE mpn_id = $1
ORDER BY campaign_id, event_date, quantity < 0, invoice_number, line_number
