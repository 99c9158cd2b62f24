-- Sales that are only counted, by campaign and reason.
CREATE TABLE "counted" (
    campaign_id text COLLATE "C",
    reason text COLLATE "C",
    lines bigint,
    quantity bigint
);
