-- The campaigns of a run.
CREATE TABLE "campaign" (
    campaign_id text COLLATE "C",
    name text COLLATE "C",
    kind text COLLATE "C",
    currency text COLLATE "C",
    start_date date,
    end_date date,
    partner_cap numeric,
    budget numeric,
    calculation_date date,
    final_date date,
    definition_sha256 text COLLATE "C"
);
