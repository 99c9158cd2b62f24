-- Partners that a draft ($1: its period) would pay, and that are on hold now.
SELECT document.mpn_id, max(hold.reason) AS reason
FROM cashback.statement_document AS document
JOIN cashback.partner_on_hold AS hold ON hold.mpn_id = document.mpn_id
WHERE document.period = $1 AND document.payment > 0
GROUP BY document.mpn_id
ORDER BY document.mpn_id
