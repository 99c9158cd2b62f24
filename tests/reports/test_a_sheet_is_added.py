"""Adds a sheet in the five steps of HACKING.md, exactly as they stand there, to a copy of the
sources, builds that, and reads the new sheet in the summary of the demo."""
import os
import re
import shutil
import subprocess
import sys
import textwrap
import unittest
from decimal import Decimal

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import lab
import tap
from workbooks import cells, formulas, recalculated

BUILD = os.environ.get("CASHBACK_BUILD", os.path.join(lab.ROOT, "build"))
# As `make asan` has them: what is built anew has to fit the rest.
SANITIZED = ["OPTIMIZE=-O1 -g", "SANITIZE=-fsanitize=address,undefined "
             "-fno-sanitize-recover=undefined -fno-omit-frame-pointer"]


def steps():
    """The recipe's steps: (the first path named, the block below it)."""
    with open(os.path.join(lab.ROOT, "HACKING.md"), encoding="utf-8") as page:
        recipe = page.read().split("### Add a sheet\n")[1].split("\n### ")[0]
    found = []
    for step in re.split(r"(?m)^\d\. ", recipe)[1:]:
        block = "\n".join(re.findall(r"(?m)^(?: {7}.*|)$", step)).strip("\n")
        path = re.search(r"`((?:schemas|reports)/\S+)`", step)
        found.append((path and path[1], textwrap.dedent(block).rstrip() + "\n"))
    return found


class Tree:
    """A copy of the sources and of what was built of them, so that make builds only what is new."""

    def __init__(self):
        self.dir = lab.scratch("tree")
        for name in ("Makefile", "pipeline", "stages", "reports", "schemas", "fixtures", "tests",
                     "pipeline.conf"):
            self.copy(os.path.join(lab.ROOT, name), name)
        inside = os.path.commonpath([BUILD, lab.ROOT]) == lab.ROOT
        self.build = os.path.relpath(BUILD, lab.ROOT) if inside else "build"
        os.makedirs(self.path(self.build))
        for name in ("obj", "deps.ok", "embedded.S", "bin"):
            self.copy(os.path.join(BUILD, name), os.path.join(self.build, name))

    def path(self, *parts):
        return os.path.join(self.dir, *parts)

    def copy(self, source, name):
        subprocess.run(["cp", "-a", source, self.path(name)], check=True)

    def write(self, name, text):
        assert not os.path.exists(self.path(name)), name
        with open(self.path(name), "w", encoding="utf-8") as out:
            out.write(text)

    def insert(self, name, text, before):
        """Puts a block in front of the first line that is `before`."""
        with open(self.path(name), encoding="utf-8") as source:
            lines = source.readlines()
        at = lines.index(before + "\n")
        with open(self.path(name), "w", encoding="utf-8") as out:
            out.writelines(lines[:at] + [text] + lines[at:])

    def make(self):
        flags = SANITIZED if lab.is_sanitized() else []
        return subprocess.run(["make", "-s", "WERROR=-Werror", f"BUILD={self.build}", *flags, "all"],
                              cwd=self.dir, capture_output=True, text=True)


class Added(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tree = Tree()
        (query, sql), (table, columns), (names, name), (workbook, place), (_, see) = steps()
        cls.tree.write(query, sql)
        cls.tree.write(table, columns)
        cls.tree.insert(names, name, "#endif")
        cls.tree.insert(workbook, place, "};")
        made = cls.tree.make()
        assert made.returncode == 0 and see == "make demo\n", made.stdout + made.stderr
        lab.BIN = cls.tree.path(cls.tree.build, "bin")
        cls.demo = lab.Lab()
        done = cls.demo.cashback("run", "-q", "--as-of", "2026-10-31")
        assert done.returncode == 0, done.stderr
        cls.summary = cls.demo.path("build/demo/out/current/summary.xlsx")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.tree.dir)
        shutil.rmtree(cls.demo.dir)

    def test_the_new_sheet_has_the_rows_of_its_query_and_the_right_totals(self):
        rows = cells(self.summary, "By province")[2:]
        earned, partners = {}, {}
        for row in self.demo.rows("SELECT * FROM cashback.payout JOIN cashback.partner USING (mpn_id)"):
            key = row["province"] or "none"
            earned[key] = earned.get(key, Decimal(0)) + Decimal(row["amount"])
            partners.setdefault(key, set()).add(row["mpn_id"])
        self.assertEqual(rows[1], ["Province", "Currency", "Partners", "Earned"])
        self.assertEqual({r[0]: (r[1], r[2], Decimal(str(r[3]))) for r in rows[2:]},
                         {k: ("CAD", len(partners[k]), earned[k]) for k in earned})
        self.assertEqual(rows[0], ["Total CAD (lines shown)", None,
                                   sum(len(p) for p in partners.values()), sum(earned.values())])
        self.assertGreater(sum(earned.values()), 1000)

    def test_its_totals_are_formulas_that_libreoffice_computes_too(self):
        stored = formulas(self.summary)
        self.assertEqual(sum(sheet == "By province" for sheet, _ in stored), 2)
        self.assertEqual(recalculated([self.summary], lab.scratch("office"))[self.summary], stored)


if __name__ == "__main__":
    tap.main()
