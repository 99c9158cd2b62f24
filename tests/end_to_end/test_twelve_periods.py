"""A year, closed month by month, with invoices, returns and corrections that come late, into months
that are closed: what was final stays as it was, balances carry, and nothing is lost or paid twice."""
import collections
import datetime
import decimal
import hashlib
import os
import random
import sys
import unittest

import openpyxl

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import books
import lab
import tap

SEED = int(os.environ.get("SEED", "1"))
Decimal = decimal.Decimal
MONTHS = [f"2026-{month:02}" for month in range(1, 13)]
HELD, LIFTED, DISCARDED = "2026-04", "2026-07", "2026-05"
KEY = "mpn_id, campaign_id, invoice_number, line_number, run_id, currency, kind"


def last_day(month):
    year, number = map(int, month.split("-"))
    following = datetime.date(year + number // 12, number % 12 + 1, 1)
    return (following - datetime.timedelta(days=1)).isoformat()


class Vendor:
    """Delivers a month: its sales, and late sales, returns and corrections of earlier ones."""

    def __init__(self, seed, partners, skus):
        self.dice, self.partners, self.skus = random.Random(seed), partners, skus
        self.sales = []  # [invoice, date, partner, sku, quantity]
        self.number = 0

    def _sale(self, month):
        self.number += 1
        date = f"{month}-{self.dice.randint(1, int(last_day(month)[-2:])):02}"
        sale = [f"I-{self.number:04}", date, self.dice.choice(self.partners),
                self.dice.choice(self.skus), self.dice.randint(1, 30)]
        self.sales.append(sale)
        return self._line(sale)

    def _line(self, sale, **more):
        return (*sale, {"currency": "USD" if sale[3] == "dollars" else "CAD", **more})

    def _return(self, months):
        self.number += 1
        sale = self.dice.choice(self.sales)
        date = f"{self.dice.choice(months)}-{self.dice.randint(1, 28):02}"
        quantity = -self.dice.randint(1, sale[4])
        return self._line([f"R-{self.number:04}", date, *sale[2:4], quantity],
                          reference_invoice=sale[0])

    def _correction(self):
        sale = self.dice.choice(self.sales)
        sale[4] = self.dice.randint(1, 30)
        return self._line(sale)

    def month(self, index):
        earlier = MONTHS[:index]
        lines = [self._sale(MONTHS[index]) for _ in range(20)]
        lines += [self._return(MONTHS[:index + 1]) for _ in range(4)]
        if earlier:
            lines += [self._sale(self.dice.choice(earlier)) for _ in range(6)]
        corrections = {}
        for _ in range(4 if earlier else 0):
            line = self._correction()
            corrections[line[0]] = line
        return [line for line in lines if line[0] not in corrections] + list(corrections.values())


class TwelvePeriods(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.books = books.Books(partners=5)
        cls.books.campaign("tiers", rates=["2.00,1,49", "3.00,50,"], scope="partner",
                           tiers="retrospective", returns_days=365)
        cls.books.campaign("capped", rates=["5.05,,"], more="partner_cap = 900.00")
        cls.books.campaign("dollars", rates=["0.35,1,", ], currency="USD", returns_days=365)
        cls.books.campaign("accruing", rates=["7.35,,"], more="calculation_date = 2026-06-15")
        cls.vendor = Vendor(SEED, cls.books.partners, cls.books.campaign_ids)
        cls.changed, cls.openings, cls.closings = [], [], {}
        final = {}
        for index, month in enumerate(MONTHS):
            cls.close_month(index, month)
            now = cls.finals()
            cls.changed += [key for key in final if now.get(key) != final[key]]
            final = now
            cls.compare_openings(month)
        # sales of the next year, and late ones, that no statement has yet
        cls.books.deliver("2027-01", *cls.vendor.month(11))
        cls.books.run("2027-01-31")
        cls.documents = cls.books.statements()

    @classmethod
    def tearDownClass(cls):
        cls.books.end()

    @classmethod
    def close_month(cls, index, month):
        cls.books.deliver(month, *cls.vendor.month(index))
        cls.books.run(last_day(month))
        if month == HELD:
            cls.books.hold("P3", "in dispute")
        if month == LIFTED:
            lab.psql(cls.books.url, "INSERT INTO cashback.partner_hold_lift (mpn_id, hold_number,"
                     " reason, lifted_at) VALUES ('P3', 1, 'settled', '2026-07-01Z')")
        if month == DISCARDED:
            cls.books.close(month, final=False)
            done = cls.books.statement("discard", month)
            assert done.returncode == 0, done.stderr
        cls.books.close(month)

    @classmethod
    def finals(cls):
        """Everything of final statements: rows, and the bytes and rights of workbooks."""
        found = {}
        for table in ("closing", "closing_approval", "statement_document", "statement_campaign",
                      "statement_entry", "statement_workbook", "statement", "statement_line"):
            for row in cls.books.rows(f"SELECT * FROM cashback.{table}"):
                key = tuple(row.get(name) for name in (
                    "period", "statement_number", *KEY.split(", ")))
                found[(table, *key)] = tuple(row.values())
        for folder, _, names in os.walk(cls.books.path("out")):
            if folder.endswith("statements") and "current" not in folder:
                for name in names:
                    path = os.path.join(folder, name)
                    with open(path, "rb") as file:
                        digest = hashlib.sha256(file.read()).hexdigest()
                    found[path] = (digest, os.stat(path).st_mode, os.stat(path).st_mtime_ns)
        return found

    @classmethod
    def compare_openings(cls, month):
        for row in cls.books.statements(month):
            account = row["mpn_id"], row["currency"]
            cls.openings.append((month, *account, Decimal(row["opening"]),
                                 cls.closings.get(account, Decimal(0))))
            cls.closings[account] = Decimal(row["closing"])

    def sums(self, name):
        total = collections.defaultdict(Decimal)
        for row in self.documents:
            total[row["mpn_id"], row["currency"]] += Decimal(row[name])
        return total

    def ledger(self, where=""):
        rows = self.books.rows("SELECT mpn_id, currency, sum(amount) AS amount FROM cashback.ledger"
                               f" AS ledger {where} GROUP BY 1, 2")
        return {(r["mpn_id"], r["currency"]): Decimal(r["amount"]) for r in rows}

    def test_no_final_statement_has_changed(self):
        self.assertEqual(self.changed, [])

    def test_every_opening_is_the_closing_before_it(self):
        self.assertEqual([o for o in self.openings if o[3] != o[4]], [])
        self.assertGreater(len([o for o in self.openings if o[3] > 0]), 3)
        self.assertGreater(len([o for o in self.openings if o[3] < 0]), 0)

    def test_payments_and_closing_balances_and_what_is_on_no_statement_are_the_ledger(self):
        unstated = self.ledger(f"""WHERE ({KEY}) NOT IN
            (SELECT {KEY} FROM cashback.statement_entry)""")
        paid, ledger = self.sums("payment"), self.ledger()
        self.assertEqual(len(ledger), 10)
        self.assertTrue(any(unstated.values()))
        for account, amount in ledger.items():
            self.assertEqual(paid[account] + self.closings.get(account, 0) +
                             unstated.get(account, 0), amount, account)

    def test_every_statement_adds_up(self):
        for row in self.documents:
            opening, earned, adjusted, payment, closing = (
                Decimal(row[n]) for n in ("opening", "earned", "adjusted", "payment", "closing"))
            self.assertEqual(opening + earned + adjusted - payment, closing, row)

    def test_the_workbooks_pay_what_the_statements_pay(self):
        paid = collections.defaultdict(Decimal)
        for month in MONTHS:
            for partner in self.books.partners:
                path = self.books.book(month, partner)
                if os.path.exists(path):
                    for row in openpyxl.load_workbook(path, data_only=True)["Statement"].values:
                        if str(row[0]).startswith(month + "-"):
                            paid[partner, row[1]] += Decimal(repr(row[7])).quantize(Decimal("0.01"))
        expected = {key: value for key, value in self.sums("payment").items() if value}
        self.assertEqual({key: value for key, value in paid.items() if value}, expected)

    def test_the_year_had_something_of_everything(self):
        carried = {row["carried_for"] for row in self.documents}
        self.assertEqual(carried, {None, "below-minimum", "on-hold"})
        for name in ("adjusted", "clawed_back", "accrued"):
            self.assertGreater(len([r for r in self.documents if Decimal(r[name])]), 3, name)
        self.assertEqual([r["attempt"] for r in self.books.rows(
            f"SELECT attempt FROM cashback.closing WHERE period = '{DISCARDED}'")], ["2"])


if __name__ == "__main__":
    tap.main()
