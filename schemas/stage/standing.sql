-- What each group of a partner has reached, and how far its next threshold is.
CREATE TABLE "standing" (
    mpn_id text COLLATE "C",
    campaign_id text COLLATE "C",
    entry_line bigint,
    measured text COLLATE "C",
    currency text COLLATE "C",
    measure bigint,
    next_threshold bigint,
    next_adds numeric,
    until date
);
