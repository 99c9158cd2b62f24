-- What is audited.
SELECT operand, seed, starts, ends, clawback
FROM pg_temp.audit_scope
