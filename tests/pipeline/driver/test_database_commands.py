"""cashback db, status and registrations, as programs, on a database of their own by url."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../support"))
import tap  # noqa: E402

PROGRAM = os.environ["CASHBACK_BIN"] + "/cashback"
SERVER = os.environ["CASHBACK_TEST_URL"]
CONF = "[pipeline]\nvar = var\n[database]\nurl = {}\n" + "".join(
    f"[feed {feed}]\nfiles = inbox/{feed}/*.csv\n"
    for feed in ("partners", "agreements", "invoices", "registrations"))

# Two nights: the first posted, the second is held. Two partners claim account R-1.
NIGHTS = """
INSERT INTO cashback.run (run_id, as_of, started_at, finished_at, status, reason, posting,
    files_taken, rows_taken, rows_quarantined) VALUES
    ('20260930T010000Z', '2026-09-30', '2026-09-30 01:00Z', '2026-09-30 01:01Z', 'finished', NULL,
     1, 3, 500, 4),
    ('20261001T010000Z', '2026-10-01', '2026-10-01 01:00Z', NULL, 'held',
     'it would move 900.00 CAD, more than hold_above 100.00', NULL, 1, 20, 0);
INSERT INTO cashback.run_movement VALUES ('20260930T010000Z', 'CAD', 12, 1234.50, 1240.50),
    ('20260930T010000Z', 'USD', 1, 5.00, 5.00), ('20261001T010000Z', 'CAD', 2, 900.00, 900.00);
INSERT INTO cashback.registration (mpn_id, registration_id, campaign_id, identification_number,
    reseller_id, found_in, state, registered_on, source_file, source_line) VALUES
    ('0001', 'G-1', 'cloud', 'INV-1', 'R-1', 'invoice', 'active', '2026-07-01', 'r.csv', 2),
    ('0002', 'G-2', 'cloud', 'A-7', 'R-1', 'agreement', 'account-taken', '2026-07-02', 'r.csv', 3),
    ('0002', 'G-3', 'cloud', 'X', NULL, NULL, 'number-not-found', '2026-07-03', 'r.csv', 4);
