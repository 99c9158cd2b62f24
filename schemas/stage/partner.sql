-- The partners of a run, restated.
CREATE TABLE "partner" (
    mpn_id text COLLATE "C",
    name text COLLATE "C",
    email text COLLATE "C",
    province text COLLATE "C",
    membership_start date,
    membership_end date
);
