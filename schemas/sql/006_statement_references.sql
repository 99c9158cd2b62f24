-- Foreign keys of the tables of 004, then views.

ALTER TABLE cashback.chain ADD CONSTRAINT chain_run_fkey
    FOREIGN KEY (run_id) REFERENCES cashback.run (run_id);
ALTER TABLE cashback.run_files ADD CONSTRAINT run_files_run_fkey
    FOREIGN KEY (run_id) REFERENCES cashback.run (run_id);
ALTER TABLE cashback.closing_approval ADD CONSTRAINT closing_approval_closing_fkey
    FOREIGN KEY (period, closed_by, approval)
    REFERENCES cashback.closing (period, closed_by, approval);

ALTER TABLE cashback.adjustment ADD CONSTRAINT adjustment_partner_fkey
    FOREIGN KEY (mpn_id) REFERENCES cashback.partner (mpn_id);
ALTER TABLE cashback.adjustment ADD CONSTRAINT adjustment_campaign_fkey
    FOREIGN KEY (campaign_id) REFERENCES cashback.campaign (campaign_id);
ALTER TABLE cashback.adjustment_decision ADD CONSTRAINT adjustment_decision_adjustment_fkey
    FOREIGN KEY (mpn_id, adjustment_number, proposed_by, approval)
    REFERENCES cashback.adjustment (mpn_id, adjustment_number, proposed_by, approval);
ALTER TABLE cashback.adjustment_decision ADD CONSTRAINT adjustment_decision_run_fkey
    FOREIGN KEY (run_id) REFERENCES cashback.run (run_id);

ALTER TABLE cashback.partner_hold ADD CONSTRAINT partner_hold_partner_fkey
    FOREIGN KEY (mpn_id) REFERENCES cashback.partner (mpn_id);
ALTER TABLE cashback.partner_hold_lift ADD CONSTRAINT partner_hold_lift_hold_fkey
    FOREIGN KEY (mpn_id, hold_number) REFERENCES cashback.partner_hold (mpn_id, hold_number);

-- A draft goes with its closing; an approved closing cannot go, as its approval refers to it.
ALTER TABLE cashback.statement_document ADD CONSTRAINT statement_document_closing_fkey
    FOREIGN KEY (period) REFERENCES cashback.closing (period) ON DELETE CASCADE;
ALTER TABLE cashback.statement_campaign ADD CONSTRAINT statement_campaign_document_fkey
    FOREIGN KEY (mpn_id, statement_number)
    REFERENCES cashback.statement_document (mpn_id, statement_number) ON DELETE CASCADE;
ALTER TABLE cashback.statement_entry ADD CONSTRAINT statement_entry_document_fkey
    FOREIGN KEY (mpn_id, statement_number)
    REFERENCES cashback.statement_document (mpn_id, statement_number) ON DELETE CASCADE;
ALTER TABLE cashback.statement_entry ADD CONSTRAINT statement_entry_ledger_fkey
    FOREIGN KEY (mpn_id, campaign_id, invoice_number, line_number, run_id, currency, kind)
    REFERENCES cashback.ledger (mpn_id, campaign_id, invoice_number, line_number, run_id, currency,
        kind);
ALTER TABLE cashback.statement_workbook ADD CONSTRAINT statement_workbook_approval_fkey
    FOREIGN KEY (period) REFERENCES cashback.closing_approval (period);

ALTER TABLE cashback.payee ADD CONSTRAINT payee_partner_fkey
    FOREIGN KEY (mpn_id) REFERENCES cashback.partner (mpn_id);
ALTER TABLE cashback.payee_confirmation ADD CONSTRAINT payee_confirmation_payee_fkey
    FOREIGN KEY (mpn_id, version) REFERENCES cashback.payee (mpn_id, version);
ALTER TABLE cashback.payment_export ADD CONSTRAINT payment_export_approval_fkey
    FOREIGN KEY (period) REFERENCES cashback.closing_approval (period);
ALTER TABLE cashback.journal_entry ADD CONSTRAINT journal_entry_approval_fkey
    FOREIGN KEY (period) REFERENCES cashback.closing_approval (period);
ALTER TABLE cashback.journal_entry ADD CONSTRAINT journal_entry_export_fkey
    FOREIGN KEY (export_number) REFERENCES cashback.payment_export (export_number);
ALTER TABLE cashback.payment ADD CONSTRAINT payment_statement_fkey
    FOREIGN KEY (mpn_id, statement_number)
    REFERENCES cashback.statement_document (mpn_id, statement_number);
