-- $1: partners that are sent or have vanished; NULL: all
DELETE FROM cashback.partner_result
WHERE $1::text[] IS NULL OR mpn_id = ANY($1::text[])
