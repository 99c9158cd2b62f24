-- Sales and returns: which sale a return takes back.
--
-- A line with a quantity above 0 is a sale, one below 0 a return, 0 is neither.
-- Returns that name an invoice come first, then the others, each in their own order of date,
-- invoice number and line number. A return that names an invoice takes back that invoice's sales
-- of the same sku, by line number, whatever account, customer or date. Any other return takes
-- back sales of the same account, customer and sku dated on or before it, the newest first; a
-- blank account or customer matches nothing. A sale is taken back up to what is left of its
-- quantity. All sales are looked at, in or out of any campaign.
--
-- What one return takes decides what the next one finds, so this is a loop.

CREATE TABLE audit.sale AS
SELECT *, quantity AS unreturned FROM audit.invoice_line WHERE quantity > 0;

ALTER TABLE audit.sale ADD CONSTRAINT sale_key PRIMARY KEY (line_id);
CREATE INDEX sale_by_invoice ON audit.sale (invoice_number, sku, line_number);
CREATE INDEX sale_by_customer ON audit.sale (reseller_id, customer_id, sku,
	invoice_date DESC, invoice_number DESC, line_number DESC);
ANALYZE audit.sale;

CREATE TABLE audit.return_line AS
SELECT * FROM audit.invoice_line WHERE quantity < 0;

CREATE TABLE audit.taken_back (
	return_id bigint,
	sale_id bigint,
	units bigint NOT NULL CHECK (units > 0),
	PRIMARY KEY (return_id, sale_id)
);

CREATE PROCEDURE audit.match_returns() LANGUAGE plpgsql AS $$
DECLARE
	ret audit.return_line;
	candidate refcursor;
	candidate_id bigint;
	candidate_units bigint;
	wanted bigint;
	taken bigint;
BEGIN
	FOR ret IN
		SELECT * FROM audit.return_line
		ORDER BY reference_invoice IS NULL, invoice_date, invoice_number, line_number
	LOOP
		IF ret.reference_invoice IS NOT NULL THEN
			OPEN candidate FOR
				SELECT line_id, unreturned FROM audit.sale s
				WHERE s.invoice_number = ret.reference_invoice AND s.sku = ret.sku
					AND s.unreturned > 0
				ORDER BY s.line_number;
		ELSE
			OPEN candidate FOR
				SELECT line_id, unreturned FROM audit.sale s
				WHERE s.reseller_id = ret.reseller_id AND s.customer_id = ret.customer_id
					AND s.sku = ret.sku AND s.invoice_date <= ret.invoice_date
					AND s.unreturned > 0
				ORDER BY s.invoice_date DESC, s.invoice_number DESC, s.line_number DESC;
		END IF;
		wanted := -ret.quantity;
		WHILE wanted > 0 LOOP
			FETCH candidate INTO candidate_id, candidate_units;
			EXIT WHEN NOT FOUND;
			taken := least(wanted, candidate_units);
			INSERT INTO audit.taken_back VALUES (ret.line_id, candidate_id, taken);
			UPDATE audit.sale SET unreturned = unreturned - taken WHERE line_id = candidate_id;
			wanted := wanted - taken;
		END LOOP;
		CLOSE candidate;
	END LOOP;
END
$$;

CALL audit.match_returns();
ANALYZE audit.taken_back;
