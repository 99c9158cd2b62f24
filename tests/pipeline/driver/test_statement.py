"""cashback statement: what a closing takes up, what it pays and what it carries, who may approve,
and what never changes afterwards."""
import hashlib
import os
import signal
import stat
import subprocess
import sys
import time
import unittest

import openpyxl

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "stages",
                                "render"))
import books
import lab
import tap
import test_statements as office

DRAFT_ROWS = """SELECT (SELECT count(*) FROM cashback.closing)
    + (SELECT count(*) FROM cashback.statement_document)
    + (SELECT count(*) FROM cashback.statement_campaign)
    + (SELECT count(*) FROM cashback.statement_entry) AS n"""


def rows(path, sheet):
    """The rows of a sheet without empty ones and without empty cells at their end."""
    found = []
    for row in openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True):
        row = list(row)
        while row and row[-1] is None:
            row.pop()
        if row:
            found.append(row)
    return found


def facts(path):
    return {row[0]: row[1] for row in rows(path, "Statement") if len(row) == 2}


def texts(path):
    return [cell for sheet in openpyxl.load_workbook(path).worksheets
            for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


class Case(unittest.TestCase):
    partners = 2

    def setUp(self):
        self.books = books.Books(self.partners)
        self.books.campaign("seats")

    def tearDown(self):
        self.books.end()

    def amounts(self, period, partner, *names):
        row = self.books.one(period, partner)
        return [row[name] for name in names]

    def refused(self, done, status, *words):
        self.assertEqual(done.returncode, status, done.stderr)
        for word in (*words, "hint:"):
            self.assertIn(word, done.stderr)

    def nothing_written(self):
        self.assertEqual(self.books.rows(DRAFT_ROWS), [{"n": "0"}])

    def settle(self):
        """100.00 for P1 and 10.00 for P2 in January."""
        self.books.deliver("01", ("I-1", "2026-01-10", "P1", "seats", 10),
                           ("I-2", "2026-01-11", "P2", "seats", 1))
        self.books.run("2026-01-31")


class Amounts(Case):
    """What a statement pays and what it carries."""

    def test_a_balance_below_the_minimum_is_carried_to_the_next_statement(self):
        self.settle()
        self.books.close("2026-01")
        self.assertEqual(self.amounts("2026-01", "P1", "earned", "payment", "closing", "carried_for"),
                         ["100.00", "100.00", "0.00", None])
        self.assertEqual(self.amounts("2026-01", "P2", "earned", "payment", "closing", "carried_for"),
                         ["10.00", "0.00", "10.00", "below-minimum"])
        self.books.deliver("02", ("I-3", "2026-02-01", "P2", "seats", 2))
        self.books.run("2026-02-28")
        self.books.close("2026-02")
        self.assertEqual(self.amounts("2026-02", "P2", "opening", "earned", "payment", "closing"),
                         ["10.00", "20.00", "30.00", "0.00"])
        self.assertEqual(self.books.statements("2026-02", "--partner", "P1"), [])

    def test_the_minimum_itself_is_paid(self):
        self.books.replace("pipeline.conf", "minimum_payout = 25.00", "minimum_payout = 100.00")
        self.settle()
        self.books.close("2026-01")
        self.assertEqual(self.amounts("2026-01", "P1", "payment"), ["100.00"])

    def test_a_partner_on_hold_is_not_paid_and_the_statement_says_why(self):
        self.settle()
        self.books.hold("P1", "bank account in dispute")
        self.books.close("2026-01")
        self.assertEqual(
            self.amounts("2026-01", "P1", "payment", "closing", "carried_for", "hold_reason"),
            ["0.00", "100.00", "on-hold", "bank account in dispute"])
        self.assertIn("Carried forward: payments are on hold. bank account in dispute",
                      texts(self.books.book("2026-01", "P1")))
        lab.psql(self.books.url, "INSERT INTO cashback.partner_hold_lift (mpn_id, hold_number, reason,"
                 " lifted_at) VALUES ('P1', 1, 'settled', '2026-02-01Z')")
        self.books.run("2026-02-28")
        self.books.close("2026-02")
        self.assertEqual(self.amounts("2026-02", "P1", "opening", "earned", "payment"),
                         ["100.00", "0.00", "100.00"])

    def test_a_negative_balance_is_carried_and_set_off_later(self):
        self.settle()
        self.books.close("2026-01")
        self.books.deliver("02", ("R-1", "2026-02-05", "P1", "seats", -9))
        self.books.run("2026-02-28")
        self.books.close("2026-02")
        self.assertEqual(
            self.amounts("2026-02", "P1", "earned", "clawed_back", "payment", "closing", "carried_for"),
            ["-90.00", "-90.00", "0.00", "-90.00", None])
        self.books.deliver("03", ("I-4", "2026-03-05", "P1", "seats", 12))
        self.books.run("2026-03-31")
        self.books.close("2026-03")
        self.assertEqual(self.amounts("2026-03", "P1", "opening", "earned", "payment", "closing"),
                         ["-90.00", "120.00", "30.00", "0.00"])

    def test_a_campaign_accrues_until_its_calculation_date_and_is_then_earned(self):
        self.books.campaign("later", more="calculation_date = 2026-02-15")
        self.books.deliver("01", ("I-1", "2026-01-10", "P1", "later", 5))
        self.books.run("2026-01-31")
        self.books.close("2026-01")
        self.assertEqual(self.amounts("2026-01", "P1", "earned", "accrued", "payment", "closing"),
                         ["0.00", "50.00", "0.00", "0.00"])
        self.assertIn("Accrued, not payable yet: no part of the balance",
                      texts(self.books.book("2026-01", "P1")))
        self.books.run("2026-02-28")
        self.books.close("2026-02")
        self.assertEqual(self.amounts("2026-02", "P1", "earned", "adjusted", "accrued", "payment"),
                         ["50.00", "0.00", "0.00", "50.00"])

    def test_each_currency_has_a_statement_of_its_own_in_one_workbook(self):
        self.books.campaign("yen", rates=["500,,"], currency="JPY")
        self.books.deliver("01", ("I-1", "2026-01-10", "P1", "seats", 10),
                           ("I-2", "2026-01-10", "P1", "yen", 1, {"currency": "JPY"}))
        self.books.run("2026-01-31")
        self.books.close("2026-01", final=False)
        found = [(r["statement_number"], r["currency"], r["payment"])
                 for r in self.books.statements("2026-01")]
        self.assertEqual(found, [("2026-01-1-00001", "CAD", "100.00"), ("2026-01-1-00002", "JPY", "500")])
        self.assertEqual(facts(self.books.book("2026-01", "P1", "draft"))["Statement"],
                         "2026-01-1-00001, 2026-01-1-00002")

    def test_a_quarter_takes_up_what_its_months_left_over(self):
        self.settle()
        self.books.close("2026-01")
        self.books.deliver("03", ("I-3", "2026-03-31", "P1", "seats", 3),
                           ("I-4", "2026-04-01", "P1", "seats", 7))
        self.books.run("2026-04-05")
        self.books.close("2026-Q1")
        self.assertEqual(self.amounts("2026-Q1", "P1", "earned"), ["30.00"])
        self.assertEqual(self.amounts("2026-Q1", "P2", "opening", "closing"), ["10.00", "10.00"])

    def test_totals_are_checked_against_the_ledger_before_anything_is_kept(self):
        self.settle()
        self.books.logins_ready()
        lab.psql(self.books.url, "CREATE RULE lose AS ON INSERT TO cashback.statement_entry"
                 " WHERE new.mpn_id = 'P2' DO INSTEAD NOTHING")
        done = self.books.statement("close", "2026-01")
        self.assertEqual(done.returncode, 65)
        self.assertIn("the lines of campaign seats are not its amounts", done.stderr)
        self.nothing_written()


class WhatComesLater(Case):
    """Late lines, returns and entries by hand."""

    def close_january_then(self, *lines):
        self.settle()
        self.books.close("2026-01")
        self.books.deliver("02", *lines)
        self.books.run("2026-02-28")
        self.books.close("2026-02")
        return rows(self.books.book("2026-02", "P1"), "Adjustments")

    def test_a_late_invoice_and_a_late_return_are_adjustments_of_the_next_statement(self):
        listed = self.close_january_then(("I-9", "2026-01-20", "P1", "seats", 5),
                                         ("R-9", "2026-01-25", "P1", "seats", -1),
                                         ("I-10", "2026-02-03", "P1", "seats", 1))
        self.assertEqual(self.amounts("2026-02", "P1", "opening", "earned", "adjusted", "payment"),
                         ["0.00", "10.00", "40.00", "50.00"])
        late = [row for row in listed if "Came after the statement of its time." in row]
        self.assertEqual([(row[2], row[8], row[10]) for row in late],
                         [("I-9", 50, "inbox/invoices/02.csv:2"), ("R-9", -10, "inbox/invoices/02.csv:3")])

    def test_a_return_dated_after_the_closed_period_is_a_claw_back(self):
        self.close_january_then(("R-9", "2026-02-02", "P1", "seats", -2),
                                ("I-10", "2026-02-03", "P1", "seats", 5))
        self.assertEqual(self.amounts("2026-02", "P1", "earned", "clawed_back", "adjusted", "payment"),
                         ["30.00", "-20.00", "0.00", "30.00"])

    def test_a_restated_line_shows_what_its_change_is_worth(self):
        listed = self.close_january_then(("I-1", "2026-01-10", "P1", "seats", 14))
        self.assertEqual(self.amounts("2026-02", "P1", "earned", "adjusted"), ["0.00", "40.00"])
        self.assertIn(["seats", "I-1", 1, 40, "What this line earns has changed."],
                      [[row[i] for i in (1, 2, 3, 8, 9)] for row in listed if len(row) > 10])

    def test_a_line_that_vanished_is_taken_back_and_named(self):
        self.settle()
        self.books.close("2026-01")
        self.books.must("retract", "invoices", "inbox/invoices/01.csv")
        self.books.run("2026-02-28")
        self.books.close("2026-02")
        self.assertEqual(self.amounts("2026-02", "P1", "adjusted", "closing"), ["-100.00", "-100.00"])
        self.assertIn("This line is gone, or counts no more.",
                      texts(self.books.book("2026-02", "P1")))

    def post_by_hand(self, run, *entries):
        """Ledger rows of a run: (campaign, invoice, line, kind, date, amount)."""
        lab.psql(self.books.url, f"""
            INSERT INTO cashback.run (run_id, as_of, started_at, finished_at, status, posting, origin)
            SELECT '{run}', '2026-02-28', '2026-02-28Z', '2026-02-28Z', 'finished',
                max(posting) + 1, 'adjustment' FROM cashback.run""")
        for campaign, invoice, line, kind, date, amount in entries:
            lab.psql(self.books.url, f"""INSERT INTO cashback.ledger VALUES ('P1', '{campaign}',
                '{invoice}', {line}, '{run}', 'CAD', '{kind}', '{date}', {amount})""")

    def test_changes_that_add_up_to_nothing_are_one_row_with_the_line_that_caused_them(self):
        self.settle()
        self.books.close("2026-01")
        self.books.run("2026-02-28")
        self.post_by_hand("moved", ("seats", "I-1", 1, "adjustment", "2026-01-10", "-30.00"),
                          ("seats", "I-2", 1, "adjustment", "2026-01-11", "30.00"))
        lab.psql(self.books.url, "INSERT INTO cashback.adjustment_cause VALUES"
                 " ('P1', 'seats', 'moved', 'I-77', 3, 'inbox/late.csv', 12)")
        self.books.close("2026-02")
        listed = [row for row in rows(self.books.book("2026-02", "P1"), "Adjustments")
                  if "2 lines have changed, and add up to nothing." in row]
        self.assertEqual([row[1:2] + row[8:] for row in listed],
                         [["seats", 0, "2 lines have changed, and add up to nothing.", None, "I-77", 3,
                           "inbox/late.csv:12"]])
        self.assertEqual(len([row for row in rows(self.books.book("2026-02", "P1"), "Lines")
                              if row[:2] in (["seats", "I-1"], ["seats", "I-2"])]), 2)

    def test_an_entry_by_hand_is_shown_with_its_reason(self):
        self.settle()
        lab.psql(self.books.url, "INSERT INTO cashback.adjustment VALUES ('P1', 7, 'seats', 'CAD',"
                 " '2026-01-15', -40.00, 'goodwill taken back', 'two', 'x', '2026-01-20Z')")
        self.post_by_hand("manual", ("seats", "", 7, "adjustment", "2026-01-15", "-40.00"))
        self.books.close("2026-01")
        self.assertEqual(self.amounts("2026-01", "P1", "earned", "adjusted", "payment"),
                         ["100.00", "-40.00", "60.00"])
        self.assertIn("Entry 7 by hand: goodwill taken back", texts(self.books.book("2026-01", "P1")))


class Computed(Case):
    def test_libreoffice_computes_every_total_and_balance_to_the_stored_value(self):
        self.books.campaign("yen", rates=["500,,"], currency="JPY")
        self.settle()
        self.books.close("2026-01")
        self.books.deliver("02", ("I-8", "2026-01-20", "P2", "seats", 1),
                           ("I-9", "2026-02-20", "P2", "seats", 3),
                           ("R-9", "2026-02-21", "P2", "seats", -1),
                           ("I-10", "2026-02-20", "P2", "yen", 2, {"currency": "JPY"}))
        self.books.run("2026-02-28")
        self.books.close("2026-02")
        path = self.books.book("2026-02", "P2")
        stored = office.formulas(path)
        self.assertEqual(office.recalculated([path], lab.scratch("office"))[path], stored)
        self.assertGreater(len(stored), 12)


class Refusals(Case):
    """What cannot be closed, discarded or approved, and what it says."""

    def test_a_text_that_is_no_period_is_a_usage_error(self):
        for text in ("2026-13", "2026", "september"):
            self.refused(self.books.cashback("statement", "close", text), 64, text)

    def test_what_is_asked_for_must_be_one_of_the_verbs(self):
        self.refused(self.books.cashback("statement"), 64)
        self.refused(self.books.cashback("statement", "open", "2026-01"), 64, "open")
        self.refused(self.books.cashback("statement", "close"), 64, "PERIOD")
        done = self.books.cashback("statement", "close", "2026-01", "--partner", "P1")
        self.assertEqual((done.returncode, "--partner" in done.stderr), (64, True))

    def test_without_a_posting_there_is_nothing_to_close(self):
        self.refused(self.books.cashback("statement", "close", "2026-01"), 65, "no run has posted")
        self.nothing_written()

    def test_a_held_run_has_to_be_decided_first(self):
        self.settle()
        self.books.replace("pipeline.conf", "[statement]", "[ledger]\nhold_above = 1.00\n[statement]")
        self.books.deliver("02", ("I-3", "2026-02-01", "P1", "seats", 5))
        self.assertEqual(self.books.cashback("run", "--as-of", "2026-02-28").returncode, 65)
        self.refused(self.books.statement("close", "2026-01"), 65, "is held", "--release")
        self.nothing_written()

    def test_an_unfinished_run_has_to_be_finished_first(self):
        self.settle()
        for status in ("running", "posted"):
            lab.psql(self.books.url, f"UPDATE cashback.run SET status = '{status}'")
            self.refused(self.books.statement("close", "2026-01"), 65, "not finished", "cashback run")
        self.nothing_written()

    def test_an_earlier_draft_has_to_be_decided_first(self):
        self.settle()
        self.books.close("2026-01", final=False)
        self.refused(self.books.statement("close", "2026-02"), 65, "2026-01 is still a draft",
                     "discard")

    def test_a_period_that_ends_no_later_than_a_closed_one_is_refused(self):
        self.settle()
        self.books.close("2026-Q1")
        for period in ("2026-03", "2026-01", "2025-12", "2025-Q4"):
            self.refused(self.books.statement("close", period), 64, "2026-Q1", "closed already")
        self.refused(self.books.statement("close", "2026-Q1"), 64, "approved by")

    def test_only_a_draft_can_be_discarded_or_approved(self):
        self.settle()
        for verb in ("discard", "approve"):
            self.refused(self.books.statement(verb, "2026-01"), 64, "no draft of 2026-01")
        self.books.close("2026-01")
        self.refused(self.books.statement("discard", "2026-01"), 64, "final")

    def test_a_hold_after_the_closing_is_not_paid_through(self):
        self.settle()
        self.books.close("2026-01", final=False)
        self.books.hold("P1", "in dispute")
        self.refused(self.books.statement("approve", "2026-01"), 65, "P1", "in dispute", "discard")
        self.assertEqual({r["status"] for r in self.books.statements("2026-01")}, {"draft"})

    def test_a_run_that_does_not_reach_the_end_of_the_period_is_warned_of(self):
        self.settle()
        done = self.books.statement("close", "2026-02")
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stderr, "warning: .*2026-01-31.*2026-02-28")


