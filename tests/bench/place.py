"""Where a benchmark works: a scratch folder with generated data, working folders made from it, and
the programs of a build."""
import datetime
import os
import re
import shutil
import subprocess
import sys
import tempfile

import database
import measure

STAGES = ("extract", "transform", "load", "render")
FIRST_DAY = (2026, 7, 1)


class Place:
    def __init__(self, options):
        self.options = options
        self.build = os.path.abspath(options.build)
        self.scratch = tempfile.mkdtemp(prefix="cashback-bench-", dir=options.scratch)
        os.chmod(self.scratch, 0o755)
        self._server = None
        self._measured = {}

    def close(self):
        if self._server:
            self._server.stop()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def say(self, text):
        if self.options.verbose:
            print(f"    {text}", file=sys.stderr, flush=True)

    def once(self, measuring):
        """What a function measured that several rows share."""
        if measuring not in self._measured:
            self._measured[measuring] = measuring(self)
        return self._measured[measuring]

    @property
    def server(self):
        """Started when somebody needs it."""
        if self._server is None:
            self._server = database.Server(self.scratch)
            url = self._server.copy("fresh")
            self.migrate(url)
        return self._server

    def migrate(self, url):
        self.cashback(self.folder("migrate", self.data("migrate", lines=100), url), "db", "migrate")

    def path(self, name):
        return os.path.join(self.scratch, name)

    def program(self, name):
        return os.path.join(self.build, "bin", name)

    def peer(self, name):
        return os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers", name)

    def data(self, name, *switches, lines=None, days=None):
        """Generated data, made once: campaigns, inbox and pipeline.conf."""
        options, folder = self.options, self.path(f"data-{name}")
        if not os.path.isdir(folder):
            subprocess.run([self.program("generate"), "--lines", str(lines or options.lines),
                            "--partners", str(options.partners), "--campaigns",
                            str(options.campaigns), "--days", str(days or options.days), *switches,
                            folder], check=True, stdout=subprocess.DEVNULL)
        return folder

    def simple(self):
        """What a few statements of SQL can settle: no returns, caps and exclusive groups."""
        return self.data("simple", "--simple")

    def full(self):
        return self.data("full")

    def folder(self, name, source, url="", **settings):
        """A new working folder, in place of one of that name, that reads the inbox of `source`. It
        makes workbooks and no pages: no peer makes any."""
        folder = self.path(name)
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        for part in ("campaigns", "inbox"):
            os.symlink(os.path.join(source, part), os.path.join(folder, part))
        with open(os.path.join(source, "pipeline.conf"), encoding="utf-8") as file:
            text = file.read().replace("[reports]\n", "[reports]\nsite = no\n")
        if url:
            settings |= {"url": url, "approval": "two"}
        for key, value in settings.items():
            text = re.sub(rf"(?m)^{key} =.*$", lambda _, k=key, v=value: f"{k} = {v}", text)
        with open(os.path.join(folder, "pipeline.conf"), "w", encoding="utf-8") as file:
            file.write(text)
        return folder

    def cashback(self, folder, *arguments, server=None):
        return measure.run([self.program("cashback"), "-q", *arguments], folder, server)

    def stage(self, folder, name, server=None):
        return measure.run([self.program(f"cashback-{name}"), "-q"], folder, server)

    def as_of(self, less=0):
        """The last day of the data, or some days before."""
        last = datetime.date(*FIRST_DAY) + datetime.timedelta(self.options.days - 1 - less)
        return last.isoformat()
