-- What a run moves in one currency. $1: run, $2: currency, $3: lines, $4: sum, $5: of absolutes
INSERT INTO cashback.run_movement (run_id, currency, lines, amount, absolute)
VALUES ($1, $2, $3, $4, $5)
