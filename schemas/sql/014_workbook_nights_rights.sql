-- The rows of 012 for what was posted before it, two views that are quicker, the function of 007 that
-- posts, with these rows, and the rights to the new tables: the function of 011 with these in it.

INSERT INTO cashback.partner_posting (mpn_id, campaign_id, posting, lines)
SELECT ledger.mpn_id, ledger.campaign_id, max(run.posting), count(*)
FROM cashback.ledger AS ledger
JOIN cashback.run AS run ON run.run_id = ledger.run_id
GROUP BY ledger.mpn_id, ledger.campaign_id;

-- Every posting that is on no final statement, and from when on it can be paid: on or after its own
-- date and its campaign's calculation_date. on_draft: a draft has it, which may be taken back. That of
-- 008, but that the statements are joined as one: where they are few, or none, no plan goes over them
-- once a posting.
CREATE OR REPLACE VIEW cashback.open_posting AS
SELECT ledger.mpn_id, ledger.campaign_id, ledger.invoice_number, ledger.line_number, ledger.run_id,
    ledger.currency, ledger.kind, ledger.event_date, ledger.amount,
    greatest(campaign.calculation_date, ledger.event_date) AS payable_from,
    stated.final IS NOT NULL AS on_draft
FROM cashback.ledger AS ledger
JOIN cashback.run AS run
    ON run.run_id = ledger.run_id AND run.status IN ('posted', 'finished')
JOIN cashback.campaign AS campaign ON campaign.campaign_id = ledger.campaign_id
LEFT JOIN (
    SELECT entry.mpn_id, entry.campaign_id, entry.invoice_number, entry.line_number, entry.run_id,
        entry.currency, entry.kind, approval.period IS NOT NULL AS final
    FROM cashback.statement_entry AS entry
    LEFT JOIN cashback.statement_document AS document
        ON document.mpn_id = entry.mpn_id AND document.statement_number = entry.statement_number
    LEFT JOIN cashback.closing_approval AS approval ON approval.period = document.period
) AS stated
    ON stated.mpn_id = ledger.mpn_id AND stated.campaign_id = ledger.campaign_id
    AND stated.invoice_number = ledger.invoice_number AND stated.line_number = ledger.line_number
    AND stated.run_id = ledger.run_id AND stated.currency = ledger.currency
    AND stated.kind = ledger.kind
WHERE stated.final IS NOT TRUE;

-- By partner and currency, as of the last run that posted: what the last final statement carried
-- forward, what is payable beside it, both together, and what is not payable yet. That of 008, but
-- that the date is looked up once, and not for each posting.
CREATE OR REPLACE VIEW cashback.open_balance AS
SELECT coalesce(open.mpn_id, last.mpn_id) AS mpn_id,
    coalesce(open.currency, last.currency) AS currency,
    coalesce(last.closing, 0) AS carried,
    coalesce(open.payable, 0) AS payable,
    coalesce(last.closing, 0) + coalesce(open.payable, 0) AS balance,
    coalesce(open.accrued, 0) AS accrued
FROM (
    SELECT posting.mpn_id, posting.currency,
        sum(posting.amount) FILTER (WHERE posting.payable_from <= (
            SELECT max(as_of)
            FROM cashback.run
            WHERE status IN ('posted', 'finished')
        )) AS payable,
        sum(posting.amount) FILTER (WHERE posting.payable_from > (
            SELECT max(as_of)
            FROM cashback.run
            WHERE status IN ('posted', 'finished')
        )) AS accrued
    FROM cashback.open_posting AS posting
    GROUP BY posting.mpn_id, posting.currency
) AS open
FULL JOIN (
    SELECT DISTINCT ON (document.mpn_id, document.currency) document.mpn_id, document.currency,
        document.closing
    FROM cashback.statement_document AS document
    JOIN cashback.closing AS closing ON closing.period = document.period
    JOIN cashback.closing_approval AS approval ON approval.period = closing.period
    ORDER BY document.mpn_id, document.currency, closing.ends DESC
) AS last ON last.mpn_id = open.mpn_id AND last.currency = open.currency;

