-- A text that the chain names by its hash. $1: hash, $2: text
INSERT INTO cashback.chain_text (sha256, content)
VALUES ($1, $2)
ON CONFLICT (sha256) DO NOTHING
