"""Payees through the nightly: a version for each change of what the partners feed delivers."""
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))
import lab
import tap

HEADER = "mpn_id,name,payee_name,payee_account,payee_bank\n"
CONF = """[database]
url = {url}
[pipeline]
campaigns = campaigns/*
[feed partners]
files = inbox/partners/*.csv
[feed agreements]
files = inbox/agreements.csv
[feed invoices]
files = inbox/invoices.csv
[feed registrations]
files = inbox/registrations.csv
"""
CAMPAIGN = ("[campaign]\nid = seats\nname = Seats\nkind = dollar_per_sku\nscope = partner\n"
            "tiers = stepped\nstart = 2026-07-01\nend = 2026-09-30\ncurrency = CAD\nreturns_days = 0\n")


class Folder(lab.Lab):
    def __init__(self):
        self.dir = lab.scratch("payees")
        self.url = lab.new_database()
        self.write("pipeline.conf", CONF.format(url=self.url))
        self.write("campaigns/seats/campaign.conf", CAMPAIGN)
        self.write("campaigns/seats/rate_card.csv", "sku,rate,min_quantity,max_quantity\nABC,10.00,,\n")
        self.write("inbox/agreements.csv", "agreement_number,license_type,reseller_id\nA-1,Open,R-1\n")
        self.write("inbox/invoices.csv", "invoice_number,invoice_date,sku,quantity,agreement_number\n"
                                         "I-1,2026-07-02,ABC,1,A-1\n")
        self.write("inbox/registrations.csv",
                   "registration_id,campaign_id,mpn_id,identification_number,registered_on,status\n"
                   "G-1,seats,1,A-1,2026-07-01,approved\n")

    def night(self, file, *partners, header=HEADER, status=0, more=()):
        self.write(f"inbox/partners/{file}.csv", header + "".join(line + "\n" for line in partners))
        done = self.cashback("-q", "run", "--as-of", "2026-09-30", *more)
        assert done.returncode == status, done.stderr

    def versions(self):
        return [tuple(row.values()) for row in self.rows(
            "SELECT mpn_id, version, payee_name, payee_account, payee_bank FROM cashback.payee "
            "ORDER BY mpn_id, version")]


class Payees(unittest.TestCase):
    def setUp(self):
        self.lab = Folder()

    def test_what_is_delivered_is_the_first_version_and_the_same_again_is_none(self):
        self.lab.night("1", "1,One,One Inc.,gb29 nwbk 6016 1331 9268 19,", "2,Two,,,")
        self.lab.night("2", "1,One,One Inc.,gb29 nwbk 6016 1331 9268 19,", "2,Two,,,")
        self.assertEqual(self.lab.versions(),
                         [("1", "1", "One Inc.", "gb29 nwbk 6016 1331 9268 19", "")])

    def test_each_change_is_a_version_and_the_earlier_ones_stay(self):
        self.lab.night("1", "1,One,One Inc.,123,9")
        self.lab.night("2", "1,One,One Inc.,124,9")
        self.lab.night("3", "1,One,One Inc.,123,9")
        self.assertEqual([row[1:4:2] for row in self.lab.versions()],
                         [("1", "123"), ("2", "124"), ("3", "123")])
        runs = self.lab.rows("SELECT DISTINCT run_id FROM cashback.payee")
        self.assertEqual(len(runs), 3)

    def test_a_partner_whose_details_are_blank_now_has_none_any_more(self):
        self.lab.night("1", "1,One,One Inc.,123,9")
        self.lab.night("2", "1,One", header="mpn_id,name\n")
        self.assertEqual(self.lab.versions(), [("1", "1", "One Inc.", "123", "9"), ("1", "2", "", "", "")])

    def test_a_partner_that_is_in_no_file_any_more_keeps_what_it_has(self):
        self.lab.write("pipeline.conf", self.lab.read("pipeline.conf").replace(
            "files = inbox/partners/*.csv", "files = inbox/partners/*.csv\ndelivery = snapshot"))
        self.lab.night("1", "1,One,One Inc.,123,9", "2,Two,Two Inc.,456,9")
        self.lab.night("2", "1,One,One Inc.,123,9")
        self.assertEqual(len(self.lab.versions()), 2)

    def test_a_bad_account_neither_rejects_the_row_nor_stops_the_run(self):
        self.lab.night("1", "1,One,One Inc.,GB00NWBK60161331926819," + "9" * 70)
        self.assertEqual(self.lab.rows("SELECT amount FROM cashback.ledger"), [{"amount": "10.00"}])
        self.assertEqual(self.lab.versions()[0][3], "GB00NWBK60161331926819")

    def test_a_run_that_is_held_changes_no_payee(self):
        self.lab.night("1", "1,One,One Inc.,123,9")
        self.lab.write("pipeline.conf", self.lab.read("pipeline.conf") + "[ledger]\nhold_above = 1.00\n")
        self.lab.write("inbox/invoices.csv", "invoice_number,invoice_date,sku,quantity,agreement_number\n"
                                             "I-1,2026-07-02,ABC,5,A-1\n")
        self.lab.night("2", "1,One,One Inc.,999,9", status=65)
        self.assertEqual([row[3] for row in self.lab.versions()], ["123"])
        run, = self.lab.rows("SELECT run_id FROM cashback.run WHERE status = 'held'")
        done = self.lab.cashback("-q", "run", "--release", run["run_id"])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([row[3] for row in self.lab.versions()], ["123", "999"])


if __name__ == "__main__":
    tap.main()
