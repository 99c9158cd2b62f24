"""cashback retract: a delivered file leaves the data, and comes back when its content changes."""
import gzip
import os
import shutil
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))
import lab
import tap

AS_OF = "2026-10-31"
FILE = "fixtures/demo/inbox/invoices/2026-07-07.csv.gz"
POSTED = f"""SELECT coalesce(sum(l.amount), 0) AS amount FROM cashback.ledger AS l
    WHERE l.invoice_number = 'INV-260707-0002'"""


class Retract(unittest.TestCase):
    def setUp(self):
        self.lab = lab.Lab()
        self.run_it()

    def tearDown(self):
        shutil.rmtree(self.lab.dir)

    def run_it(self):
        done = self.lab.cashback("run", "--as-of", AS_OF, "-q")
        self.assertEqual(done.returncode, 0, done.stderr)

    def posted(self):
        return self.lab.rows(POSTED)[0]["amount"]

    def test_what_the_file_earned_is_taken_back_and_stays_out(self):
        self.assertEqual(self.posted(), "60.00")
        self.assertEqual(self.lab.cashback("retract", "invoices", FILE).returncode, 0)
        self.run_it()
        self.assertEqual(self.posted(), "0.00")
        self.run_it()  # the same file still lies in the inbox
        self.assertEqual(self.posted(), "0.00")

    def test_changed_content_brings_the_file_back(self):
        self.assertEqual(self.lab.cashback("retract", "invoices", FILE).returncode, 0)
        self.run_it()
        path = self.lab.path(FILE)
        with gzip.open(path, "rb") as file:
            rows = file.read()
        with gzip.open(path, "wb") as file:
            file.write(rows.replace(b"\n", b"\r\n"))
        self.run_it()
        self.assertEqual(self.posted(), "60.00")

    def test_an_unknown_file_or_feed_is_refused(self):
        self.assertEqual(self.lab.cashback("retract", "invoices", "nowhere.csv").returncode, 66)
        self.assertEqual(self.lab.cashback("retract", "invoice", FILE).returncode, 64)
        self.assertEqual(self.lab.cashback("retract", FILE).returncode, 64)


if __name__ == "__main__":
    tap.main()
