-- $1: partners whose differences are formed again; NULL: all
DELETE FROM cashback.unposted
WHERE $1::text[] IS NULL OR mpn_id = ANY($1::text[])
