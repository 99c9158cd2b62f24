-- Settled again: lines chosen by a hash of the seed and the line's key, each with what made its
-- amount. $1: a campaign; NULL: all. $2, $3: the dates of the events; NULL: any. $4: the seed
WITH line AS (
    SELECT mpn_id, campaign_id, invoice_number, line_number, event_date, sku, quantity,
        source_file, source_line, 'every rule passed' AS rule, measure_before, measure_after,
        amount, withheld, note
    FROM audit.earning
    UNION ALL
    SELECT mpn_id, campaign_id, invoice_number, line_number, event_date, sku, quantity,
        source_file, source_line, reason, NULL, NULL, 0, 0, NULL
    FROM audit.exclusion
), chosen AS (
    SELECT *, encode(sha256(convert_to(concat_ws(E'\t', $4::text, mpn_id, campaign_id,
        invoice_number, line_number), 'UTF8')), 'hex') AS lot
    FROM line
    WHERE ($1::text IS NULL OR campaign_id = $1)
        AND ($2::date IS NULL OR event_date BETWEEN $2 AND $3::date)
    ORDER BY lot, mpn_id, campaign_id, invoice_number, line_number
    LIMIT 25
)
SELECT row_number() OVER (ORDER BY chosen.lot) AS ordinal, chosen.mpn_id, chosen.campaign_id,
    chosen.invoice_number, chosen.line_number, chosen.event_date, chosen.sku, chosen.quantity,
    chosen.source_file, chosen.source_line, l.reseller_id AS account, holder.registration_id,
    holder.registered_on, chosen.rule,
    CASE c.kind
    WHEN 'frequency' THEN (
        SELECT string_agg('from ' || t.threshold || ': ' || t.amount, '; ' ORDER BY t.threshold)
        FROM audit.threshold AS t
        WHERE t.campaign_id = c.id
    )
    ELSE (
        SELECT string_agg(concat(e.sku, ' from ', r.min_quantity, ' to ' || r.max_quantity, ': ',
            r.rate), '; ' ORDER BY e.sku, r.min_quantity)
        FROM audit.card_entry AS e
        JOIN audit.tier AS r ON r.entry_id = e.entry_id
        WHERE e.entry_id = taken.entry_id
    )
    END AS card,
    chosen.measure_before, chosen.measure_after, chosen.amount, chosen.withheld, chosen.note
FROM chosen
JOIN audit.campaign AS c ON c.id = chosen.campaign_id
LEFT JOIN audit.invoice_line AS l
    ON l.invoice_number = chosen.invoice_number AND l.line_number = chosen.line_number
LEFT JOIN LATERAL (
    SELECT d.registration_id, d.registered_on
    FROM audit.registration AS g
    JOIN audit.registered AS d ON d.registration_id = g.registration_id
    WHERE g.campaign_id = chosen.campaign_id AND g.mpn_id = chosen.mpn_id
        AND g.reseller_id = l.reseller_id
    ORDER BY g.state <> 'active', d.registered_on, d.registration_id
    LIMIT 1
) AS holder ON true
LEFT JOIN LATERAL (
    SELECT entry_id
    FROM (
        SELECT p.entry_id, p.position
        FROM audit.priced AS p
        WHERE p.campaign_id = chosen.campaign_id AND p.mpn_id = chosen.mpn_id
            AND p.line_id = l.line_id
        UNION ALL
        SELECT d.entry_id, 0
        FROM audit.decision AS d
        WHERE d.campaign_id = chosen.campaign_id AND d.line_id = l.line_id
    ) AS place
    ORDER BY position DESC
    LIMIT 1
) AS taken ON true
ORDER BY ordinal
