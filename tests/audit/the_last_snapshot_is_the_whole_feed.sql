\ir helpers/open.sql

-- Partner P9 and its name from p2.csv are all there is; the last registrations file is empty.
INSERT INTO audit.feed VALUES ('partners', 'snapshot', 'row'), ('registrations', 'snapshot', 'row');
INSERT INTO audit.delivered_file VALUES ('registrations', 'r2.csv');
INSERT INTO audit.partners_row (mpn_id, source_file) VALUES ('P9', 'p2.csv');
INSERT INTO audit.registrations_row (registration_id) VALUES ('G1');
\ir helpers/settle.sql

CALL pg_temp.expect('partners', 'SELECT mpn_id FROM audit.partner', '(P9)');
CALL pg_temp.expect('registrations', 'SELECT registration_id FROM audit.registration', 'nothing');
ROLLBACK;
