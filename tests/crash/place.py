"""A working folder with a database of its own on a server of its own, which can be kept as it is and
brought back: what a command does to one state can be tried any number of times."""
import gzip
import os
import re
import shutil
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FIRST_DAY, SECOND_DAY = "2026-09-30", "2026-10-31"


def shell(script, *arguments):
    command = f". {ROOT}/tests/support/postgres.sh; {script}"
    done = subprocess.run(["sh", "-c", command, "sh", *arguments], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{script}: {done.stdout}{done.stderr}")
    return done.stdout


class Server:
    """A private PostgreSQL on a socket in `folder`."""

    def __init__(self, folder, environment=""):
        self.folder, self.environment = folder, environment
        os.makedirs(folder)
        shell(f'{environment} postgres_start "$1"', folder)

    def url(self, database, user="postgres", host=None):
        return f"postgresql:///{database}?host={host or self.folder}&user={user}"

    def stop_now(self):
        """As if the power had gone: nobody is told, nothing is written."""
        shell('postgres_stop "$1"', self.folder)

    def start_again(self):
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}' -c fsync=off"
        shell(f'pg_dir=$1; cd "$1" && {self.environment} postgres_as "$postgres_bin/pg_ctl" '
              f'-D "$1/data" -w -s -l "$1/log" -o "{options} -c max_connections=50" start',
              self.folder)

    def sql(self, *statements, database="postgres"):
        command = ["psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", self.url(database)]
        for statement in statements:
            command += ["-c", statement]
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout


class Place:
    """folder/live is the working folder, database `live` its database."""

    def __init__(self, folder, build, server):
        self.folder, self.server, self.build = folder, server, build
        self.live, self.bin = os.path.join(folder, "live"), os.path.join(build, "bin")
        self.log = os.path.join(folder, "log")
        os.makedirs(self.live)
        server.sql("DROP DATABASE IF EXISTS live WITH (FORCE)", "CREATE DATABASE live")

    def path(self, *parts):
        return os.path.join(self.live, *parts)

    def configure(self, url=None, **changes):
        """pipeline.conf of the project, on this server; `changes` are keys and their new values."""
        with open(os.path.join(ROOT, "pipeline.conf"), encoding="utf-8") as source:
            text = source.read()
        changes = {"url": url or self.server.url("live"), "approval": "two", "jobs": "2", **changes}
        for key, value in changes.items():
            text = re.sub(rf"(?m)^(# )?{key} =.*$", lambda m, k=key, v=value: f"{k} = {v}", text,
                          count=1)
        with open(self.path("pipeline.conf"), "w", encoding="utf-8") as target:
            target.write(text)

    def keep(self, name):
        shutil.copytree(self.live, os.path.join(self.folder, name), symlinks=True)
        self.server.sql(f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name} TEMPLATE live")

    def bring_back(self, name, database=True):
        shutil.rmtree(self.live)
        subprocess.run(["cp", "-a", os.path.join(self.folder, name), self.live], check=True)
        if not database:
            return
        self.server.sql("DROP DATABASE IF EXISTS live WITH (FORCE)",
                        f"CREATE DATABASE live TEMPLATE {name}")

    def run(self, command, before=(), environment=None, timeout=120):
        """`command` without its program cashback-... or cashback; the finished process."""
        program, *rest = command
        return subprocess.run([*before, os.path.join(self.bin, program), *rest], cwd=self.live,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              errors="replace", timeout=timeout,
                              env={**os.environ, **(environment or {})})

    def atcall(self, command, *options, environment=None):
        """The command under atcall; the finished process, and what atcall reports."""
        report = os.path.join(self.folder, "report")
        if os.path.exists(report):
            os.unlink(report)
        # a sanitizer's search for leaks is a tracer too
        quiet = {"ASAN_OPTIONS": "detect_leaks=0", **(environment or {})}
        done = self.run(command, [os.path.join(self.build, "crash", "atcall"), *options,
                                  "--report", report, "--"], quiet)
        return done, Report(report)


class Report:
    """calls: how many were counted; programs: of each; at: the one at which something happened."""

    def __init__(self, path):
        self.calls, self.programs, self.at = 0, {}, ""
        with open(path, encoding="utf-8", errors="replace") as file:
            for line in file:
                word, rest = line.rstrip("\n").split(" ", 1)
                if word == "calls":
                    self.calls = int(rest)
                elif word == "program":
                    name, calls = rest.split()
                    self.programs[name] = int(calls)
                elif word == "at":
                    self.at = rest


# The demo's deliveries, in two days ------------------------------------------------------------


def day_of(name):
    return re.search(r"\d{4}-\d\d-\d\d", name).group()


def deliver(place, first, last):
    """What the demo delivers from one day to another; the late file comes after the first day."""
    for folder, _, names in os.walk(os.path.join(ROOT, "fixtures/demo/inbox")):
        target = place.path(os.path.relpath(folder, ROOT))
        os.makedirs(target, exist_ok=True)
        for name in names:
            day = SECOND_DAY if "late" in name else day_of(name)
            if first <= day <= last:
                shutil.copy2(os.path.join(folder, name), target)


def begin(place):
    """The first day: the campaigns, and what was delivered up to it."""
    shutil.copytree(os.path.join(ROOT, "fixtures/demo/campaigns"),
                    place.path("fixtures/demo/campaigns"))
    deliver(place, "2026-01-01", FIRST_DAY)
    place.configure()


def go_on(place):
    """The second day: returns, a late file, partners and registrations, and a file of the first
    day that comes again with other content."""
    deliver(place, "2026-10-01", SECOND_DAY)
    path = place.path("fixtures/demo/inbox/invoices/2026-07-07.csv.gz")
    with gzip.open(path, "rb") as file:
        rows = file.read()
    with open(path, "wb") as file:
        file.write(gzip.compress(rows.replace(b"ABC-BAS,15,", b"ABC-BAS,16,"), mtime=0))
