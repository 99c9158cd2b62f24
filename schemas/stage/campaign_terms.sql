-- The terms of a run's campaigns, as in campaign.conf.
CREATE TABLE "campaign_terms" (
    campaign_id text COLLATE "C",
    tiers text COLLATE "C",
    scope text COLLATE "C",
    count_by text COLLATE "C",
    per text COLLATE "C",
    pay text COLLATE "C",
    count_from date,
    returns_days bigint,
    terms_version text COLLATE "C",
    register_by date,
    license_types text COLLATE "C",
    sales_from text COLLATE "C",
    require_active_agreement text COLLATE "C",
    minimum_quantity bigint,
    minimum_amount numeric,
    lookback_days bigint,
    exclusive_group text COLLATE "C",
    priority bigint
);
