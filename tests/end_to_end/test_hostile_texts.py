"""500 hostile names and 1,000 formula payloads in every text column of every feed and in campaigns:
after a run each of them stands in the workbooks as it was delivered, and has done nothing. No cell is
a formula but the totals, nothing leads out of a workbook, and no file lies outside of
out and var but the list of the chain's heads."""
import csv
import glob
import html.parser
import io
import os
import re
import shutil
import sys
import unittest
import xml.etree.ElementTree as tree
import zipfile

import openpyxl

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import hostile
import lab
import tap

CONF = """[pipeline]
currency = CAD
jobs = 2
[database]
url = {url}
[feed partners]
files = inbox/partners.csv
max_rejects = 9999
[feed agreements]
files = inbox/agreements.csv
max_rejects = 9999
[feed invoices]
files = inbox/invoices/*.csv
max_rejects = 9999
[feed registrations]
files = inbox/registrations.csv
max_rejects = 9999
"""
CAMPAIGN = """[campaign]
id = {id}
name = {name}
kind = dollar_per_sku
scope = transaction
tiers = stepped
start = 2026-01-01
end = 2026-12-31
currency = CAD
returns_days = 90
{terms}
"""
CAMPAIGNS = 30
# The sanitizers take their time.
NAMES, PAYLOADS = (200, 100) if lab.is_sanitized() else (500, 1000)
CELL_MOST = 32767 # characters in a cell of Excel
# Formulas of ours: sums of ranges, and cells of one row added and subtracted.
RANGE = r"(?:'[A-Z][a-z ]+\d*'!)?[A-Z]+\d+:[A-Z]+\d+"
OURS = re.compile(rf"(?:SUM|SUBTOTAL)\((?:109,)?{RANGE}(?:,{RANGE})*\)$"
                  rf"|SUMIF\({RANGE},\"[A-Z]{{3}}\",{RANGE}\)(?:\+SUMIF\({RANGE},\"[A-Z]{{3}}\",{RANGE}\))*$"
                  r"|[A-Z]+\d+(?:[+-][A-Z]+\d+)*$")
# What a workbook consists of; no links, macros, queries, objects or custom parts.
PARTS = re.compile(r"\[Content_Types\]\.xml$|_rels/\.rels$|docProps/(?:app|core)\.xml$"
                   r"|xl/(?:workbook|styles|sharedStrings|metadata)\.xml$|xl/theme/theme1\.xml$"
                   r"|xl/_rels/workbook\.xml\.rels$|xl/worksheets/sheet\d+\.xml$"
                   r"|xl/worksheets/_rels/sheet\d+\.xml\.rels$|xl/tables/table\d+\.xml$"
                   r"|xl/(?:charts|drawings)/(?:_rels/)?(?:chart|drawing)\d+\.xml(?:\.rels)?$")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def shown(text):
    """How a delivered text has to stand in a cell."""
    def one(char):
        code = ord(char)
        if code == 0x7F:
            return "\u2421"
        if code < 0x20 and char not in "\n\t":
            return chr(0x2400 + code)
        if 0x80 <= code < 0xA0 or 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE:
            return "\ufffd"
        return char
    return "".join(map(one, text.strip(hostile.BLANKS)))


def unescaped(text):
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), text)


