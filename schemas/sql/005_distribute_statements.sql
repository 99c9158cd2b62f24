-- The tables of 004 where the extension citus exists; see 002.

DO $$
DECLARE
    name text;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus') THEN
        RETURN;
    END IF;
    FOREACH name IN ARRAY ARRAY['chain', 'chain_text', 'run_files', 'file_replaced', 'rows_lost',
        'closing', 'closing_approval', 'closing_discard', 'payment_export', 'journal_entry']
    LOOP
        PERFORM create_reference_table('cashback.' || name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['partner_result', 'adjustment_cause', 'adjustment',
        'adjustment_decision', 'partner_hold', 'partner_hold_lift', 'statement_document',
        'statement_campaign', 'statement_entry', 'statement_workbook', 'payee',
        'payee_confirmation', 'payment']
    LOOP
        PERFORM create_distributed_table('cashback.' || name, 'mpn_id',
            colocate_with => 'cashback.registration');
    END LOOP;
END
$$;
