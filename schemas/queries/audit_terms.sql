-- The files of the campaigns, line by line, as they stood when they were settled.
SELECT campaign_id, file, line, content
FROM pg_temp.audit_term
ORDER BY ordinal
