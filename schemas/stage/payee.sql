-- Where each partner's money goes, as its restated row says.
CREATE TABLE "payee" (
    mpn_id text COLLATE "C",
    payee_name text COLLATE "C",
    payee_account text COLLATE "C",
    payee_bank text COLLATE "C"
);
