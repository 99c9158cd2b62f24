"""The finance lead's workbook after three nights, a final month and a draft: each total against sums
that are formed here, from the rows of the database, and against LibreOffice."""
import collections
import os
import shutil
import sys
import unittest
from decimal import Decimal

import openpyxl

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import books
import lab
import tap
from workbooks import cells, day, formulas, recalculated

CENT = Decimal("0.01")
ZERO = Decimal(0)
SHEETS = ["Overview", "Payments by partner", "By campaign", "Accruals", "Movements", "Exceptions",
          "Conflicts", "Final campaigns", "Unmatched returns", "Quarantine", "Quarantined rows",
          "Counted", "Control totals", "About"]
MONTH = [("J-1", "2026-01-05", "P1", "seats", 10), ("J-2", "2026-01-06", "P2", "seats", 2),
         ("J-3", "2026-01-07", "P3", "seats", 7), ("J-4", "2026-01-08", "P1", "later", 3),
         ("J-5", "2026-01-09", "P4", "dollars", 9, {"currency": "USD"}),
         ("J-6", "2026-01-10", "P4", "old", 5), ("J-7", "2026-01-11", "P2", "tight", 30),
         ("J-8", "2026-01-12", "P5", "seats", 40)]
MORE = {"B": [("F-1", "2026-02-05", "P1", "seats", 9), ("F-2", "2026-02-06", "P5", "seats", 3)],
        "C": [("M-1", "2026-03-05", "P2", "seats", 9), ("J-1", "2026-01-05", "P1", "seats", 6),
              ("M-2", "2026-03-06", "P3", "seats", 8), ("R-1", "2026-03-07", "P9", "seats", -2),
              ("R-2", "2026-03-07", "P5", "seats", -43, {"reference_invoice": "J-8"}),
              ("M-3", "2026-03-08", "P1", "later", 2), ("X-1", "2026-03-08", "P7", "seats", 5),
              ("M-4", "2026-03-09", "P4", "dollars", 1, {"currency": "USD"})],
        "0-first": [("J-3", "2026-01-07", "P3", "seats", 8)],
        "A-late": [("L-1", "2026-01-20", "P3", "seats", 1)],
        "D": [("J-6", "2026-01-10", "P4", "old", 9), ("bad", "2026-13-01", "P4", "old", 9)]}
HAND = """
INSERT INTO cashback.adjustment (mpn_id, adjustment_number, campaign_id, currency, event_date, amount,
    reason, approval, proposed_by, proposed_at)
VALUES ('P1', 1, 'seats', 'CAD', '2026-03-01', -0.30, 'A rounding', 'one', 'x', '2026-03-01Z');
SELECT cashback.decide_adjustment('P1', 1, '20260302T000000Z', '2026-03-02Z')
"""
PAID = """
INSERT INTO cashback.payment_export (export_number, period, currency, link, payer_name, payer_account,
    payer_bank, execution_date, exported_at)
VALUES (1, '2026-01', 'CAD', 'x', 'v', 'v', 'v', '2026-02-15', '2026-02-10Z');
INSERT INTO cashback.payment
SELECT mpn_id, statement_number, 0, 1, currency, payment, 1, 'P1', 'A1', NULL
FROM cashback.statement WHERE mpn_id = 'P1' AND status = 'final' AND payment > 0
"""


def payees(place, **accounts):
    place.write("inbox/partners.csv", "mpn_id,name,payee_name,payee_account,payee_bank\n" + "".join(
        f"{p},Partner {p},{p if p in accounts else ''},{accounts.get(p, '')},\n"
        for p in place.partners))


