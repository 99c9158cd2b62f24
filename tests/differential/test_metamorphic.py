"""What must not matter does not: how many jobs, how files are compressed, split and ordered, the
place and language of the machine, and days that come after."""
import copy
import datetime
import gzip
import os
import pathlib
import random
import shutil
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]
sys.dont_write_bytecode = True

import tap
from copyfile import read_copy
from differential import make_scratch
from engine import settle
from generator import random_world
from second_opinion import RESULTS
from world import COLUMNS, KEYS, Delivery, write_world

BIN = pathlib.Path(os.environ["CASHBACK_BIN"])
SCRATCH = pathlib.Path(make_scratch())
SEEDS = range(5001, 5013)
LONG_AFTER = datetime.date(2027, 6, 30)
EPOCH = datetime.date(2000, 1, 1)


def tearDownModule():
    shutil.rmtree(SCRATCH)


def settled(world, name, environment=None, prepare=None):
    """Settles a world in a folder of its own; returns the folder of the run."""
    folder = SCRATCH / name
    write_world(world, folder)
    if prepare:
        prepare(folder)
    return settle(BIN, folder, world.as_of, environment)


def outputs(run):
    return {table: (run / f"{table}.copy").read_bytes() for table in RESULTS}


def rows_without_origin(run):
    """Every table's rows, but for the file and line that they came from."""
    return {table: [{column: cell for column, cell in row.items()
                     if column not in ("source_file", "source_line")}
                    for row in read_copy(run / f"{table}.copy")]
            for table in RESULTS}


def compressed(level):
    def prepare(folder):
        for path in (folder / "inbox").rglob("*.gz"):
            path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()), level))
    return prepare


def compressed_in_parts(folder):
    """Each file as two gzip members, one after the other."""
    for path in (folder / "inbox").rglob("*.gz"):
        content = gzip.decompress(path.read_bytes())
        half = len(content) // 2
        path.write_bytes(gzip.compress(content[:half]) + gzip.compress(content[half:]))


def zipped(world):
    """Every file compressed."""
    other = copy.deepcopy(world)
    for delivery in other.deliveries:
        delivery.name = delivery.name.removesuffix(".gz") + ".gz"
    return other


def without_repeats(world):
    """No key twice, every line numbered, each feed delivered as changes by row."""
    other = copy.deepcopy(world)
    other.settings = {}
    for feed, key in KEYS.items():
        seen = set()
        for delivery in other.of(feed):
            delivery.columns = COLUMNS[feed]
            delivery.rows = [row for row in delivery.rows
                             if is_new(seen, [row.get(column, "") for column in key])]
    return other


def is_new(seen, key):
    """Not seen before, and without a blank in it; 01 and 1 are one line number."""
    if "" in key:
        return False
    key = (key[0], *map(int, key[1:]))
    fresh = key not in seen
    seen.add(key)
    return fresh


def redelivered(world, names, seed):
    """The same rows in another order, spread over files of these names."""
    other, dice = copy.deepcopy(world), random.Random(seed)
    other.deliveries = []
    for feed in COLUMNS:
        rows = [row for delivery in world.of(feed) for row in delivery.rows]
        dice.shuffle(rows)
        other.deliveries += [Delivery(feed, f"inbox/{feed}/{name}", COLUMNS[feed],
                                      rows[place::len(names)])
                             for place, name in enumerate(names)]
    return other


def without_references(world):
    """Returns then take only what was sold before them, the earliest return first. (A later return
    with a reference goes before an earlier one without, and may take its sale away from it.)"""
    other = copy.deepcopy(world)
    for delivery in other.of("invoices"):
        for row in delivery.rows:
            row.pop("reference_invoice", None)
    return other


def with_references_only(world):
    """Returns that name an invoice, all of whose lines are sold on one day, and not after it."""
    other, sold_on = copy.deepcopy(world), {}
    rows = [row for delivery in other.of("invoices") for row in delivery.rows]
    for row in rows:
        if not row["quantity"].startswith("-"):
            row["invoice_date"] = sold_on.setdefault(row["invoice_number"], row["invoice_date"])
    for row in rows:
        if row["quantity"].startswith("-"):
            sale = row.setdefault("reference_invoice", min(sold_on))
            row["invoice_date"] = max(row["invoice_date"], sold_on.get(sale, ""))
    for delivery in other.of("invoices"):
        delivery.columns = COLUMNS["invoices"]
    return other