"""


def psql(url, statement):
    return subprocess.run(["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", statement, url],
                          capture_output=True, text=True, check=True).stdout.strip()


class DatabaseCommands(unittest.TestCase):
    number = 0

    def setUp(self):
        self.urls = []
        self.url = self.new_database()
        folder = tempfile.TemporaryDirectory(dir=os.environ["CASHBACK_TMP"])
        self.addCleanup(folder.cleanup)
        self.dir = folder.name
        self.configure(self.url)

    def tearDown(self):
        for url in self.urls:
            psql(SERVER, f"DROP DATABASE {self.name_of(url)} WITH (FORCE)")

    def new_database(self):
        DatabaseCommands.number += 1
        name = f"cashback_commands_{os.getpid()}_{self.number}"
        psql(SERVER, f"CREATE DATABASE {name}")
        self.urls.append(SERVER.replace("/postgres?", f"/{name}?"))
        return self.urls[-1]

    def name_of(self, url):
        return url.split("?")[0].rsplit("/", 1)[1]

    def configure(self, url):
        with open(self.dir + "/pipeline.conf", "w") as f:
            f.write(CONF.format(url))

    def run_program(self, *args):
        return subprocess.run([PROGRAM, *args], cwd=self.dir, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL)

    def good(self, *args):
        result = self.run_program(*args)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return result.stdout

    def bad(self, status, *args):
        result = self.run_program(*args)
        self.assertEqual(result.returncode, status, result.stderr)
        return result.stderr

    def two_nights(self):
        self.good("db", "migrate")
        psql(self.url, NIGHTS)

    def test_status_lists_the_last_runs_newest_first(self):
        self.two_nights()
        held, finished = json.loads(self.good("status", "--json"))
        self.assertEqual(finished, {
            "run_id": "20260930T010000Z", "as_of": "2026-09-30", "status": "finished",
            "started_at": "2026-09-30 01:00:00+00", "finished_at": "2026-09-30 01:01:00+00",
            "taken_in": 500, "quarantined": 4, "lines": 13, "posted": "1234.50 CAD, 5.00 USD",
            "held": None, "conflicts": 1, "files_replaced": 0, "rows_lost": 0, "reason": None,
            "origin": "files", "posting": 1, "link": None})
        self.assertEqual((held["status"], held["posted"], held["held"], held["conflicts"]),
                         ("held", None, "900.00 CAD", None))

    def test_status_tells_people_what_is_held_and_who_claims_what(self):
        self.two_nights()
        text = self.good("status")
        self.assertIn("run 20261001T010000Z is held: it would move 900.00 CAD", text)
        self.assertIn("`cashback run --release 20261001T010000Z` posts it", text)
        self.assertRegex(text, r"cloud +R-1 +0001 +G-1 +0002 +G-2")

    def test_status_of_an_empty_database_is_no_runs(self):
        self.assertEqual(self.good("status"), "no runs yet\n")
        self.assertEqual(json.loads(self.good("status", "--json")), [])

    def test_registrations_say_their_state_and_why(self):
        self.two_nights()
        rows = json.loads(self.good("registrations", "--json"))
        self.assertEqual([(row["registration_id"], row["state"]) for row in rows],
                         [("G-1", "active"), ("G-2", "account-taken"), ("G-3", "number-not-found")])
        self.assertLessEqual({"registration_id", "campaign_id", "mpn_id", "identification_number",
                              "reseller_id", "state"}, set(rows[0]))
        self.assertEqual(rows[1]["why"], "the account is held by partner 0001 with registration G-1")
        self.assertIsNone(rows[2]["reseller_id"])

    def test_registrations_of_one_partner(self):
        self.two_nights()
        rows = json.loads(self.good("registrations", "--partner", "0001", "--json"))
        self.assertEqual([row["registration_id"] for row in rows], ["G-1"])
        self.assertEqual(self.good("registrations", "--partner", "0009"),
                         "no registrations of partner 0009\n")

    def test_migrate_lists_the_migrations(self):
        rows = json.loads(self.good("db", "migrate", "--json"))
        self.assertEqual([row["number"] for row in rows], list(range(len(rows))))
        self.assertEqual(self.good("db", "migrate", "--json"),
                         self.good("db", "migrate", "--json"))

    def test_check_changes_nothing(self):
        facts = {row["fact"]: row["value"] for row in json.loads(self.good("db", "check", "--json"))}
        self.assertEqual(facts["schema_version"], "none")
        self.assertEqual(facts["database"], self.name_of(self.url))
        self.assertEqual(psql(self.url, "SELECT to_regnamespace('cashback')"), "")

    def test_psql_passes_its_arguments_on(self):
        self.assertEqual(self.good("db", "psql", "--", "-qAtXc", "SELECT current_database()"),
                         self.name_of(self.url) + "\n")
        self.bad(65, "db", "psql", "--", "-X", "-c", "nonsense")

    def test_a_dump_is_restored_into_an_empty_database(self):
        self.two_nights()
        psql(self.url, "INSERT INTO cashback.partner (mpn_id, name) VALUES ('0001', 'Ærø')")
        self.assertEqual(self.good("db", "dump", "night.dump"), "night.dump\n")
        self.assertEqual(os.listdir(self.dir).count("night.dump.tmp"), 0)
        before = self.good("status", "--json")
        self.configure(self.new_database())
        self.good("db", "migrate")
        self.good("db", "restore", "night.dump")
        self.assertEqual(self.good("status", "--json"), before)
        self.assertEqual(psql(self.urls[-1], "SELECT name FROM cashback.partner"), "Ærø")

    def test_a_ledger_is_never_restored_over(self):
        self.two_nights()
        self.good("db", "dump", "night.dump")
        self.assertIn("has runs already", self.bad(64, "db", "restore", "night.dump"))

    def test_a_damaged_dump_restores_nothing(self):
        self.two_nights()
        self.good("db", "dump", "night.dump")
        os.truncate(self.dir + "/night.dump", os.path.getsize(self.dir + "/night.dump") // 2)
        self.configure(self.new_database())
        self.bad(74, "db", "restore", "night.dump")
        self.assertEqual(psql(self.urls[-1], "SELECT to_regclass('cashback.run')"), "")

    def test_a_server_that_is_not_ours_is_not_started_or_stopped(self):
        self.assertIn("not ours", self.bad(64, "db", "start"))
        self.assertIn("not ours", self.bad(64, "db", "stop"))

    def test_a_server_that_is_not_there_says_how_to_reach_one(self):
        self.configure("postgresql://someone:hush@localhost:1/nowhere")
        words = self.bad(69, "status")
        self.assertIn("hint: start that server or correct url", words)
        self.assertNotIn("hush", words)

    def test_what_db_does_not_know_is_a_usage_error(self):
        self.assertIn("there is no 'drop'", self.bad(64, "db", "drop"))
        self.assertIn("what is to be done", self.bad(64, "db"))
        self.assertIn("takes one file", self.bad(64, "db", "dump"))


if __name__ == "__main__":
    tap.main()
