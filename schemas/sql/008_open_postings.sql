-- Views of what a closing would take up now, for the summary and for whoever asks.

-- Every posting that is on no final statement, and from when on it can be paid: on or after its own
-- date and its campaign's calculation_date. on_draft: a draft has it, which may be taken back.
CREATE VIEW cashback.open_posting AS
SELECT ledger.mpn_id, ledger.campaign_id, ledger.invoice_number, ledger.line_number, ledger.run_id,
    ledger.currency, ledger.kind, ledger.event_date, ledger.amount,
    greatest(campaign.calculation_date, ledger.event_date) AS payable_from,
    entry.mpn_id IS NOT NULL AS on_draft
FROM cashback.ledger AS ledger
JOIN cashback.run AS run
    ON run.run_id = ledger.run_id AND run.status IN ('posted', 'finished')
JOIN cashback.campaign AS campaign ON campaign.campaign_id = ledger.campaign_id
LEFT JOIN cashback.statement_entry AS entry
    ON entry.mpn_id = ledger.mpn_id AND entry.campaign_id = ledger.campaign_id
    AND entry.invoice_number = ledger.invoice_number AND entry.line_number = ledger.line_number
    AND entry.run_id = ledger.run_id AND entry.currency = ledger.currency
    AND entry.kind = ledger.kind
LEFT JOIN cashback.statement_document AS document
    ON document.mpn_id = entry.mpn_id AND document.statement_number = entry.statement_number
LEFT JOIN cashback.closing_approval AS approval ON approval.period = document.period
WHERE approval.period IS NULL;

-- By partner and currency, as of the last run that posted: what the last final statement carried
-- forward, what is payable beside it, both together, and what is not payable yet.
CREATE VIEW cashback.open_balance AS
SELECT coalesce(open.mpn_id, last.mpn_id) AS mpn_id,
    coalesce(open.currency, last.currency) AS currency,
    coalesce(last.closing, 0) AS carried,
    coalesce(open.payable, 0) AS payable,
    coalesce(last.closing, 0) + coalesce(open.payable, 0) AS balance,
    coalesce(open.accrued, 0) AS accrued
FROM (
    SELECT posting.mpn_id, posting.currency,
        sum(posting.amount) FILTER (WHERE posting.payable_from <= run.as_of) AS payable,
        sum(posting.amount) FILTER (WHERE posting.payable_from > run.as_of) AS accrued
    FROM cashback.open_posting AS posting
    CROSS JOIN (
        SELECT max(as_of) AS as_of
        FROM cashback.run
        WHERE status IN ('posted', 'finished')
    ) AS run
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