def registered_by(world, day):
    """Registrations that are the same on every day from this one on: made and signed by then, and
    their numbers found among the agreements only."""
    other = copy.deepcopy(world)
    sold = {row["invoice_number"] for delivery in other.of("invoices") for row in delivery.rows}
    for delivery in other.of("registrations"):
        delivery.rows = [row for row in delivery.rows if row["identification_number"] not in sold]
        for row in delivery.rows:
            for column in ("registered_on", "terms_signed_on"):
                row[column] = min(row.get(column, ""), day.isoformat())
    return other


def as_of(world, day):
    other = copy.copy(world)
    other.as_of = day
    return other


def earnings_up_to(run, day):
    last = (day - EPOCH).days
    return [row for row in read_copy(run / "earning.copy")
            if int.from_bytes(row["event_date"], "big", signed=True) <= last]


class WhatMustNotMatter(unittest.TestCase):
    def check_outputs(self, world, seed, environment=None, prepare=None, other=None):
        before = settled(world, f"{self.id()}-{seed}-before")
        after = settled(other or world, f"{self.id()}-{seed}-after", environment, prepare)
        self.assertEqual(outputs(before), outputs(after), f"seed {seed}")

    def test_the_number_of_jobs_changes_no_byte(self):
        for seed in SEEDS:
            one, four = random_world(seed), random_world(seed)
            one.jobs, four.jobs = 1, 4
            self.check_outputs(one, seed, other=four)

    def test_another_time_zone_and_another_locale_change_no_byte(self):
        for seed in SEEDS:
            self.check_outputs(random_world(seed), seed, {
                "TZ": "Pacific/Auckland", "LC_ALL": "", "LANG": "C.UTF-8",
                "LC_NUMERIC": "de_DE.UTF-8", "LC_COLLATE": "en_US.UTF-8", "LC_TIME": "fr_FR.UTF-8"})

    def test_another_level_of_compression_changes_no_byte(self):
        for seed in SEEDS:
            self.check_outputs(zipped(random_world(seed)), seed, prepare=compressed(9))

    def test_a_file_compressed_in_parts_changes_no_byte(self):
        for seed in SEEDS:
            self.check_outputs(zipped(random_world(seed)), seed, prepare=compressed_in_parts)

    def test_plain_and_compressed_files_give_the_same_rows_but_for_their_names(self):
        for seed in SEEDS:
            one = redelivered(without_repeats(random_world(seed)), ["1.csv", "2.csv"], seed)
            plain = settled(one, f"{self.id()}-{seed}-plain")
            packed = settled(zipped(one), f"{self.id()}-{seed}-packed")
            for table in RESULTS:
                renamed = [{column: cell and cell.removesuffix(b".gz")
                            if column == "source_file" else cell for column, cell in row.items()}
                           for row in read_copy(packed / f"{table}.copy")]
                self.assertEqual(read_copy(plain / f"{table}.copy"), renamed, f"seed {seed}")

    def test_shuffled_rows_and_files_split_or_joined_give_the_same_results(self):
        for seed in SEEDS:
            world = without_repeats(random_world(seed))
            given = settled(world, f"{self.id()}-{seed}-given")
            for names in (["all.csv"], ["a.csv", "b.csv", "c.csv.gz", "10.csv"]):
                other = settled(redelivered(world, names, seed), f"{self.id()}-{seed}-{len(names)}")
                self.assertEqual(rows_without_origin(given), rows_without_origin(other),
                                 f"seed {seed}")

    def check_days(self, world, seed):
        """The number of earnings that are the same on the day itself and long after it."""
        day = world.campaigns[0].date("end")
        world = registered_by(world, day)
        then = settled(as_of(world, day), f"{self.id()}-{seed}-then")
        later = settled(as_of(world, LONG_AFTER), f"{self.id()}-{seed}-later")
        self.assertEqual(read_copy(then / "registration.copy"),
                         read_copy(later / "registration.copy"), f"seed {seed}")
        self.assertEqual(earnings_up_to(then, day), earnings_up_to(later, day), f"seed {seed}")
        return len(earnings_up_to(then, day))

    def test_later_days_leave_earnings_as_they_were_where_no_return_has_a_reference(self):
        compared = [self.check_days(without_references(random_world(seed)), seed)
                    for seed in SEEDS]
        self.assertGreater(sum(compared), 20)

    def test_later_days_leave_earnings_as_they_were_where_every_return_has_a_reference(self):
        compared = [self.check_days(with_references_only(random_world(seed)), seed)
                    for seed in SEEDS]
        self.assertGreater(sum(compared), 20)


if __name__ == "__main__":
    tap.main()