class FourEyes(Case):
    """The database knows who closed and who approves."""

    def setUp(self):
        super().setUp()
        self.settle()

    def test_whoever_closed_cannot_approve(self):
        self.books.logins_ready()
        lab.psql(self.books.url, f"GRANT cashback_approver TO {self.books.logins[0]}")
        self.books.close("2026-01", final=False)
        done = self.books.cashback("statement", "approve", "2026-01", "--config", self.books.closer)
        self.refused(done, 77, "was closed by " + self.books.logins[0], "somebody else")
        self.assertFalse(os.path.exists(self.books.path("out/2026-01/statements")))

    def test_another_login_approves_and_the_statement_names_both(self):
        self.books.close("2026-01")
        closer, approver = self.books.logins
        row = self.books.one("2026-01", "P1")
        self.assertEqual((row["status"], row["closed_by"], row["approved_by"]),
                         ("final", closer, approver))
        book = facts(self.books.book("2026-01", "P1"))
        self.assertTrue(book["Closed by"].startswith(closer))
        self.assertTrue(book["Approved by"].startswith(approver))
        self.assertNotIn("Approval", book)

    def test_a_login_without_the_right_is_told_which_it_needs(self):
        self.books.logins_ready()
        done = self.books.cashback("statement", "close", "2026-01", "--config", self.books.approver)
        self.refused(done, 77, "cashback_loader")
        self.nothing_written()
        self.books.close("2026-01", final=False)
        done = self.books.cashback("statement", "approve", "2026-01", "--config", self.books.closer)
        self.refused(done, 77, "cashback_approver")

    def test_one_person_alone_is_for_the_embedded_database_only(self):
        self.books.replace("pipeline.conf", "approval = two", "approval = one")
        self.assertEqual(self.books.cashback("statement", "close", "2026-01").returncode, 78)


