"""A working folder with two posted runs and one final period, for the tests of the audit, and
databases cloned from it for those that change something there."""
import glob
import json
import os

import lab

BOSS = "audit_boss"


class Audited(lab.Lab):
    def __init__(self, close=True):
        super().__init__()
        self.must("run", "--as-of", "2026-09-30")
        self.must("run", "--as-of", "2026-10-31")
        self.clones = 0
        if close:
            self.close_and_approve("2026-09")

    def must(self, *arguments):
        done = self.cashback("-q", *arguments)
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        return done

    def close_and_approve(self, period):
        """Closed by one login, approved by another."""
        lab.psql(lab.SERVER, f"DO $$BEGIN IF to_regrole('{BOSS}') IS NULL THEN "
                             f"CREATE ROLE {BOSS} LOGIN SUPERUSER; END IF; END$$")
        self.must("statement", "close", period)
        boss = self.conf_for(self.url.replace("user=postgres", f"user={BOSS}"))
        self.must("--config", boss, "statement", "approve", period)
        self.must("--config", boss, "statement", "export", period)

    def conf_for(self, url):
        self.write("other.conf", self.read("pipeline.conf").replace(self.url, url))
        return "other.conf"

    def clone(self):
        """The same folder with a copy of the database: (URL, configuration)."""
        self.clones += 1
        name = self.url.split("///")[1].split("?")[0]
        copy = f"{name}_{self.clones}"
        lab.psql(lab.SERVER, f"CREATE DATABASE {copy} TEMPLATE {name}")
        url = self.url.replace(f"/{name}?", f"/{copy}?")
        conf = f"clone{self.clones}.conf"
        self.write(conf, self.read("pipeline.conf").replace(self.url, url))
        return url, conf

    def audit(self, *arguments, conf="pipeline.conf"):
        """(exit status, findings)"""
        done = self.cashback("--config", conf, "--json", "audit", *arguments)
        assert done.stdout.startswith("["), done.stderr
        return done.returncode, json.loads(done.stdout)

    def files(self, *patterns):
        """Paths below the folder, as messages name them."""
        found = [path for pattern in patterns
                 for path in glob.glob(self.path(pattern), recursive=True) if os.path.isfile(path)]
        return sorted(os.path.relpath(path, self.dir) for path in found)
