-- Restatement, then as-of.
--
-- Files of a feed are taken in the byte order of their names. A row whose key stood in an
-- earlier file replaces that row. Where a feed is delivered as snapshots, the last file is the
-- whole feed. Where an invoice is replaced as a whole, the last file that carries it decides all
-- of its lines; a file that contradicts itself on an invoice replaces nothing of it, so that the
-- invoice stands as it did before (and such a file's good lines count where nothing stood before).
--
-- Only then the business date: lines and registrations dated after it do not exist, and a
-- signature dated after it has not been given. Partners and agreements have no such date.
--
-- A blank account, customer or license type of a line is its agreement's, where the agreement is
-- known; a blank currency is the pipeline's.

-- The one file that counts, of each feed that is delivered as snapshots.
CREATE TABLE audit.last_snapshot AS
WITH file AS (
	SELECT feed, source_file FROM audit.delivered_file
	UNION SELECT 'partners', source_file FROM audit.partners_row
	UNION SELECT 'agreements', source_file FROM audit.agreements_row
	UNION SELECT 'invoices', source_file FROM audit.invoices_row
	UNION SELECT 'registrations', source_file FROM audit.registrations_row
)
SELECT feed, max(source_file COLLATE "C") AS source_file
FROM file JOIN audit.feed USING (feed)
WHERE delivery = 'snapshot'
GROUP BY feed;

CREATE FUNCTION audit.file_counts(of_feed text, file text) RETURNS boolean
LANGUAGE sql STABLE AS $$
	SELECT NOT EXISTS (
		SELECT 1 FROM audit.last_snapshot s WHERE s.feed = of_feed AND s.source_file <> file)
$$;

CREATE TABLE audit.partner AS
SELECT DISTINCT ON (mpn_id) mpn_id, name, membership_start, membership_end
FROM audit.partners_row
WHERE audit.file_counts('partners', source_file)
ORDER BY mpn_id, source_file DESC;

CREATE TABLE audit.agreement AS
SELECT DISTINCT ON (agreement_number)
	agreement_number, license_type, reseller_id, customer_id, start_date, end_date
FROM audit.agreements_row
WHERE audit.file_counts('agreements', source_file)
ORDER BY agreement_number, source_file DESC;

CREATE TABLE audit.registered AS
WITH current_row AS (
	SELECT DISTINCT ON (registration_id) *
	FROM audit.registrations_row
	WHERE audit.file_counts('registrations', source_file)
	ORDER BY registration_id, source_file DESC
)
SELECT registration_id, campaign_id, mpn_id, identification_number, registered_on, status,
	terms_version,
	CASE WHEN terms_signed_on <= as_of THEN terms_signed_on END AS terms_signed_on
FROM current_row CROSS JOIN audit.parameter
WHERE registered_on <= as_of;

CREATE TABLE audit.invoice_line AS
WITH delivered AS (
	SELECT * FROM audit.invoices_row WHERE audit.file_counts('invoices', source_file)
), carrier AS (
	-- every file that carries an invoice, and whether it contradicts itself on it
	SELECT DISTINCT d.invoice_number, d.source_file, c.source_file IS NOT NULL AS disputed
	FROM delivered d LEFT JOIN audit.conflict c USING (source_file, invoice_number)
), deciding AS (
	-- the last undisputed file; where every file is disputed, the first
	SELECT DISTINCT ON (invoice_number) invoice_number, source_file
	FROM carrier
	ORDER BY invoice_number, disputed,
		CASE WHEN NOT disputed THEN source_file END DESC, source_file
), current_row AS (
	SELECT DISTINCT ON (d.invoice_number, d.line_number) d.*
	FROM delivered d
	WHERE NOT EXISTS (
		SELECT 1 FROM audit.feed f JOIN deciding i ON i.invoice_number = d.invoice_number
		WHERE f.feed = 'invoices' AND f.replaces = 'invoice' AND i.source_file <> d.source_file)
	ORDER BY d.invoice_number, d.line_number, d.source_file DESC
)
SELECT row_number() OVER (ORDER BY r.invoice_number, r.line_number) AS line_id,
	r.invoice_number, r.line_number, r.invoice_date, r.sku, r.quantity,
	coalesce(r.reseller_id, a.reseller_id) AS reseller_id,
	coalesce(r.customer_id, a.customer_id) AS customer_id,
	coalesce(r.license_type, a.license_type) AS license_type,
	r.license_type AS own_license_type,
	r.agreement_number,
	a.agreement_number IS NOT NULL AS agreement_known,
	a.start_date AS agreement_start, a.end_date AS agreement_end,
	coalesce(r.net_amount, r.quantity * r.unit_price, 0) AS net_amount,
	coalesce(r.currency, p.currency) AS currency,
	r.reference_invoice, r.source_file, r.source_line
FROM current_row r
CROSS JOIN audit.parameter p
LEFT JOIN audit.agreement a ON a.agreement_number = r.agreement_number
WHERE r.invoice_date <= p.as_of;

ALTER TABLE audit.invoice_line ADD CONSTRAINT invoice_line_key PRIMARY KEY (line_id);
ANALYZE audit.invoice_line;
