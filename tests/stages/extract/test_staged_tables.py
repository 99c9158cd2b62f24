"""PostgreSQL reads every table that extract writes, by the CREATE TABLE of its name."""
import csv
import glob
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))
import lab
import tap

TABLES = ("partners", "agreements", "invoices", "registrations", "quarantine")


class StagedTables(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = lab.Lab()
        cls.finished = cls.lab.cashback("run", "--as-of", "2026-10-31")
        cls.url = lab.new_database()
        for table in TABLES:
            with open(os.path.join(lab.ROOT, f"schemas/stage/{table}.sql"), encoding="utf-8") as file:
                lab.psql(cls.url, file.read())

    def setUp(self):
        self.assertEqual(self.finished.returncode, 0, self.finished.stderr)

    def load(self, table):
        """Every staged file of a table; how many files there were."""
        paths = glob.glob(self.lab.path(f"build/demo/var/store/staged/*/{table}.copy"))
        commands = "".join(f"\\copy {table} from '{path}' (format binary)\n" for path in sorted(paths))
        subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", self.url], input=commands,
                       text=True, check=True, capture_output=True)
        return len(paths)

    def count(self, table):
        return int(lab.psql(self.url, f"SELECT count(*) FROM {table}")[0]["count"])

    def test_partners(self):
        self.assertEqual(self.load("partners"), 2)
        self.assertEqual(self.count("partners"), 60)

    def test_agreements(self):
        self.assertEqual(self.load("agreements"), 1)
        self.assertEqual(self.count("agreements"), 40)

    def test_registrations(self):
        self.assertEqual(self.load("registrations"), 3)
        self.assertEqual(self.count("registrations"), 64)

    def test_invoices_with_numbers_and_dates_as_delivered(self):
        self.load("invoices")
        row = lab.psql(self.url, "SELECT * FROM invoices WHERE invoice_number = 'INV-260930-0002'")[0]
        self.assertEqual((row["line_number"], row["invoice_date"], row["quantity"]),
                         ("1", "2026-09-30", "4"))
        self.assertEqual((row["unit_price"], row["net_amount"], row["currency"]),
                         ("5400.0000", "21600.0000", ""))

    def test_the_quarantine_with_the_bytes_that_were_delivered(self):
        self.load("quarantine")
        rows = lab.psql(self.url, "SELECT reason, count(*) FROM quarantine GROUP BY reason")
        with open(os.path.join(lab.ROOT, "fixtures/demo/expected/quarantine.csv"),
                  encoding="utf-8") as file:
            expected = [row["reason"] for row in csv.DictReader(file)]
        self.assertEqual({row["reason"]: int(row["count"]) for row in rows},
                         {reason: expected.count(reason) for reason in expected})
        bad = lab.psql(self.url, "SELECT value, position(value::bytea IN raw) AS at FROM quarantine "
                                 "WHERE reason = 'type-error' ORDER BY value")
        self.assertTrue(all(int(row["at"]) > 0 for row in bad), bad)


if __name__ == "__main__":
    tap.main()
