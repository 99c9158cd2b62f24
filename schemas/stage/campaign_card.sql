-- The rows of the campaigns' card files.
CREATE TABLE "campaign_card" (
    campaign_id text COLLATE "C",
    card_file text COLLATE "C",
    card_line bigint,
    entry_line bigint,
    sku text COLLATE "C",
    valid_from date,
    valid_to date,
    minimum bigint,
    maximum bigint,
    rate numeric
);
