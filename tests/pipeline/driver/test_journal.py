"""The journals of a period: double entries that balance, and what they say of each account."""
import os
import sys
from decimal import Decimal

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from payments_lab import PaymentsCase
import tap


class Journal(PaymentsCase):
    def lines(self, name="journal-1.csv", period="2026-09"):
        """(entry, account, debit - credit) of each line."""
        return [(row["entry"], row["account"], Decimal(row["debit"]) - Decimal(row["credit"]))
                for row in self.lab.table(name, period)]

    def balances(self):
        """By account and currency, over all journals."""
        rows = self.lab.rows("SELECT account, currency, sum(debit - credit) AS balance "
                             "FROM cashback.journal_entry GROUP BY account, currency "
                             "HAVING sum(debit - credit) <> 0")
        return {(row["account"], row["currency"]): Decimal(row["balance"]) for row in rows}

    def test_a_period_earns_claws_back_adjusts_and_pays(self):
        self.lab.close()
        self.lab.due("100", "60.00", earned="70.00", clawed_back="-30.00", adjusted="-10.00")
        self.lab.export()
        self.assertEqual(self.lines(), [
            ("earned", "Rebate expense", 100), ("earned", "Rebates payable", -100),
            ("clawed-back", "Rebate expense", -30), ("clawed-back", "Rebates payable", 30),
            ("adjusted", "Rebate expense", -10), ("adjusted", "Rebates payable", 10),
            ("paid", "Rebates payable", 60), ("paid", "Payments to partners", -60)])

    def test_each_journal_balances_to_zero_in_each_currency(self):
        self.lab.close()
        for mpn, currency in (("100", "CAD"), ("200", "JPY"), ("300", "CAD")):
            self.lab.due(mpn, "17", earned="20", clawed_back="-4", adjusted="-1", currency=currency)
        blocked = self.lab.statement("400", "5.00")
        self.lab.export()
        self.lab.payee("400")
        self.lab.export()
        self.assertTrue(blocked)
        for name in ("journal-1.csv", "journal-2.csv"):
            sums = {}
            for row in self.lab.table(name):
                sums.setdefault(row["currency"], Decimal(0))
                sums[row["currency"]] += Decimal(row["debit"]) - Decimal(row["credit"])
                self.assertIn("0", (row["debit"].rstrip("0").rstrip(".") or "0",
                                    row["credit"].rstrip("0").rstrip(".") or "0"))
            self.assertEqual(set(sums.values()), {0})
        self.assertEqual(self.lines("journal-2.csv"),
                         [("paid", "Rebates payable", 5), ("paid", "Payments to partners", -5)])

    def test_what_is_not_paid_stays_payable(self):
        self.lab.close()
        self.lab.due("100", "60.00", earned="75.00")
        self.lab.statement("200", "5.00")  # blocked
        self.lab.export()
        self.assertEqual(self.balances(), {
            ("Rebate expense", "CAD"): 80, ("Rebates payable", "CAD"): -20,
            ("Payments to partners", "CAD"): -60})

    def test_what_is_accrued_is_taken_back_when_it_becomes_payable(self):
        self.lab.close()
        self.lab.due("100", "1.00", accrued="40.00")
        self.lab.export()
        self.assertEqual(self.lines()[:2], [("accrued", "Rebate expense", 40),
                                            ("accrued", "Rebates accrued", -40)])
        self.lab.close("2026-10", "2026-10-01", "2026-10-31")
        self.lab.due("100", "40.00", period="2026-10")
        self.lab.export(period="2026-10")
        self.assertEqual(self.lines("journal-1.csv", "2026-10")[:2],
                         [("accrued", "Rebate expense", -40), ("accrued", "Rebates accrued", 40)])
        self.assertEqual(self.balances(), {("Rebate expense", "CAD"): 41,
                                           ("Payments to partners", "CAD"): -41})

    def quarter(self, accrued):
        """Closes a month each: what is accrued in it, or None for what was accrued and is paid."""
        for month, amount in accrued:
            period = f"2026-{month}"
            self.lab.close(period, f"{period}-01", f"{period}-28")
            if amount:
                self.lab.statement("100", "0", accrued=amount, period=period)
            else:
                self.lab.due("100", "40.00", period=period)

    def test_a_month_in_which_nothing_moved_is_not_booked_later(self):
        self.quarter((("09", "40.00"), ("10", "40.00"), ("11", None)))
        for period in ("2026-09", "2026-10", "2026-11"):
            self.lab.export(period=period)
        before = self.balances()
        self.quarter((("12", None),))
        self.lab.export(period="2026-12")
        self.assertEqual(self.lab.rows("SELECT * FROM cashback.journal_entry "
                                       "WHERE period = '2026-10'"), [])
        self.assertEqual(before, {("Rebate expense", "CAD"): 40,
                                  ("Payments to partners", "CAD"): -40})
        self.assertEqual(self.balances(), {("Rebate expense", "CAD"): 80,
                                           ("Payments to partners", "CAD"): -80})

    def test_an_earlier_month_that_is_booked_on_the_way_has_its_journal(self):
        self.quarter((("09", "40.00"), ("10", None)))
        done = self.lab.export(period="2026-10")
        self.assertIn("2026-09 is booked too", done.stderr)
        self.assertEqual(self.lines("journal-1.csv", "2026-09"),
                         [("accrued", "Rebate expense", 40), ("accrued", "Rebates accrued", -40)])

    def test_what_stays_accrued_is_booked_once(self):
        self.lab.close()
        self.lab.statement("100", "0", accrued="40.00")
        self.lab.export()
        self.lab.close("2026-10", "2026-10-01", "2026-10-31")
        self.lab.statement("100", "0", accrued="45.00", period="2026-10")
        self.lab.export(period="2026-10")
        self.assertEqual(self.lines("journal-1.csv", "2026-10"),
                         [("accrued", "Rebate expense", 5), ("accrued", "Rebates accrued", -5)])

    def test_a_later_period_books_the_earlier_ones_first(self):
        self.lab.close()
        self.lab.due("200", "1.00", accrued="40.00")
        self.lab.close("2026-10", "2026-10-01", "2026-10-31")
        self.lab.due("100", "40.00", period="2026-10")
        self.lab.export(period="2026-10")
        self.lab.export()
        self.assertEqual(self.lines("journal-2.csv"),
                         [("paid", "Rebates payable", 1), ("paid", "Payments to partners", -1)])
        self.assertEqual(self.balances(), {("Rebate expense", "CAD"): 41,
                                           ("Payments to partners", "CAD"): -41})

    def test_what_is_paid_again_has_to_come_back_first(self):
        self.lab.close()
        number = self.lab.due("100", "60.00")
        self.lab.export()
        self.lab.export("--correct", number)
        self.assertEqual(self.lines("journal-2.csv"), [
            ("paid-again", "Payments returned", 60), ("paid-again", "Payments to partners", -60)])


if __name__ == "__main__":
    tap.main()
