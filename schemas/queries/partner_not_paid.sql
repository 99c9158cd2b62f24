-- The sales of a partner ($1) that did not count, and the lines that were paid less than they could
-- be, with what the sentence of the reason needs: the registration that names the account (the
-- active one first), the campaign's terms, and the campaign of the same group that took the sale,
-- where it is one of this partner's own lines.
WITH naming AS (
    SELECT DISTINCT ON (campaign_id, reseller_id) campaign_id, reseller_id, registered_on,
        terms_version, terms_signed_on
    FROM cashback.registration
    WHERE mpn_id = $1 AND reseller_id IS NOT NULL
    ORDER BY campaign_id, reseller_id, (state = 'active') DESC, registered_on, registration_id
), taken AS (
    SELECT DISTINCT ON (line.campaign_id, line.invoice_number, line.line_number) line.campaign_id,
        line.invoice_number, line.line_number, campaign.name AS other
    FROM cashback.exclusion AS line
    JOIN cashback.campaign_terms AS mine ON mine.campaign_id = line.campaign_id
    JOIN cashback.campaign_terms AS winner
        ON winner.exclusive_group = mine.exclusive_group AND winner.priority < mine.priority
    JOIN cashback.earning AS earning
        ON earning.mpn_id = line.mpn_id AND earning.campaign_id = winner.campaign_id
        AND earning.invoice_number = line.invoice_number
        AND earning.line_number = line.line_number
    JOIN cashback.campaign AS campaign ON campaign.campaign_id = winner.campaign_id
    WHERE line.mpn_id = $1 AND line.reason = 'stacking'
    ORDER BY line.campaign_id, line.invoice_number, line.line_number, winner.priority
), excluded AS (
    SELECT line.campaign_id, line.invoice_number, line.line_number, line.event_date,
        line.customer_id, line.sku, line.quantity, campaign.currency, NULL::numeric AS amount,
        NULL::numeric AS withheld,
        CASE WHEN line.reason = 'membership-inactive' AND line.event_date < partner.membership_start
                THEN 'membership-before'
            WHEN line.reason = 'membership-inactive' AND line.event_date > partner.membership_end
                THEN 'membership-after'
            WHEN line.reason = 'stacking' AND taken.other IS NOT NULL THEN 'stacking-here'
            WHEN terms.campaign_id IS NULL THEN line.reason
            WHEN line.reason = 'terms-not-accepted'
                AND (naming.terms_signed_on IS NULL OR naming.terms_version IS NULL)
                THEN 'terms-not-signed'
            WHEN line.reason = 'terms-not-accepted' THEN 'terms-other'
            WHEN line.reason = 'registered-late' THEN 'registered-late-by'
            WHEN line.reason = 'late-return' THEN 'late-return-by'
            WHEN line.reason IN ('license-type', 'agreement-inactive') AND line.fact IS NULL
                THEN line.reason || '-none'
            WHEN line.fact IS NOT NULL THEN line.reason || '-is'
            ELSE line.reason END AS reason,
        naming.registered_on, naming.terms_version AS terms_given, terms.terms_version,
        terms.register_by, terms.license_types, campaign.end_date + terms.returns_days::integer
            AS returns_by, partner.membership_start, partner.membership_end, line.fact, taken.other,
        NULL::bigint AS measure_after
    FROM cashback.exclusion AS line
    JOIN cashback.campaign AS campaign ON campaign.campaign_id = line.campaign_id
    JOIN cashback.partner AS partner ON partner.mpn_id = line.mpn_id
    LEFT JOIN cashback.campaign_terms AS terms ON terms.campaign_id = line.campaign_id
    LEFT JOIN naming
        ON naming.campaign_id = line.campaign_id AND naming.reseller_id = line.reseller_id
    LEFT JOIN taken
        ON taken.campaign_id = line.campaign_id AND taken.invoice_number = line.invoice_number
        AND taken.line_number = line.line_number
    WHERE line.mpn_id = $1
), lessened AS (
    SELECT campaign_id, invoice_number, line_number, event_date, customer_id, sku, quantity,
        currency, amount, withheld,
        CASE WHEN note = 'not-counted' AND quantity < 0 THEN 'not-counted-return' ELSE note END,
        NULL::date, NULL::text, NULL::text, NULL::date, NULL::text,
        NULL::date, NULL::date, NULL::date, NULL::text, NULL::text, measure_after
    FROM cashback.earning
    WHERE mpn_id = $1 AND note IS NOT NULL
)
SELECT campaign_id, invoice_number, line_number, event_date, customer_id, sku, quantity, currency,
    amount, withheld, reason, registered_on, terms_given, terms_version, register_by, license_types,
    returns_by, membership_start, membership_end, fact, other, measure_after
FROM (
    SELECT * FROM excluded
    UNION ALL
    SELECT * FROM lessened
) AS line
ORDER BY campaign_id, event_date, quantity < 0, invoice_number, line_number
