-- Approved periods up to this one that have no journal yet, in their order. $1: period
SELECT closing.period
FROM cashback.closing AS closing
JOIN cashback.closing_approval AS approval ON approval.period = closing.period
WHERE closing.ends <= (SELECT ends FROM cashback.closing WHERE period = $1)
    AND NOT EXISTS (
        SELECT 1 FROM cashback.journal_entry AS entry WHERE entry.period = closing.period
    )
ORDER BY closing.ends