class Book:
    """The texts and formulas of a workbook, read without openpyxl: there are many."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as parts:
            self.parts = parts.namelist()
            self.relations = [e.get("TargetMode") for name in self.parts if name.endswith(".rels")
                              for e in tree.fromstring(parts.read(name))]
            shared = tree.fromstring(parts.read("xl/sharedStrings.xml")) if (
                "xl/sharedStrings.xml" in self.parts) else []
            strings = ["".join(t.text or "" for t in item.iter(MAIN + "t")) for item in shared]
            self.texts, self.formulas = set(), []
            for name in self.parts:
                if name.startswith("xl/worksheets/sheet"):
                    self.take(tree.fromstring(parts.read(name)), strings)

    def take(self, sheet, strings):
        for cell in sheet.iter(MAIN + "c"):
            formula = cell.find(MAIN + "f")
            if formula is not None:
                self.formulas.append((formula.text, dict(formula.attrib), cell.get("t")))
            elif cell.get("t") == "inlineStr":
                self.texts.add(unescaped("".join(t.text or "" for t in cell.iter(MAIN + "t"))))
            elif cell.get("t") == "s":
                self.texts.add(unescaped(strings[int(cell.find(MAIN + "v").text)]))


class Vendor(lab.Lab):
    """One partner a text, and that text, turned on by some places, in each other column."""

    def __init__(self):
        self.dir, self.url = lab.scratch("hostile"), lab.new_database()
        self.texts = hostile.names(NAMES, most=63) + hostile.formulas(PAYLOADS, most=63)
        self.plain = [t for t in self.texts if hostile.is_plain_line(t) and not t.endswith("*")]
        self.names = [*self.texts[:-1], "Long " + "\U0001f4a3=<" * 9000]
        self.count = len(self.texts)
        self.write("pipeline.conf", CONF.format(url=self.url))
        self.expected = {i: {self.names[i], self.at(i, 1)} for i in range(self.count)}
        self.feeds()
        self.campaigns()

    def at(self, row, turn):
        """The text of a row in the column with that number."""
        return self.texts[(row + 97 * turn) % self.count]

    def campaign(self, row):
        return self.plain[7 * (row % CAMPAIGNS)]

    def sku(self, row):
        text = self.at(row, 9).rstrip(hostile.BLANKS)
        return text + "x" if text.endswith("*") else text

    def table(self, name, columns, rows):
        out = io.StringIO()
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(out.getvalue().encode())

    def feeds(self):
        rows, at = range(self.count), self.at
        self.table("inbox/partners.csv",
                   ["mpn_id", "name", "email", "province", "payee_name", "payee_account", "payee_bank"],
                   [[at(i, 1), self.names[i], *(at(i, t) for t in (2, 3, 4, 5, 6))] for i in rows])
        self.table("inbox/agreements.csv",
                   ["agreement_number", "license_type", "reseller_id", "customer_id"],
                   [[at(i, t) for t in (2, 3, 4, 5)] for i in rows])
        registrations, sales = [], []
        for i in rows:
            registrations += [[at(i, 6), self.campaign(i), at(i, 1), at(i, 11), "2026-01-01", "approved",
                               at(i, 8)],
                              [at(i, 6) + "#", at(i, 7), at(i, 1), at(i, 10) + "#", "2026-01-02",
                               "approved", at(i, 3)]]
            sales.append([at(i, 11), 1, "2026-02-01", at(i, 4), at(i, 2), at(i, 12), at(i, 3),
                          self.sku(i), 1, "", ""])
            sales.append([at(i, 13), 2, "2026-02-02", at(i, 4), "", at(i, 5), "", self.sku(i), -1, "CAD",
                          at(i, 14) + "#"])
            sales.append([at(i, 15), 3, "2026-02-03", at(i, 4), "", "", "", self.sku(i), at(i, 16),
                          at(i, 17), ""])
            self.expected[i] |= {at(i, 6), self.campaign(i), at(i, 8), at(i, 6) + "#",
                                 at(i, 7), at(i, 10) + "#", at(i, 3), at(i, 4), at(i, 11), at(i, 12),
                                 self.sku(i)}
        self.table("inbox/registrations.csv",
                   ["registration_id", "campaign_id", "mpn_id", "identification_number",
                    "registered_on", "status", "terms_version"], registrations)
        self.table("inbox/invoices/=1+1 <b>.csv",
                   ["invoice_number", "line_number", "invoice_date", "reseller_id",
                    "agreement_number", "customer_id", "license_type", "sku", "quantity", "currency",
                    "reference_invoice"], sales)

    def campaigns(self):
        for number in range(CAMPAIGNS):
            folder = f"campaigns/{number}"
            name = self.plain[7 * number + 3]
            self.write(folder + "/campaign.conf",
                       CAMPAIGN.format(id=self.campaign(number), name=name, terms=""))
            skus = dict.fromkeys(self.sku(i) for i in range(number, self.count, CAMPAIGNS))
            self.table(folder + "/rate_card.csv", ["sku", "rate", "min_quantity", "max_quantity"],
                       [[sku, "1.25", "", ""] for sku in skus])

    def files(self):
        return {os.path.relpath(os.path.join(where, name), self.dir)
                for where, _, names in os.walk(self.dir) for name in names}


def file_name(mpn_id):
    """As docs/files.md has it: every byte but a-z, 0-9 and - as %XX."""
    return "".join(chr(b) if chr(b) in "abcdefghijklmnopqrstuvwxyz0123456789-" else f"%{b:02X}"
                   for b in mpn_id.strip(hostile.BLANKS).encode()) + ".xlsx"


class Page(html.parser.HTMLParser):
    """What a browser would do with a page: its scripts, handlers and addresses."""

    def __init__(self, path):
        super().__init__()
        self.harm, self.path = [], path
        with open(path, encoding="utf-8") as file:
            self.feed(file.read())

    def handle_starttag(self, tag, attrs):
        if tag in ("img", "iframe", "object", "embed", "base", "form"):
            self.harm.append(tag)
        for name, value in attrs:
            place = (value or "").strip().lower()
            if place == "data:,": # no icon
                continue
            if name.startswith("on") or place.startswith(("javascript:", "data:", "//", "http")):
                self.harm.append((name, value))
            elif name in ("href", "src") and ".." in place and not os.path.exists(os.path.join(
                    os.path.dirname(self.path), place.split("#")[0])):
                self.harm.append((name, value))


class Hostile(unittest.TestCase):
    maxDiff = 2000

    @classmethod
    def setUpClass(cls):
        cls.vendor = Vendor()
        cls.before = cls.vendor.files()
        cls.around = set(os.listdir(os.path.dirname(cls.vendor.dir)))
        done = cls.vendor.cashback("run", "--as-of", "2026-12-31", "-q")
        assert done.returncode == 0, done.stderr[-3000:]
        cls.folder = cls.vendor.path("out/current/statements")
        cls.books = {os.path.basename(p): Book(p) for p in glob.glob(cls.folder + "/*.xlsx")}
        cls.summary = Book(cls.vendor.path("out/current/summary.xlsx"))

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.vendor.dir)

    def all_books(self):
        return [*self.books.items(), ("summary.xlsx", self.summary)]

    def test_all_names_and_payloads_are_taken_in(self):
        count = len(set(self.vendor.texts))
        self.assertEqual(count, NAMES + PAYLOADS)
        rows = self.vendor.rows("SELECT (SELECT count(*) FROM cashback.partner) AS partners, (SELECT "
                                "count(*) FROM cashback.registration) AS registrations, (SELECT "
                                "count(*) FROM cashback.earning WHERE amount = 1.25) AS earnings, "
                                "(SELECT count(*) FROM cashback.unmatched_return) AS returns, "
                                "(SELECT count(*) FROM cashback.quarantine) AS rejected")
        numbers = sum(bool(re.fullmatch(r"-?\d{1,18}", t)) for t in self.vendor.texts)
        self.assertEqual(rows, [{"partners": str(count), "registrations": str(2 * count),
                                 "earnings": str(count), "returns": str(count),
                                 "rejected": str(count - numbers)}])
        self.assertLess(numbers, 5)

    def test_every_file_has_the_name_of_its_partner_and_none_lies_outside(self):
        expected = {file_name(self.vendor.at(i, 1)) for i in range(self.vendor.count)}
        self.assertEqual(set(os.listdir(self.folder)), expected)
        new = self.vendor.files() - self.before
        self.assertEqual({f for f in new if not f.startswith(("out/", "var/"))},
                         {"chain-heads.txt"})
        self.assertEqual(set(os.listdir(os.path.dirname(self.vendor.dir))), self.around)

    def test_every_text_stands_in_its_partner_s_workbook_as_it_was_delivered(self):
        for i, texts in self.vendor.expected.items():
            book = self.books[file_name(self.vendor.at(i, 1))]
            wanted = {shown(t) for t in texts if len(t) < 1000}
            self.assertEqual(wanted - book.texts, set(), i)

    def test_the_longest_name_ends_in_an_ellipsis_and_fits_a_cell(self):
        last = self.vendor.count - 1
        texts = self.books[file_name(self.vendor.at(last, 1))].texts
        name = max(texts, key=len)
        self.assertTrue(name.endswith("\u2026") and self.vendor.names[last].startswith(name[:-1]))
        self.assertLessEqual(len(name.encode("utf-16-le")) // 2, CELL_MOST)

    def test_a_long_name_is_cut_between_two_characters_of_the_footer(self):
        name = file_name(self.vendor.at(self.vendor.count - 1, 1))
        with zipfile.ZipFile(os.path.join(self.folder, name)) as parts:
            sheet = tree.fromstring(parts.read("xl/worksheets/sheet1.xml"))
        footer = sheet.find(f".//{MAIN}oddFooter").text
        self.assertRegex(footer, "^&L[^&]*: Long (\U0001f4a3=<)+(\U0001f4a3=?)?&R")
        self.assertLessEqual(len(footer.encode("utf-16-le")) // 2, 255)

    def test_every_text_that_the_summary_lists_is_unchanged(self):
        at, vendor, wanted = self.vendor.at, self.vendor, set()
        for i in range(vendor.count):
            wanted |= {at(i, 1), at(i, 3), at(i, 13), at(i, 4), at(i, 5), vendor.sku(i), at(i, 16)}
        wanted |= {name for name in vendor.names if len(name) < 1000}
        self.assertEqual({shown(t) for t in wanted} - self.summary.texts, set())

    def test_no_cell_is_a_formula_but_the_totals(self):
        found = 0
        for name, book in self.all_books():
            for text, attributes, _ in book.formulas:
                self.assertRegex(text, OURS, name)
                self.assertEqual(attributes, {}, name)
                found += 1
        self.assertGreater(found, self.vendor.count)

    def test_nothing_leads_out_of_a_workbook(self):
        for name, book in self.all_books():
            self.assertEqual([p for p in book.parts if not PARTS.match(p)], [], name)
            self.assertNotIn("External", book.relations, name)

    def test_openpyxl_reads_the_same_texts_and_formulas(self):
        for path in [*sorted(glob.glob(self.folder + "/*.xlsx"))[::self.vendor.count // 10],
                     self.vendor.path("out/current/summary.xlsx")]:
            book, texts, formulas = Book(path), set(), 0
            for sheet in openpyxl.load_workbook(path, read_only=True).worksheets:
                for row in sheet.iter_rows():
                    formulas += sum(cell.data_type == "f" for cell in row)
                    texts |= {cell.value for cell in row if cell.data_type == "s"}
            self.assertEqual(formulas, len(book.formulas))
            self.assertEqual({unescaped(t) for t in texts}, {t for t in book.texts if t})

    def test_no_page_of_the_portal_has_a_script_or_an_address_of_theirs(self):
        pages = glob.glob(self.vendor.path("out/site/**/*.html"), recursive=True)
        if not pages:
            self.skipTest("there is no portal")
        for path in pages:
            self.assertEqual(Page(path).harm, [], path)


if __name__ == "__main__":
    tap.main()