class Embedded(Case):
    partners = 1

    def tearDown(self):
        self.books.cashback("db", "stop")
        if os.path.exists(self.books.path("var/pg/id")):
            folder = "/var/lib/cashback/" + self.books.read("var/pg/id").strip()
            subprocess.run(["rm", "-rf", folder], check=True)

    def test_where_one_person_closed_and_approved_workbook_and_list_say_so(self):
        self.books.replace("pipeline.conf", "url = " + self.books.url, "url =")
        self.books.replace("pipeline.conf", "approval = two", "approval = one")
        self.books.deliver("01", ("I-1", "2026-01-10", "P1", "seats", 10))
        self.books.run("2026-01-31")
        for verb in ("close", "approve"):
            self.books.must("statement", verb, "2026-01")
        self.assertEqual(facts(self.books.book("2026-01", "P1"))["Approval"],
                         "one person closed and approved it")
        self.assertIn("one person closed and approved it",
                      self.books.must("statement", "list").stdout)
        self.assertEqual(self.books.one("2026-01", "P1")["approval"], "one")


class Drafts(Case):
    """A draft is there once, and gone when it is discarded."""

    def setUp(self):
        super().setUp()
        self.settle()

    def test_a_discarded_draft_leaves_nothing_and_the_next_has_a_new_number(self):
        self.books.close("2026-01", final=False)
        self.assertEqual(self.books.one("2026-01", "P1")["statement_number"], "2026-01-1-00001")
        self.assertEqual(self.books.statement("discard", "2026-01").returncode, 0)
        self.nothing_written()
        self.assertFalse(os.path.exists(self.books.path("out/2026-01")))
        self.assertEqual(self.books.statement("discard", "2026-01").returncode, 0)
        self.books.close("2026-01")
        self.assertEqual(self.books.one("2026-01", "P1")["statement_number"], "2026-01-2-00001")

    def test_closing_again_changes_nothing_and_makes_what_is_missing(self):
        self.books.close("2026-01", final=False)
        before = self.books.rows("SELECT * FROM cashback.statement_entry ORDER BY 1, 2, 3")
        path = self.books.book("2026-01", "P1", "draft")
        was = sha256(path)
        os.unlink(path)
        done = self.books.statement("close", "2026-01")
        self.assertEqual((done.returncode, "closed already" in done.stderr), (0, True))
        self.assertEqual(sha256(path), was)
        self.assertEqual(self.books.rows("SELECT * FROM cashback.statement_entry ORDER BY 1, 2, 3"),
                         before)

    def test_a_posting_after_the_draft_is_warned_of(self):
        self.books.close("2026-01", final=False)
        self.books.deliver("02", ("I-3", "2026-01-20", "P1", "seats", 1))
        self.books.run("2026-02-28")
        self.assertIn("warning: something was posted since",
                      self.books.statement("close", "2026-01").stderr)
        self.assertEqual(self.amounts("2026-01", "P1", "earned"), ["100.00"])

    def test_a_workbook_shows_nothing_of_another_partner(self):
        self.books.close("2026-01", final=False)
        for own, other in (("P1", "P2"), ("P2", "P1")):
            words = " ".join(texts(self.books.book("2026-01", own, "draft")))
            self.assertIn(f"Partner {own}", words)
            self.assertNotIn(f"Partner {other}", words)
            self.assertNotIn("I-2" if own == "P1" else "I-1", words)

    def test_a_draft_says_on_each_sheet_that_it_is_one(self):
        self.books.close("2026-01", final=False)
        book = openpyxl.load_workbook(self.books.book("2026-01", "P1", "draft"))
        self.assertEqual([sheet["A2"].value.startswith("DRAFT, not final") for sheet in book.worksheets],
                         [True, True, True])

    def test_two_that_close_at_once_make_one_closing(self):
        self.books.logins_ready()
        other = books.Books(2, url=self.books.url)
        command = [os.path.join(lab.BIN, "cashback"), "statement", "close", "2026-01"]
        both = [subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True,
                                 stdout=subprocess.DEVNULL) for folder in (self.books.dir, other.dir)]
        told = [process.communicate()[1] for process in both]
        self.assertEqual([process.returncode for process in both], [0, 0], told)
        self.assertEqual(sum("closed already" in text for text in told), 1)
        self.assertEqual(self.books.rows("SELECT attempt FROM cashback.closing"), [{"attempt": "1"}])
        self.assertEqual(sha256(self.books.book("2026-01", "P1", "draft")),
                         sha256(other.book("2026-01", "P1", "draft")))

    def test_a_second_one_in_the_same_folder_ends_at_once(self):
        self.books.logins_ready()
        with open(self.books.path("var/lock"), "a") as lock:
            import fcntl
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.assertEqual(self.books.statement("close", "2026-01").returncode, 75)


