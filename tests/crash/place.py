"""A working folder with a database of its own on a server of its own, which can be kept as it is and
brought back: what a command does to one state can be tried any number of times."""
import gzip
import mmap
import os
import re
import shutil
import subprocess
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FIRST_DAY, SECOND_DAY, THIRD_DAY = "2026-09-30", "2026-10-31", "2026-11-30"
APPROVER = ("--config", "approver.conf") # another login than whoever closes


def shell(script, *arguments):
    command = f". {ROOT}/tests/support/postgres.sh; {script}"
    done = subprocess.run(["sh", "-c", command, "sh", *arguments], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{script}: {done.stdout}{done.stderr}")
    return done.stdout


def has_sanitizer(build):
    with open(os.path.join(build, "bin", "cashback"), "rb") as file, \
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as program:
        return program.find(b"__asan_init") >= 0


class Server:
    """A private PostgreSQL on a socket in `folder`, whose disk is full as the file `full` says
    (tests/faults/interpose.c)."""

    def __init__(self, folder, build):
        self.folder, self.full = folder, folder + ".full"
        library = folder + ".so" # where the server's user can read it
        os.makedirs(os.path.dirname(folder), exist_ok=True)
        shutil.copy2(os.path.join(build, "faults", "interpose.so"), library)
        os.chmod(library, 0o755)
        self.preload = f"export LD_PRELOAD={library} FAULT_FULL={self.full}"
        os.makedirs(folder)
        shell(f'{self.preload}; postgres_start "$1"', folder)
        self.sql("CREATE ROLE approver SUPERUSER LOGIN")

    def url(self, database, user="postgres", host=None):
        return f"postgresql:///{database}?host={host or self.folder}&user={user}"

    def stop_now(self):
        """As if the power had gone: nobody is told, nothing is written."""
        shell('postgres_stop "$1"', self.folder)

    def start_again(self):
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}' -c fsync=off"
        shell(f'{self.preload}; pg_dir=$1; cd "$1" && postgres_as "$postgres_bin/pg_ctl" '
              f'-D "$1/data" -w -s -l "$1/log" -o "{options} -c max_connections=50" start',
              self.folder)

    def wait(self):
        """Until it answers: one that gave up starts again by itself, or has to be started."""
        for _ in range(100):
            try:
                self.sql("SELECT 1")
                return
            except RuntimeError:
                time.sleep(0.1)
            if not os.path.exists(os.path.join(self.folder, "data/postmaster.pid")):
                self.start_again()

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
        self.environment = {}
        os.makedirs(self.live)
        server.sql("DROP DATABASE IF EXISTS live WITH (FORCE)", "CREATE DATABASE live")

    def path(self, *parts):
        return os.path.join(self.live, *parts)

    def configure(self, host=None, jobs=2):
        """pipeline.conf of the project, on this server; and the same for another login."""
        with open(os.path.join(ROOT, "pipeline.conf"), encoding="utf-8") as source:
            project = source.read()
        for name, user in (("pipeline.conf", "postgres"), ("approver.conf", "approver")):
            text, url = project, self.server.url("live", user, host)
            for key, value in {"url": url, "approval": "two", "jobs": jobs}.items():
                line = f"{key} = {value}"
                text = re.sub(rf"(?m)^(# )?{key} =.*$", lambda m, l=line: l, text, count=1)
            with open(self.path(name), "w", encoding="utf-8") as target:
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
                              env={**os.environ, **self.environment, **(environment or {})})

    def clock(self, seconds):
        """The environment of a program whose clock is off; "@...": stands still."""
        return {"LD_PRELOAD": os.path.join(self.build, "faults", "interpose.so"),
                "FAULT_CLOCK": str(seconds)}

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


def propose(place):
    done = place.run(["cashback", "adjust", "propose", "--partner", "0012345", "--campaign",
                      "abc-cloud", "--amount", "-12.50", "--date", "2026-10-15", "--reason",
                      "agreed by telephone"])
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
