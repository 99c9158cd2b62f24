"""Workbooks of a small hand-made data set, read back with openpyxl cell by cell and recalculated
with LibreOffice."""
import datetime
import glob
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import unittest
import zipfile

import openpyxl

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))
import lab  # noqa: E402
import tap  # noqa: E402
from workbooks import cells, day, formulas, recalculated, texts  # noqa: E402

CONF = """[pipeline]
var = var
campaigns = campaigns/*
currency = CAD
jobs = 2
[database]
url = {url}
[feed partners]
files = inbox/partners.csv
[feed agreements]
files = inbox/agreements.csv
[feed invoices]
files = inbox/invoices.csv
[feed registrations]
files = inbox/registrations.csv
[reports]
output = out
site = no
"""

# 0012345 is the partner to look at. ABC/9 has two currencies and a campaign that is final. The
# partner with 18 digits has a pending registration, 77 merely claims the account R-1, and 88 has
# nothing. Run rh is held: what it would post does not count.
DATA = r"""
SET search_path = cashback;
INSERT INTO run VALUES
    ('r0', '2026-09-30', '2026-10-01T02:00Z', '2026-10-01T02:05Z', 'finished', NULL),
    ('r1', '2026-10-31', '2026-11-01T02:00Z', NULL, 'posted', NULL),
    ('rh', '2026-11-01', '2026-11-02T02:00Z', NULL, 'held', 'more than hold_above');
INSERT INTO partner VALUES
    ('0012345', 'Évasion "Fils" & <Ltée>', NULL, 'QC', NULL, NULL),
    ('ABC/9', '=HYPERLINK("http://x";"pay")', NULL, '@1', NULL, NULL),
    ('123456789012345678', '+Plus', NULL, NULL, NULL, NULL),
    ('77', 'Claims Only Inc.', NULL, NULL, NULL, NULL),
    ('88', 'Nothing Ltd.', NULL, NULL, NULL, NULL);
INSERT INTO campaign VALUES
    ('seats', 'Seats / Sièges', 'dollar_per_sku', 'CAD', '2026-07-01', '2026-09-30', NULL, 1000.00,
        '2026-07-01', NULL, 'x'),
    ('deals', '-Deals', 'frequency', 'CAD', '2026-07-01', '2026-09-30', NULL, NULL,
        '2026-07-01', NULL, 'x'),
    ('yen', 'Yen', 'dollar_per_sku', 'JPY', '2026-06-01', '2026-09-30', NULL, NULL,
        '2026-06-01', '2026-10-15', 'x');
INSERT INTO registration VALUES
    ('0012345', 'REG-1', 'seats', 'INV-1', 'R-1', 'invoice', 'active', '2026-06-20', '2026-06-20',
        'v1', 'r.csv', 2),
    ('0012345', 'REG-2', 'deals', 'OPN-9', 'R-1', 'agreement', 'active', '2026-07-10', NULL, NULL,
        'r.csv', 3),
    ('0012345', '0003', 'yen', '000777', NULL, NULL, 'number-not-found', '2026-07-11', NULL, NULL,
        'r.csv', 4),
    ('ABC/9', 'REG-4', 'yen', 'INV-6', 'R-2', 'invoice', 'active', '2026-06-01', NULL, NULL,
        'r.csv', 5),
    ('77', 'REG-5', 'seats', 'INV-1', 'R-1', 'invoice', 'account-taken', '2026-06-21',
        '2026-06-21', 'v1', 'r.csv', 6),
    ('123456789012345678', 'REG-6', 'seats', 'INV-8', 'R-3', 'invoice', 'not-approved',
        '2026-06-22', NULL, NULL, 'r.csv', 7);
INSERT INTO earning VALUES
    ('0012345', 'seats', 'INV-1', 1, 'SKU-A', 'R-1', 'C-1', '2026-07-05', 10, 'CAD', 120.00, 0.00,
        0, 10, NULL, 'i.csv', 2, 2, 'INV-1'),
    ('0012345', 'seats', '1E5', 1, '0001', 'R-1', NULL, '2026-07-06', 3, 'CAD', 30.00, 6.00,
        10, 13, 'capped', 'i.csv', 3, 2, '1E5'),
    ('0012345', 'seats', 'CR-1', 12, 'SKU-A', 'R-1', 'C-1', '2026-08-01', -4, 'CAD', -48.00, 0.00,
        13, 9, NULL, 'i.csv', 4, 2, '1E5'),
    ('0012345', 'deals', 'INV-1', 1, 'SKU-A', 'R-1', 'C-1', '2026-07-05', 10, 'CAD', 0.00, 0.00,
        0, 1, 'below-threshold', 'i.csv', 2, NULL, '2026-Q3'),
    ('ABC/9', 'seats', 'INV-5', 1, 'SKU-A', 'R-2', NULL, '2026-07-05', 1, 'CAD', 10.10, 0.00,
        0, 1, NULL, 'i.csv', 5, 2, NULL),
    ('ABC/9', 'yen', 'INV-6', 1, 'SKU-A', 'R-2', NULL, '2026-07-05', 1, 'JPY', 1500, 0,
        0, 1, NULL, 'i.csv', 6, NULL, NULL);
INSERT INTO campaign_terms VALUES
    ('seats', 'retrospective', 'transaction', NULL, NULL, NULL, '2026-07-01', 30, 'v1', NULL,
        'Open, CSP', 'start', 'no', NULL, NULL, NULL, NULL, NULL),
    ('deals', 'retrospective', NULL, 'transactions', 'quarter', 'once', '2026-07-01', 30, NULL, NULL,
        NULL, 'registration', 'no', 1, NULL, NULL, NULL, NULL);
INSERT INTO campaign_card VALUES
    ('seats', 'rate_card.csv', 2, 2, 'SKU-*', NULL, NULL, 1, 11, 12.0000),
    ('seats', 'rate_card.csv', 3, 2, 'SKU-*', NULL, NULL, 12, NULL, 12.5050),
    ('deals', 'products.csv', 2, 2, 'SKU-A', NULL, NULL, NULL, NULL, NULL),
    ('deals', 'thresholds.csv', 2, 0, NULL, NULL, NULL, 3, NULL, 100.0000);
INSERT INTO standing VALUES
    ('0012345', 'deals', 0, '2026-Q3', 'CAD', 1, 3, 100.00, '2026-09-30');
INSERT INTO payout VALUES
    ('0012345', 'seats', 'CAD', 102.00, 6.00, NULL, NULL),
    ('0012345', 'deals', 'CAD', 0.00, 0.00, 1, 3),
    ('ABC/9', 'seats', 'CAD', 10.10, 0.00, NULL, NULL),
    ('ABC/9', 'yen', 'JPY', 1500, 0, NULL, NULL);
INSERT INTO ledger VALUES
    ('0012345', 'seats', 'INV-1', 1, 'r0', 'CAD', 'earning', '2026-07-05', 100.00),
    ('0012345', 'seats', 'INV-1', 1, 'r1', 'CAD', 'adjustment', '2026-07-05', 20.00),
    ('0012345', 'seats', '1E5', 1, 'r1', 'CAD', 'earning', '2026-07-06', 30.00),
    ('0012345', 'seats', 'CR-1', 12, 'r1', 'CAD', 'earning', '2026-08-01', -48.00),
    ('0012345', 'seats', 'INV-9', 1, 'rh', 'CAD', 'earning', '2026-08-01', 999.00),
    ('ABC/9', 'seats', 'INV-5', 1, 'r1', 'CAD', 'earning', '2026-07-05', 10.10),
    ('ABC/9', 'yen', 'INV-6', 1, 'r0', 'JPY', 'earning', '2026-07-05', 1400);
INSERT INTO unposted VALUES ('ABC/9', 'yen', 'INV-6', 1, 'JPY', '2026-07-05', 100);
INSERT INTO exclusion VALUES
    ('0012345', 'deals', 'INV-3', 1, 'SKU-A', 'R-1', 'C-2', '2026-07-03', 2, 'before-registration',
        'i.csv', 7, NULL),
    ('0012345', 'seats', 'INV-4', 7, '0012', 'R-1', '=1+1', '2026-07-04', 1, 'license-type',
        'i.csv', 8, 'OEM');
INSERT INTO counted VALUES ('seats', 'not-registered', 5, 9);
INSERT INTO unmatched_return VALUES
    ('RET-1', 1, 'SKU-A', NULL, 'C-1', '2026-08-01', -3, 2, 'i.csv', 9);
INSERT INTO source_file VALUES
    ('invoices', 'i.csv', 'x', 1, 100, 97, 2, 1), ('partners', 'p.csv', 'x', 1, 5, 5, 0, 0);
INSERT INTO quarantine VALUES
    ('r0', 'partners', 'p.csv', 3, 0, 'name', 'missing-cell', NULL, 'old'),
    ('r0', 'invoices', 'i.csv', 10, 0, 'quantity', 'type-error', '1O', 'INV,1O'),
    ('r1', 'invoices', 'i.csv', 11, 0, 'quantity', 'type-error', '=1O', '\x3d31ff0041');
"""

