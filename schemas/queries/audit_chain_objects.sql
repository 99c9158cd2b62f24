-- Everything in the store that the chain names: lines that end in a tab and a SHA-256.
SELECT kind, right(line, 64) AS sha256, min(left(line, -65) COLLATE "C") AS who
FROM (
    SELECT 'input' AS kind, regexp_split_to_table(content, E'\n') AS line
    FROM cashback.chain_text
    WHERE sha256 IN (SELECT inputs FROM cashback.chain)
    UNION ALL
    SELECT 'campaign', regexp_split_to_table(content, E'\n')
    FROM cashback.chain_text
    WHERE sha256 IN (SELECT campaigns FROM cashback.chain)
) AS named
WHERE left(right(line, 65), 1) = E'\t'
GROUP BY kind, right(line, 64)
ORDER BY kind, right(line, 64)
