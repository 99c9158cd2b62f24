"""Ten times the lines: how much more time each stage takes, and the memory of its largest process.
Each size is run once, cold; no pairs."""
import shutil

import measure
from place import STAGES

MIB = 1024
# The limits are those of so many lines, and say nothing of fewer.
LIMIT_LINES = 50_000_000
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
    shutil.rmtree(folder)
    shutil.rmtree(source)
    return samples


def total(samples):
    return sum(samples.values(), measure.NOTHING)


def results(place):
    """Dictionaries like those of a row: time of all, then the memory of each stage."""
    lines = place.options.lines
    small = cold_stages(place, lines)
    large = cold_stages(place, 10 * lines)
    yield {"row": "growth", "title": "ten times the lines",
           "against": "time", "goal": 12, "times_as_fast": False,
           **measure.compare([total(large)], [total(small)], False),
           "stages": {stage: round(large[stage].wall / small[stage].wall, 2) for stage in STAGES}}
    for stage in STAGES:
        peak = large[stage].peak_kib / MIB
        yield {"row": f"memory-{stage}", "title": f"peak memory at {10 * lines:,} lines",
               "against": f"{stage}, its largest process", "goal": LIMITS[stage],
               "judged": 10 * lines >= LIMIT_LINES, "memory_mib": round(peak, 1),
               "small_mib": round(small[stage].peak_kib / MIB, 1)}
