-- Begins a closing; who closes is session_user. $1: period, $2 and $3: its days, $4: the minimum
-- payout, $5: the time
INSERT INTO cashback.closing (period, attempt, starts, ends, posting, link, minimum_payout,
    closed_at)
SELECT $1, 1 + (SELECT count(*) FROM cashback.closing_discard WHERE period = $1), $2::date,
    $3::date, (SELECT max(posting) FROM cashback.run),
    coalesce((SELECT link FROM cashback.chain ORDER BY posting DESC LIMIT 1), repeat('0', 64)),
    $4::numeric, $5::timestamp with time zone
