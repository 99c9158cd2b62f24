-- What each partner earned in each campaign.
CREATE TABLE "payout" (
    mpn_id text COLLATE "C",
    campaign_id text COLLATE "C",
    currency text COLLATE "C",
    amount numeric,
    withheld numeric,
    measure bigint,
    next_threshold bigint
);
