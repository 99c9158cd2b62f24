-- Results: what each line earned, why a sale did not count, and what each partner gets.
--
-- An earning for every event of an eligible sale. A return that takes back several sales of one
-- campaign and partner is one earning: the sums, the first measure before, the last measure after,
-- the latest date. Its note is the first that applies: before-start, capped (withheld is not 0),
-- not-counted (its unit does not qualify), below-minimum or below-threshold (the measure after it
-- is under the lowest tier), above-maximum (the measure after it is beyond the maximum of the tier
-- that it reaches). Where several events are one earning, the last of them is asked.
--
-- no-reseller, not-registered and not-approved are counted by campaign and never listed; the other
-- reasons are listed line by line. A return of an eligible sale dated after the campaign's end plus
-- returns_days is listed as late-return. The quantity of a return that finds no sale is listed
-- where any campaign's card has its sku.

CREATE TABLE audit.earning (
	mpn_id text COLLATE "C",
	campaign_id text COLLATE "C",
	invoice_number text COLLATE "C",
	line_number bigint,
	sku text COLLATE "C",
	event_date date,
	quantity bigint,
	amount numeric,
	withheld numeric,
	measure_before bigint,
	measure_after bigint,
	note text COLLATE "C",
	source_file text COLLATE "C",
	source_line bigint,
	PRIMARY KEY (mpn_id, campaign_id, invoice_number, line_number)
);

INSERT INTO audit.earning
WITH merged AS (
	SELECT p.mpn_id, p.campaign_id, p.line_id,
		max(p.event_date) AS event_date,
		sum(p.units) AS quantity,
		round(sum(s.amount), max(p.places)) AS amount,
		round(sum(s.withheld), max(p.places)) AS withheld,
		min(p.position) AS first_position,
		max(p.position) AS last_position
	FROM audit.priced p JOIN audit.settled s USING (campaign_id, position)
	GROUP BY p.mpn_id, p.campaign_id, p.line_id
), tiered AS (
	SELECT m.*, first.measure_before, last.measure_after, last.before_start, last.qualifies,
		c.kind,
		CASE c.kind
		WHEN 'frequency' THEN
			(SELECT min(t.threshold) FROM audit.threshold t WHERE t.campaign_id = c.id)
		ELSE (SELECT min(t.min_quantity) FROM audit.tier t WHERE t.entry_id = last.entry_id)
		END AS lowest_tier,
		(SELECT t.max_quantity FROM audit.tier t
			WHERE t.entry_id = last.entry_id AND t.min_quantity <= last.measure_after
			ORDER BY t.min_quantity DESC LIMIT 1) AS tier_maximum
	FROM merged m
	JOIN audit.campaign c ON c.id = m.campaign_id
	JOIN audit.priced first ON first.campaign_id = m.campaign_id
		AND first.position = m.first_position
	JOIN audit.priced last ON last.campaign_id = m.campaign_id
		AND last.position = m.last_position
)
SELECT t.mpn_id, t.campaign_id, l.invoice_number, l.line_number, l.sku, t.event_date,
	t.quantity, t.amount, t.withheld, t.measure_before, t.measure_after,
	CASE
	WHEN t.before_start THEN 'before-start'
	WHEN t.withheld <> 0 THEN 'capped'
	WHEN NOT t.qualifies THEN 'not-counted'
	WHEN t.measure_after < t.lowest_tier AND t.kind = 'frequency' THEN 'below-threshold'
	WHEN t.measure_after < t.lowest_tier THEN 'below-minimum'
	WHEN t.measure_after > t.tier_maximum THEN 'above-maximum'
	END,
	l.source_file, l.source_line
FROM tiered t JOIN audit.invoice_line l ON l.line_id = t.line_id;

CREATE TABLE audit.exclusion (
	mpn_id text COLLATE "C",
	campaign_id text COLLATE "C",
	invoice_number text COLLATE "C",
	line_number bigint,
	sku text COLLATE "C",
	event_date date,
	quantity bigint,
	reason text COLLATE "C",
	source_file text COLLATE "C",
	source_line bigint,
	PRIMARY KEY (mpn_id, campaign_id, invoice_number, line_number)
);

INSERT INTO audit.exclusion
SELECT d.mpn_id, d.campaign_id, s.invoice_number, s.line_number, s.sku, s.invoice_date,
	s.quantity, d.reason, s.source_file, s.source_line
FROM audit.decision d JOIN audit.sale s ON s.line_id = d.line_id
WHERE d.reason NOT IN ('no-reseller', 'not-registered', 'not-approved');

INSERT INTO audit.exclusion
SELECT d.mpn_id, d.campaign_id, b.invoice_number, b.line_number, b.sku, b.invoice_date,
	-sum(t.units), 'late-return', b.source_file, b.source_line
FROM audit.decision d
JOIN audit.campaign c ON c.id = d.campaign_id
JOIN audit.taken_back t ON t.sale_id = d.line_id
JOIN audit.return_line b ON b.line_id = t.return_id
WHERE d.reason IS NULL AND b.invoice_date > c."end" + c.returns_days::integer
GROUP BY d.mpn_id, d.campaign_id, b.invoice_number, b.line_number, b.sku, b.invoice_date,
	b.source_file, b.source_line;

CREATE TABLE audit.counted AS
SELECT campaign_id, reason, count(*) AS lines
FROM audit.decision
WHERE reason IN ('no-reseller', 'not-registered', 'not-approved')
GROUP BY campaign_id, reason;

CREATE TABLE audit.unmatched_return AS
SELECT b.invoice_number, b.line_number, b.sku, b.quantity,
	-b.quantity - coalesce(t.units, 0)::bigint AS unmatched_quantity, b.source_file, b.source_line
FROM audit.return_line b
LEFT JOIN (SELECT return_id, sum(units) AS units FROM audit.taken_back GROUP BY return_id) t
	ON t.return_id = b.line_id
WHERE -b.quantity > coalesce(t.units, 0)
	AND EXISTS (SELECT 1 FROM audit.listed_sku k WHERE k.sku = b.sku);

-- One row a partner and campaign. The measure, and the next tier above it, only make sense where
-- the partner has one group there.
CREATE TABLE audit.payout AS
WITH total AS (
	SELECT mpn_id, campaign_id, sum(amount) AS amount, sum(withheld) AS withheld
	FROM audit.earning
	GROUP BY mpn_id, campaign_id
), extent AS (
	SELECT mpn_id, campaign_id, max(position) AS last_position
	FROM audit.priced
	GROUP BY mpn_id, campaign_id
	HAVING count(DISTINCT group_id) = 1
), final AS (
	SELECT p.mpn_id, p.campaign_id, p.entry_id, p.measure_after AS measure
	FROM audit.priced p JOIN extent x
		ON x.campaign_id = p.campaign_id AND x.last_position = p.position
)
SELECT t.mpn_id, t.campaign_id, t.amount, t.withheld, f.measure,
	CASE c.kind
	WHEN 'frequency' THEN (SELECT min(h.threshold) FROM audit.threshold h
		WHERE h.campaign_id = c.id AND h.threshold > f.measure)
	ELSE (SELECT min(r.min_quantity) FROM audit.tier r
		WHERE r.entry_id = f.entry_id AND r.min_quantity > f.measure)
	END AS next_threshold
FROM total t
JOIN audit.campaign c ON c.id = t.campaign_id
LEFT JOIN final f ON f.mpn_id = t.mpn_id AND f.campaign_id = t.campaign_id;
