"""Ten times the lines: how much more time each stage takes, and the memory of its largest process.
Each size is run once, cold; no pairs."""
import glob
import os
import shutil

import measure
from place import STAGES

MIB = 1024
# What a key costs extract at most (pipeline/edge/keyindex.h), in bytes.
KEY_BYTES = 14.7
LIMITS = {"extract": 64, "transform": 1536, "load": 256, "render": 256}


def cold_stages(place, lines):
    """A sample for each stage of a cold run of so many lines."""
    source = place.data(f"growth-{lines}", lines=lines)
    folder = place.folder("growth", source, place.server.copy("growth", "fresh"))
    samples = {"extract": place.cashback(folder, "extract", "--as-of", place.as_of())}
    for stage in STAGES[1:]:
        samples[stage] = place.stage(folder, stage, place.server.pid)
    for stage in STAGES:
        place.say(f"{lines} lines, {stage}: {samples[stage].wall:.2f} s, "
                  f"{samples[stage].peak_kib / MIB:.0f} MiB")
    bytes_read = sum(os.path.getsize(path)
                     for path in glob.glob(os.path.join(source, "inbox", "*", "*")))
    shutil.rmtree(folder)
    shutil.rmtree(source)
    return samples, bytes_read


def total(samples):
    return sum(samples.values(), measure.NOTHING)


def results(place):
    """Dictionaries like those of a row: time of all, then the memory of each stage."""
    lines = place.options.lines
    small, _ = cold_stages(place, lines)
    large, size = cold_stages(place, 10 * lines)
    yield {"row": "growth", "title": "ten times the lines",
           "against": "time", "goal": 12, "times_as_fast": False, "bytes": size,
           **measure.compare([total(large)], [total(small)], False),
           "stages": {stage: round(large[stage].wall / small[stage].wall, 2) for stage in STAGES}}
    for stage in STAGES:
        peak = large[stage].peak_kib / MIB
        table = 10 * lines * KEY_BYTES / MIB / MIB if stage == "extract" else 0
        yield {"row": f"memory-{stage}", "title": f"peak memory at {10 * lines:,} lines",
               "against": f"{stage}, its largest process"
               + (", beside its key table" if table else ""),
               "goal": LIMITS[stage], "memory_mib": round(max(peak - table, 0), 1),
               "whole_mib": round(peak, 1), "table_mib": round(table, 1),
               "small_mib": round(small[stage].peak_kib / MIB, 1)}
