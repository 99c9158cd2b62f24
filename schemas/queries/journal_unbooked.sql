-- Approved periods up to this one that are not booked yet, in their order. What lies before a
-- booked period was booked with it, also where nothing had moved and no line was written.
-- $1: period
SELECT closing.period
FROM cashback.closing AS closing
JOIN cashback.closing_approval AS approval ON approval.period = closing.period
WHERE closing.ends <= (SELECT ends FROM cashback.closing WHERE period = $1)
    AND closing.ends > coalesce((
        SELECT max(booked.ends)
        FROM cashback.journal_entry AS entry
        JOIN cashback.closing AS booked ON booked.period = entry.period
    ), '-infinity'::date)
ORDER BY closing.ends
