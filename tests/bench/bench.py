"""Prints the table of docs/performance.md, a line as soon as it is measured, and keeps each in
BUILD/bench/results.jsonl. `make bench` calls it; --row takes some rows, or `growth`."""
import argparse
import datetime
import json
import os
import platform
import signal
import sys

import growth
import measure
from place import Place
from rows import ROWS


def options():
    parser = argparse.ArgumentParser()
    for name, kind in (("build", str), ("lines", int), ("partners", int), ("campaigns", int),
                       ("days", int), ("pairs", int), ("minutes", float), ("scratch", str)):
        parser.add_argument(f"--{name}", type=kind, required=True)
    parser.add_argument("--row", nargs="+", choices=[row.name for row in ROWS] + ["growth"])
    parser.add_argument("--verbose", action="store_true")
    return parser.parse_args()


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def machine():
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2 ** 30
    return f"{os.cpu_count()} cores of {processor()}, {memory:.0f} GiB, Linux {platform.release()}"


WORDS = {True: "met", False: "not met", None: "not judged at this size"}


def is_met(result):
    """None: nothing can be said at this size."""
    if "memory_mib" in result:
        return result["memory_mib"] < result["goal"] if result["judged"] else None
    median = result["ratio"]["median"]
    return median >= result["goal"] if result["times_as_fast"] else median <= result["goal"]


def range_of(ratio):
    return f"{ratio['median']:.2f} ({ratio['least']:.2f} to {ratio['most']:.2f})"


def shown(result):
    met = WORDS[result["met"]]
    if "memory_mib" in result:
        return (f"{result['title']}, {result['against']}\n    {result['memory_mib']} MiB, "
                f"goal under {result['goal']}: {met}")
    goal = f"{result['goal']} times as fast" if result["times_as_fast"] else \
        f"at most {result['goal']} x its time"
    return (f"{result['title']} / {result['against']}\n    {range_of(result['ratio'])} of "
            f"{result['pairs']} pairs, "
            f"goal {goal}: {met}; processor {range_of(result['processor_ratio'])}; "
            f"{result['seconds']['median']:.2f} s and {result['other_seconds']['median']:.2f} s")


def measured(place, row):
    ours, theirs = row.measure(place)
    return {"row": row.name, "title": row.title, "against": row.against, "goal": row.goal,
            "times_as_fast": row.times_as_fast,
            **measure.compare(ours, theirs, row.times_as_fast)}


def results(place):
    wanted = place.options.row or [row.name for row in ROWS]
    if "growth" in wanted:
        yield from growth.results(place)
    for row in ROWS:
        if row.name in wanted:
            yield measured(place, row)


def keep(place, result):
    """In the file of results, in place of what an earlier call measured."""
    path, kept = os.path.join(place.build, "bench", "results.jsonl"), []
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            kept = [line for line in file if json.loads(line)["row"] != result["row"]]
    with open(path + ".tmp", "w", encoding="utf-8") as file:
        file.writelines([*kept, json.dumps(result) + "\n"])
    os.rename(path + ".tmp", path)


def main():
    place = Place(options())
    about = {"machine": machine(), "date": datetime.date.today().isoformat(),
             "lines": place.options.lines,
             "partners": place.options.partners, "campaigns": place.options.campaigns,
             "days": place.options.days}
    print(f"{about['date']}, {about['machine']}; {about['lines']:,} lines, {about['partners']:,} "
          f"partners, {about['campaigns']} campaigns, {about['days']} days; medians of "
          f"{place.options.pairs} pairs, or as many as {place.options.minutes:g} minutes have room "
          "for, least and greatest in brackets", flush=True)
    try:
        for result in results(place):
            result.update(about, met=is_met(result))
            keep(place, result)
            print(shown(result), flush=True)
    finally:
        place.close()


signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
main()
