-- The same where whoever closes may approve too (approval = one). $1 to $5: as there
INSERT INTO cashback.closing (period, attempt, starts, ends, posting, link, minimum_payout,
    closed_at, approval)
SELECT $1, 1 + (SELECT count(*) FROM cashback.closing_discard WHERE period = $1), $2::date,
    $3::date, (SELECT max(posting) FROM cashback.run),
    coalesce((SELECT link FROM cashback.chain ORDER BY posting DESC LIMIT 1), repeat('0', 64)),
    $4::numeric, $5::timestamp with time zone, 'one'