def vendor():
    """January is final, February a draft, and the third night finds something of every kind."""
    place = books.Books(partners=6)
    place.campaign("seats", more="budget = 2000")
    place.campaign("later", more="calculation_date = 2026-12-31")
    place.campaign("dollars", currency="USD")
    place.campaign("old", more="final_date = 2026-02-15")
    place.campaign("tight", more="budget = 50.00")
    place.deliver("A", *MONTH)
    payees(place, P1="A1", P2="A3")
    place.run("2026-01-31")
    place.close("2026-01")
    place.hold("P3", "The account is being looked into")
    place.deliver("B", *MORE["B"])
    place.run("2026-02-28")
    place.close("2026-02", final=False)
    lab.psql(place.url, HAND)
    lab.psql(place.url, PAID)
    payees(place, P1="A2", P2="A3")
    for name in ("C", "0-first", "A-late", "D"):
        place.deliver(name, *MORE[name])
    place.deliver("B", *MORE["B"], ("F-3", "2026-02-07", "P5", "seats", 1))
    place.write("inbox/registrations.csv", place.read("inbox/registrations.csv") +
                "twice,seats,P6,A-P1,2025-12-02,approved\n")
    place.run("2026-03-31")
    return place


def table(rows, title):
    """The table of a sheet below its heading or up to it: lists of cells by header, and its totals."""
    at = next(i for i, row in enumerate(rows) if row[0] == title)
    header, found = rows[at + 1], []
    for row in rows[at + 2:]:
        if len(row) == 1:
            break
        found.append(dict(zip(header, row + [None] * (len(header) - len(row)))))
    return found


def listed(path, sheet):
    """(lines, totals by currency) of a sheet that is a list."""
    rows = [row for row in cells(path, sheet) if len(row) > 1]
    at = next(i for i, row in enumerate(rows) if not str(row[0]).startswith("Total"))
    header = rows[at]
    lines = [dict(zip(header, row + [None] * (len(header) - len(row)))) for row in rows[at + 1:]]
    totals = {row[0].split()[1]: dict(zip(header, row)) for row in rows[:at]
              if len(row[0].split()) > 1}
    return lines, totals


def money(value):
    """A cell's amount, exactly: blank is nothing."""
    return ZERO if value is None else Decimal(repr(value)).quantize(CENT)


def amounts(lines, key, *columns):
    return {tuple(line[k] for k in key): tuple(money(line[c]) for c in columns) for line in lines}


class Facts:
    """What the summary has to say, added up from plain rows."""

    def __init__(self, url):
        self.url = url
        self.runs = {r["run_id"]: r for r in self.rows("run")}
        self.ledger = self.rows("ledger")
        final = {r["period"] for r in self.rows("closing_approval")}
        self.documents = self.rows("statement_document")
        self.final = [d for d in self.documents if d["period"] in final]
        numbers = {d["statement_number"] for d in self.final}
        self.stated = {self.key(e) for e in self.rows("statement_entry")
                       if e["statement_number"] in numbers}
        self.campaigns = {c["campaign_id"]: c for c in self.rows("campaign")}
        self.as_of = max(r["as_of"] for r in self.runs.values())

    def rows(self, name):
        return lab.psql(self.url, f"SELECT * FROM cashback.{name}")

    @staticmethod
    def key(row):
        return tuple(row[k] for k in ("mpn_id", "campaign_id", "invoice_number", "line_number",
                                      "run_id", "currency", "kind"))

    def sums(self, rows, *key):
        found = collections.defaultdict(lambda: ZERO)
        for row in rows:
            found[tuple(row[k] for k in key)] += Decimal(row["amount"])
        return found

    def open(self, payable):
        return [row for row in self.ledger if self.key(row) not in self.stated and payable ==
                (max(row["event_date"], self.campaigns[row["campaign_id"]]["calculation_date"])
                 <= self.as_of)]

    def balances(self):
        """What is open, by partner and currency: the last final closing, and what is payable."""
        found = self.sums(self.open(True), "mpn_id", "currency")
        for document in self.final: # there is one final period
            found[document["mpn_id"], document["currency"]] += Decimal(document["closing"])
        return found

    def outcome(self, partner, balance):
        if balance < 0:
            return "Negative"
        if partner == "P3":
            return "On hold"
        return "Below minimum" if balance < 25 else "To pay now"


