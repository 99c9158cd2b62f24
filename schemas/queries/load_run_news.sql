-- What a posted run says beside its movements. $1: run
SELECT
    (SELECT count(*) FROM cashback.unposted),
    (SELECT count(*) FROM cashback.file_replaced WHERE run_id = $1),
    (SELECT coalesce(sum(lines), 0)::bigint FROM cashback.rows_lost WHERE run_id = $1),
    (SELECT link FROM cashback.chain WHERE run_id = $1)
