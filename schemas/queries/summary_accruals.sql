-- Posted, on no final statement, and not payable at the business date: by campaign and currency.
SELECT posting.campaign_id, campaign.name, min(posting.payable_from) AS payable_from,
    posting.currency, count(DISTINCT posting.mpn_id) AS partners, count(*) AS lines,
    sum(posting.amount) AS amount
FROM cashback.open_posting AS posting
JOIN cashback.campaign AS campaign ON campaign.campaign_id = posting.campaign_id
WHERE posting.payable_from > (
    SELECT max(as_of)
    FROM cashback.run
    WHERE status IN ('posted', 'finished')
)
GROUP BY posting.campaign_id, campaign.name, posting.currency
ORDER BY posting.currency, min(posting.payable_from), posting.campaign_id
