"""Pairs of measurements: the two sides of a row take turns, so that what else the machine does falls
on both. A pair gives a ratio; a row keeps the median of its pairs, with the least and the greatest.
Kept are the time that passes, which decides, and the processor time, which is less disturbed."""
import os
import statistics
import subprocess
import sys
import time
from typing import NamedTuple

LEAST = 3  # rounds, however long they take
TICKS = os.sysconf("SC_CLK_TCK")


class Sample(NamedTuple):
    wall: float
    cpu: float
    peak_kib: int = 0  # of the largest single process

    def __add__(self, other):
        return Sample(self.wall + other.wall, self.cpu + other.cpu,
                      max(self.peak_kib, other.peak_kib))


NOTHING = Sample(0.0, 0.0)


def tree_ticks(pid):
    """Processor ticks of a process, of those it has waited for, and of its children."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            children = file.read().split()
    except FileNotFoundError:
        return 0
    return sum(int(field) for field in fields[11:15]) + sum(tree_ticks(int(c)) for c in children)


def run(command, folder, server=None, environment=None):
    """One process and its children; with `server`, what the PostgreSQL server spends meanwhile
    counts too."""
    before = tree_ticks(server) if server else 0
    begun = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL,
                               stdin=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"bench: {command[0]} ended with status {process.returncode}")
    served = (tree_ticks(server) - before) / TICKS if server else 0.0
    return Sample(wall, usage.ru_utime + usage.ru_stime + served, usage.ru_maxrss)


def spread(numbers):
    return {"median": round(statistics.median(numbers), 4), "least": round(min(numbers), 4),
            "most": round(max(numbers), 4)}


def ratios(tops, bottoms):
    return spread([top / bottom for top, bottom in zip(tops, bottoms)])


def compare(ours, theirs, times_as_fast):
    """The figures of a row. `times_as_fast`: how many times as fast are ours; else how much more
    time they take."""
    top, bottom = (theirs, ours) if times_as_fast else (ours, theirs)
    return {
        "ratio": ratios([s.wall for s in top], [s.wall for s in bottom]),
        "processor_ratio": ratios([s.cpu for s in top], [s.cpu for s in bottom]),
        "seconds": spread([s.wall for s in ours]), "processor": spread([s.cpu for s in ours]),
        "other_seconds": spread([s.wall for s in theirs]),
        "other_processor": spread([s.cpu for s in theirs]),
        "pairs": len(ours),
        "peak_mib": round(max(s.peak_kib for s in ours) / 1024, 1),
    }


def rounds(place, sides):
    """Calls each side in turn, as often as is asked for, or until the time for it is over; but three
    times at least. A list of samples a side."""
    samples = [[] for _ in sides]
    begun = time.monotonic()
    for number in range(place.options.pairs):
        if number >= LEAST and time.monotonic() - begun > 60 * place.options.minutes:
            break
        for kept, side in zip(samples, sides):
            kept.append(side())
        place.say(f"round {number + 1}: " + ", ".join(f"{kept[-1].wall:.2f} s" for kept in samples))
    return samples


def pairs(place, ours, theirs):
    """Two lists of samples."""
    others, mine = rounds(place, [theirs, ours])
    return mine, others
