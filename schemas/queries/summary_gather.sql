-- What the summary's queries have in common, formed anew each time from single postings and earnings:
-- each of the two tables is gone over once. Gone with the transaction.
--
-- Most of the rows of both tables count, so that a join by hash is the right one, whatever the server
-- thinks of tables that it has not counted for long. No result depends on these settings.
SET LOCAL jit = off;
SET LOCAL work_mem = '64MB';
SET LOCAL enable_nestloop = off;
SET LOCAL enable_mergejoin = off;

-- The ledger, by partner, campaign and currency. by_hand: the entries that have no line; before, and
-- moved: by whether it was posted since the business date before; late_from: the earliest line of
-- those that were then posted for the first time. payable and accrued are those of open_posting, at
-- the last business date; free: without what is on a draft. NULL where there is none.
CREATE TEMPORARY TABLE summary_posted ON COMMIT DROP AS
SELECT posting.mpn_id, posting.campaign_id, posting.currency,
    sum(posting.amount) AS amount,
    sum(posting.amount) FILTER (WHERE posting.kind = 'earning') AS earned,
    sum(posting.amount)
        FILTER (WHERE posting.kind = 'adjustment' AND posting.invoice_number <> '') AS adjusted,
    sum(posting.amount) FILTER (WHERE posting.invoice_number = '') AS by_hand,
    sum(posting.amount) FILTER (WHERE NOT posting.moved) AS before,
    sum(posting.amount) FILTER (WHERE posting.moved AND posting.kind = 'earning') AS moved_earned,
    sum(posting.amount) FILTER (WHERE posting.moved AND posting.kind = 'adjustment')
        AS moved_adjusted,
    count(*) FILTER (WHERE posting.moved) AS moved_lines,
    min(posting.event_date) FILTER (WHERE posting.moved AND posting.kind = 'earning') AS late_from,
    sum(posting.amount) FILTER (WHERE posting.payable AND posting.final IS NOT TRUE) AS payable,
    sum(posting.amount) FILTER (WHERE NOT posting.payable AND posting.final IS NOT TRUE) AS accrued,
    count(*) FILTER (WHERE NOT posting.payable AND posting.final IS NOT TRUE) AS accrued_lines,
    min(posting.payable_from) FILTER (WHERE NOT posting.payable AND posting.final IS NOT TRUE)
        AS accrued_from,
    sum(posting.amount) FILTER (WHERE posting.payable AND posting.final IS NULL) AS free_payable,
    sum(posting.amount) FILTER (WHERE NOT posting.payable AND posting.final IS NULL) AS free_accrued
FROM (
    SELECT ledger.mpn_id, ledger.campaign_id, ledger.currency, ledger.kind, ledger.invoice_number,
        ledger.event_date, ledger.amount,
        run.posting > (
            SELECT coalesce(max(posting), 0)
            FROM cashback.run
            WHERE origin = 'files' AND status IN ('posted', 'finished') AND as_of < (
                SELECT max(as_of)
                FROM cashback.run
                WHERE origin = 'files' AND status IN ('posted', 'finished')
            )
        ) AS moved,
        greatest(campaign.calculation_date, ledger.event_date) AS payable_from,
        greatest(campaign.calculation_date, ledger.event_date) <= (
            SELECT max(as_of)
            FROM cashback.run
            WHERE status IN ('posted', 'finished')
        ) AS payable,
        stated.final
    FROM cashback.ledger AS ledger
    JOIN cashback.run AS run
        ON run.run_id = ledger.run_id AND run.status IN ('posted', 'finished')
    JOIN cashback.campaign AS campaign ON campaign.campaign_id = ledger.campaign_id
    -- final is false on a draft
    LEFT JOIN (
        SELECT entry.mpn_id, entry.campaign_id, entry.invoice_number, entry.line_number,
            entry.run_id, entry.currency, entry.kind, approval.period IS NOT NULL AS final
        FROM cashback.statement_entry AS entry
        LEFT JOIN cashback.statement_document AS document
            ON document.mpn_id = entry.mpn_id
            AND document.statement_number = entry.statement_number
        LEFT JOIN cashback.closing_approval AS approval ON approval.period = document.period
    ) AS stated
        ON stated.mpn_id = ledger.mpn_id AND stated.campaign_id = ledger.campaign_id
        AND stated.invoice_number = ledger.invoice_number
        AND stated.line_number = ledger.line_number AND stated.run_id = ledger.run_id
        AND stated.currency = ledger.currency AND stated.kind = ledger.kind
) AS posting
GROUP BY posting.mpn_id, posting.campaign_id, posting.currency;

