-- Everything that is delivered, as DuckDB's own tables. Lines that no card names and that no
-- registration points at are dropped while they are read, where {keep} is that filter.

CREATE TABLE campaign AS SELECT * FROM read_csv('{work}/campaign.csv', header = true,
    auto_detect = false, columns = {'campaign_id': 'VARCHAR', 'dollar': 'BOOLEAN',
        'start': 'DATE', 'end': 'DATE', 'stepped': 'BOOLEAN', 'scope': 'VARCHAR',
        'count': 'VARCHAR', 'per': 'VARCHAR', 'each': 'BOOLEAN', 'terms_version': 'VARCHAR',
        'register_by': 'DATE', 'license_types': 'VARCHAR'});

-- Rates and amounts are whole numbers of 1/10000.
CREATE TABLE rate AS SELECT * FROM read_csv('{work}/rate.csv', header = true,
    auto_detect = false, columns = {'campaign_id': 'VARCHAR', 'sku': 'VARCHAR', 'rate': 'BIGINT',
        'least': 'BIGINT', 'most': 'BIGINT', 'next': 'BIGINT', 'before': 'BIGINT'});

CREATE TABLE product AS SELECT * FROM read_csv('{work}/product.csv', header = true,
    auto_detect = false, columns = {'campaign_id': 'VARCHAR', 'sku': 'VARCHAR'});

CREATE TABLE threshold AS SELECT * FROM read_csv('{work}/threshold.csv', header = true,
    auto_detect = false, columns = {'campaign_id': 'VARCHAR', 'threshold': 'BIGINT',
        'next': 'BIGINT', 'amount': 'BIGINT', 'before': 'BIGINT'});

CREATE TABLE partner AS SELECT mpn_id, membership_start, membership_end
FROM read_csv('{folder}/inbox/partners/*.csv.gz', header = true, auto_detect = false, delim = ',',
    quote = '"', escape = '"', columns = {'mpn_id': 'VARCHAR', 'name': 'VARCHAR',
        'membership_start': 'DATE', 'membership_end': 'DATE', 'email': 'VARCHAR',
        'province': 'VARCHAR'});

CREATE TABLE agreement AS SELECT agreement_number, license_type, reseller_id, customer_id
FROM read_csv('{folder}/inbox/agreements/*.csv.gz', header = true, auto_detect = false,
    delim = ',', quote = '"', escape = '"', columns = {'agreement_number': 'VARCHAR',
        'license_type': 'VARCHAR', 'reseller_id': 'VARCHAR', 'customer_id': 'VARCHAR',
        'start_date': 'DATE', 'end_date': 'DATE'});

CREATE TABLE registration AS SELECT *
FROM read_csv('{folder}/inbox/registrations/*.csv.gz', header = true, auto_detect = false,
    delim = ',', quote = '"', escape = '"', columns = {'registration_id': 'VARCHAR',
        'campaign_id': 'VARCHAR', 'mpn_id': 'VARCHAR', 'identification_number': 'VARCHAR',
        'registered_on': 'DATE', 'status': 'VARCHAR', 'terms_version': 'VARCHAR',
        'terms_signed_on': 'DATE'})
WHERE registered_on <= DATE '{as_of}';

CREATE TABLE line AS SELECT invoice_number, line_number, invoice_date, reseller_id,
    agreement_number, customer_id, license_type, sku, quantity
FROM read_csv('{folder}/inbox/invoices/*.csv.gz', header = true, auto_detect = false,
    delim = ',', quote = '"', escape = '"', columns = {'invoice_number': 'VARCHAR',
        'line_number': 'INTEGER', 'invoice_date': 'DATE', 'reseller_id': 'VARCHAR',
        'agreement_number': 'VARCHAR', 'customer_id': 'VARCHAR', 'license_type': 'VARCHAR',
        'sku': 'VARCHAR', 'quantity': 'BIGINT', 'unit_price': 'VARCHAR',
        'net_amount': 'VARCHAR', 'currency': 'VARCHAR', 'reference_invoice': 'VARCHAR'})
WHERE invoice_date <= DATE '{as_of}' AND {keep};
