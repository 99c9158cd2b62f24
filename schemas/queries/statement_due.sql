-- What a closing ($1: its period) takes up: every posting that is on no statement yet, with how it
-- stands there. `accrued` is shown, and stays for a later one.
CREATE TEMPORARY TABLE statement_due ON COMMIT DROP AS
SELECT ledger.mpn_id, ledger.campaign_id, ledger.invoice_number, ledger.line_number, ledger.run_id,
    ledger.currency, ledger.kind, ledger.amount,
    CASE WHEN campaign.calculation_date > closing.ends THEN 'accrued'
        WHEN ledger.kind = 'adjustment'
            OR (ledger.event_date <= closing.before AND campaign.calculation_date <= closing.before)
            THEN 'adjusted'
        WHEN ledger.amount < 0 THEN 'clawed-back'
        ELSE 'earned' END AS part
FROM (
    SELECT this.ends, (
            SELECT max(final.ends)
            FROM cashback.closing AS final
            JOIN cashback.closing_approval AS approval ON approval.period = final.period
        ) AS before
    FROM cashback.closing AS this
    WHERE this.period = $1
) AS closing
JOIN cashback.ledger AS ledger ON ledger.event_date <= closing.ends
JOIN cashback.campaign AS campaign ON campaign.campaign_id = ledger.campaign_id
LEFT JOIN cashback.statement_entry AS entry
    ON entry.mpn_id = ledger.mpn_id AND entry.campaign_id = ledger.campaign_id
    AND entry.invoice_number = ledger.invoice_number AND entry.line_number = ledger.line_number
    AND entry.run_id = ledger.run_id AND entry.currency = ledger.currency
    AND entry.kind = ledger.kind
WHERE entry.mpn_id IS NULL
