-- Settles what a test has put into the input tables.

\ir ../../../schemas/audit/020_restatement_and_as_of.sql
\ir ../../../schemas/audit/030_registrations.sql
\ir ../../../schemas/audit/040_returns.sql
\ir ../../../schemas/audit/050_eligibility.sql
\ir ../../../schemas/audit/060_events_and_groups.sql
\ir ../../../schemas/audit/070_measures.sql
\ir ../../../schemas/audit/080_payout_curves.sql
\ir ../../../schemas/audit/090_caps.sql
\ir ../../../schemas/audit/100_results.sql
