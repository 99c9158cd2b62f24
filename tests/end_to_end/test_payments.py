"""From delivered files to a payment file: run, close, approve by another, export."""
import csv
import os
import sys
import unittest
from decimal import Decimal

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "pipeline", "driver"))
import lab
import payments_lab
import tap

PERIOD = "2026-Q3"
BLOCKED = {"4000100", "3000078912"}  # fixtures/demo/README.md


class Payments(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = lab.Lab()
        cls.logins = []
        cls.as_login("postgres", "run", "-q", "--as-of", "2026-10-31")
        for role in ("loader", "approver"):
            cls.logins.append(f"{role}_payments_{os.getpid()}")
            lab.psql(cls.lab.url, f"CREATE ROLE {cls.logins[-1]} LOGIN IN ROLE cashback_{role}")
        cls.as_login(cls.logins[0], "statement", "close", PERIOD)
        cls.as_login(cls.logins[1], "statement", "approve", PERIOD)
        cls.done = cls.as_login(cls.logins[1], "statement", "export", PERIOD)
        cls.folder = cls.lab.path("build/demo/out", PERIOD, "payments")

    @classmethod
    def tearDownClass(cls):
        for login in cls.logins:
            lab.psql(cls.lab.url, f"DROP ROLE {login}")

    @classmethod
    def as_login(cls, login, *arguments):
        conf = cls.lab.read("pipeline.conf")
        url = cls.lab.url.replace("user=postgres", "user=" + login)
        cls.lab.write("as.conf", conf.replace(cls.lab.url, url))
        done = cls.lab.cashback("--config", "as.conf", *arguments)
        assert done.returncode == 0, done.stderr
        return done

    def amount(self, sql):
        row, = self.lab.rows(sql)
        return Decimal(row["amount"] or 0)

    def table(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def test_each_statement_with_a_payment_is_paid_or_said_to_be_blocked(self):
        due = {(row["mpn_id"], row["payment"]) for row in self.lab.rows(
            "SELECT mpn_id, payment FROM cashback.statement WHERE payment > 0")}
        paid = {(row["mpn_id"], row["amount"]) for row in self.table("payments-CAD-1.csv")}
        self.assertEqual({mpn for mpn, _ in due - paid}, BLOCKED & {mpn for mpn, _ in due})
        self.assertLessEqual(paid, due)
        self.assertGreater(len(paid), 10)
        for mpn, _ in due - paid:
            self.assertIn(f"of partner {mpn} ", self.done.stderr)

    def test_the_message_keeps_to_its_schema_and_adds_up(self):
        root = payments_lab.check_pain(os.path.join(self.folder, "payments-CAD-1.xml"))
        total = sum(Decimal(row["amount"]) for row in self.table("payments-CAD-1.csv"))
        self.assertEqual([Decimal(text) for text in payments_lab.texts(root, "p:CtrlSum")], [total] * 2)

    def test_the_journal_s_expense_is_what_the_ledger_earned_in_the_period(self):
        ledger = self.amount("SELECT sum(amount) AS amount FROM cashback.ledger "
                             "WHERE event_date <= '2026-09-30'")
        expense = sum(Decimal(row["debit"]) - Decimal(row["credit"])
                      for row in self.table("journal-1.csv") if row["account"] == "Rebate expense")
        self.assertEqual(expense, ledger)

    def test_what_stays_payable_is_what_is_carried_forward_or_blocked(self):
        payable = sum(Decimal(row["credit"]) - Decimal(row["debit"])
                      for row in self.table("journal-1.csv") if row["account"] == "Rebates payable")
        owed = self.amount("SELECT sum(closing + payment) AS amount FROM cashback.statement")
        paid = self.amount("SELECT sum(amount) AS amount FROM cashback.payment")
        self.assertEqual(payable, owed - paid)

    def test_the_head_in_the_payment_files_is_the_chain_s(self):
        head, = self.lab.rows("SELECT link FROM cashback.chain ORDER BY posting DESC LIMIT 1")
        self.assertEqual({row["chain_head"] for row in self.table("payments-CAD-1.csv")},
                         {head["link"]})


if __name__ == "__main__":
    tap.main()