ALTER TABLE cashback.payment ADD CONSTRAINT payment_payee_fkey
    FOREIGN KEY (mpn_id, payee_version) REFERENCES cashback.payee (mpn_id, version);
ALTER TABLE cashback.payment ADD CONSTRAINT payment_export_fkey
    FOREIGN KEY (export_number) REFERENCES cashback.payment_export (export_number);

-- What is not posted yet, by line; as in 003, without manual adjustments, which have no line.
CREATE OR REPLACE VIEW cashback.difference AS
SELECT line.mpn_id, line.campaign_id, line.invoice_number, line.line_number, line.currency,
    CASE WHEN line.postings = 0 THEN 'earning' ELSE 'adjustment' END AS kind,
    coalesce(line.event_date, (
        SELECT ledger.event_date
        FROM cashback.ledger AS ledger
        JOIN cashback.run AS run ON run.run_id = ledger.run_id
        WHERE ledger.mpn_id = line.mpn_id AND ledger.campaign_id = line.campaign_id
            AND ledger.invoice_number = line.invoice_number
            AND ledger.line_number = line.line_number AND ledger.currency = line.currency
        ORDER BY run.posting DESC
        LIMIT 1
    )) AS event_date,
    line.amount
FROM (
    SELECT mpn_id, campaign_id, invoice_number, line_number, currency,
        max(event_date) AS event_date, sum(postings) AS postings, sum(amount) AS amount
    FROM (
        SELECT mpn_id, campaign_id, invoice_number, line_number, currency, event_date,
            0 AS postings, amount
        FROM cashback.earning
        UNION ALL
        SELECT mpn_id, campaign_id, invoice_number, line_number, currency, NULL::date,
            1 AS postings, -amount
        FROM cashback.ledger
        WHERE invoice_number <> ''
    ) AS entry
    GROUP BY mpn_id, campaign_id, invoice_number, line_number, currency
    HAVING sum(amount) <> 0
) AS line;

CREATE VIEW cashback.statement AS
SELECT document.statement_number, document.period, document.mpn_id, document.partner_name,
    document.currency, document.opening, document.earned, document.clawed_back,
    document.adjusted, document.payment, document.closing, document.accrued,
    document.carried_for, document.hold_reason,
    CASE WHEN decision.period IS NULL THEN 'draft' ELSE 'final' END AS status,
    closing.closed_by, decision.approved_by, closing.approval
FROM cashback.statement_document AS document
JOIN cashback.closing AS closing ON closing.period = document.period
LEFT JOIN cashback.closing_approval AS decision ON decision.period = document.period;

CREATE VIEW cashback.statement_line AS
SELECT entry.statement_number, entry.mpn_id, entry.campaign_id, entry.invoice_number,
    entry.line_number, entry.run_id, ledger.event_date, entry.currency, entry.kind, entry.part,
    ledger.amount, entry.sku, entry.customer_id, entry.quantity, entry.source_file,
    entry.source_line, entry.reason
FROM cashback.statement_entry AS entry
JOIN cashback.ledger AS ledger
    ON ledger.mpn_id = entry.mpn_id AND ledger.campaign_id = entry.campaign_id
    AND ledger.invoice_number = entry.invoice_number AND ledger.line_number = entry.line_number
    AND ledger.run_id = entry.run_id AND ledger.currency = entry.currency
    AND ledger.kind = entry.kind;

CREATE VIEW cashback.partner_on_hold AS
SELECT hold.mpn_id, hold.hold_number, hold.reason, hold.held_by, hold.held_at
FROM cashback.partner_hold AS hold
LEFT JOIN cashback.partner_hold_lift AS lift
    ON lift.mpn_id = hold.mpn_id AND lift.hold_number = hold.hold_number
WHERE lift.mpn_id IS NULL;

-- The newest version of each partner's payee, and whether it was confirmed.
CREATE VIEW cashback.current_payee AS
SELECT payee.mpn_id, payee.version, payee.payee_name, payee.payee_account, payee.payee_bank,
    payee.run_id, confirmation.confirmed_by
FROM (
    SELECT mpn_id, max(version) AS version
    FROM cashback.payee
    GROUP BY mpn_id
) AS newest
JOIN cashback.payee AS payee
    ON payee.mpn_id = newest.mpn_id AND payee.version = newest.version
LEFT JOIN cashback.payee_confirmation AS confirmation
    ON confirmation.mpn_id = payee.mpn_id AND confirmation.version = payee.version;
