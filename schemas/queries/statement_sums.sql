-- What a closing takes up, by campaign; campaigns that accrue and pay later are among them. 0 * amount
-- is 0 with the currency's places.
CREATE TEMPORARY TABLE statement_sum ON COMMIT DROP AS
SELECT mpn_id, currency, campaign_id,
    sum(CASE WHEN part IN ('earned', 'clawed-back') THEN amount ELSE 0 * amount END) AS earned,
    sum(CASE WHEN part = 'clawed-back' THEN amount ELSE 0 * amount END) AS clawed_back,
    sum(CASE WHEN part = 'adjusted' THEN amount ELSE 0 * amount END) AS adjusted,
    sum(CASE WHEN part = 'accrued' THEN amount ELSE 0 * amount END) AS accrued
FROM pg_temp.statement_due
GROUP BY mpn_id, currency, campaign_id
HAVING count(*) FILTER (WHERE part <> 'accrued') > 0
    OR sum(amount) FILTER (WHERE part = 'accrued') <> 0