-- Decides about a manual adjustment; who decides is session_user, and may not be who proposed it
-- (23514). With the id of a run it is approved, and posted by that run; without one it is rejected.
-- Approvers have no other way to post.
CREATE OR REPLACE FUNCTION cashback.decide_adjustment(partner text, number bigint, run text,
    at timestamp with time zone)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF run IS NOT NULL THEN
        -- It has the business date of the last run that posted.
        INSERT INTO cashback.run (run_id, as_of, started_at, finished_at, status, posting, origin,
            files_taken, rows_taken, rows_quarantined)
        SELECT run, coalesce(last.as_of, adjustment.event_date), at, at, 'finished',
            coalesce(last.posting, 0) + 1, 'adjustment', 0, 0, 0
        FROM cashback.adjustment AS adjustment
        CROSS JOIN (
            SELECT max(posting) AS posting,
                max(as_of) FILTER (WHERE status IN ('posted', 'finished')) AS as_of
            FROM cashback.run
        ) AS last
        WHERE adjustment.mpn_id = partner AND adjustment.adjustment_number = number;
        INSERT INTO cashback.run_movement (run_id, currency, lines, amount, absolute)
        SELECT run, currency, 1, amount, abs(amount)
        FROM cashback.adjustment
        WHERE mpn_id = partner AND adjustment_number = number;
        -- No invoice, and its own number for the line's.
        INSERT INTO cashback.ledger (mpn_id, campaign_id, invoice_number, line_number, run_id,
            currency, kind, event_date, amount)
        SELECT mpn_id, campaign_id, '', adjustment_number, run, currency, 'adjustment', event_date,
            amount
        FROM cashback.adjustment
        WHERE mpn_id = partner AND adjustment_number = number;
        INSERT INTO cashback.partner_posting AS known (mpn_id, campaign_id, posting, lines)
        SELECT adjustment.mpn_id, adjustment.campaign_id, last.posting, 1
        FROM cashback.adjustment AS adjustment
        JOIN cashback.run AS last ON last.run_id = run
        WHERE adjustment.mpn_id = partner AND adjustment.adjustment_number = number
        ON CONFLICT (mpn_id, campaign_id) DO UPDATE SET
            posting = excluded.posting,
            lines = known.lines + excluded.lines;
    END IF;
    INSERT INTO cashback.adjustment_decision (mpn_id, adjustment_number, proposed_by, approval,
        decision, run_id, decided_at)
    SELECT mpn_id, adjustment_number, proposed_by, approval,
        CASE WHEN run IS NULL THEN 'rejected' ELSE 'approved' END, run, at
    FROM cashback.adjustment
    WHERE mpn_id = partner AND adjustment_number = number;
END
$$;

-- Makes the roles where it may, hands the schema to the owner, and grants what each may do. To be
-- called again after a migration, a restore, or when somebody else has made the roles. False:
-- there are no such roles and this login must not make them; then nothing has been granted.
CREATE OR REPLACE FUNCTION cashback.grant_rights(prefix text)
RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    name text;
    owner text := prefix || 'owner';
    loader text := prefix || 'loader';
    approver text := prefix || 'approver';
    reader text := prefix || 'reader';
