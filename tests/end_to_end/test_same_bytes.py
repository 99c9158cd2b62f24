"""The same deliveries give the same bytes: stage tables and workbooks, whatever the number of jobs,
the compression, the time zone, the locale, the folder and the server's collation."""
import glob
import gzip
import hashlib
import os
import shutil
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import lab
import tap

AS_OF = "2026-10-31"
ICU = "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'de-AT' LOCALE 'C'"


def digests(place, pattern, under=None):
    found = {}
    for path in glob.glob(place.path(pattern), recursive=True):
        with open(path, "rb") as file:
            found[os.path.relpath(path, place.path(under)) if under
                  else os.path.basename(path)] = hashlib.sha256(file.read()).hexdigest()
    return found


def results(place):
    """Digests of what a run leaves, by file name; run_quarantine names the run."""
    tables = digests(place, "build/demo/var/runs/*/*.copy")
    tables.pop("run_quarantine.copy")
    books = digests(place, "build/demo/out/current/**/*.xlsx")
    assert len(tables) == 15 and len(books) == 30, (sorted(tables), len(books))
    pages = digests(place, "build/demo/out/site/**/*.*", under="build/demo/out")
    assert len(pages) > 100, len(pages)
    return tables, {**books, **pages}


def settled(change=lambda place: None, environment=None, database=""):
    place = lab.Lab(url=lab.new_database(database))
    change(place)
    done = place.cashback("run", "--as-of", AS_OF, "-q", env={**os.environ, **(environment or {})})
    assert done.returncode == 0, done.stderr
    found = results(place)
    shutil.rmtree(place.dir)
    return found


def jobs(count):
    return lambda place: place.replace("pipeline.conf", "# jobs = 0", f"jobs = {count}")


def compress_again(place):
    """Other bytes on the disk, the same rows: level 1, in two members."""
    for path in glob.glob(place.path("fixtures/demo/inbox/invoices/*.gz")):
        with gzip.open(path, "rb") as file:
            rows = file.read()
        half = len(rows) // 2
        with open(path, "wb") as file:
            file.write(gzip.compress(rows[:half], 1) + gzip.compress(rows[half:], 1))


class SameBytes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tables, cls.books = settled(jobs(1))

    def assert_same(self, found, but=()):
        tables, books = found
        self.assertEqual({k: v for k, v in tables.items() if k not in but},
                         {k: v for k, v in self.tables.items() if k not in but})
        self.assertEqual({k: v for k, v in books.items() if k not in but},
                         {k: v for k, v in self.books.items() if k not in but})

    def test_any_number_of_jobs(self):
        self.assert_same(settled(jobs(5)))

    def test_any_time_zone_and_locale(self):
        self.assert_same(settled(environment={"TZ": "Pacific/Kiritimati", "LC_ALL": "C.utf8",
                                              "PGTZ": "Asia/Tokyo", "PGDATESTYLE": "German"}))

    def test_any_collation_of_the_server(self):
        self.assert_same(settled(database=ICU))

    def test_any_compression_of_the_deliveries(self):
        # source_file has the hash of what was delivered
        self.assert_same(settled(compress_again), but=("source_file.copy",))

    def test_other_deliveries_give_other_bytes(self):
        def one_seat_more(place):
            path = place.path("fixtures/demo/inbox/invoices/2026-07-07.csv.gz")
            with gzip.open(path, "rb") as file:
                rows = file.read()
            with gzip.open(path, "wb") as file:
                file.write(rows.replace(b"ABC-BAS,15,", b"ABC-BAS,16,"))
        tables, books = settled(one_seat_more)
        self.assertNotEqual(tables["earning.copy"], self.tables["earning.copy"])
        self.assertNotEqual(books["0012345.xlsx"], self.books["0012345.xlsx"])
        self.assertEqual(books["0034567.xlsx"], self.books["0034567.xlsx"])


if __name__ == "__main__":
    tap.main()
