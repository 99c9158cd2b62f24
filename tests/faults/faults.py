"""Lets one thing at a time fail in a stage: an allocation, a write, a sync, a rename ... Whatever
fails, the stage ends with the right status and a message that can be read, publishes nothing that is
not complete, and leads to the same result when it is called again."""
import argparse
import errno
import os
import random
import re
import shutil
import signal
import struct
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "crash"))
from picture import Picture, partial_files
from place import FIRST_DAY, SECOND_DAY, ROOT, Place, Server, begin, deliver
from wrong import Wrong

STAGES = ("extract", "transform", "load", "render")
PARTNERS = ("0012345", "12345", "0034567")
DATA, NOINPUT, UNREACHABLE, OSERR, CANTCREAT, IOERR = 65, 66, 69, 71, 73, 74
LINE = re.compile(r"(cashback(-[a-z]+)?: .{10,}|hint: .{10,}|[ -~]*: [ -~]+ \(\d+\.\d s\)|finishing run .*)$")


# A small working folder, and what each stage makes of it ----------------------------------------


def keep_partners(path):
    """The header, and the rows of PARTNERS, in a file whose rows begin with or have the MPN ID."""
    with open(path, encoding="utf-8") as file:
        header, *rows = file.readlines()
    column = header.rstrip("\n").split(",").index("mpn_id")
    kept = [row for row in rows if row.split(",")[column] in PARTNERS]
    with open(path, "w", encoding="utf-8") as file:
        file.writelines([header, *kept])


def begin_small(place):
    """Two weeks of the demo, for three partners."""
    begin(place)
    folder = place.path("fixtures/demo/inbox")
    for name in os.listdir(f"{folder}/invoices"):
        if not "2026-07-07" <= name[:10] <= "2026-07-14":
            os.unlink(f"{folder}/invoices/{name}")
    for feed in ("partners", "registrations"):
        for name in os.listdir(f"{folder}/{feed}"):
            keep_partners(f"{folder}/{feed}/{name}")
    place.configure(jobs=1)


def next_day(place):
    """One more file, one with other content, and one that is gone from the inbox."""
    inbox = place.path("fixtures/demo/inbox")
    deliver(place, SECOND_DAY, SECOND_DAY)
    shutil.copy2(os.path.join(ROOT, "fixtures/demo/inbox/invoices/2026-07-15.csv.gz"),
                 f"{inbox}/invoices")
    os.unlink(f"{inbox}/invoices/2026-07-07.csv.gz")


class Case:
    """A stage of the second run: before it, after it, and what it does where nothing fails."""

    def __init__(self, place, stage):
        self.place, self.stage, self.command = place, stage, [f"cashback-{stage}"]
        self.before_name, self.after_name = f"before_{stage}", f"after_{stage}"
        self.posts, self.dirty = stage == "load", True
        done, _ = place.atcall(["cashback", "run", "--as-of", SECOND_DAY], "--program",
                               f"cashback-{stage}", "--at", "1", "--kill", "one")
        place.keep(self.before_name)
        self.before = self.picture()
        expect_done(place.run(self.command))
        place.keep(self.after_name)
        self.after = self.picture()

    def picture(self):
        """With the database where the stage writes to it."""
        return Picture(self.place, database=self.posts)

    def begin(self):
        """As before the stage; the database is brought back where something was posted."""
        self.place.bring_back(self.before_name, database=self.dirty)
        self.dirty = False

    def check(self, done, right):
        """After a fault: status and message, nothing published; then the stage again."""
        self.dirty = self.posts
        if done.returncode == 0:
            self.compare(self.after, "status 0, and another result")
            return
        if done.returncode not in right:
            raise Wrong(f"status {done.returncode}: {done.stderr.strip()}")
        check_message(done.stderr)
        told = partial_files(self.place, self.before, self.after)
        if told:
            raise Wrong("\n  ".join(["published:", *told]))
        if self.picture().rows not in (self.before.rows, self.after.rows):
            raise Wrong("a part of it is in the database")
        again = self.place.run(self.command)
        if again.returncode != 0:
            raise Wrong(f"called again, status {again.returncode}: {again.stderr.strip()}")
        self.compare(self.after, "called again, another result")

    def compare(self, wanted, words):
        found = self.picture()
        told = found.differences(wanted) + [f"left over: {p}" for p in found.temporary]
        if told:
            raise Wrong("\n  ".join([words, *told[:10]]))


def expect_done(done):
    if done.returncode != 0:
        raise Wrong(f"status {done.returncode} undisturbed\n{done.stderr}")


def check_message(text):
    lines = text.splitlines()
    if not lines or "(null)" in text:
        raise Wrong(f"no message: {text!r}")
    for line in lines:
        if not LINE.match(line):
            raise Wrong(f"a message that nobody can read: {line!r}")


# What fails ------------------------------------------------------------------------------------


def geometric(first, total, count, dice):
    """All numbers up to `first`, then some `count` up to total, further and further apart."""
    found = list(range(1, min(first, total) + 1))
    if total <= first:
        return found
    step = (total / first) ** (1 / max(count, 1))
    sample = {int(first * step ** (i + dice.random())) for i in range(count)}
    return found + sorted(n for n in sample if first < n <= total)


