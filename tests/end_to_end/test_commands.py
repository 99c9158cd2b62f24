"""The programs as a user or a scheduler meets them: exit statuses, messages, one run at a time."""
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import lab
import tap

AS_OF = "2026-10-31"


class Refusals(unittest.TestCase):
    """What is refused before anything runs."""

    def setUp(self):
        self.lab = lab.Lab()

    def tearDown(self):
        shutil.rmtree(self.lab.dir)

    def test_a_command_that_does_not_exist_is_a_usage_error(self):
        done = self.lab.cashback("rnu")
        self.assertEqual(done.returncode, 64)
        self.assertIn("rnu", done.stderr)
        self.assertIn("hint:", done.stderr)

    def test_an_unknown_option_is_a_usage_error(self):
        self.assertEqual(self.lab.cashback("run", "--asof", AS_OF).returncode, 64)

    def test_an_option_of_another_command_is_a_usage_error(self):
        for option in (["--campaign", "draft"], ["--partner", "0012345"], ["--run", "x"]):
            done = self.lab.cashback("run", "--as-of", AS_OF, *option)
            self.assertEqual(done.returncode, 64)
            self.assertIn(option[0], done.stderr)
        self.assertFalse(os.path.exists(self.lab.path("build/demo/var/runs")))

    def test_a_date_that_is_none_is_a_usage_error(self):
        self.assertEqual(self.lab.cashback("run", "--as-of", "2026-02-30").returncode, 64)

    def test_options_may_stand_before_and_after_the_command(self):
        before = self.lab.cashback("--config", "pipeline.conf", "check")
        after = self.lab.cashback("check", "--config", "pipeline.conf")
        self.assertEqual((before.returncode, after.returncode), (0, 0), before.stderr + after.stderr)

    def test_a_missing_configuration_is_a_missing_input(self):
        done = self.lab.cashback("check", "--config", "nowhere.conf")
        self.assertEqual(done.returncode, 66)
        self.assertIn("nowhere.conf", done.stderr)

    def test_all_problems_of_the_configuration_are_told_at_once_with_file_and_line(self):
        self.lab.replace("pipeline.conf", "currency = CAD", "currency = CANADA")
        self.lab.replace("pipeline.conf", "[database]", "[database]\nport = 1")
        self.lab.replace("fixtures/demo/campaigns/open-seats/campaign.conf", "tiers =", "teirs =")
        done = self.lab.cashback("check")
        self.assertEqual(done.returncode, 78)
        self.assertRegex(done.stderr, r"pipeline\.conf:\d+: .*CANADA")
        self.assertRegex(done.stderr, r"pipeline\.conf:\d+: .*port")
        self.assertRegex(done.stderr, r"open-seats/campaign\.conf:\d+: .*teirs")

    def test_a_run_with_a_bad_campaign_does_not_start(self):
        self.lab.replace("fixtures/demo/campaigns/open-seats/campaign.conf", "tiers =", "teirs =")
        done = self.lab.cashback("run", "--as-of", AS_OF)
        self.assertEqual(done.returncode, 78)
        self.assertRegex(done.stderr, r"campaign\.conf:\d+: ")
        self.assertFalse(os.path.exists(self.lab.path("build/demo/out/current")))

    def test_a_database_that_is_not_there_is_told_with_a_hint(self):
        text = self.lab.read("pipeline.conf")
        self.lab.write("pipeline.conf", text.replace(self.lab.url, "postgresql:///x?host=/nowhere"))
        done = self.lab.cashback("run", "--as-of", AS_OF)
        self.assertEqual(done.returncode, 69, done.stderr)
        self.assertIn("hint:", done.stderr)

    def test_a_password_is_never_shown(self):
        text = self.lab.read("pipeline.conf")
        url = "postgresql://settle:s3cr3t@127.0.0.1:9/x"
        self.lab.write("pipeline.conf", text.replace(self.lab.url, url))
        done = self.lab.cashback("run", "--as-of", AS_OF)
        shown = self.lab.cashback("check", "-v")
        self.assertEqual(done.returncode, 69)
        self.assertNotIn("s3cr3t", done.stdout + done.stderr + shown.stdout + shown.stderr)

    def test_no_file_for_a_feed_is_a_missing_input(self):
        shutil.rmtree(self.lab.path("fixtures/demo/inbox/invoices"))
        done = self.lab.cashback("run", "--as-of", AS_OF)
        self.assertEqual(done.returncode, 66, done.stderr)
        self.assertIn("inbox/invoices", done.stderr)

    def test_more_rejects_than_allowed_take_nothing_in(self):
        self.lab.replace("pipeline.conf", "# max_rejects = 100", "max_rejects = 2")
        done = self.lab.cashback("run", "--as-of", AS_OF)
        self.assertEqual(done.returncode, 65, done.stderr)
        self.assertFalse(os.path.exists(self.lab.path("build/demo/var/store/catalog.json")))


