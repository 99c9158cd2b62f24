-- Lines that the run's tables do not tell of: every line of partners of whom it is not known what
-- the database has, those that have postings included, and lines whose difference was not posted
-- yet. $1: such partners
INSERT INTO pg_temp.changed_line (mpn_id, campaign_id, invoice_number, line_number, part)
SELECT mpn_id, campaign_id, invoice_number, line_number, 'earning'
FROM cashback.earning
WHERE mpn_id = ANY($1::text[])
UNION ALL
SELECT mpn_id, campaign_id, invoice_number, line_number, 'exclusion'
FROM cashback.exclusion
WHERE mpn_id = ANY($1::text[])
UNION ALL
SELECT mpn_id, campaign_id, invoice_number, line_number, 'ledger'
FROM cashback.ledger
WHERE mpn_id = ANY($1::text[]) AND invoice_number <> ''
UNION ALL
SELECT mpn_id, campaign_id, invoice_number, line_number, 'unposted'
FROM cashback.unposted
