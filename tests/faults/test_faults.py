"""A few of the faults that `make faults` tries: the right status, a message that can be read, nothing
published, and the same result when the stage is called again."""
import os
import random
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "crash"), os.path.join(HERE, "..", "support")]
import faults
import tap
from lab import scratch
from place import has_sanitizer

BUILD = os.environ["CASHBACK_BUILD"]
KINDS = {kind.name: kind for kind in faults.KINDS}


class AfterAFault(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = scratch("faults")
        os.chmod(folder, 0o755) # the server's user has to get in
        cls.session, cls.dice = faults.Session(folder, BUILD), random.Random(5)
        cls.cases = list(cls.session.cases())

    @classmethod
    def tearDownClass(cls):
        cls.session.close()

    def strike(self, name, count):
        """`count` places in each stage."""
        for case in self.cases:
            case.dirty = True
            total = KINDS[name].count(case)
            for _ in range(min(count, total)):
                KINDS[name].strike(case, self.dice.randint(1, total))

    @unittest.skipIf(has_sanitizer(BUILD), "a sanitizer lets no library come before it")
    def test_without_memory_a_stage_ends_and_publishes_nothing(self):
        self.strike("allocation", 4)

    def test_a_full_disk_ends_a_stage_and_publishes_nothing(self):
        self.strike("write", 1)
        self.strike("write, and all after it", 1)

    def test_what_cannot_be_synced_or_renamed_ends_a_stage(self):
        self.strike("sync", 1)
        self.strike("rename", 1)

    def test_what_cannot_be_looked_at_is_not_taken_for_absent(self):
        self.strike("stat", 2)
        self.strike("read", 2)

    def test_half_a_write_is_followed_by_the_other_half(self):
        self.strike("short write", 1)


if __name__ == "__main__":
    tap.main()