BEGIN
    REVOKE ALL ON FUNCTION cashback.discard_draft(text, timestamp with time zone) FROM PUBLIC;
    REVOKE ALL ON FUNCTION cashback.decide_adjustment(text, bigint, text,
        timestamp with time zone) FROM PUBLIC;
    REVOKE ALL ON FUNCTION cashback.grant_rights(text) FROM PUBLIC;

    FOREACH name IN ARRAY ARRAY[owner, loader, approver, reader]
    LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = name) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', name);
            EXCEPTION
                WHEN duplicate_object OR unique_violation THEN NULL; -- by another, just now
                WHEN insufficient_privilege THEN RETURN false;
            END;
        END IF;
    END LOOP;

    -- The owner. A login that migrates and is no superuser has to be a member.
    IF NOT pg_has_role(current_user, owner, 'USAGE') THEN
        BEGIN
            EXECUTE format('GRANT %I TO %I', owner, current_user);
        EXCEPTION
            WHEN insufficient_privilege THEN RETURN false;
        END;
    END IF;
    EXECUTE format('ALTER SCHEMA cashback OWNER TO %I', owner);
    FOR name IN
        SELECT format('ALTER %s cashback.%I OWNER TO %I',
            CASE relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END, relname, owner)
        FROM pg_class
        WHERE relnamespace = to_regnamespace('cashback') AND relkind IN ('r', 'p', 'v')
            AND pg_get_userbyid(relowner) <> owner
        ORDER BY relname
    LOOP
        EXECUTE name;
    END LOOP;
    FOR name IN
        SELECT format('ALTER FUNCTION %s OWNER TO %I', oid::regprocedure, owner)
        FROM pg_proc
        WHERE pronamespace = to_regnamespace('cashback') AND pg_get_userbyid(proowner) <> owner
        ORDER BY oid::regprocedure::text
    LOOP
        EXECUTE name;
    END LOOP;

    -- Loading, closing and auditing use temporary tables.
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO %I, %I', current_database(), loader, approver);

    -- Everybody reads; of payees and payments, who has to do with them.
    EXECUTE format('GRANT USAGE ON SCHEMA cashback TO %I, %I, %I', loader, approver, reader);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA cashback TO %I, %I, %I', loader, approver,
        reader);
    EXECUTE format('REVOKE SELECT ON cashback.payee, cashback.current_payee, '
        'cashback.payee_confirmation, cashback.payment, cashback.payment_export FROM %I', reader);

    -- What the last posted run made of everything delivered, and is replaced by the next.
    EXECUTE format('GRANT INSERT, UPDATE, DELETE ON cashback.partner, cashback.campaign, '
        'cashback.source_file, cashback.counted, cashback.unmatched_return, '
        'cashback.registration, cashback.earning, cashback.exclusion, cashback.payout, '
        'cashback.unposted, cashback.partner_result, cashback.campaign_terms, '
        'cashback.campaign_card, cashback.standing, cashback.partner_shown TO %I', loader);
    -- Goes up with each posting.
    EXECUTE format('GRANT INSERT, UPDATE (posting, lines) ON cashback.partner_posting TO %I', loader);
    -- A run that is loaded again after it was cut off or held replaces its own rows.
    EXECUTE format('GRANT INSERT, DELETE ON cashback.run_movement, cashback.quarantine, '
        'cashback.file_replaced, cashback.rows_lost TO %I', loader);
    EXECUTE format('GRANT INSERT, UPDATE (status, reason, finished_at, posting, files_taken, '
        'rows_taken, rows_quarantined) ON cashback.run TO %I', loader);

    -- Added to, and never changed.
    EXECUTE format('GRANT INSERT ON cashback.ledger, cashback.chain, cashback.chain_text, '
        'cashback.run_files, cashback.adjustment_cause, cashback.payee, '
        'cashback.statement_document, cashback.statement_campaign, cashback.statement_entry '
        'TO %I', loader);
    EXECUTE format('GRANT INSERT (period, attempt, starts, ends, posting, link, minimum_payout, '
        'closed_at) ON cashback.closing TO %I', loader);
    EXECUTE format('GRANT INSERT (mpn_id, adjustment_number, campaign_id, currency, event_date, '
        'amount, reason, proposed_at) ON cashback.adjustment TO %I, %I', loader, approver);
    EXECUTE format('GRANT INSERT (mpn_id, hold_number, reason, held_at) ON cashback.partner_hold '
        'TO %I, %I', loader, approver);
    EXECUTE format('GRANT EXECUTE ON FUNCTION '
        'cashback.discard_draft(text, timestamp with time zone) TO %I, %I', loader, approver);

    -- What needs a second person. An adjustment is posted when it is approved.
    EXECUTE format('GRANT INSERT (period, closed_by, approved_at, seal) '
        'ON cashback.closing_approval TO %I', approver);
    EXECUTE format('GRANT INSERT ON cashback.statement_workbook TO %I', approver);
    EXECUTE format('GRANT EXECUTE ON FUNCTION cashback.decide_adjustment(text, bigint, text, '
        'timestamp with time zone) TO %I', approver);
    EXECUTE format('GRANT INSERT ON cashback.chain, cashback.chain_text TO %I', approver);
    EXECUTE format('GRANT INSERT (mpn_id, hold_number, reason, lifted_at) '
        'ON cashback.partner_hold_lift TO %I', approver);
    EXECUTE format('GRANT INSERT (mpn_id, version, confirmed_at) ON cashback.payee_confirmation '
        'TO %I', approver);
    EXECUTE format('GRANT INSERT (export_number, period, currency, link, payer_name, '
        'payer_account, payer_bank, execution_date, exported_at) ON cashback.payment_export '
        'TO %I', approver);
    EXECUTE format('GRANT INSERT ON cashback.payment, cashback.journal_entry TO %I', approver);
    RETURN true;
END
$$;