class Summary(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.place = vendor()
        cls.path = cls.place.path("out/current/summary.xlsx")
        cls.facts = Facts(cls.place.url)

    @classmethod
    def tearDownClass(cls):
        cls.place.end()
        shutil.rmtree(cls.place.dir)

    def page(self, sheet, heading):
        return table(cells(self.path, sheet), heading)

    def test_the_overview_comes_first_and_every_sheet_is_there(self):
        self.assertEqual(openpyxl.load_workbook(self.path).sheetnames, SHEETS)
        self.assertEqual(cells(self.path, "Overview")[2:6], [
            ["As of", day("2026-03-31")], ["Moved since", day("2026-02-28")],
            ["Status", "Posted. No run is held."], ["Minimum payout", "25.00"]])

    def test_payments_by_partner_are_the_balances_of_the_ledger(self):
        lines, totals = listed(self.path, "Payments by partner")
        balances = self.facts.balances()
        shown = amounts(lines, ("MPN ID", "Currency"), "Open balance", "To pay now", "On hold",
                        "Below minimum", "Negative", "Not payable yet")
        accrued = self.facts.sums(self.facts.open(False), "mpn_id", "currency")
        columns = ("To pay now", "On hold", "Below minimum", "Negative")
        expected = {key: (balance, *(balance if self.facts.outcome(key[0], balance) == column
                                     and balance else ZERO for column in columns), accrued[key])
                    for key, balance in balances.items()}
        self.assertEqual({k: shown[k] for k in expected}, expected)
        self.assertEqual({k for k in shown if any(shown[k])} - set(expected), set())
        for currency, total in totals.items():
            self.assertEqual(money(total["Open balance"]),
                             sum(v for k, v in balances.items() if k[1] == currency))
        self.assertEqual({r["Why not paid"] for r in lines if r["Why not paid"]}, {
            "On hold: The account is being looked into", "Set off against what is earned next.",
            "Below the minimum payout of 25.00.", "Nothing is open."})

    def test_the_overview_leads_from_everything_posted_to_what_would_be_paid(self):
        lines = amounts(self.page("Overview", "By currency"), ("Currency",), "Posted to date", "Paid",
                        "Not payable yet", "Open balance", "To pay now", "Moved")
        posted = self.facts.sums(self.facts.ledger, "currency")
        accrued = self.facts.sums(self.facts.open(False), "currency")
        for (currency,), line in lines.items():
            of = {k[0]: v for k, v in self.facts.balances().items() if k[1] == currency}
            paid = sum(Decimal(d["payment"]) for d in self.facts.final if d["currency"] == currency)
            pay = sum(v for k, v in of.items() if self.facts.outcome(k, v) == "To pay now")
            moved = sum(v for k, v in self.facts.sums(self.moved(), "currency").items()
                        if k == (currency,))
            self.assertEqual(line, (posted[currency,], paid, accrued[currency,], sum(of.values()),
                                    pay, moved))
            self.assertEqual(line[0], line[1] + line[2] + line[3])
        self.assertEqual(set(lines), {("CAD",), ("USD",)})

    def moved(self):
        before = max(int(r["posting"]) for r in self.facts.runs.values()
                     if r["as_of"] == "2026-02-28" and r["origin"] == "files")
        return [r for r in self.facts.ledger
                if int(self.facts.runs[r["run_id"]]["posting"]) > before]

    def test_movements_are_the_postings_since_with_the_largest_first(self):
        lines, _ = listed(self.path, "Movements")
        key = ("mpn_id", "campaign_id", "currency")
        moved, total = self.facts.sums(self.moved(), *key), self.facts.sums(self.facts.ledger, *key)
        self.assertEqual(amounts(lines, ("MPN ID", "Campaign", "Currency"), "Before", "Difference",
                                 "After"),
                         {k: (total[k] - moved[k], moved[k], total[k]) for k in moved})
        sizes = [abs(money(line["Difference"])) for line in lines]
        self.assertEqual(sizes, sorted(sizes, reverse=True))
        self.assertEqual(sum(line["Lines"] for line in lines), len(self.moved()))
        top = [line["Difference"] for line in self.page("Overview", "The largest movements")]
        self.assertEqual(top, [line["Difference"] for line in lines][:8])

    def test_what_changed_a_line_is_named_and_so_is_an_entry_by_hand(self):
        causes = {(r["MPN ID"], r["Campaign"]): r["What changed them"]
                  for r in listed(self.path, "Movements")[0]}
        self.assertEqual(causes["P1", "seats"],
                         "J-1/1, inbox/invoices/C.csv:3. Entry by hand: A rounding")
        self.assertIsNone(causes["P2", "seats"])

    def test_campaigns_stand_against_their_budgets(self):
        lines, _ = listed(self.path, "By campaign")
        used = self.facts.sums([r for r in self.facts.ledger if r["invoice_number"]], "campaign_id")
        manual = self.facts.sums([r for r in self.facts.ledger if not r["invoice_number"]],
                                 "campaign_id")
        refused = self.facts.sums(self.facts.rows("unposted"), "campaign_id")
        for line in lines:
            campaign = self.facts.campaigns[line["Campaign"]]
            expected = used[line["Campaign"],] + refused[line["Campaign"],]
            self.assertEqual(money(line["Used"]), expected)
            self.assertEqual(money(line["By hand"]), manual[line["Campaign"],])
            if campaign["budget"]:
                self.assertEqual(money(line["Budget left"]), Decimal(campaign["budget"]) - expected)
        shares = {line["Campaign"]: line["Used, %"] for line in lines}
        self.assertNotEqual(manual["seats",], ZERO)
        self.assertEqual((shares["tight"], shares["old"]), (100, None))
        self.assertEqual(shares["seats"], round(100 * used["seats",] / 2000))

    def test_accruals_are_what_is_posted_and_not_payable(self):
        lines, totals = listed(self.path, "Accruals")
        self.assertEqual(amounts(lines, ("Campaign", "Currency"), "Not payable yet"),
                         {k: (v,) for k, v in self.facts.sums(self.facts.open(False), "campaign_id",
                                                              "currency").items()})
        self.assertEqual([(r["Campaign"], r["Payable from"], r["Partners"], r["Postings"])
                          for r in lines], [("later", day("2026-12-31"), 1, 2)])
        self.assertEqual(money(totals["CAD"]["Not payable yet"]), Decimal("50.00"))

    def test_each_kind_of_exception_is_counted_and_listed_on_the_sheet_that_is_named(self):
        count = {r["What"]: (r["Sheet"], r["How many"])
                 for r in self.page("Overview", "What needs attention")}
        for what, (sheet, number) in count.items():
            heading = {"Partners on hold": "Partners on hold: their balance is carried forward",
                       "Partners whose payee is missing or not confirmed":
                           "Payees that stand in the way of a payment",
                       "Files with late lines": "Late lines: posted now, and dated on or before the "
                                                "business date before",
                       "Files whose content was replaced": "Files whose content was replaced"}.get(what)
            if heading:
                found = self.page(sheet, heading)
                key = "MPN ID" if "MPN ID" in found[0] else "File"
                self.assertEqual(len({r[key] for r in found}), number, what)
            elif sheet in ("Conflicts", "Final campaigns", "Unmatched returns"):
                self.assertEqual(len(listed(self.path, sheet)[0]), number, what)
            self.assertIn(sheet, SHEETS)
        self.assertEqual([n for _, n in count.values()], [1, 1, 3, 2, 3, 1, 1, 1, 2, 1, 1])

    def test_exceptions_are_named_with_what_is_to_be_known(self):
        holds = self.page("Exceptions", "Partners on hold: their balance is carried forward")
        self.assertEqual([(r["MPN ID"], money(r["Open balance"]), r["Why"]) for r in holds],
                         [("P3", self.facts.balances()["P3", "CAD"],
                           "The account is being looked into")])
        late = self.page("Exceptions", "Late lines: posted now, and dated on or before the business "
                                       "date before")
        self.assertEqual([(r["File"], r["What"]) for r in late], [
            ("inbox/invoices/A-late.csv", "Lines: 1. The earliest is dated 20 January 2026."),
            ("inbox/invoices/B.csv", "Lines: 1. The earliest is dated 7 February 2026.")])
        payees = {r["MPN ID"]: r["Why"] for r in self.page(
            "Exceptions", "Payees that stand in the way of a payment")}
        self.assertIn("version 2 has to be confirmed", payees["P1"])
        self.assertNotIn("P2", payees)
        self.assertIn("No payee", payees["P3"])

    def test_rejected_rows_are_counted_by_feed_and_reason_and_listed(self):
        rows = cells(self.path, "Quarantine")
        self.assertEqual(rows[3:5], [["invoices", "The value is not of the column's type.",
                                      "type-error", 1, 1], ["Total", None, None, None, 1]])
        lines = [r for r in cells(self.path, "Quarantined rows") if r[0] == "invoices"]
        self.assertEqual([r[1:5] for r in lines], [["inbox/invoices/D.csv", 3, "invoice_date",
                                                   "type-error"]])

    def test_control_totals_are_the_sums_of_the_database_and_end_in_a_difference_of_zero(self):
        rows = cells(self.path, "Control totals")
        border = [row[0] for row in rows if row[0][:1].isdigit()] + ["From one end to the other"]
        self.assertEqual(len(border), 6)
        for title in border:
            for line in table(rows, title):
                self.assertEqual(line["Difference"], 0, (title, line))
        earned = self.facts.sums(self.facts.rows("earning"), "currency")
        settled = amounts(table(rows, border[1]), ("Currency",), "Before caps", "Withheld", "Earned")
        self.assertEqual({k: v[2] for k, v in settled.items()}, earned)
        self.assertEqual(settled["CAD",][0], earned["CAD",] + sum(
            Decimal(r["withheld"]) for r in self.facts.rows("earning") if r["currency"] == "CAD"))
        paid = amounts(table(rows, border[4]), ("Currency",), "Payments", "Exported")
        self.assertEqual(paid["CAD",], (
            sum(Decimal(d["payment"]) for d in self.facts.final if d["currency"] == "CAD"),
            sum(Decimal(d["amount"]) for d in self.facts.rows("payment"))))
        end = amounts(table(rows, border[5]), ("Currency",), "By hand", "Open balance")
        self.assertEqual(end["CAD",], (Decimal("-0.30"), sum(
            v for k, v in self.facts.balances().items() if k[1] == "CAD")))

    def test_a_closing_pays_what_the_summary_said(self):
        said = amounts(listed(self.path, "Payments by partner")[0], ("MPN ID", "Currency"),
                       "To pay now")
        for verb, period in (("discard", "2026-02"), ("close", "2026-03")):
            done = self.place.statement(verb, period)
            self.assertEqual(done.returncode, 0, done.stderr)
        paid = {(s["mpn_id"], s["currency"]): (Decimal(s["payment"]),)
                for s in self.place.statements("2026-03")}
        self.assertEqual({k: v for k, v in paid.items() if any(v)},
                         {k: v for k, v in said.items() if any(v)})
        self.assertGreater(len(paid), 3)

    def test_libreoffice_computes_every_total_of_the_summary(self):
        stored = formulas(self.path)
        self.assertEqual(recalculated([self.path], lab.scratch("office"))[self.path], stored)
        self.assertGreater(len(stored), 100)


if __name__ == "__main__":
    tap.main()
