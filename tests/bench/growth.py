"""Ten times the lines: how much more time each stage takes, and the memory of its largest process.
Each size is run once, cold; no pairs."""
import glob
import gzip
import os
import shutil

import measure
from place import STAGES

MIB = 1024
# What a key costs extract at least, in bytes: a slot of 10 in a table that is 87 % full
# (pipeline/edge/keyindex.h). It is what is taken off, so that too little is, rather than too much.
KEY_BYTES = 11.5
# The limits are those of so many lines, and say nothing of fewer.
LIMIT_LINES = 50_000_000
LIMITS = {"extract": 64, "transform": 1536, "load": 256, "render": 256}


def keys_at_once(source):
    """Extract has one table of keys a file: the lines of the largest one."""
    paths = glob.glob(os.path.join(source, "inbox", "invoices", "*"))
    with gzip.open(max(paths, key=os.path.getsize)) as file:
        return sum(1 for _ in file) - 1


def cold_stages(place, lines):
    """A sample for each stage of a cold run of so many lines; the most keys in one table."""
    source = place.data(f"growth-{lines}", lines=lines)
    folder = place.folder("growth", source, place.server.copy("growth", "fresh"))
    samples = {"extract": place.cashback(folder, "extract", "--as-of", place.as_of())}
    for stage in STAGES[1:]:
        samples[stage] = place.stage(folder, stage, place.server.pid)
    for stage in STAGES:
        place.say(f"{lines} lines, {stage}: {samples[stage].wall:.2f} s, "
                  f"{samples[stage].peak_kib / MIB:.0f} MiB")
    keys = keys_at_once(source)
    shutil.rmtree(folder)
    shutil.rmtree(source)
    return samples, keys


def total(samples):
    return sum(samples.values(), measure.NOTHING)


def results(place):
    """Dictionaries like those of a row: time of all, then the memory of each stage."""
    lines = place.options.lines
    small, _ = cold_stages(place, lines)
    large, keys = cold_stages(place, 10 * lines)
    yield {"row": "growth", "title": "ten times the lines",
           "against": "time", "goal": 12, "times_as_fast": False,
           **measure.compare([total(large)], [total(small)], False),
           "stages": {stage: round(large[stage].wall / small[stage].wall, 2) for stage in STAGES}}
    for stage in STAGES:
        peak = large[stage].peak_kib / MIB
        table = keys * KEY_BYTES / MIB / MIB if stage == "extract" else 0
        yield {"row": f"memory-{stage}", "title": f"peak memory at {10 * lines:,} lines",
               "against": f"{stage}, its largest process"
               + (", beside its key table" if table else ""),
               "goal": LIMITS[stage], "judged": 10 * lines >= LIMIT_LINES, "memory_mib": round(max(peak - table, 0), 1),
               "whole_mib": round(peak, 1), "table_mib": round(table, 1),
               "small_mib": round(small[stage].peak_kib / MIB, 1)}