class Final(Case):
    """An approved statement never changes."""

    def setUp(self):
        super().setUp()
        self.settle()

    def everything(self):
        tables = [self.books.rows(f"SELECT * FROM cashback.{table} ORDER BY 1, 2, 3, 4")
                  for table in ("closing", "closing_approval", "statement_document",
                                "statement_campaign", "statement_entry", "statement_workbook")]
        folder = self.books.path("out/2026-01/statements")
        return tables, {name: sha256(os.path.join(folder, name)) for name in os.listdir(folder)}

    def test_final_workbooks_are_read_only_and_their_hashes_are_kept(self):
        self.books.close("2026-01")
        kept = {row["file_name"]: row["sha256"]
                for row in self.books.rows("SELECT * FROM cashback.statement_workbook")}
        self.assertEqual(kept, self.everything()[1])
        self.assertEqual(len(kept), 2)
        for name in kept:
            mode = os.stat(self.books.path("out/2026-01/statements", name)).st_mode
            self.assertEqual(stat.S_IMODE(mode), 0o444)
        self.assertFalse(os.path.exists(self.books.path("out/2026-01/draft")))

    def test_approving_again_changes_nothing(self):
        self.books.close("2026-01")
        before = self.everything()
        done = self.books.statement("approve", "2026-01")
        self.assertEqual((done.returncode, "approved already" in done.stderr), (0, True))
        self.assertEqual(self.everything(), before)

    def test_a_lost_workbook_is_made_again_as_it_was(self):
        self.books.close("2026-01")
        before = self.everything()
        self.books.deliver("02", ("I-1", "2026-01-10", "P1", "seats", 3))
        self.books.replace("inbox/partners.csv", "Partner P1 & Sons", "Renamed")
        self.books.replace("campaigns/seats/campaign.conf", "The campaign seats", "Other name")
        self.books.cashback("run", "-q", "--as-of", "2026-02-28")
        held = self.books.rows("SELECT run_id FROM cashback.run WHERE status = 'held'")
        for row in held:
            self.books.must("run", "-q", "--release", row["run_id"])
        os.unlink(self.books.book("2026-01", "P1"))
        self.assertEqual(self.books.statement("approve", "2026-01").returncode, 0)
        self.assertEqual(self.everything(), before)

    def test_a_workbook_that_somebody_changed_is_named_and_not_replaced(self):
        self.books.close("2026-01")
        path = self.books.book("2026-01", "P1")
        os.chmod(path, 0o600)
        with open(path, "ab") as file:
            file.write(b"x")
        changed = sha256(path)
        self.refused(self.books.statement("approve", "2026-01"), 65, path.rpartition("/")[2])
        self.assertEqual(sha256(path), changed)

    def test_a_chain_link_and_the_last_posting_stand_on_the_statement(self):
        self.books.close("2026-01")
        row = self.books.rows("SELECT posting, link FROM cashback.closing")[0]
        self.assertEqual(facts(self.books.book("2026-01", "P1"))["Ledger"],
                         f"as of posting {row['posting']}, link {row['link']}")


