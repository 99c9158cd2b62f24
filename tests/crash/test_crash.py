"""A few of the points that `make crash` looks at: whatever happens to a run, the next one leads to
the same database and the same files as if nothing had happened."""
import os
import random
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "support")]
import crash
import odd
import tap
from lab import scratch
from place import has_sanitizer
from scenes import SCENES

BUILD = os.environ["CASHBACK_BUILD"]


class AfterADisturbance(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = scratch("crash")
        os.chmod(folder, 0o755) # the server's user has to get in
        cls.session, cls.dice = crash.Session(folder, BUILD), random.Random(3)
        first = crash.Undisturbed(cls.session.place, SCENES[0])
        cls.session.place.bring_back(first.after_name)
        cls.case = crash.Undisturbed(cls.session.place, SCENES[1])

    @classmethod
    def tearDownClass(cls):
        cls.session.close()

    def strike(self, kind, count):
        for point in kind.points(self.case, count, self.dice):
            crash.strike(self.case, kind, point)

    def test_a_run_that_was_killed_is_finished_by_the_next(self):
        self.strike(crash.Kill, 4)

    def test_a_run_whose_server_stopped_is_finished_by_the_next(self):
        self.strike(crash.Stop, 1)

    def test_a_connection_cut_at_a_commit_loses_nothing_and_doubles_nothing(self):
        self.strike(crash.Cut, 2)

    def odd(self, happens, how):
        crash.strike(self.case, crash.Odd, odd.CASES.index((happens, how)))

    def test_a_run_whose_folder_was_deleted_by_hand_is_settled_again(self):
        self.odd(odd.run_folder_deleted, "load")

    @unittest.skipIf(has_sanitizer(BUILD), "a sanitizer lets no library come before it")
    def test_a_clock_that_was_set_back_changes_nothing(self):
        self.odd(odd.clock_set_back, "render")

    def test_a_full_disk_of_the_database_posts_nothing(self):
        self.odd(odd.database_full, "/base/")

    def test_a_full_disk_is_said_and_the_next_run_goes_on(self):
        self.odd(odd.disk_full, "var")


if __name__ == "__main__":
    tap.main()
