-- Where the extension citus exists, the tables are spread over its workers: small ones as
-- reference tables, large ones by the partner's key, side by side. Elsewhere nothing happens.

DO $$
DECLARE
    name text;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus') THEN
        RETURN;
    END IF;
    FOREACH name IN ARRAY ARRAY['run', 'run_movement', 'partner', 'campaign', 'source_file',
        'counted', 'unmatched_return', 'quarantine']
    LOOP
        PERFORM create_reference_table('cashback.' || name);
    END LOOP;
    PERFORM create_distributed_table('cashback.registration', 'mpn_id');
    FOREACH name IN ARRAY ARRAY['earning', 'exclusion', 'payout', 'ledger', 'unposted']
    LOOP
        PERFORM create_distributed_table('cashback.' || name, 'mpn_id',
            colocate_with => 'cashback.registration');
    END LOOP;
END
$$;
