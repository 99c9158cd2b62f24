-- The run's campaigns: new ones are added, known ones updated, none is taken away.
INSERT INTO cashback.campaign (campaign_id, name, kind, currency, start_date, end_date, partner_cap,
    budget, calculation_date, final_date, definition_sha256)
SELECT campaign_id, name, kind, currency, start_date, end_date, partner_cap,
    budget, calculation_date, final_date, definition_sha256
FROM pg_temp.delivered_campaign
ON CONFLICT (campaign_id) DO UPDATE SET
    name = excluded.name,
    kind = excluded.kind,
    currency = excluded.currency,
    start_date = excluded.start_date,
    end_date = excluded.end_date,
    partner_cap = excluded.partner_cap,
    budget = excluded.budget,
    calculation_date = excluded.calculation_date,
    final_date = excluded.final_date,
    definition_sha256 = excluded.definition_sha256
