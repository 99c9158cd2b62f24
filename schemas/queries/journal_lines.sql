-- The journals of a period, line by line. $1: period
SELECT period, journal, line, entry_date, entry, account, campaign_id, export_number, currency,
    debit, credit
FROM cashback.journal_entry
WHERE period = $1
ORDER BY journal, line
