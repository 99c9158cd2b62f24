-- A workbook that was published for good. $1: partner, $2: period, $3: its name, $4: its SHA-256
INSERT INTO cashback.statement_workbook (mpn_id, period, file_name, sha256)
VALUES ($1, $2, $3, $4)
ON CONFLICT (mpn_id, period) DO NOTHING
