-- The migrations that the database has.
SELECT number, name, applied_at, sha256 FROM cashback.migration ORDER BY number