class Kills(Case):
    """Killed at any time, the same command again leads to the same end."""
    partners = 12

    def setUp(self):
        super().setUp()
        self.books.deliver("01", *((f"I-{p}", "2026-01-10", p, "seats", 10)
                                   for p in self.books.partners))
        self.books.run("2026-01-31")
        self.books.logins_ready()

    def killed(self, verb, seconds):
        conf = self.books.approver if verb == "approve" else self.books.closer
        process = subprocess.Popen(
            [os.path.join(lab.BIN, "cashback"), "statement", verb, "2026-01", "--config", conf],
            cwd=self.books.dir, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def names(self, folder):
        return sorted(os.listdir(self.books.path("out/2026-01", folder)))

    def again(self, verb):
        """Workers of the killed process may still hold the lock for a moment."""
        for _ in range(100):
            done = self.books.statement(verb, "2026-01")
            if done.returncode != 75:
                break
            time.sleep(0.05)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_close_discard_and_approve_go_on_where_they_were_killed(self):
        complete = sorted(os.path.basename(self.books.book("2026-01", p))
                          for p in self.books.partners)
        for step in range(1, 9):
            self.killed("close", step * 0.02)
            self.again("close")
            self.assertEqual(self.names("draft"), complete)
            self.killed("discard", step * 0.01)
            self.again("discard")
            self.nothing_written()
            self.assertFalse(os.path.exists(self.books.path("out/2026-01")))
        self.again("close")
        for step in range(1, 12):
            self.killed("approve", step * 0.02)
        self.again("approve")
        self.assertEqual(os.listdir(self.books.path("out/2026-01")), ["statements"])
        self.assertEqual(self.names("statements"), complete)
        self.assertEqual({row["sha256"] for row in self.books.rows(
            "SELECT sha256 FROM cashback.statement_workbook")},
            {sha256(self.books.path("out/2026-01/statements", name)) for name in complete})


class List(Case):
    def test_it_lists_all_periods_or_one_or_a_partner(self):
        self.settle()
        self.books.close("2026-01")
        self.books.run("2026-02-28")
        self.books.close("2026-02", final=False)
        found = [(r["period"], r["mpn_id"], r["status"]) for r in self.books.statements()]
        self.assertEqual(found, [("2026-01", "P1", "final"), ("2026-01", "P2", "final"),
                                 ("2026-02", "P2", "draft")])
        self.assertEqual(len(self.books.statements("2026-01")), 2)
        self.assertEqual(len(self.books.statements("--partner", "P2")), 2)
        self.assertEqual(self.books.statements("2026-03"), [])
        text = self.books.must("statement", "list").stdout
        self.assertIn("2026-02-1-00001", text)
        self.assertIn("a draft until `cashback statement approve 2026-02`", text)

    def test_before_anything_was_closed_it_says_so(self):
        self.assertIn("no period was closed yet", self.books.must("statement", "list").stdout)

    def test_quiet_closing_says_nothing_when_all_is_well(self):
        self.settle()
        for verb in ("close", "approve"):
            done = self.books.statement(verb, "2026-01", "-q")
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))


if __name__ == "__main__":
    tap.main()