-- The current earnings, by campaign and currency.
CREATE TEMPORARY TABLE summary_earned ON COMMIT DROP AS
SELECT campaign_id, currency, sum(amount) AS amount, sum(withheld) AS withheld, count(*) AS lines
FROM cashback.earning
GROUP BY campaign_id, currency;

-- The view open_balance.
CREATE TEMPORARY TABLE summary_balance ON COMMIT DROP AS
SELECT coalesce(open.mpn_id, last.mpn_id) AS mpn_id,
    coalesce(open.currency, last.currency) AS currency,
    coalesce(last.closing, 0) AS carried,
    coalesce(open.payable, 0) AS payable,
    coalesce(last.closing, 0) + coalesce(open.payable, 0) AS balance,
    coalesce(open.accrued, 0) AS accrued
FROM (
    SELECT mpn_id, currency, sum(payable) AS payable, sum(accrued) AS accrued
    FROM pg_temp.summary_posted
    WHERE payable IS NOT NULL OR accrued IS NOT NULL
    GROUP BY mpn_id, currency
) AS open
FULL JOIN (
    SELECT DISTINCT ON (document.mpn_id, document.currency) document.mpn_id, document.currency,
        document.closing
    FROM cashback.statement_document AS document
    JOIN cashback.closing AS closing ON closing.period = document.period
    JOIN cashback.closing_approval AS approval ON approval.period = closing.period
    ORDER BY document.mpn_id, document.currency, closing.ends DESC
) AS last ON last.mpn_id = open.mpn_id AND last.currency = open.currency;

-- From here on most nights have little to look for, and the server has to know it.
SET LOCAL enable_nestloop = on;
SET LOCAL enable_mergejoin = on;
ANALYZE pg_temp.summary_posted (mpn_id, campaign_id, moved_lines, late_from);
ANALYZE pg_temp.summary_balance (mpn_id, currency);

-- Lines that were posted for the first time since the business date before, and that are dated on or
-- before it, by the file that they came from.
CREATE TEMPORARY TABLE summary_late ON COMMIT DROP AS
SELECT earning.source_file, ledger.currency, sum(ledger.amount) AS amount, count(*) AS lines,
    min(ledger.event_date) AS earliest
FROM (
    SELECT max(posting) AS posting, max(as_of) AS as_of
    FROM cashback.run
    WHERE origin = 'files' AND status IN ('posted', 'finished') AND as_of < (
        SELECT max(as_of)
        FROM cashback.run
        WHERE origin = 'files' AND status IN ('posted', 'finished')
    )
) AS since
JOIN pg_temp.summary_posted AS part
    ON part.late_from IS NOT NULL AND part.late_from <= since.as_of
JOIN cashback.ledger AS ledger ON ledger.mpn_id = part.mpn_id
    AND ledger.campaign_id = part.campaign_id AND ledger.currency = part.currency
    AND ledger.kind = 'earning' AND ledger.event_date <= since.as_of
JOIN cashback.run AS run ON run.run_id = ledger.run_id AND run.status IN ('posted', 'finished')
    AND run.posting > since.posting
JOIN cashback.earning AS earning ON earning.mpn_id = ledger.mpn_id
    AND earning.campaign_id = ledger.campaign_id
    AND earning.invoice_number = ledger.invoice_number
    AND earning.line_number = ledger.line_number
GROUP BY earning.source_file, ledger.currency
