"""The drill: the database is lost, the last dump is restored into an empty one, and the nightly goes
on as if nothing had happened."""
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", ".."))
from tests.support import lab, tap


class RestoreDrill(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = lab.Lab()
        cls.must("run", "--as-of", "2026-09-30")
        cls.must("statement", "close", "2026-Q3")
        cls.must("db", "dump", "before.dump")
        approved = cls.approve()
        assert approved.returncode == 0, approved.stderr
        cls.must("run", "--as-of", "2026-10-15")
        cls.must("db", "dump", "ledger.dump")
        cls.before = cls.everything(cls.lab.url)
        cls.statements = cls.files("build/demo/out/2026-Q3")

    @classmethod
    def must(cls, *arguments):
        done = cls.lab.cashback("-q", *arguments)
        assert done.returncode == 0, (arguments, done.stderr)
        return done

    @classmethod
    def approve(cls, url=None):
        """As somebody else than who closed; what the command said."""
        url = url or cls.lab.url
        login = f"drill_{os.getpid()}"
        lab.psql(url, f"DO $$ BEGIN CREATE ROLE {login} LOGIN IN ROLE cashback_approver; "
                      "EXCEPTION WHEN duplicate_object THEN NULL; END $$")
        cls.lab.replace("pipeline.conf", url, url + f"&user={login}")
        done = cls.lab.cashback("-q", "statement", "approve", "2026-Q3")
        cls.lab.replace("pipeline.conf", url + f"&user={login}", url)
        return done

    @classmethod
    def files(cls, folder):
        found = {}
        for parent, _, names in os.walk(cls.lab.path(folder)):
            for name in names:
                with open(os.path.join(parent, name), "rb") as source:
                    found[os.path.join(parent, name)] = source.read()
        return found

    @staticmethod
    def everything(url):
        """Every row of every table, but when migrations were applied."""
        tables = lab.psql(url, "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = "
                               "to_regnamespace('cashback') AND relname <> 'migration'")
        return {row["relname"]: sorted(str(line) for line in lab.psql(
            url, f"SELECT * FROM cashback.{row['relname']}")) for row in tables}

    def test_a_restore_from_before_an_approval_overwrites_nothing_that_was_published(self):
        old, new = self.lab.url, lab.new_database()
        self.lab.replace("pipeline.conf", old, new)
        self.must("db", "restore", "before.dump")
        lab.psql(new, "UPDATE cashback.statement_document SET partner_name = 'Somebody else'")
        done = self.approve(new)
        self.lab.replace("pipeline.conf", new, old)
        self.assertEqual(done.returncode, 65, done.stderr)
        self.assertIn("was published before", done.stderr)
        self.assertEqual(self.files("build/demo/out/2026-Q3"), self.statements)

    def test_the_nightly_goes_on_after_a_restore(self):
        old, new = self.lab.url, lab.new_database()
        self.lab.replace("pipeline.conf", old, new)
        self.must("db", "restore", "ledger.dump")
        with self.subTest("nothing is missing"):
            self.assertEqual(self.everything(new), self.before)
        with self.subTest("the chain holds"):
            self.must("audit", "--chain")
        with self.subTest("nothing is posted again"):
            self.must("run", "--as-of", "2026-10-15")
            self.assertEqual(self.everything(new)["ledger"], self.before["ledger"])
        with self.subTest("no final statement changes"):
            self.must("statement", "approve", "2026-Q3")
            self.assertEqual(self.files("build/demo/out/2026-Q3"), self.statements)
        with self.subTest("rights are as they were"):
            owner = lab.psql(new, "SELECT pg_get_userbyid(relowner) AS owner FROM pg_class WHERE "
                                  "oid = 'cashback.ledger'::regclass")
            self.assertEqual(owner, [{"owner": "cashback_owner"}])


if __name__ == "__main__":
    tap.main()
