"""Generated partners, settled in two nights: every total of their workbooks, as openpyxl reads it and
as LibreOffice computes it, against sums of the database, to the cent.

    tests/workbooks/run BUILD [--count N] [--seed N]

The sums are formed here, from plain rows, in decimals. A total that SUMS does not know is a problem
as well: whoever adds one to a sheet says here what it has to be."""
import argparse
import collections
import csv
import glob
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from decimal import Decimal

import openpyxl

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import books
import lab
import workbooks

FIRST_NIGHT, FINAL_MONTH, LAST_NIGHT = "2026-08-10", "2026-07", "2026-11-30"
DAYS = 60
INVOICE_LINES = 25 # of a partner
BATCH = 60 # workbooks that one LibreOffice converts
ZERO = Decimal(0)
BROKEN = (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError)

# What a total has to be: sheet and title of its column -> a sum of Sums.
SUMS = {
    ("Statement", "Earned"): "earned",
    ("Statement", "Adjusted"): "adjusted",
    ("Statement", "Total"): "posted",
    ("Statement", "Withheld by cap"): "withheld",
    ("Statement", "On final statements"): "stated",
    ("Statement", "Still open"): "open",
    ("Earnings", "Amount"): "lines",
    ("Earnings", "Withheld"): "lines withheld",
    ("Not paid and why", "Earned"): "lessened",
    ("Not paid and why", "Withheld"): "lessened withheld",
}
# Where there is something, these have to be there.
ALWAYS = [("Statement", "Total"), ("Earnings", "Amount")]
# What a line of the statement has to be: its titles, and a sum of Sums by what stands in the columns
# after the first.
LINES_OF = {
    ("Total", "Campaign", "Currency"): "campaigns",
    ("Balance", "Currency"): "balances",
    ("Closing balance", "Statement", "Currency"): "closings",
}


class Season(books.Books):
    """The generator's partners, with campaigns in three currencies; a month is final after the first
    night, and lines are restated before the last."""

    def __init__(self, partners, seed=1):
        self.dir, self.url, self.logins = lab.scratch("season"), lab.new_database(), []
        subprocess.run([os.path.join(lab.BIN, "generate"), "--partners", str(partners), "--seed",
                        str(seed), "--lines", str(INVOICE_LINES * partners), "--days", str(DAYS), "--plain",
                        self.path("season")], check=True, capture_output=True)
        self.dir = self.path("season")
        self.replace("pipeline.conf", "\nurl =\n", f"\nurl = {self.url}\n")
        self.replace("pipeline.conf", "approval = one", "approval = two")
        campaigns = sorted(glob.glob(self.path("campaigns/*/campaign.conf")))
        plain = [c for c in map(self.below, campaigns) if self.has_no_amounts(c)]
        for name, currency in zip(plain, ("USD", "JPY")):
            self.replace(name, "currency = CAD", f"currency = {currency}")
        for name in map(self.below, campaigns):
            self.write(name, re.sub("partner_cap = .*", "partner_cap = 60.00", self.read(name)))
        self.run(FIRST_NIGHT)
        self.close(FINAL_MONTH)
        self.restate()
        self.run(LAST_NIGHT)

    def below(self, path):
        return os.path.relpath(path, self.dir)

    def has_no_amounts(self, name):
        """Only rates, which may have more places than the currency."""
        text = self.read(name)
        return "dollar_per_sku" in text and not re.search("budget|partner_cap|minimum_amount", text)

    def restate(self):
        """Every fifth sale of the first days has another quantity."""
        rows = []
        for path in sorted(glob.glob(self.path("inbox/invoices/*.csv")))[:30]:
            with open(path, newline="", encoding="utf-8") as file:
                rows += [r for r in csv.DictReader(file) if int(r["quantity"]) > 0
                         and r["line_number"]]
        with open(self.path("inbox/invoices/later.csv"), "w", newline="", encoding="utf-8") as file:
            out = csv.DictWriter(file, rows[0], lineterminator="\n")
            out.writeheader()
            out.writerows({**r, "quantity": int(r["quantity"]) % 7 + 1, "net_amount": ""}
                          for r in rows[::5])

    def workbooks(self):
        return sorted(glob.glob(self.path("out/current/statements/*.xlsx")))


