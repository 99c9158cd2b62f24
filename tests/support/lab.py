"""What end-to-end tests share: a scratch folder, a database of their own on the tests' server, the
programs, and rows read back through psql."""
import csv
import io
import itertools
import os
import re
import shutil
import subprocess
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BIN = os.environ.get("CASHBACK_BIN", os.path.join(ROOT, "build", "bin"))
SERVER = os.environ.get("CASHBACK_TEST_URL", "")
_numbers = itertools.count(1)


def scratch(name):
    """A new folder below the tests' scratch folder."""
    base = os.environ.get("CASHBACK_TMP") or None
    return tempfile.mkdtemp(prefix=name + ".", dir=base)


def is_sanitized():
    """Are the programs built with the sanitizers, which need memory of their own?"""
    with open(os.path.join(BIN, "cashback-extract"), "rb") as program:
        return b"__asan_init" in program.read()


def psql(url, sql):
    """Rows as dictionaries of text; NULL is ''."""
    done = subprocess.run(["psql", "-X", "-q", "--csv", "-v", "ON_ERROR_STOP=1", url, "-c", sql],
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return list(csv.DictReader(io.StringIO(done.stdout)))


def miscounted(url):
    """Rows of cashback.partner_posting that are not what the ledger has, and the other way round."""
    counted = ("SELECT mpn_id, campaign_id, max(posting) AS posting, count(*) AS lines "
               "FROM cashback.ledger JOIN cashback.run USING (run_id) GROUP BY mpn_id, campaign_id")
    kept = "SELECT mpn_id, campaign_id, posting, lines FROM cashback.partner_posting"
    return psql(url, f"(({counted}) EXCEPT {kept}) UNION ALL ({kept} EXCEPT ({counted}))")


def new_database(options=""):
    """Creates a database and returns its URL."""
    name = f"lab_{os.getpid()}_{next(_numbers)}"
    psql(SERVER, f"CREATE DATABASE {name} {options}")
    return SERVER.replace("/postgres?", f"/{name}?", 1)


class Lab:
    """A working folder: pipeline.conf, inbox and campaigns copied from a fixture, with var and out
    beside them and a database of its own."""

    def __init__(self, fixture="fixtures/demo", conf="pipeline.conf", url=None):
        self.dir = scratch("lab")
        self.url = new_database() if url is None else url
        target = os.path.join(self.dir, fixture)
        shutil.copytree(os.path.join(ROOT, fixture), target)
        with open(os.path.join(ROOT, conf), encoding="utf-8") as source:
            text = source.read()
        text = re.sub(r"(?m)^url =.*$", f"url = {self.url}", text)
        text = re.sub(r"(?m)^approval = one$", "approval = two", text)
        self.write("pipeline.conf", text)

    def path(self, *parts):
        return os.path.join(self.dir, *parts)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as target:
            target.write(text)

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as source:
            return source.read()

    def replace(self, name, old, new):
        text = self.read(name)
        assert old in text, f"{name} has no {old!r}"
        self.write(name, text.replace(old, new, 1))

    def cashback(self, *arguments, program="cashback", **options):
        """Runs a program in the folder; the finished process has returncode, stdout, stderr."""
        return subprocess.run([os.path.join(BIN, program), *arguments], cwd=self.dir,
                              capture_output=True, text=True, stdin=subprocess.DEVNULL, **options)

    def rows(self, sql):
        return psql(self.url, sql)