class Calls:
    """A class of system calls fails with an errno. from_there: and so do all after it."""

    def __init__(self, name, call_class, failure, from_there=False, below=True, right=()):
        self.name, self.right = name, (OSERR, CANTCREAT, IOERR, *right)
        self.options = ["--class", call_class]
        self.failing = ["--fail", str(failure)] if failure else ["--short"]
        self.failing += ["--from"] if from_there else []
        self.below = below

    def where(self, case):
        return [*self.options, "--program", case.command[0],
                *(["--below", case.place.live] if self.below else [])]

    def count(self, case):
        case.begin()
        case.dirty = case.posts
        done, report = case.place.atcall(case.command, *self.where(case))
        expect_done(done)
        return report.calls

    def strike(self, case, number):
        case.begin()
        done, report = case.place.atcall(case.command, *self.where(case), "--at", str(number),
                                         *self.failing)
        try:
            case.check(done, self.right)
        except Wrong as wrong:
            raise Wrong(f"{report.at}: {wrong}") from wrong


class Allocations:
    """Ours or a library's: the process ends with 71 at once."""
    name = "allocation"

    def __init__(self, from_there=False):
        self.from_there = from_there
        self.name += ", and all after it" if from_there else ""

    def environment(self, case, number):
        self.board = os.path.join(case.place.folder, "board")
        with open(self.board, "wb") as file:
            file.write(struct.pack("QQQQ", 0, number, self.from_there, 0))
        return {"LD_PRELOAD": os.path.join(case.place.build, "faults", "interpose.so"),
                "FAULT_BOARD": self.board, "FAULT_PROGRAM": case.command[0]}

    def count(self, case):
        case.begin()
        case.dirty = case.posts
        expect_done(case.place.run(case.command, environment=self.environment(case, 0)))
        with open(self.board, "rb") as file:
            return struct.unpack("QQQQ", file.read())[0]

    def strike(self, case, number):
        case.begin()
        done = case.place.run(case.command, environment=self.environment(case, number))
        case.check(done, (OSERR,))


KINDS = [
    Allocations(),
    Calls("write", "write", errno.ENOSPC),
    Calls("sync", "sync", errno.EIO),
    Calls("rename", "rename", errno.ENOSPC),
    Calls("open", "open", errno.EMFILE),
    Calls("read", "read", errno.EIO),
    Calls("mkdir", "mkdir", errno.ENOSPC),
    Calls("unlink", "unlink", errno.EIO),
    # of a file that may be absent the opening then finds that it is
    Calls("stat", "stat", errno.EIO, right=(DATA, NOINPUT)),
    Calls("close", "close", errno.EIO),
    Calls("fork", "fork", errno.EAGAIN, below=False),
    Calls("connect", "connect", errno.ECONNREFUSED, below=False, right=(UNREACHABLE,)),
    Calls("write, interrupted", "write", errno.EINTR),
    Calls("read, interrupted", "read", errno.EINTR),
    Calls("short write", "write", 0),
    Calls("short read", "read", 0),
    Calls("write, and all after it", "write", errno.ENOSPC, from_there=True),
    Calls("open, and all after it", "open", errno.ENOSPC, from_there=True),
    Calls("rename, and all after it", "rename", errno.EIO, from_there=True),
    Calls("sync, and all after it", "sync", errno.EIO, from_there=True),
    Allocations(from_there=True),
]


class Session:
    def __init__(self, folder, build):
        self.server = Server(os.path.join(folder, "pg"), build)
        self.place = Place(os.path.join(folder, "place"), os.path.abspath(build), self.server)
        begin_small(self.place)
        expect_done(self.place.run(["cashback", "run", "--as-of", FIRST_DAY]))
        next_day(self.place)
        self.struck, self.wrong = 0, []

    def close(self):
        self.server.stop_now()

    def cases(self, stages=STAGES):
        """One stage after the other; each begins where the one before it ended."""
        for stage in STAGES:
            case = Case(self.place, stage)
            if stage in stages:
                yield case
            self.place.bring_back(case.after_name)

    def strike(self, case, kind, number):
        self.struck += 1
        try:
            kind.strike(case, number)
        except (Wrong, subprocess.TimeoutExpired) as wrong:
            self.wrong.append(f"{case.stage}, {kind.name} {number}: {wrong}")
            print(self.wrong[-1], flush=True)


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--first", type=int, default=300)
    parser.add_argument("--sample", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stage", default="")
    parser.add_argument("--kind", default="")
    parser.add_argument("--at", type=int, default=0)
    return parser.parse_args()


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    options = parse()
    dice, session = random.Random(options.seed), Session(options.folder, options.build)
    try:
        for case in session.cases([s for s in STAGES if options.stage in ("", s)]):
            for kind in [k for k in KINDS if options.kind in ("", k.name)]:
                total = kind.count(case)
                points = geometric(options.first, total, options.sample, dice)
                for number in [options.at] if options.at else points:
                    session.strike(case, kind, number)
                print(f"{case.stage}: {len(points)} of {total} {kind.name}", flush=True)
    finally:
        session.close()
    print(f"{session.struck} faults: {len(session.wrong)} not as they should be")
    sys.exit(1 if session.wrong else 0)


if __name__ == "__main__":
    main()