class Runs(unittest.TestCase):
    def setUp(self):
        self.lab = lab.Lab()

    def tearDown(self):
        shutil.rmtree(self.lab.dir)

    def test_a_second_run_at_the_same_time_is_refused(self):
        var = self.lab.path("build/demo/var")
        os.makedirs(var)
        with open(os.path.join(var, "lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.assertEqual(self.lab.cashback("run", "--as-of", AS_OF).returncode, 75)
            self.assertEqual(self.lab.cashback(program="cashback-extract").returncode, 75)

    def test_a_run_never_goes_back_behind_the_last_posted_one(self):
        self.assertEqual(self.lab.cashback("run", "--as-of", AS_OF, "-q").returncode, 0)
        done = self.lab.cashback("run", "--as-of", "2026-10-30")
        self.assertEqual(done.returncode, 64)
        self.assertIn(AS_OF, done.stderr)

    def test_quiet_says_nothing_when_all_is_well(self):
        done = self.lab.cashback("run", "--as-of", AS_OF, "-q")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_the_stages_one_by_one_lead_to_the_same_as_a_run(self):
        other = lab.Lab()
        for command in (["extract", "--as-of", AS_OF], ["transform"], ["load"], ["render"]):
            done = self.lab.cashback(*command)
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(other.cashback("run", "--as-of", AS_OF).returncode, 0)
        for table in ("earning", "exclusion", "payout", "registration"):
            sql = f"SELECT * FROM cashback.{table} ORDER BY 1, 2, 3, 4"
            self.assertEqual(self.lab.rows(sql), other.rows(sql))
        statuses = "SELECT status FROM cashback.run"
        self.assertEqual(self.lab.rows(statuses), [{"status": "finished"}])

    def test_after_a_repeated_stage_the_later_ones_are_done_again(self):
        self.lab.cashback("extract", "--as-of", AS_OF)
        self.lab.cashback("transform")
        shutil.rmtree(self.lab.path("fixtures/demo/campaigns/open-seats"))
        self.assertEqual(self.lab.cashback("extract").returncode, 0)
        self.assertEqual(self.lab.cashback("run", "--as-of", AS_OF).returncode, 0)
        first = self.lab.rows("SELECT campaign_id FROM cashback.ledger GROUP BY 1 ORDER BY 1")
        self.assertNotIn({"campaign_id": "open-seats"}, first)

    def test_the_manifest_of_a_posted_run_stays_what_it_was(self):
        self.assertEqual(self.lab.cashback("run", "--as-of", AS_OF, "-q").returncode, 0)
        run = self.lab.rows("SELECT run_id FROM cashback.run")[0]["run_id"]
        manifest = self.lab.read(f"build/demo/var/runs/{run}/manifest.json")
        self.assertEqual(self.lab.cashback("extract", "--run", run).returncode, 0)
        self.lab.write("fixtures/demo/inbox/agreements/later.csv",
                       "agreement_number,license_type,reseller_id\nAG-LATE,Open,R-1\n")
        done = self.lab.cashback("extract", "--run", run)
        self.assertEqual(done.returncode, 64)
        self.assertIn(run, done.stderr)
        self.assertEqual(self.lab.read(f"build/demo/var/runs/{run}/manifest.json"), manifest)

    def test_a_run_above_the_limit_is_held_until_it_is_released(self):
        self.lab.replace("pipeline.conf", "hold_above = 100000.00", "hold_above = 1000.00")
        held = self.lab.cashback("run", "--as-of", AS_OF)
        self.assertEqual(held.returncode, 65, held.stderr)
        self.assertEqual(self.lab.rows("SELECT * FROM cashback.ledger"), [])
        run = self.lab.rows("SELECT run_id FROM cashback.run WHERE status = 'held'")[0]["run_id"]
        done = self.lab.cashback("run", "--release", run)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.lab.rows("SELECT status FROM cashback.run"), [{"status": "finished"}])
        self.assertNotEqual(self.lab.rows("SELECT * FROM cashback.ledger"), [])

    def test_a_campaign_with_postings_whose_folder_is_gone_is_settled_as_stored(self):
        self.assertEqual(self.lab.cashback("run", "--as-of", AS_OF, "-q").returncode, 0)
        postings = self.lab.rows("SELECT count(*) FROM cashback.ledger")
        shutil.rmtree(self.lab.path("fixtures/demo/campaigns/open-seats"))
        done = self.lab.cashback("run", "--as-of", AS_OF)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.lab.rows("SELECT count(*) FROM cashback.ledger"), postings)

    def test_a_campaign_that_changed_after_it_posted_is_held(self):
        self.assertEqual(self.lab.cashback("run", "--as-of", AS_OF, "-q").returncode, 0)
        self.lab.replace("fixtures/demo/campaigns/open-seats/rate_card.csv", "20.00", "21.00")
        done = self.lab.cashback("run", "--as-of", AS_OF)
        self.assertEqual(done.returncode, 65, done.stderr)
        self.assertIn("open-seats", done.stderr)

    def test_rejected_rows_of_a_held_run_are_not_lost_with_it(self):
        self.lab.replace("pipeline.conf", "hold_above = 100000.00", "hold_above = 1000.00")
        self.assertEqual(self.lab.cashback("run", "--as-of", AS_OF).returncode, 65)
        self.lab.replace("pipeline.conf", "hold_above = 1000.00", "hold_above = 100000.00")
        self.assertEqual(self.lab.cashback("run", "--as-of", AS_OF).returncode, 0)
        self.assertEqual(self.lab.rows("SELECT count(*) FROM cashback.quarantine"), [{"count": "9"}])

    def test_a_run_that_was_killed_is_finished_first(self):
        stage = subprocess.Popen([os.path.join(lab.BIN, "cashback"), "run", "--as-of", AS_OF],
                                 cwd=self.lab.dir, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 start_new_session=True)
        while not stage.stderr.readline().startswith(b"transform:"):
            self.assertIsNone(stage.poll())
        os.killpg(stage.pid, signal.SIGKILL)
        stage.communicate()
        done = self.lab.cashback("run", "--as-of", AS_OF)
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = self.lab.rows("SELECT status FROM cashback.run ORDER BY run_id")
        self.assertEqual([r["status"] for r in rows], ["finished", "finished"])
        doubled = self.lab.rows("""SELECT l.mpn_id FROM
            (SELECT mpn_id, sum(amount) AS posted FROM cashback.ledger GROUP BY mpn_id) AS l
            JOIN (SELECT mpn_id, sum(amount) AS owed FROM cashback.payout GROUP BY mpn_id) AS p
                USING (mpn_id) WHERE posted <> owed""")
        self.assertEqual(doubled, [])

    def test_a_stage_that_a_signal_ended_is_named_with_it(self):
        programs = self.lab.path("bin")
        shutil.copytree(lab.BIN, programs)
        self.lab.write("bin/cashback-transform", "#!/bin/sh\nkill -KILL $$\n")
        done = subprocess.run([os.path.join(programs, "cashback"), "-q", "run", "--as-of", AS_OF],
                              cwd=self.lab.dir, capture_output=True, text=True)
        self.assertEqual(done.returncode, 137)
        self.assertTrue(done.stderr.startswith("cashback: cashback-transform was ended by signal 9"),
                        done.stderr)
        self.assertEqual(self.lab.cashback("-q", "run", "--as-of", AS_OF).returncode, 0)

    def test_lists_are_json_with_the_names_of_the_columns(self):
        self.assertEqual(self.lab.cashback("run", "--as-of", AS_OF, "-q").returncode, 0)
        done = self.lab.cashback("registrations", "--json", "--partner", "0012345")
        listed = json.loads(done.stdout)
        self.assertEqual({r["mpn_id"] for r in listed}, {"0012345"})
        for column in ("registration_id", "campaign_id", "identification_number", "reseller_id", "state"):
            self.assertIn(column, listed[0])
        self.assertEqual(len(json.loads(self.lab.cashback("campaigns", "--json").stdout)), 6)
        self.assertTrue(json.loads(self.lab.cashback("status", "--json").stdout))


if __name__ == "__main__":
    tap.main()
