-- Partners with differences that were not posted, as a campaign's final date has passed.
SELECT DISTINCT mpn_id FROM cashback.unposted ORDER BY mpn_id
