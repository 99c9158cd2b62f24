-- Partners that have no workbook any more. $1: those that have one
DELETE FROM cashback.partner_shown WHERE mpn_id <> ALL ($1::text[])
