-- The texts whose hashes are in the chain.
SELECT sha256, content
FROM cashback.chain_text
ORDER BY sha256
