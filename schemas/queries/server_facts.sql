-- What `cashback db check` tells about the server.
SELECT current_setting('server_version') AS server_version,
    current_database() AS database,
    pg_encoding_to_char(encoding) AS encoding,
    datcollate AS collation,
    current_setting('data_checksums') AS data_checksums,
    current_user AS role
FROM pg_database
WHERE datname = current_database()
