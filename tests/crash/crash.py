"""Disturbs a command at one point, gives it again, and compares what there is then with what there
is where nobody disturbed it."""
import argparse
import os
import random
import signal
import sys
import time

import odd
from picture import Picture, partial_files, partial_postings
from place import Place, Server
from proxy import Proxy
from scenes import SCENES
from wrong import Wrong

# What a program may end with that was killed, whose child was, or whose server went away.
KILLED, UNREACHABLE, LOCKED = 137, 69, 75


def stamp(message):
    print(message, flush=True)


class Undisturbed:
    """What a scene's command does where nothing happens: the state before and after, after a second
    time, and the counts of calls and messages."""

    def __init__(self, place, scene):
        self.scene, self.place = scene, place
        self.before_name, self.after_name = f"before_{scene.name}", f"after_{scene.name}"
        scene.prepare(place)
        place.keep(self.before_name)
        self.set_clock()
        self.before = Picture(place)
        self.expect(place.run(scene.command), (0,))
        place.keep(self.after_name)
        self.after = Picture(place, self.before.known)
        self.expect(place.run(scene.command), (0,))
        self.twice = Picture(place, self.before.known)

    def expect(self, done, statuses):
        if done.returncode not in statuses:
            raise Wrong(f"{self.scene.name}: status {done.returncode} undisturbed\n{done.stderr}")

    def begin(self):
        self.explained = None # differences that a disturbance cannot but leave
        self.place.bring_back(self.before_name)
        self.set_clock()

    def set_clock(self):
        self.place.environment = self.place.clock("@1793000000") if self.scene.stands_still else {}

    def calls(self, call_class):
        """How many calls of the class each program makes."""
        self.begin()
        done, report = self.place.atcall(self.scene.command, "--class", call_class)
        self.expect(done, (0,))
        return report.programs

    def messages(self):
        self.begin()
        with cut(self.place, 0, False) as proxy:
            self.expect(self.place.run(self.scene.command), (0,))
        return proxy.messages

    # After a disturbance ------------------------------------------------------------------------

    def check_published(self):
        told = partial_files(self.place, self.before, self.after)
        if told:
            raise Wrong("a partial file under a final name:\n  " + "\n  ".join(told))
        told = partial_postings(self.place, self.before, self.after)
        if told:
            raise Wrong("a part of a transaction:\n  " + "\n  ".join(told))

    def check_outcome(self):
        """The command again, until it is done, and once more; then everything is as it should be."""
        self.again()
        self.again()
        found = Picture(self.place, self.before.known)
        lost, doubled = found.lost_and_doubled(self.twice)
        told = [d for d in found.differences(self.twice) + found.heads
                if not self.explained or not self.explained.match(d)]
        if lost or doubled:
            told.insert(0, f"{lost} postings lost, {doubled} doubled")
        told += [f"run {i} stays {s}" for i, s in found.runs.items() if s in ("running", "posted")]
        told += [f"left over: {path}" for path in found.temporary]
        if told:
            raise Wrong("\n  ".join(["another outcome:", *told[:20]]))

    def again(self):
        for _ in range(100):
            done = self.place.run(self.scene.command)
            if done.returncode != LOCKED:
                break
            time.sleep(0.1)
        if done.returncode not in (0,):
            raise Wrong(f"given again, it ends with {done.returncode}\n{done.stderr}")


class cut:
    """While it is entered the place's database is behind a proxy."""

    def __init__(self, place, at, answered):
        self.place, self.at, self.answered = place, at, answered

    def __enter__(self):
        folder = os.path.join(self.place.folder, "proxy")
        self.proxy = Proxy(folder, self.place.server.folder, self.at, self.answered)
        self.place.configure(folder)
        return self.proxy

    def __exit__(self, *_):
        self.proxy.close()
        self.place.configure()


# Kinds of disturbance: points() lists where, strike() does it ----------------------------------


def spread(total, count, dice):
    """`count` numbers of 1 .. total, one in each of as many equal parts."""
    count = min(count, total)
    return [1 + int((i + dice.random()) * total / count) for i in range(count)]


