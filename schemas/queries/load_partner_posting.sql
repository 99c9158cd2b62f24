-- What the run has posted, counted by partner and campaign. $1: its place in the order of postings
INSERT INTO cashback.partner_posting AS known (mpn_id, campaign_id, posting, lines)
SELECT mpn_id, campaign_id, $1::bigint, count(*)
FROM pg_temp.line_difference
GROUP BY mpn_id, campaign_id
ON CONFLICT (mpn_id, campaign_id) DO UPDATE SET
    posting = excluded.posting,
    lines = known.lines + excluded.lines
