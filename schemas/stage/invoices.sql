-- The accepted rows of one delivered invoices file; blank line numbers and net amounts are filled in.
CREATE TABLE "invoices" (
    invoice_number text COLLATE "C",
    line_number bigint,
    invoice_date date,
    reseller_id text COLLATE "C",
    agreement_number text COLLATE "C",
    customer_id text COLLATE "C",
    license_type text COLLATE "C",
    sku text COLLATE "C",
    quantity bigint,
    unit_price numeric,
    net_amount numeric,
    currency text COLLATE "C",
    reference_invoice text COLLATE "C",
    source_line bigint
);
