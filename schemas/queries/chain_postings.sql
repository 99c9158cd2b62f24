-- The hash of what each run has posted. First each partner's lines are hashed, then the list of
-- partners and their hashes. No ids of runs, no times. $1: a run; NULL: all
SELECT run_id,
    encode(sha256(convert_to(string_agg(mpn_id || E'\t' || lines || E'\n', '' ORDER BY mpn_id),
        'UTF8')), 'hex') AS postings
FROM (
    SELECT mpn_id, run_id,
        encode(sha256(convert_to(string_agg(concat_ws(E'\t', campaign_id, invoice_number,
            line_number, currency, kind, to_char(event_date, 'YYYY-MM-DD'), trim_scale(amount))
            || E'\n', '' ORDER BY campaign_id, invoice_number, line_number, currency, kind),
            'UTF8')), 'hex') AS lines
    FROM cashback.ledger
    WHERE $1::text IS NULL OR run_id = $1
    GROUP BY mpn_id, run_id
) AS partner
GROUP BY run_id
ORDER BY run_id
