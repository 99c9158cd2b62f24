-- What a partner ($1) was posted, by currency, campaign and
-- month of the sale or return: a row for each campaign and month. Months before the last twelve are
-- one, and so are campaigns beyond the ten that moved most.
WITH entry AS (
    SELECT ledger.currency, ledger.campaign_id, ledger.amount,
        to_char(ledger.event_date::timestamp, 'YYYY-MM') COLLATE "C" AS month
    FROM cashback.ledger AS ledger
    JOIN cashback.run AS run
        ON run.run_id = ledger.run_id AND run.status IN ('posted', 'finished')
    WHERE ledger.mpn_id = $1
), campaign AS (
    SELECT currency, campaign_id,
        row_number() OVER (PARTITION BY currency ORDER BY sum(abs(amount)) DESC, campaign_id)
            AS place
    FROM entry
    GROUP BY currency, campaign_id
), month AS (
    SELECT currency, month,
        row_number() OVER (PARTITION BY currency ORDER BY month DESC) AS age
    FROM (SELECT DISTINCT currency, month FROM entry) AS known
), sum AS (
    SELECT entry.currency,
        CASE WHEN campaign.place <= 10 THEN entry.campaign_id ELSE 'Others' END AS campaign_id,
        CASE WHEN campaign.place <= 10 THEN 0 ELSE 1 END AS last,
        CASE WHEN month.age <= 12 THEN entry.month ELSE 'Before' END AS month,
        sum(entry.amount) AS amount
    FROM entry
    JOIN campaign
        ON campaign.currency = entry.currency AND campaign.campaign_id = entry.campaign_id
    JOIN month ON month.currency = entry.currency AND month.month = entry.month
    GROUP BY 1, 2, 3, 4
)
SELECT series.campaign_id, column_of.month, series.currency, coalesce(sum.amount, 0) AS amount
FROM (SELECT DISTINCT currency, campaign_id, last FROM sum) AS series
JOIN (SELECT DISTINCT currency, month FROM sum) AS column_of
    ON column_of.currency = series.currency
LEFT JOIN sum ON sum.currency = series.currency AND sum.campaign_id = series.campaign_id
    AND sum.last = series.last AND sum.month = column_of.month
ORDER BY series.currency, series.last, series.campaign_id, column_of.month <> 'Before',
    column_of.month
