-- The start of every audit test: one transaction that is rolled back at the end, the input tables
-- with short-hand defaults, two partners P1 and P2, and two agreements that lead to R1 and R2.

BEGIN;
\ir ../../../schemas/audit/010_inputs.sql

ALTER TABLE audit.partners_row ALTER name SET DEFAULT 'Partner',
	ALTER source_file SET DEFAULT 'p1.csv', ALTER source_line SET DEFAULT 2;
ALTER TABLE audit.agreements_row ALTER license_type SET DEFAULT 'CSP',
	ALTER source_file SET DEFAULT 'a1.csv', ALTER source_line SET DEFAULT 2;
ALTER TABLE audit.invoices_row ALTER line_number SET DEFAULT 1, ALTER reseller_id SET DEFAULT 'R1',
	ALTER sku SET DEFAULT 'S', ALTER quantity SET DEFAULT 1,
	ALTER source_file SET DEFAULT 'i1.csv', ALTER source_line SET DEFAULT 2;
ALTER TABLE audit.registrations_row ALTER campaign_id SET DEFAULT 'C',
	ALTER mpn_id SET DEFAULT 'P1',
	ALTER identification_number SET DEFAULT 'AG1', ALTER registered_on SET DEFAULT '2026-01-01',
	ALTER status SET DEFAULT 'approved',
	ALTER source_file SET DEFAULT 'r1.csv', ALTER source_line SET DEFAULT 2;
ALTER TABLE audit.campaign ALTER start SET DEFAULT '2026-01-01',
	ALTER "end" SET DEFAULT '2026-03-31',
	ALTER currency SET DEFAULT 'USD', ALTER tiers SET DEFAULT 'retrospective',
	ALTER returns_days SET DEFAULT 30;

INSERT INTO audit.parameter VALUES ('2026-12-31', 'USD');
INSERT INTO audit.partners_row (mpn_id) VALUES ('P1'), ('P2');
INSERT INTO audit.agreements_row (agreement_number, reseller_id) VALUES ('AG1', 'R1'),
	('AG2', 'R2');

-- The rows of a query, each as text, in byte order, are the lines expected.
CREATE PROCEDURE pg_temp.expect(what text, query text, VARIADIC expected text[])
LANGUAGE plpgsql AS $$
DECLARE
	found text;
	wanted text;
BEGIN
	EXECUTE format('SELECT string_agg(r::text, E''\n'' ORDER BY r::text COLLATE "C") FROM (%s) r',
		query) INTO found;
	SELECT string_agg(line, E'\n' ORDER BY line COLLATE "C") INTO wanted
	FROM unnest(expected) line WHERE line <> 'nothing';
	IF found IS DISTINCT FROM wanted THEN
		RAISE EXCEPTION E'%\nfound:\n%\nexpected:\n%', what, found, wanted;
	END IF;
END
$$;