def share(totals, count, dice):
    """(program, number): a fair share of the points for each program, those that do little first."""
    points, left = [], sorted(totals.items(), key=lambda item: item[1])
    while left:
        name, total = left.pop(0)
        mine = min(total, (count - len(points)) // (len(left) + 1))
        points += [(name, n) for n in spread(total, mine, dice)]
    return points


class Kill:
    name = "kills"

    @staticmethod
    def points(case, count, dice):
        found = share(case.calls("changes"), count, dice)
        return [(program, n, ("all", "one")[i % 2]) for i, (program, n) in enumerate(found)]

    @staticmethod
    def strike(case, point):
        program, number, whom = point
        done, report = case.place.atcall(case.scene.command, "--program", program, "--at",
                                         str(number), "--kill", whom)
        if report.at and done.returncode not in (KILLED, 0, 71, 74):
            raise Wrong(f"status {done.returncode}\n{done.stderr}")
        return report.at


class Stop:
    name = "server stops"

    @staticmethod
    def points(case, count, dice):
        return share({p: n for p, n in case.calls("socket").items() if n}, count, dice)

    @staticmethod
    def strike(case, point):
        program, number = point
        server = case.place.server
        stop = f". {os.path.dirname(__file__)}/../support/postgres.sh; postgres_stop {server.folder}"
        done, report = case.place.atcall(case.scene.command, "--class", "socket", "--program",
                                         program, "--at", str(number), "--do", stop)
        if report.at:
            server.start_again()
        if done.returncode not in (0, UNREACHABLE):
            raise Wrong(f"status {done.returncode}\n{done.stderr}")
        return report.at


class Cut:
    name = "cut connections"

    @staticmethod
    def points(case, count, dice):
        """Each COMMIT, before it and before its answer; for the rest any message."""
        messages = case.messages()
        commits = [n for n, (_, text) in enumerate(messages, 1) if text.startswith(b"COMMIT")]
        found = [(n, answered) for n in commits for answered in (False, True)][:count]
        others = spread(len(messages), count - len(found), dice)
        return found + [(n, bool(i % 2)) for i, n in enumerate(others)]

    @staticmethod
    def strike(case, point):
        number, answered = point
        with cut(case.place, number, answered) as proxy:
            done = case.place.run(case.scene.command)
        if done.returncode not in (0, UNREACHABLE):
            raise Wrong(f"status {done.returncode}\n{done.stderr}")
        return repr(proxy.messages[number - 1]) if proxy.cut else ""


class Odd:
    """Everything else, each once; of the second day, which knows the first."""
    name = "other circumstances"

    @staticmethod
    def points(case, count, dice):
        return range(min(count, len(odd.CASES))) if case.scene.name == "second" else []

    @staticmethod
    def strike(case, point):
        happens, how = odd.CASES[point]
        happens(case, how)
        return f"{happens.__name__} {how}"


KINDS = {kind.name: kind for kind in (Kill, Stop, Cut, Odd)}


def strike(case, kind, point):
    """The place where it happened; "" where the command did not come to the point."""
    case.begin()
    where = kind.strike(case, point)
    case.check_published()
    case.check_outcome()
    return where


class Session:
    """A server and a place in a folder; cases are struck one after the other."""

    def __init__(self, folder, build):
        self.server = Server(os.path.join(folder, "pg"), build)
        self.place = Place(os.path.join(folder, "place"), os.path.abspath(build), self.server)
        self.struck, self.missed, self.wrong = {}, 0, []

    def close(self):
        self.server.stop_now()

    def strike(self, case, kind, point):
        try:
            where = strike(case, kind, point)
        except Wrong as wrong:
            self.wrong.append(f"{case.scene.name}, {kind.name} {point}: {wrong}")
            stamp(self.wrong[-1])
            where = "wrong"
        self.struck[kind.name] = self.struck.get(kind.name, 0) + bool(where)
        self.missed += not where

    def strike_all(self, case, counts, dice):
        for name, count in counts.items():
            points = KINDS[name].points(case, count, dice) if count else []
            for point in points:
                self.strike(case, KINDS[name], point)
            if points:
                stamp(f"{case.scene.name}: {len(points)} {name}")


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--points", type=int, default=300)
    parser.add_argument("--stops", type=int, default=50)
    parser.add_argument("--cuts", type=int, default=50)
    parser.add_argument("--others", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scene", default="")
    parser.add_argument("--at", default="", help="kind:point, as a failure names them")
    return parser.parse_args()


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    options = parse()
    dice, session = random.Random(options.seed), Session(options.folder, options.build)
    scenes = [s for s in SCENES if options.scene in ("", s.name)]
    counts = {"kills": options.points, "server stops": options.stops,
              "cut connections": options.cuts, "other circumstances": options.others}
    try:
        for scene in SCENES:
            case = Undisturbed(session.place, scene)
            if scene in scenes and options.at:
                kind, point = options.at.split(":")
                session.strike(case, KINDS[kind], eval(point))
            elif scene in scenes:
                whole = sum(s.weight for s in scenes)
                session.strike_all(case, {kind: -(-n * scene.weight // whole)
                                          for kind, n in counts.items()}, dice)
            session.place.bring_back(case.after_name)
            session.place.environment = {}
    finally:
        session.close()
    stamp(", ".join(f"{n} {kind}" for kind, n in session.struck.items()) +
          f": {len(session.wrong)} with another outcome; {session.missed} points not reached")
    sys.exit(1 if session.wrong else 0)


if __name__ == "__main__":
    main()
