"""The ledger under what happens to it: the brake, two folders at one database, folders deleted by
hand, a clock that was set back."""
import os
import re
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import lab
import shop
import tap

HUGE = "I-2,1,2026-07-03,E,A,80995,1.00\n"


class Ledger(shop.Shop):
    def __init__(self, url=None):
        super().__init__()
        self.replace("pipeline.conf", "[statement]", "[ledger]\nhold_above = 1000.00\n[statement]")
        if url:
            self.replace("pipeline.conf", self.url, url)
            self.url = url

    def night(self, status=0):
        done = self.run()
        assert done.returncode == status, done.stderr
        return done

    def sell(self, name, lines):
        self.deliver(name, (shop.HEADER + lines).encode())

    def runs_by_status(self):
        rows = self.rows("SELECT run_id, status FROM cashback.run ORDER BY run_id")
        return [row["status"] for row in rows]

    def posted(self):
        return [row["amount"] for row in
                self.rows("SELECT amount FROM cashback.ledger ORDER BY invoice_number, amount")]


class Brake(unittest.TestCase):
    """A sale of 80,995 units that is cancelled twelve minutes later is not paid in between."""

    def setUp(self):
        self.shop = Ledger()
        self.shop.night()
        self.shop.sell("2.csv", HUGE)
        self.held = self.shop.night(65)

    def tearDown(self):
        shutil.rmtree(self.shop.dir)

    def test_the_run_is_held_and_names_what_it_would_move(self):
        self.assertIn("it would move 80995.00 CAD, more than hold_above 1000.00", self.held.stderr)
        self.assertIn("80995.00 CAD to 1 in one (invoice I-2 line 1)", self.held.stderr)
        self.assertIn("hint: `cashback run --release ", self.held.stderr)
        self.assertEqual(self.shop.posted(), ["2.00"])

    def test_cancelled_by_a_later_file_it_was_never_posted(self):
        self.shop.sell("3.csv", HUGE.replace("80995", "0"))
        self.shop.night()
        self.assertEqual(self.shop.posted(), ["2.00"])
        self.assertEqual(self.shop.runs_by_status(), ["finished", "superseded", "finished"])
        released = re.search(r"--release (\S+)`", self.held.stderr).group(1)
        refused = self.shop.cashback("run", "--release", released)
        self.assertEqual(refused.returncode, 64, refused.stderr)
        self.assertEqual(self.shop.posted(), ["2.00"])

    def test_cancelled_by_a_return_both_move_and_both_are_held(self):
        self.shop.write("inbox/invoices/3.csv", shop.HEADER.strip() + ",reference_invoice\n"
                        "I-3,1,2026-07-03,E,A,-80995,-1.00,I-2\n")
        held = self.shop.night(65)
        self.assertIn("161990.00 CAD", held.stderr)
        self.assertEqual(self.shop.posted(), ["2.00"])
        self.assertEqual(self.shop.runs_by_status(), ["finished", "superseded", "held"])
        run = os.path.basename(self.shop.runs()[-1])
        self.assertEqual(self.shop.cashback("run", "--release", run).returncode, 0)
        self.assertEqual(self.shop.posted(), ["2.00", "80995.00", "-80995.00"])


class TwoFolders(unittest.TestCase):
    def test_two_runs_at_once_at_one_database_post_once(self):
        first = Ledger()
        second = Ledger(first.url)
        self.assertEqual(first.cashback("db", "migrate").returncode, 0)
        at_once = [subprocess.Popen([os.path.join(lab.BIN, "cashback"), "run", "--as-of", "2026-10-31"],
                                    cwd=place.dir, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
                   for place in (first, second)]
        told = [process.communicate()[1] for process in at_once]
        self.assertEqual([process.returncode for process in at_once], [0, 0], told)
        self.assertEqual(first.posted(), ["2.00"])
        self.assertEqual(first.runs_by_status(), ["finished", "finished"])
        self.assertNotEqual(os.path.basename(first.runs()[0]), os.path.basename(second.runs()[0]))
        links = first.rows("SELECT posting, previous, link FROM cashback.chain ORDER BY posting")
        self.assertEqual([row["posting"] for row in links], ["1", "2"])
        self.assertEqual(links[0]["link"], links[1]["previous"])


class Order(unittest.TestCase):
    def setUp(self):
        self.shop = Ledger()

    def tearDown(self):
        shutil.rmtree(self.shop.dir)

    def newest(self):
        return self.shop.rows("SELECT max(run_id) AS id FROM cashback.run")[0]["id"]

    def test_a_run_whose_folder_was_deleted_has_failed_when_a_later_one_posts(self):
        self.assertEqual(self.shop.cashback("db", "migrate").returncode, 0)
        self.shop.rows("INSERT INTO cashback.run (run_id, as_of, started_at, status) "
                       "VALUES ('20260101T000000Z', '2026-10-31', now(), 'running')")
        self.shop.night()
        self.assertEqual(self.shop.runs_by_status(), ["failed", "finished"])
        self.assertEqual(self.shop.posted(), ["2.00"])

    def test_a_run_that_posted_and_whose_folder_was_deleted_is_finished_by_the_next(self):
        for stage in (["extract", "--as-of", "2026-10-31"], ["transform"], ["load"]):
            self.assertEqual(self.shop.cashback(*stage).returncode, 0)
        shutil.rmtree(self.shop.runs()[0])
        self.shop.night()
        self.assertEqual(self.shop.runs_by_status(), ["finished", "finished"])
        self.assertEqual(self.shop.posted(), ["2.00"])

    def test_after_a_clock_that_was_ahead_ids_go_on_from_the_newest(self):
        self.shop.night()
        self.shop.rows("INSERT INTO cashback.run (run_id, as_of, started_at, finished_at, status) "
                       "VALUES ('20990101T235959Z', '2026-10-31', now(), now(), 'failed')")
        self.shop.night()
        self.assertEqual(self.newest(), "20990102T000000Z")
        self.shop.night()
        self.assertEqual(self.newest(), "20990102T000001Z")
        self.assertEqual(os.path.basename(self.shop.runs()[-1]), "20990102T000001Z")

    def test_ids_go_on_from_the_newest_folder_too(self):
        self.shop.night()
        os.rename(self.shop.runs()[0], self.shop.path("var/runs/20990101T000000Z"))
        self.shop.night()
        self.assertEqual(self.newest(), "20990101T000001Z")

    def test_runs_of_one_second_have_different_ids_that_sort(self):
        for _ in range(3):
            self.shop.night()
        rows = self.shop.rows("SELECT run_id FROM cashback.run ORDER BY posting")
        ids = [row["run_id"] for row in rows]
        self.assertEqual(ids, sorted(set(ids)))
        self.assertTrue(all(re.fullmatch(r"\d{8}T\d{6}Z", i) for i in ids), ids)


if __name__ == "__main__":
    tap.main()
