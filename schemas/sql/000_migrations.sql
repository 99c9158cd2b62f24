-- The schema, and the list of the migrations that made it what it is; this is the first of them.
-- The schema may be there already: a database administrator can make it for a role that must not.

DO $$
BEGIN
    IF to_regnamespace('cashback') IS NULL THEN
        CREATE SCHEMA cashback;
    END IF;
END
$$;

CREATE TABLE cashback.migration (
    number bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    sha256 text COLLATE "C" NOT NULL,
    applied_at timestamp with time zone NOT NULL,
    CONSTRAINT migration_pkey PRIMARY KEY (number)
);
