-- What does not agree, and what could not be checked.
SELECT kind, subject, what, expected, found
FROM pg_temp.audit_finding
ORDER BY ordinal