# Steps from 5 to 9 and from 20 on, of a partner's units.
STEPS = """
SET search_path = cashback;
INSERT INTO campaign_terms VALUES ('yen', 'stepped', 'partner', NULL, NULL, NULL, '2026-07-01', 30,
    NULL, NULL, NULL, 'start', 'no', NULL, NULL, NULL, NULL, NULL);
INSERT INTO campaign_card VALUES
    ('yen', 'rate_card.csv', 2, 2, 'SKU', NULL, NULL, 5, 9, 100),
    ('yen', 'rate_card.csv', 3, 2, 'SKU', NULL, NULL, 20, NULL, 200);
INSERT INTO earning SELECT 'ABC/9', 'yen', invoice, 1, 'SKU', 'R-2', NULL, '2026-07-06', after - before,
    'JPY', amount, 0, before, after, NULL, 'i.csv', 9, 2, ''
FROM (VALUES ('ST-1', 0, 22, 1100), ('ST-2', 12, 22, 600), ('ST-3', 7, 22, 800), ('ST-4', 0, 6, 200))
    AS line (invoice, before, after, amount);
"""

# SKU-F has one rate from the first unit on; the second step of SKU ends at 30.
TOPS = """
UPDATE campaign_card SET maximum = 30 WHERE campaign_id = 'yen' AND minimum = 20;
INSERT INTO campaign_card VALUES
    ('yen', 'rate_card.csv', 9, 9, 'SKU-F', NULL, NULL, 1, NULL, 100);
INSERT INTO standing VALUES
    ('ABC/9', 'yen', 2, '', 'JPY', 31, NULL, NULL, '2026-12-31'),
    ('ABC/9', 'yen', 9, '', 'JPY', 4, NULL, NULL, '2026-12-31'),
    ('ABC/9', 'seats', 2, 'C-1', 'CAD', 12, NULL, NULL, '2026-12-31'),
    ('ABC/9', 'deals', 0, '2026-Q4', 'CAD', 3, NULL, NULL, '2026-12-31');
"""

