"""Settles random cases with the C stages and with the second opinion, and compares the two.

    differential.py --url URL --bin build/bin --seeds 1-10000
    differential.py --url URL --bin build/bin --seed 17 --keep /tmp/case   look into one case

A case that differs is printed with its rows, and its folder is kept; with --keep every case is.
Status 1: some case differs."""
import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from engine import StageFailed, settle
from generator import random_world
from second_opinion import ComparisonFailed, compare, prepare, run_psql
from world import write_world

# A database is dropped after so many cases: rolled back tables leave their rows in its catalogue.
CASES_A_DATABASE = 100

Outcome = collections.namedtuple("Outcome", "seed differences reached folder")


def database_url(url, name):
    """The same server's URL, of another database."""
    head, _, parameters = url.partition("?")
    return head.rpartition("/")[0] + "/" + name + ("?" + parameters if parameters else "")


class Database:
    """A database of its own, for the cases of one batch; `name` tells the batches of a process
    apart."""

    def __init__(self, url, name):
        self.server, self.name = url, f"cashback_differential_{os.getpid()}_{name}"
        self.url = database_url(url, self.name)

    def __enter__(self):
        run_psql(self.server, f'DROP DATABASE IF EXISTS "{self.name}"')
        run_psql(self.server, f'CREATE DATABASE "{self.name}"')
        prepare(self.url)
        return self

    def __exit__(self, *_):
        run_psql(self.server, f'DROP DATABASE IF EXISTS "{self.name}"')


def settle_case(bin_folder, database, world, folder, plant=""):
    """The differences of one world, written to folder, and what it reached."""
    write_world(world, folder)
    run = settle(bin_folder, folder, world.as_of)
    return compare(database.url, world, folder, run, plant)


def settle_seed(bin_folder, database, seed, scratch, keep):
    folder = pathlib.Path(scratch) / str(seed)
    try:
        differences, reached = settle_case(bin_folder, database, random_world(seed), folder)
    except (StageFailed, ComparisonFailed) as error:
        return Outcome(seed, [{"table": "-", "only": "-", "row": str(error)}], [], folder)
    if not differences and not keep:
        shutil.rmtree(folder)
    return Outcome(seed, differences, reached, folder)


def settle_batch(bin_folder, url, seeds, scratch, keep):
    with Database(url, seeds[0]) as database:
        return [settle_seed(bin_folder, database, seed, scratch, keep) for seed in seeds]


def settle_seeds(bin_folder, url, seeds, scratch, keep=False, workers=2):
    """Outcomes of all seeds, batch by batch as they are ready."""
    size = min(CASES_A_DATABASE, max(1, -(-len(seeds) // workers)))
    batches = [seeds[at:at + size] for at in range(0, len(seeds), size)]
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        jobs = [pool.submit(settle_batch, bin_folder, url, batch, scratch, keep)
                for batch in batches]
        for job in concurrent.futures.as_completed(jobs):
            yield from job.result()


def describe(outcome, limit=8):
    lines = [f"seed {outcome.seed} differs; see {outcome.folder}"]
    for difference in outcome.differences[:limit]:
        row = difference["row"]
        text = row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)
        lines.append(f"  {difference['table']}, only {difference['only']}: {text}")
    if len(outcome.differences) > limit:
        lines.append(f"  and {len(outcome.differences) - limit} more rows")
    return "\n".join(lines)


def make_scratch():
    """A new folder in memory, where there is one: the stages wait for the disk at every file."""
    memory = pathlib.Path("/dev/shm")
    return tempfile.mkdtemp(prefix="cashback-differential.",
                            dir=memory if os.access(memory, os.W_OK) else None)


def parse_seeds(text):
    first, _, last = text.partition("-")
    return list(range(int(first), int(last or first) + 1))


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", required=True, help="a superuser's URL of database postgres")
    parser.add_argument("--bin", required=True, help="the folder of the programs")
    parser.add_argument("--seeds", type=parse_seeds, default="1-200", help="such as 1-10000")
    parser.add_argument("--seed", type=parse_seeds, dest="seeds", help="one case")
    parser.add_argument("--keep", help="write the cases here, and keep all of them")
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    scratch = arguments.keep or make_scratch()
    bin_folder = pathlib.Path(arguments.bin).resolve()
    reached, different, done = collections.Counter(), 0, 0
    for outcome in settle_seeds(bin_folder, arguments.url, arguments.seeds, scratch,
                                bool(arguments.keep), arguments.workers):
        done += 1
        reached.update(outcome.reached)
        if outcome.differences:
            different += 1
            print(describe(outcome), flush=True)
    for what, cases in sorted(reached.items()):
        print(f"{cases:7} {what}")
    print(f"{done} cases, {different} with differences")
    if not different and not arguments.keep:
        shutil.rmtree(scratch)
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
