"""The C stages and the second opinion settle the same random cases alike, and the comparison sees
it when they do not."""
import copy
import os
import pathlib
import shutil
import sys
import tempfile
import unittest
from decimal import Decimal

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]
sys.dont_write_bytecode = True

import tap
from differential import Database, describe, make_scratch, settle_case, settle_seeds
from engine import settle
from generator import random_world
from second_opinion import compare
from world import write_world

URL = os.environ["CASHBACK_TEST_URL"]
BIN = pathlib.Path(os.environ["CASHBACK_BIN"])
SCRATCH = pathlib.Path(make_scratch())
SEEDS = list(range(1, 201))
PAYING_SEEDS = range(1, 41)

# What 200 cases have to meet; otherwise the generator no longer aims where it should.
MUST_REACH = {
    "key-conflict", "unmatched-return", "clawed back dollar_per_sku", "clawed back frequency",
    "measure of one group", "measure of several groups",
    *(f"paid in {currency}" for currency in ("CAD", "USD", "JPY", "KWD")),
    *(f"state {state}" for state in (
        "unknown-campaign", "unknown-partner", "not-approved", "terms-not-accepted",
        "registered-late", "number-not-found", "account-taken", "active")),
    *(f"reason {reason}" for reason in (
        "no-reseller", "not-registered", "not-approved", "terms-not-accepted", "registered-late",
        "membership-inactive", "before-registration", "agreement-unknown",
        "agreement-inactive", "license-type", "currency", "stacking", "late-return")),
    *(f"note {note}" for note in (
        "none", "before-start", "capped", "not-counted", "below-minimum", "below-threshold",
        "above-maximum")),
    *(f"paid dollar_per_sku {scope} {tiers}" for scope in ("transaction", "customer", "partner")
      for tiers in ("retrospective", "stepped")),
    *(f"paid frequency {count} {pay} {tiers}"
      for count in ("transactions", "customers", "new_customers") for pay in ("once", "each")
      for tiers in ("retrospective", "stepped")),
}


def tearDownModule():
    shutil.rmtree(SCRATCH)


class RandomCases(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.outcomes = list(settle_seeds(BIN, URL, SEEDS, SCRATCH / "cases"))

    def test_two_hundred_random_cases_are_settled_alike_by_both(self):
        different = [outcome for outcome in self.outcomes if outcome.differences]
        keep_cases(different[:3])
        self.assertEqual(len(self.outcomes), len(SEEDS))
        self.assertFalse(different, f"{len(different)} cases differ, the first ones:\n"
                         + "\n".join(map(describe, different[:3])))

    def test_the_random_cases_meet_every_state_reason_note_and_kind_of_payout(self):
        reached = {what for outcome in self.outcomes for what in outcome.reached}
        self.assertFalse(sorted(MUST_REACH - reached))


def keep_cases(outcomes):
    """Out of the test's own folder, which is removed."""
    for outcome in outcomes:
        kept = tempfile.mkdtemp(prefix=f"cashback-case-{outcome.seed}.")
        shutil.copytree(outcome.folder, kept, dirs_exist_ok=True)
        print(f"# seed {outcome.seed} is kept in {kept}")


class ComparisonCanFail(unittest.TestCase):
    def setUp(self):
        self.database = Database(URL, "planted")
        self.database.__enter__()
        self.addCleanup(self.database.__exit__)
        self.folder = SCRATCH / self.id()

    def first_world(self, wanted):
        """The first random case that reaches what is wanted, and that both settle alike."""
        for seed in PAYING_SEEDS:
            folder = self.folder / str(seed)
            world = random_world(seed)
            differences, reached = settle_case(BIN, self.database, world, folder)
            if not differences and any(what.startswith(wanted) for what in reached):
                return world, folder
        self.fail(f"no case reaches {wanted}")

    def found_tables(self, world, folder, plant=""):
        run = max((folder / "var/runs").iterdir())
        differences, _ = compare(self.database.url, world, folder, run, plant)
        return {difference["table"] for difference in differences}

    def plant(self, wanted, change):
        world, folder = self.first_world(wanted)
        return self.found_tables(world, folder, change)

    def test_a_cent_too_much_in_one_earning_is_found(self):
        found = self.plant("paid in CAD", "UPDATE engine.earning SET amount = amount + 0.01 "
                           "WHERE ctid = (SELECT min(ctid) FROM engine.earning);")
        self.assertEqual(found, {"earning"})

    def test_an_amount_with_a_decimal_place_too_many_is_found(self):
        found = self.plant("paid in CAD", "UPDATE engine.payout SET amount = amount + 0.000;")
        self.assertEqual(found, {"payout"})

    def test_an_earning_that_is_there_twice_is_found(self):
        found = self.plant("paid", "INSERT INTO engine.earning "
                           "SELECT * FROM engine.earning LIMIT 1;")
        self.assertEqual(found, {"earning"})

    def test_an_exclusion_with_another_reason_is_found(self):
        found = self.plant("reason late-return", "UPDATE engine.exclusion SET reason = 'currency' "
                           "WHERE reason = 'late-return';")
        self.assertEqual(found, {"exclusion"})

    def test_a_source_line_that_is_off_by_one_is_found(self):
        found = self.plant("unmatched-return",
                           "UPDATE engine.unmatched_return SET source_line = source_line + 1;")
        self.assertEqual(found, {"unmatched_return"})

    def test_a_registration_that_is_missing_is_found(self):
        found = self.plant("state active", "DELETE FROM engine.registration WHERE ctid = "
                           "(SELECT min(ctid) FROM engine.registration);")
        self.assertEqual(found, {"registration"})

    def test_a_staged_row_that_is_missing_is_found(self):
        found = self.plant("paid", "DELETE FROM audit.partners_row WHERE ctid = "
                           "(SELECT min(ctid) FROM audit.partners_row);")
        self.assertEqual(found, {"staged partners"})

    def test_a_rate_that_the_engine_read_otherwise_is_found(self):
        world, _ = self.first_world("paid dollar_per_sku partner")
        changed = self.folder / "changed"
        write_world(with_other_rates(world), changed)
        settle(BIN, changed, world.as_of)
        self.assertIn("earning", self.found_tables(world, changed))


def with_other_rates(world):
    """The same world with more paid for every unit."""
    other = copy.deepcopy(world)
    for campaign in other.campaigns:
        for row in campaign.cards.get("rate_card.csv", ()):
            row["rate"] = str(Decimal(row["rate"]) + 1)
    return other


if __name__ == "__main__":
    tap.main()