STATEMENT_HEADER = ["Campaign", "Name", "From", "To", "Currency", "Earned", "Adjusted", "Total",
                    "Withheld by cap", "On final statements", "Still open", "Payable from"]
SUBTITLE = 'Évasion "Fils" & <Ltée> · MPN ID 0012345 · as of 31 October 2026'


class Workbench:
    """A working folder with a run to render, and its database."""

    def __init__(self, before="999"):
        """With the migrations before this one."""
        self.dir = lab.scratch("render")
        self.url = lab.new_database()
        self.migrate("000", before)
        self.script(DATA)
        self.write("pipeline.conf", CONF.format(url=self.url))
        self.write("var/runs/r1/run.json", json.dumps({"run_id": "r1", "as_of": "2026-10-31"}))
        self.write("var/runs/r1/run_results.json", json.dumps({"status": "posted", "stages": {}}))

    def migrate(self, first, before="999"):
        for path in sorted(glob.glob(os.path.join(lab.ROOT, "schemas", "sql", "*.sql"))):
            if first <= os.path.basename(path)[:3] < before:
                self.script(open(path, encoding="utf-8").read())

    def script(self, sql):
        lab.psql(self.url, sql)

    def write(self, name, text):
        path = os.path.join(self.dir, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)

    def render(self, **options):
        return subprocess.run([os.path.join(lab.BIN, "cashback-render"), "--run", "r1"],
                              cwd=self.dir, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, **options)

    def path(self, name):
        return os.path.join(self.dir, "out", "current", name)

    def statement(self, name):
        return self.path(os.path.join("statements", name + ".xlsx"))

    def names(self):
        return sorted(os.listdir(self.path("statements")))

    def summary(self):
        results = os.path.join(self.dir, "var", "runs", "r1", "run_results.json")
        return json.load(open(results))["stages"]["render"]

    def all(self):
        return sorted(glob.glob(self.path("statements/*.xlsx"))) + [self.path("summary.xlsx")]


