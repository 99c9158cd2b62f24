-- The texts whose hashes are in the chain: what each hashes to now, and the business date in it.
SELECT sha256, encode(sha256(convert_to(content, 'UTF8')), 'hex') AS found,
    substring(content FROM '(?:^|\n)as_of = ([^\n]*)') AS as_of
FROM cashback.chain_text
ORDER BY sha256
