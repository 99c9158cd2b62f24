"""The demo against its hand-worked expectations: database and workbooks, to the cent."""
import glob
import os
import shutil
import sys
import unittest
from decimal import Decimal

import openpyxl

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import demo_expected
import lab
import tap

EXPECTED = os.path.join(lab.ROOT, "fixtures/demo/expected")
AS_OF = "2026-10-31"


class Demo(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = lab.Lab()
        cls.run_result = cls.lab.cashback("run", "--as-of", AS_OF)

    def test_the_run_ends_well_and_says_a_line_for_each_stage(self):
        self.assertEqual(self.run_result.returncode, 0, self.run_result.stderr)
        for stage in ("extract", "transform", "load", "render"):
            self.assertIn(f"{stage}:", self.run_result.stderr)
        self.assertIn("open-seats", self.run_result.stdout)

    def test_every_payout_is_as_worked_out_by_hand(self):
        rows = self.lab.rows("SELECT campaign_id, mpn_id, amount, withheld FROM cashback.payout")
        self.assertEqual(demo_expected.compare_payouts(EXPECTED, rows), [])

    def test_one_cent_in_the_hand_worked_file_would_be_found(self):
        rows = self.lab.rows("SELECT campaign_id, mpn_id, amount, withheld FROM cashback.payout")
        changed = lab.scratch("expected")
        shutil.copytree(EXPECTED, changed, dirs_exist_ok=True)
        path = os.path.join(changed, "payouts.txt")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("9 x 12.00 + 14 x 20.00 | 388.00", "9 x 12.00 + 14 x 20.00 + 0.01 | 388.01", 1))
        self.assertEqual(len(demo_expected.compare_payouts(changed, rows)), 2)

    def compare(self, name, sql):
        self.assertEqual(demo_expected.difference(name, demo_expected.table(EXPECTED, name),
                                                  self.lab.rows(sql)), [])

    def test_every_earning_is_as_worked_out_by_hand(self):
        self.compare("earnings", "SELECT * FROM cashback.earning")

    def test_every_exclusion_has_its_reason(self):
        self.compare("exclusions", "SELECT * FROM cashback.exclusion")

    def test_sales_of_others_are_only_counted(self):
        self.compare("counted", "SELECT * FROM cashback.counted")

    def test_every_registration_has_its_state(self):
        self.compare("registrations", "SELECT * FROM cashback.registration")

    def test_returns_that_found_no_sale_are_listed(self):
        self.compare("unmatched", "SELECT * FROM cashback.unmatched_return")

    def test_bad_rows_are_in_quarantine_with_file_line_and_reason(self):
        self.compare("quarantine", "SELECT * FROM cashback.quarantine")

    def test_the_ledger_holds_what_was_earned(self):
        rows = self.lab.rows("""
            SELECT mpn_id, campaign_id FROM cashback.payout
            LEFT JOIN (SELECT mpn_id, campaign_id, sum(amount) AS posted FROM cashback.ledger
                GROUP BY mpn_id, campaign_id) AS l USING (mpn_id, campaign_id)
            WHERE amount <> coalesce(posted, 0)""")
        self.assertEqual(rows, [])

    def test_every_partners_workbook_shows_its_payouts(self):
        expected = {}
        for (campaign, mpn), (amount, withheld) in demo_expected.payouts(EXPECTED).items():
            expected.setdefault(mpn, {})[campaign] = (amount, withheld)
        shown = {}
        for path in glob.glob(self.lab.path("build/demo/out/current/statements/*.xlsx")):
            mpn, campaigns = read_statement(path)
            shown[mpn] = {c: v for c, v in campaigns.items()
                          if v != (0, 0) or c in expected.get(mpn, {})}
        self.assertEqual({m: c for m, c in shown.items() if c}, expected)

    def test_every_partners_workbook_shows_its_earnings_line_by_line(self):
        wanted = sorted((r["mpn_id"], r["campaign_id"], r["invoice_number"], int(r["line_number"]),
                         int(r["quantity"]), Decimal(r["amount"]))
                        for r in demo_expected.table(EXPECTED, "earnings"))
        shown = []
        for path in glob.glob(self.lab.path("build/demo/out/current/statements/*.xlsx")):
            shown += read_earnings(path)
        self.assertEqual(sorted(shown), wanted)

    def test_a_second_run_posts_nothing_and_leaves_the_workbooks_alone(self):
        pattern = self.lab.path("build/demo/out/current/**/*.xlsx")
        before = {p: os.stat(p).st_mtime_ns for p in glob.glob(pattern, recursive=True)}
        postings = self.lab.rows("SELECT count(*) FROM cashback.ledger")
        again = self.lab.cashback("run", "--as-of", AS_OF)
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual(self.lab.rows("SELECT count(*) FROM cashback.ledger"), postings)
        after = {p: os.stat(p).st_mtime_ns for p in glob.glob(pattern, recursive=True)}
        self.assertEqual(before, after)


def rows_below(sheet, first):
    """The rows of the sheet's table that has a column `first`, as dictionaries; a sheet that says
    that there is nothing has none."""
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    start = next((i for i, row in enumerate(rows) if first in row), len(rows))
    if start == len(rows):
        return []
    header = rows[start]
    found = []
    for row in rows[start + 1:]:
        if all(cell is None for cell in row):
            break
        found.append(dict(zip(header, row)))
    return found


def money(cell):
    return Decimal(str(cell)).quantize(Decimal("0.01"))


def read_statement(path):
    book = openpyxl.load_workbook(path, data_only=True)
    sheet = book["Statement"]
    mpn = None
    for row in sheet.iter_rows(values_only=True):
        if row[0] == "MPN ID":
            mpn = row[1]
    campaigns = {row["Campaign"]: (money(row["Total"]), money(row["Withheld by cap"]))
                 for row in rows_below(sheet, "Total") if row["Name"]}
    return mpn, campaigns


def read_earnings(path):
    book = openpyxl.load_workbook(path, data_only=True)
    mpn, _ = read_statement(path)
    return [(mpn, r["Campaign"], r["Invoice"], int(r["Line"]), int(r["Quantity"]),
             money(r["Amount"]))
            for r in rows_below(book["Earnings"], "Invoice") if r["Invoice"]]


if __name__ == "__main__":
    tap.main()