class Rendered(unittest.TestCase):
    """What stands in the workbooks; rendered once."""
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.bench = Workbench()
        done = cls.bench.render()
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        cls.one = cls.bench.statement("0012345")
        cls.two = cls.bench.statement("%41%42%43%2F9")

    def test_every_partner_with_something_has_a_workbook_under_an_escaped_name(self):
        self.assertEqual(self.bench.names(), ["%41%42%43%2F9.xlsx", "0012345.xlsx",
                                              "123456789012345678.xlsx", "77.xlsx"])
        self.assertEqual(self.bench.summary(),
                         {"workbooks": 5, "written": 5, "unchanged": 0, "removed": 0})

    def test_the_statement_has_a_row_for_each_campaign_and_a_total(self):
        self.assertEqual(cells(self.one, "Statement")[:14], [
            ["Cash-back statement"],
            [SUBTITLE],
            ["Partner", 'Évasion "Fils" & <Ltée>'],
            ["MPN ID", "0012345"],
            ["As of", day("2026-10-31")],
            ["Status", "Running account, settled as of 31 October 2026, the last night that changed "
                        "anything here: not a statement of payment. "
                       "A statement has a number and is made when a period ends."],
            ["Account"],
            ["Currency", "The balance is", "Opening balance", "Earned since", "Adjusted since",
             "Balance", "Not payable yet"],
            ["CAD", "Due, unless below the minimum payout.", 0, 82, 20, 102, 0],
            ["Cash-back by campaign"],
            STATEMENT_HEADER,
            ["deals", "-Deals", day("2026-07-01"), day("2026-09-30"), "CAD", 0, 0, 0, 0, 0, 0],
            ["seats", "Seats / Sièges", day("2026-07-01"), day("2026-09-30"), "CAD", 82, 20, 102,
             6, 0, 102],
            ["Total CAD", None, None, None, None, 82, 20, 102, 6, 0, 102],
        ])

    def test_the_chart_stands_over_a_table_of_campaigns_and_months(self):
        self.assertEqual(cells(self.one, "Statement")[14:18], [
            ["Cash-back by campaign and month of the sale, CAD"],
            ["Campaign", None, "2026-07", "2026-08", "Total"],
            ["seats", None, 150, -48, 102],
            ["Total CAD", None, 150, -48, 102],
        ])
        with zipfile.ZipFile(self.one) as book:
            drawn = book.read("xl/charts/chart1.xml").decode()
        self.assertEqual(re.findall("<c:f>(.*?)</c:f>", drawn), [
            "'Statement'!$A$34", "'Statement'!$C$33:$D$33", "'Statement'!$C$34:$D$34"])
        self.assertIn('<c:grouping val="stacked"/>', drawn)

    def test_the_totals_of_the_statement_are_formulas(self):
        rows = cells(self.one, "Statement", values=False)
        self.assertEqual(rows[8][5], "=C11+D11+E11")
        self.assertEqual(rows[12][7], "=F16+G16")
        self.assertEqual(rows[12][10], "=H16-J16")
        self.assertEqual(rows[13][5:8], ["=SUM(F15:F16)", "=SUM(G15:G16)", "=SUM(H15:H16)"])

    def test_earnings_stand_line_by_line_with_what_they_were_paid_at(self):
        self.assertEqual(cells(self.one, "Earnings"), [
            ["Earnings"],
            [SUBTITLE],
            ["Total CAD (lines shown)", *[None] * 11, 102, 6],
            ["Campaign", "Invoice", "Line", "Date", "Customer", "SKU", "Quantity", "Rate or tier",
             "Counted with", "Measure before", "Measure after", "Currency", "Amount", "Withheld",
             "Note"],
            ["deals", "INV-1", 1, day("2026-07-05"), "C-1", "SKU-A", 10, "Nothing below 3",
             "2026-Q3", 0, 1, "CAD", 0, 0, "Below the first threshold; the count so far is 1."],
            ["seats", "INV-1", 1, day("2026-07-05"), "C-1", "SKU-A", 10, "12.00 each", "INV-1", 0,
             10, "CAD", 120, 0],
            ["seats", "1E5", 1, day("2026-07-06"), None, "0001", 3,
             "12.505 each, from 12 on; 12.00 before", "1E5", 10, 13, "CAD", 30, 6,
             "The campaign's cap or budget limits this amount."],
            ["seats", "CR-1", 12, day("2026-08-01"), "C-1", "SKU-A", -4,
             "12.00 each, from 1 on; 12.505 before", "1E5", 13, 9, "CAD", -48, 0],
        ])

    def test_what_was_not_paid_or_paid_less_has_its_reason_in_words(self):
        self.assertEqual(cells(self.one, "Not paid and why")[2:], [
            ["Total CAD (lines shown)", *[None] * 7, 30, 6],
            ["Campaign", "Invoice", "Line", "Date", "Customer", "SKU", "Quantity", "Currency",
             "Earned", "Withheld", "Why"],
            ["deals", "INV-3", 1, day("2026-07-03"), "C-2", "SKU-A", 2, "CAD", None, None,
             "The sale is dated 3 July 2026; your registration for this campaign is dated "
             "10 July 2026."],
            ["deals", "INV-1", 1, day("2026-07-05"), "C-1", "SKU-A", 10, "CAD", 0, 0,
             "Below the first threshold; the count so far is 1."],
            ["seats", "INV-4", 7, day("2026-07-04"), "=1+1", "0012", 1, "CAD", None, None,
             "The license type of this sale is OEM; this campaign covers Open, CSP."],
            ["seats", "1E5", 1, day("2026-07-06"), None, "0001", 3, "CAD", 30, 6,
             "The campaign's cap or budget limits this amount."],
        ])

    def test_the_next_tier_has_a_bar_from_0_to_100(self):
        self.assertEqual(cells(self.one, "Next tier")[3:], [
            ["deals", "-Deals", "Deals (invoices)", "2026-Q3", 1, 3, None, 33, "CAD", None,
             day("2026-09-30"), "Ended on 30 September 2026: only returns can still change it."]])
        with zipfile.ZipFile(self.one) as book:
            sheet = book.read("xl/worksheets/sheet4.xml").decode()
        self.assertIn('sqref="H6"', sheet)
        self.assertRegex(sheet, '<cfvo type="num" val="0"/><cfvo type="num" val="100"/>')

    def test_the_campaigns_stand_with_their_terms_and_cards(self):
        rows = cells(self.one, "Campaigns")
        self.assertIn(["seats", "License types", "Open, CSP."], rows)
        self.assertIn(["deals", "How it pays",
                       "The highest threshold reached pays its amount, once."], rows)
        self.assertIn(["seats", "SKU-*", "Each unit, once 12 are reached.", 12, None, "CAD",
                       12.505], rows)
        self.assertIn(["deals", None, "Once, when 3 are reached.", 3, None, "CAD", 100], rows)

    def test_the_sheets_stand_in_the_order_in_which_they_are_read(self):
        self.assertEqual(openpyxl.load_workbook(self.one).sheetnames, [
            "Statement", "Earnings", "Not paid and why", "Next tier", "Registrations",
            "Campaigns", "About"])

    def test_registrations_say_how_the_account_was_found(self):
        self.assertEqual(cells(self.one, "Registrations")[3:], [
            ["deals", "REG-2", "OPN-9", day("2026-07-10"),
             "Active: the sales of this account count.", "R-1", "by the agreement"],
            ["seats", "REG-1", "INV-1", day("2026-06-20"),
             "Active: the sales of this account count.", "R-1", "by the invoice", "v1",
             day("2026-06-20")],
            ["yen", "0003", "000777", day("2026-07-11"),
             "The number leads to no account: please check it."],
        ])

    def test_a_partner_with_two_currencies_has_a_total_for_each(self):
        rows = cells(self.two, "Statement")[11:19]
        self.assertEqual([row[:1] + row[4:9] for row in rows], [
            ["Campaign", *STATEMENT_HEADER[4:9]],
            ["seats", "CAD", 10.1, 0, 10.1, 0],
            ["yen", "JPY", 1400, 0, 1400, 0],
            ["Total CAD", None, 10.1, 0, 10.1, 0],
            ["Total JPY", None, 1400, 0, 1400, 0],
            ["Not settled: changes after a campaign was final"],
            ["Campaign", "Currency", "Amount"],
            ["yen", "JPY", 100],
        ])

    def test_each_currency_is_shown_with_its_own_places(self):
        sheet = openpyxl.load_workbook(self.two)["Statement"]
        formats = {row[4].value: row[5].number_format for row in sheet.iter_rows()
                   if row[4].value in ("CAD", "JPY")}
        self.assertEqual(formats, {"CAD": "#,##0.00", "JPY": "#,##0"})

    def test_nothing_in_a_workbook_belongs_to_another_partner(self):
        # 77 claims the account of 0012345, and 123456789012345678 is not approved for R-3.
        foreign = {
            "0012345": ["ABC/9", "HYPERLINK", "Plus", "Claims Only", "INV-5", "R-2", "R-3"],
            "77": ["0012345", "Évasion", "R-1", "REG-1", "SKU-A"],
            "123456789012345678": ["R-3", "R-1", "SKU-A", "0012345"],
        }
        for partner, forbidden in foreign.items():
            for text in texts(self.bench.statement(partner)):
                for word in forbidden:
                    self.assertNotRegex(text, rf"(?<!\w){re.escape(word)}(?!\w)", partner)

    def test_text_is_text_and_numbers_are_numbers(self):
        kinds = {}
        for path in self.bench.all():
            for sheet in openpyxl.load_workbook(path).worksheets:
                for row in sheet.iter_rows():
                    kinds.update({str(cell.value): cell.data_type for cell in row})
        for text in ["0012345", "1E5", "000777", "=1+1", "-Deals", "+Plus", "@1", "=1O",
                     '=HYPERLINK("http://x";"pay")', "123456789012345678", "0001"]:
            self.assertEqual(kinds.get(text), "s", text)
        self.assertEqual(kinds["10.1"], "n")
        self.assertEqual(kinds["2026-07-05 00:00:00"], "d")

    def test_sheets_print_with_their_header_on_every_page(self):
        sheet = openpyxl.load_workbook(self.one)["Earnings"]
        self.assertEqual(sheet.page_setup.orientation, "landscape")
        self.assertTrue(sheet.sheet_properties.pageSetUpPr.fitToPage)
        self.assertEqual(sheet.page_setup.fitToHeight, 0)  # one page wide, any number high
        self.assertEqual(sheet.page_setup.fitToWidth or 1, 1)
        self.assertEqual(sheet.print_title_rows, "$5:$5")
        self.assertEqual(sheet.freeze_panes, "A6")
        self.assertEqual(sheet.auto_filter.ref, "A5:O9")
        self.assertIn("Page &P of &N", sheet.oddFooter.right.text.replace("page", "Page"))
        # what a name has that looks like a code is doubled
        self.assertIn('"Fils" && <Ltée>', zipfile.ZipFile(self.one).read(
            "xl/worksheets/sheet2.xml").decode().replace("&lt;", "<").replace("&gt;", ">")
            .replace("&quot;", '"').replace("&amp;", "&"))

    def test_properties_carry_the_business_date_and_no_clock(self):
        properties = openpyxl.load_workbook(self.one).properties
        self.assertEqual(properties.title, "Cash-back statement")
        self.assertEqual(properties.created, datetime.datetime(2026, 10, 31))
        self.assertEqual(properties.modified, datetime.datetime(2026, 10, 31))

    def test_libreoffice_computes_every_stored_total(self):
        computed = recalculated(self.bench.all(), lab.scratch("office"))
        stored = {path: formulas(path) for path in self.bench.all()}
        self.assertEqual(computed, stored)
        self.assertGreater(sum(len(found) for found in stored.values()), 50)

    def test_the_recalculation_finds_a_planted_wrong_total(self):
        folder = lab.scratch("planted")
        planted = os.path.join(folder, "planted.xlsx")
        with zipfile.ZipFile(self.one) as old, zipfile.ZipFile(planted, "w") as new:
            for part in old.namelist():
                text = old.read(part)
                if part == "xl/worksheets/sheet1.xml":
                    self.assertIn(b"<f>SUM(H15:H16)</f><v>102</v>", text)
                    text = text.replace(b"<f>SUM(H15:H16)</f><v>102</v>",
                                        b"<f>SUM(H15:H16)</f><v>102.01</v>")
                new.writestr(part, text)
        stored, computed = formulas(planted), recalculated([planted], folder)[planted]
        self.assertEqual({key for key in stored if stored[key] != computed[key]},
                         {("Statement", "H17")})


