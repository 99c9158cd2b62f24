-- The tables of 009 where the extension citus exists; see 002.

DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus') THEN
        RETURN;
    END IF;
    PERFORM create_reference_table('cashback.campaign_terms');
    PERFORM create_reference_table('cashback.campaign_card');
    PERFORM create_distributed_table('cashback.standing', 'mpn_id',
        colocate_with => 'cashback.registration');
END
$$;
