"""After each night of a random history the run's tables are, byte by byte, those of a new folder in
which all of it is delivered on one day, and the database has just these, posted to the cent: so
what a night takes over from the one before, it takes over rightly. CASHBACK_HISTORIES=1-400 looks
at more."""
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]
sys.dont_write_bytecode = True

import tap
from copyfile import columns
from differential import make_scratch
from engine import settle
from histories import History
from world import write_world

SCRATCH = pathlib.Path(make_scratch())
FIRST, _, LAST = os.environ.get("CASHBACK_HISTORIES", "1-16").partition("-")
SEEDS = range(int(FIRST), int(LAST or FIRST) + 1)

# Tables of the database that are just what the run's folder has.
SENT = ("registration", "earning", "exclusion", "payout", "standing", "counted", "unmatched_return",
        "campaign_terms", "campaign_card")
ELSEWHERE = """CREATE TEMPORARY TABLE folder_{table} (LIKE cashback.{table});
\\copy pg_temp.folder_{table} ({names}) FROM '{run}/{table}.copy' (FORMAT binary)
SELECT '{table}: only in the database', * FROM (SELECT {names} FROM cashback.{table}
    EXCEPT ALL SELECT {names} FROM pg_temp.folder_{table}) AS d;
SELECT '{table}: only in the folder', * FROM (SELECT {names} FROM pg_temp.folder_{table}
    EXCEPT ALL SELECT {names} FROM cashback.{table}) AS d;
"""
# The view forms all differences; a run forms those of the lines that changed.
LINE = "mpn_id, campaign_id, invoice_number, line_number, currency, event_date, amount"
LEFT = f"""SELECT 'neither posted nor listed', * FROM (
    SELECT {LINE} FROM cashback.difference EXCEPT ALL SELECT {LINE} FROM cashback.unposted) AS d;
SELECT 'listed, and no difference', * FROM (
    SELECT {LINE} FROM cashback.unposted EXCEPT ALL SELECT {LINE} FROM cashback.difference) AS d;
"""


def tearDownModule():
    shutil.rmtree(SCRATCH)


def tables_otherwise(run, new):
    tables = [path.name for path in sorted(new.glob("*.copy"))]
    assert len(tables) > len(SENT)
    return [table for table in tables if (run / table).read_bytes() != (new / table).read_bytes()]


def rows_otherwise(url, run):
    sql = "".join(ELSEWHERE.format(table=table, names=", ".join(columns(table)), run=run)
                  for table in SENT) + LEFT
    done = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", url], input=sql,
                          text=True, capture_output=True)
    return done.stdout + done.stderr


class Histories(unittest.TestCase):
    def live(self, seed):
        """What happened; every night has been looked at."""
        history = History(seed, SCRATCH / f"{seed}")
        for number, as_of in enumerate(history.dates):
            history.day()
            run = history.night(as_of)
            if not run:
                continue
            where = f"seed {seed}, night {number}: {history.log}"
            folder = SCRATCH / f"{seed}-{number}"
            write_world(history.world, folder)
            new = settle(os.environ["CASHBACK_BIN"], folder, as_of)
            self.assertEqual(tables_otherwise(run, new), [], where)
            self.assertEqual(rows_otherwise(history.url, run), "", where)
            shutil.rmtree(folder)
        return history.log

    def test_a_history_of_nights_leaves_what_one_night_on_the_same_files_would(self):
        seen = {what for seed in SEEDS for what in self.live(seed)}
        for what in ("reused", "held", *(event.__name__ for event in History.EVENTS)):
            self.assertIn(what, seen)


if __name__ == "__main__":
    tap.main()