class Nightly(unittest.TestCase):
    """What happens to the files from run to run; a fresh folder for each test."""

    def setUp(self):
        self.bench = Workbench()

    def rendered(self, **options):
        done = self.bench.render(**options)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return self.bench.summary()

    def snapshot(self):
        return {path: (open(path, "rb").read(), os.stat(path).st_mtime_ns)
                for path in self.bench.all()}

    def test_a_line_over_several_steps_says_what_its_own_units_were_paid(self):
        self.bench.script(STEPS)
        self.rendered()
        rows = cells(self.bench.statement("%41%42%43%2F9"), "Earnings")
        self.assertEqual({row[1]: row[7] for row in rows if row[1:2] and str(row[1])[:2] == "ST"}, {
            "ST-1": "Nothing below 5, then step by step up to 200 each",
            "ST-2": "200 each, from 20 on",
            "ST-3": "100 each up to 9, then 200",
            "ST-4": "100 each, from 5 on"})

    def test_the_highest_tier_says_whether_more_would_be_paid(self):
        self.bench.script(STEPS + TOPS)
        self.rendered()
        rows = cells(self.bench.statement("%41%42%43%2F9"), "Next tier")[3:]
        self.assertEqual([[row[0], row[4], row[-1]] for row in rows], [
            ["deals", 3, "The highest tier is reached, and is paid once."],
            ["seats", 12, "The highest tier is reached. Sales count up to 31 December 2026."],
            ["yen", 31, "The most that is paid is reached: further units are not paid."]])

    def test_a_return_that_takes_the_whole_sale_back_is_no_sale_that_is_too_small(self):
        self.bench.script("UPDATE cashback.earning SET note = 'not-counted' "
                          "WHERE invoice_number IN ('CR-1', '1E5')")
        self.rendered()
        for sheet in ("Earnings", "Not paid and why"):
            notes = {row[1]: row[-1] for row in cells(self.bench.statement("0012345"), sheet)[4:]}
            self.assertEqual(notes["CR-1"], "What is left of the sale does not count.")
            self.assertRegex(notes["1E5"], "^Does not count: below")

    def test_terms_that_are_signed_without_a_version_are_not_signed(self):
        self.bench.script("UPDATE cashback.exclusion SET reason = 'terms-not-accepted', fact = NULL "
                          "WHERE invoice_number = 'INV-4'; UPDATE cashback.registration "
                          "SET terms_version = NULL WHERE registration_id = 'REG-1'")
        self.rendered()
        rows = cells(self.bench.statement("0012345"), "Not paid and why")[4:]
        why = {row[1]: row[-1] for row in rows}
        self.assertEqual(why["INV-4"], "This campaign asks for its terms, version v1, signed; your "
                                       "registration of 20 June 2026 has none.")

    def test_an_account_is_shown_where_the_partner_holds_it(self):
        self.bench.script("UPDATE cashback.registration SET state = 'terms-not-accepted' "
                          "WHERE registration_id = 'REG-1'; UPDATE cashback.registration "
                          "SET state = 'unknown-campaign' WHERE registration_id = 'REG-6'")
        self.rendered()
        accounts = {row[1]: row[5:7] for name in ("0012345", "123456789012345678")
                    for row in cells(self.bench.statement(name), "Registrations")[3:]}
        self.assertEqual(accounts["REG-2"], ["R-1", "by the agreement"])
        self.assertEqual(accounts["REG-1"], [None, "by the invoice"])
        self.assertEqual(accounts["REG-6"], [])

    def test_a_hold_stands_only_before_what_would_be_paid(self):
        self.bench.script("INSERT INTO cashback.partner_hold VALUES ('0012345', 1, 'A', 'me', "
                          "'2026-11-01T00:00Z'), ('0012345', 2, 'B', 'me', '2026-11-01T00:00Z')")
        for amount, says in [("1.00", "Carried forward: payments are on hold. A; B"),
                             ("-102.00", "Nothing is due."),
                             ("-103.00", "Carried forward: it is set off against what is earned "
                                         "next.")]:
            self.bench.script("DELETE FROM cashback.ledger WHERE invoice_number = 'X'; "
                              "INSERT INTO cashback.ledger VALUES ('0012345', 'seats', 'X', 1, "
                              f"'r1', 'CAD', 'earning', '2026-08-01', {amount})")
            self.rendered()
            self.assertEqual(cells(self.bench.statement("0012345"), "Statement")[8][1], says)

    def test_an_unchanged_night_writes_nothing(self):
        self.rendered(env={**os.environ, "TZ": "UTC"})
        before = self.snapshot()
        summary = self.rendered(env={**os.environ, "TZ": "America/Toronto", "LC_ALL": "C"})
        self.assertEqual(summary, {"workbooks": 5, "written": 0, "unchanged": 5, "removed": 0})
        self.assertEqual(self.snapshot(), before)

    def test_only_what_changed_is_written(self):
        self.rendered()
        before = self.snapshot()
        self.bench.script("UPDATE cashback.partner SET name = 'New Name' WHERE mpn_id = 'ABC/9'")
        self.assertEqual(self.rendered()["written"], 2)
        after = self.snapshot()
        self.assertEqual({os.path.basename(path) for path in after if after[path] != before[path]},
                         {"%41%42%43%2F9.xlsx", "summary.xlsx"})

    def test_the_workbook_of_a_partner_with_nothing_left_goes_and_other_files_stay(self):
        self.rendered()
        for name in ["notes.txt", "Readme.xlsx", ".0012345.xlsx.tmp", ".notes.tmp"]:
            open(self.bench.path("statements/" + name), "w").close()
        self.bench.script("DELETE FROM cashback.registration WHERE mpn_id = '77'")
        self.assertEqual(self.rendered()["removed"], 1)
        self.assertEqual(self.bench.names(), [
            "%41%42%43%2F9.xlsx", ".notes.tmp", "0012345.xlsx", "123456789012345678.xlsx",
            "Readme.xlsx", "notes.txt"])

    def test_what_a_killed_writer_left_is_hidden_and_goes_with_the_next_run(self):
        self.bench.write("out/current/.parts/tmp.AbCdEf", "<half a sheet")
        self.rendered()
        self.assertEqual(sorted(os.listdir(self.bench.path(""))), ["statements", "summary.xlsx"])

    def test_a_workbook_that_cannot_be_put_in_place_fails_alone(self):
        os.makedirs(self.bench.statement("0012345"))
        done = self.bench.render()
        self.assertEqual(done.returncode, 74)
        self.assertIn("workbook of 0012345", done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1)
        self.assertEqual(len(self.bench.names()), 4)
        self.assertTrue(os.path.isfile(self.bench.path("summary.xlsx")))

    def test_a_writer_that_is_killed_publishes_nothing(self):
        done = self.bench.render(preexec_fn=self.small_files)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("signal", done.stderr)
        self.assertEqual(self.bench.all(), [self.bench.path("summary.xlsx")])
        self.assertFalse(os.path.exists(self.bench.path("summary.xlsx")))

    def test_a_full_disk_publishes_nothing(self):
        done = self.bench.render(preexec_fn=self.small_files, restore_signals=False)
        self.assertEqual(done.returncode, 74)
        for line in done.stderr.splitlines():
            self.assertRegex(line, "^cashback-render: workbook of .*: cannot be written: ")
        self.assertFalse(glob.glob(self.bench.path("statements/*.xlsx")))
        self.assertFalse(os.path.exists(self.bench.path("summary.xlsx")))

    def test_a_sheet_that_a_full_disk_cut_off_is_caught(self):
        # The sheet on its way to the workbook is beyond the limit, the workbook is not.
        self.bench.script("INSERT INTO cashback.earning SELECT '0012345', 'seats', 'L-' || n, 1, "
                          "'SKU', 'R-1', NULL, '2026-07-07', 1, 'CAD', 0.00, 0.00, 0, 1, NULL, "
                          "'i.csv', n FROM generate_series(1, 1000) AS n")
        done = self.bench.render(preexec_fn=lambda: self.limit(200000), restore_signals=False)
        self.assertEqual(done.returncode, 74)
        self.assertRegex(done.stderr, r"^cashback-render: workbook of 0012345: .*the workbook is "
                                      r"not as it was written: xl/worksheets/sheet2.xml: .*\n$")
        self.assertFalse(os.path.exists(self.bench.statement("0012345")))
        self.assertTrue(os.path.exists(self.bench.statement("77")))

    @staticmethod
    def limit(size):
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    @classmethod
    def small_files(cls):
        """Writing beyond the limit kills by SIGXFSZ; where that is ignored, the write fails."""
        cls.limit(6000)

    def test_a_run_that_has_not_posted_is_not_rendered(self):
        self.bench.script("UPDATE cashback.run SET status = 'held' WHERE run_id = 'r1'")
        done = self.bench.render()
        self.assertEqual(done.returncode, 65)
        self.assertIn("the database holds the results of run r0", done.stderr)
        self.assertFalse(os.path.exists(self.bench.path("")))

    def test_a_summary_without_any_run_is_refused(self):
        self.bench.script("DELETE FROM cashback.ledger; DELETE FROM cashback.run")
        done = self.bench.render()
        self.assertEqual(done.returncode, 65)
        self.assertIn("is not posted", done.stderr)

    def tearDown(self):
        shutil.rmtree(self.bench.dir)


if __name__ == "__main__":
    tap.main()
