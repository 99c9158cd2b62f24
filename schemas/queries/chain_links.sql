-- The last links of the chain, in the order of postings. $1: how many; NULL: all
SELECT posting, run_id, previous, inputs, campaigns, configuration, postings, link
FROM (
    SELECT posting, run_id, previous, inputs, campaigns, configuration, postings, link
    FROM cashback.chain
    ORDER BY posting DESC
    LIMIT $1::bigint
) AS last
ORDER BY posting
