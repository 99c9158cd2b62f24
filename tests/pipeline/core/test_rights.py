"""Each role may do what it is for; each statement that it must not do is tried."""
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", ".."))
from tests.support import lab, tap

ROLES = ("loader", "approver", "reader")
FOR_EVER = ("ledger", "chain", "chain_text", "run_files", "adjustment_cause", "closing",
            "closing_approval", "closing_discard", "payment_export", "adjustment",
            "adjustment_decision", "partner_hold", "partner_hold_lift", "statement_document",
            "statement_campaign", "statement_entry", "statement_workbook", "payee",
            "payee_confirmation", "payment", "journal_entry", "migration")
OF_THE_RUN = ("earning", "exclusion", "payout", "registration", "partner", "campaign",
              "source_file", "counted", "unmatched_return", "unposted", "partner_result", "campaign_terms",
              "campaign_card", "standing", "partner_shown")


class Rights(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = lab.Lab()
        done = cls.lab.cashback("-q", "run", "--as-of", "2026-09-30")
        assert done.returncode == 0, done.stderr
        cls.logins = {}
        for role in ROLES:
            login = f"{role}_{os.getpid()}"
            lab.psql(cls.lab.url, f"CREATE ROLE {login} LOGIN IN ROLE cashback_{role}")
            cls.logins[role] = cls.as_login(cls.lab.url, login)

    @staticmethod
    def as_login(url, login):
        return url + ("&" if "?" in url else "?") + "user=" + login

    def state(self, role, sql):
        """The SQLSTATE of a statement of the role, taken back whatever it did; '' where it worked."""
        done = subprocess.run(
            ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=sqlstate",
             self.logins[role], "-c", f"BEGIN; {sql}; ROLLBACK"],
            capture_output=True, text=True)
        return "" if done.returncode == 0 else done.stderr.strip().rpartition(" ")[2]

    def refused(self, role, sql):
        with self.subTest(role=role, sql=sql):
            self.assertEqual(self.state(role, sql), "42501")

    def allowed(self, role, sql):
        with self.subTest(role=role, sql=sql):
            self.assertEqual(self.state(role, sql), "")

    def columns(self, table):
        rows = self.lab.rows("SELECT attname FROM pg_attribute WHERE attrelid = "
                             f"'cashback.{table}'::regclass AND attnum > 0 ORDER BY attnum")
        return [row["attname"] for row in rows]

    def test_nobody_changes_or_deletes_what_is_for_ever(self):
        for table in FOR_EVER:
            column = self.columns(table)[0]
            for role in ROLES:
                self.refused(role, f"UPDATE cashback.{table} SET {column} = {column}")
                self.refused(role, f"DELETE FROM cashback.{table}")
                self.refused(role, f"TRUNCATE cashback.{table}")

    def test_what_was_posted_is_counted_and_never_forgotten(self):
        for role in ROLES:
            self.refused(role, "DELETE FROM cashback.partner_posting")
            self.refused(role, "UPDATE cashback.partner_posting SET mpn_id = '1'")
        for role in ("approver", "reader"):
            self.refused(role, "UPDATE cashback.partner_posting SET lines = 0")

    def test_nobody_changes_a_statement_through_its_view(self):
        for view in ("statement", "statement_line"):
            for role in ROLES:
                self.assertIn(self.state(role, f"DELETE FROM cashback.{view}"), ("42501", "55000"))

    def test_every_table_is_either_for_ever_or_of_the_run(self):
        rows = self.lab.rows("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = "
                             "'cashback'::regnamespace")
        known = {*FOR_EVER, *OF_THE_RUN, "run", "run_movement", "quarantine", "file_replaced",
                 "rows_lost", "partner_posting"}
        self.assertEqual({row["relname"] for row in rows}, known)

    def test_the_reader_only_reads(self):
        for table in (*FOR_EVER, *OF_THE_RUN, "run"):
            column = self.columns(table)[0]
            self.refused("reader", f"INSERT INTO cashback.{table} ({column}) VALUES (NULL)")
        for table in ("ledger", "earning", "statement", "statement_line", "run", "quarantine"):
            self.allowed("reader", f"SELECT * FROM cashback.{table}")

    def test_the_reader_does_not_see_bank_accounts(self):
        for table in ("payee", "current_payee", "payment"):
            self.refused("reader", f"SELECT * FROM cashback.{table}")

    def test_who_did_it_is_written_by_nobody(self):
        for table, column in (("closing", "closed_by"), ("closing_approval", "approved_by"),
                              ("closing_discard", "discarded_by"), ("adjustment", "proposed_by"),
                              ("adjustment_decision", "decided_by"), ("partner_hold", "held_by"),
                              ("partner_hold_lift", "lifted_by"), ("payment_export", "exported_by"),
                              ("payee_confirmation", "confirmed_by"), ("closing", "approval"),
                              ("closing_approval", "approval"), ("adjustment", "approval"),
                              ("adjustment_decision", "approval")):
            for role in ROLES:
                self.refused(role, f"INSERT INTO cashback.{table} ({column}) VALUES ('somebody')")

    def test_the_loader_approves_nothing(self):
        for statement in (
                "INSERT INTO cashback.closing_approval (period, closed_by, approved_at) "
                "VALUES ('2026-09', 'x', '2026-10-01Z')",
                "INSERT INTO cashback.adjustment_decision (mpn_id, adjustment_number, decision, "
                "proposed_by, decided_at) VALUES ('1', 1, 'rejected', 'x', '2026-10-01Z')",
                "SELECT cashback.decide_adjustment('1', 1, NULL, '2026-10-01Z')",
                "INSERT INTO cashback.payee_confirmation (mpn_id, version, confirmed_at) "
                "VALUES ('1', 1, '2026-10-01Z')",
                "INSERT INTO cashback.partner_hold_lift (mpn_id, hold_number, reason, lifted_at) "
                "VALUES ('1', 1, 'x', '2026-10-01Z')",
                "INSERT INTO cashback.payment_export (export_number) VALUES (1)",
                "INSERT INTO cashback.payment (mpn_id) VALUES ('1')"):
            self.refused("loader", statement)

    def test_the_approver_prepares_nothing(self):
        for table in ("closing", "statement_document", "statement_entry", "earning", "payee", "run",
                      "run_movement", "ledger", "adjustment_decision"):
            column = self.columns(table)[0]
            self.refused("approver", f"INSERT INTO cashback.{table} ({column}) VALUES (NULL)")
            self.refused("approver", f"DELETE FROM cashback.{table}")

    def test_nobody_changes_the_schema(self):
        for role in ROLES:
            self.refused(role, "ALTER TABLE cashback.ledger DROP CONSTRAINT ledger_amount_check")
            self.refused(role, "DROP TABLE cashback.ledger")
            self.refused(role, "CREATE TABLE cashback.mine (n bigint)")
            self.refused(role, "CREATE OR REPLACE VIEW cashback.posted AS SELECT 1 AS n")
            self.refused(role, "SELECT cashback.grant_rights('cashback_')")
            self.refused(role, "SET SESSION AUTHORIZATION cashback_owner")
            self.refused(role, "SET ROLE cashback_owner")

    def test_the_loader_does_not_rewrite_a_run(self):
        for column in ("run_id", "as_of", "started_at", "origin"):
            self.refused("loader", f"UPDATE cashback.run SET {column} = {column}")
        self.refused("loader", "DELETE FROM cashback.run")

    def test_the_owner_has_no_login_and_owns_everything(self):
        self.assertEqual(self.lab.rows(
            "SELECT rolcanlogin, rolsuper FROM pg_roles WHERE rolname = 'cashback_owner'"),
            [{"rolcanlogin": "f", "rolsuper": "f"}])
        self.assertEqual(self.lab.rows(
            "SELECT relname FROM pg_class WHERE relnamespace = 'cashback'::regnamespace "
            "AND pg_get_userbyid(relowner) <> 'cashback_owner'"), [])

    def test_the_nightly_runs_as_loader(self):
        nightly = lab.Lab(url=self.logins["loader"])
        done = nightly.cashback("-q", "run", "--as-of", "2026-10-31")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(nightly.rows("SELECT max(as_of) AS as_of FROM cashback.run "
                                      "WHERE status = 'finished'"), [{"as_of": "2026-10-31"}])

    def test_a_hold_is_set_by_a_loader_and_lifted_by_an_approver(self):
        mine = lab.Lab(url=self.logins["loader"])
        self.assertEqual(mine.cashback("hold", "set", "1005047", "--reason", "account in dispute")
                         .returncode, 0)
        refused = mine.cashback("hold", "lift", "1005047", "--reason", "settled")
        self.assertEqual(refused.returncode, 77, refused.stderr)
        theirs = lab.Lab(url=self.logins["approver"])
        self.assertEqual(theirs.cashback("hold", "lift", "1005047", "--reason", "settled")
                         .returncode, 0)
        held = self.lab.rows("SELECT held_by, lifted_by FROM cashback.partner_hold JOIN "
                             "cashback.partner_hold_lift USING (mpn_id, hold_number)")
        self.assertEqual(held, [{"held_by": f"loader_{os.getpid()}",
                                 "lifted_by": f"approver_{os.getpid()}"}])


if __name__ == "__main__":
    tap.main()