class Sums:
    """What the totals of each partner have to be, by currency; and the lines of the statement, by
    partner and what names the line."""

    def __init__(self, place):
        self.of = collections.defaultdict(lambda: collections.defaultdict(lambda: ZERO))
        self.campaigns, self.balances, self.closings = (
            collections.defaultdict(lambda: ZERO) for _ in range(3))
        self.ledger(place)
        for row in place.rows("SELECT * FROM cashback.statement WHERE status = 'final'"):
            closing = Decimal(row["closing"])
            self.closings[row["mpn_id"], row["statement_number"], row["currency"]] = closing
            self.balances[row["mpn_id"], row["currency"]] += closing # there is one period
        for row in place.rows("SELECT mpn_id, currency, withheld FROM cashback.payout"):
            self.add(row, "withheld", row["withheld"])
        for row in place.rows("SELECT * FROM cashback.earning"):
            for prefix in ["lines"] + ["lessened"] * bool(row["note"]):
                self.add(row, prefix, row["amount"])
                self.add(row, prefix + " withheld", row["withheld"])

    def ledger(self, place):
        stated = {posting(row) for row in place.rows("SELECT * FROM cashback.statement_line")}
        payable_from = {row["campaign_id"]: row["calculation_date"]
                        for row in place.rows("SELECT * FROM cashback.campaign")}
        for row in place.rows("SELECT * FROM cashback.ledger"):
            amount, is_open = row["amount"], posting(row) not in stated
            self.add(row, "earned" if row["kind"] == "earning" else "adjusted", amount)
            self.add(row, "posted", amount)
            self.add(row, row["event_date"][:7], amount)
            self.add(row, "open" if is_open else "stated", amount)
            self.campaigns[row["mpn_id"], row["campaign_id"], row["currency"]] += Decimal(amount)
            if is_open and payable_from[row["campaign_id"]] <= LAST_NIGHT:
                self.balances[row["mpn_id"], row["currency"]] += Decimal(amount)

    def add(self, row, name, amount):
        self.of[row["mpn_id"], row["currency"]][name] += Decimal(amount)


def posting(row):
    return tuple(row[k] for k in ("mpn_id", "campaign_id", "invoice_number", "line_number", "run_id",
                                  "currency", "kind"))


class Unread:
    """A workbook that openpyxl cannot read; LibreOffice has to say the same."""
    stored = {}


class Book:
    """A workbook as openpyxl reads it: what its formulas have stored, and the blocks of its sheets,
    a block being rows without a blank one between them."""

    def __init__(self, path):
        code, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
        self.stored, self.blocks = {}, []
        for sheet in code.worksheets:
            shown = values[sheet.title]
            self.stored.update({(sheet.title, cell.coordinate):
                                workbooks.number(shown[cell.coordinate].value)
                                for row in sheet.iter_rows() for cell in row if cell.data_type == "f"})
            self.blocks += [(sheet.title, block) for block in self.split(shown)]

    @staticmethod
    def split(sheet):
        block = []
        for row in sheet.iter_rows():
            if any(cell.value is not None for cell in row):
                block.append(row)
            elif block:
                yield block
                block = []
        if block:
            yield block

    def tables(self):
        """(sheet, titles, lines, totals) of each table; the totals stand below it, or on top."""
        for sheet, block in self.blocks:
            rows = [row for row in block if row[0].value and sum(c.value is not None for c in row) > 1]
            totals = [row for row in rows if re.match(r"Total( |$)", str(row[0].value))]
            rest = [row for row in rows if row not in totals]
            if rest:
                yield sheet, [cell.value for cell in rest[0]], rest[1:], totals


def exactly(cell):
    return workbooks.number(cell.value)


