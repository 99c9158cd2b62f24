-- The tables of 012 where the extension citus exists; see 002.

DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus') THEN
        RETURN;
    END IF;
    PERFORM create_distributed_table('cashback.partner_posting', 'mpn_id',
        colocate_with => 'cashback.registration');
    PERFORM create_distributed_table('cashback.partner_shown', 'mpn_id',
        colocate_with => 'cashback.registration');
END
$$;