def against_database(book, partner, sums):
    """Problems of one workbook; and how many totals were compared."""
    problems, seen = [], set()
    for sheet, titles, lines, totals in book.tables():
        for row in totals:
            currency = (str(row[0].value).split() + [""])[1]
            for title, cell in zip(titles[1:], row[1:]):
                if cell.value is None:
                    continue
                name = SUMS.get((sheet, title)) or month(sheet, title)
                seen.add((sheet, title, currency))
                if name is None:
                    problems.append(f"{sheet}!{cell.coordinate}: nothing says what the total "
                                    f"'{title}' has to be")
                elif exactly(cell) != sums.of[partner, currency][name]:
                    problems.append(f"{sheet}!{cell.coordinate}: {title} {currency} is {cell.value}, "
                                    f"and {sums.of[partner, currency][name]} in the database")
        for wanted, name in LINES_OF.items():
            if sheet == "Statement" and set(wanted) <= set(titles):
                problems += statement_lines([titles.index(title) for title in wanted], lines, partner,
                                            getattr(sums, name))
    for sheet, title in ALWAYS:
        for (mpn_id, currency), of in sums.of.items():
            if (mpn_id == partner and of[SUMS[sheet, title]]
                    and (sheet, title, currency) not in seen):
                problems.append(f"{sheet}: there is no total {title} {currency}")
    return problems, len(seen)


def month(sheet, title):
    """The statement's grid of campaigns and months has a total for each."""
    return title if sheet == "Statement" and re.fullmatch(r"\d{4}-\d\d", str(title)) else None


def statement_lines(at, lines, partner, expected):
    for row in lines:
        cell, *key = (row[i] for i in at)
        wanted = expected[(partner, *(name.value for name in key))]
        if exactly(cell) != wanted:
            yield f"Statement!{cell.coordinate} is {cell.value}, and {wanted} in the database"


def partner_of(path):
    name = os.path.basename(path).removesuffix(".xlsx")
    return re.sub("%([0-9A-F]{2})", lambda m: chr(int(m[1], 16)), name)


def against_libreoffice(books, folder):
    """books: path -> Book. Problems, as (path, problem)."""
    paths = list(books)
    for first in range(0, len(paths), BATCH):
        batch = paths[first:first + BATCH]
        target = workbooks.recalculate(batch, folder)
        for path in batch:
            try:
                sheets = openpyxl.load_workbook(os.path.join(target, os.path.basename(path)),
                                                data_only=True)
            except BROKEN:
                yield path, "LibreOffice cannot read it"
                continue
            for (sheet, cell), stored in books[path].stored.items():
                computed = sheets[sheet][cell].value
                if not isinstance(computed, (int, float)) or workbooks.number(computed) != stored:
                    yield path, f"{sheet}!{cell}: LibreOffice computes {computed}, not {stored}"
        shutil.rmtree(target, ignore_errors=True)


def check(paths, sums, partners=None):
    """Every problem of the workbooks, as (path, problem), and (workbooks, formulas, totals) that were
    compared. partners: path -> MPN ID, where the file's name does not say it."""
    books, problems, totals, folder = {}, [], 0, lab.scratch("office")
    for path in paths:
        try:
            books[path] = Book(path)
        except BROKEN as error:
            problems.append((path, f"openpyxl cannot read it: {error}"))
            books[path] = Unread
            continue
        found, count = against_database(books[path], (partners or {}).get(path) or partner_of(path),
                                        sums)
        problems += [(path, problem) for problem in found]
        totals += count
    problems += against_libreoffice(books, folder)
    shutil.rmtree(folder)
    return problems, (len(books), sum(len(b.stored) for b in books.values()), totals)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--count", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    asked, began = options.parse_args(), time.monotonic()
    place = Season(asked.count + asked.count // 50 + 1, asked.seed) # a few have nothing
    print(f"settled and rendered: {time.monotonic() - began:.0f} s", flush=True)
    problems, counts = check(place.workbooks()[:asked.count], Sums(place))
    for path, problem in problems[:20]:
        print(f"{path}: {problem}")
    print("%d workbooks, %d formulas, %d totals of them against the database; " % counts
          + f"{len(problems)} problems ({time.monotonic() - began:.0f} s)")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
