"""Extract of one invoices file against floor_extract, which only inflates and parses it: pairs, one
after the other, so that what else the machine does falls on both. Usage: extract.py BUILD LINES
PAIRS. What counts is processor time; the time that passes depends on the disk, too."""
import glob
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

BUILD, LINES, PAIRS = os.path.abspath(sys.argv[1]), sys.argv[2], int(sys.argv[3])


def measure(command, folder):
    """Processor time and time that passed, in seconds."""
    begun = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    passed = time.monotonic() - begun
    if status != 0:
        sys.exit(f"{command[0]} failed")
    process.returncode = 0
    return usage.ru_utime + usage.ru_stime, passed


def prepare(folder):
    """A folder of data with an unfinished run; the invoices file of it."""
    subprocess.run([f"{BUILD}/bin/generate", "--lines", LINES, "--partners", "500", "--campaigns",
                    "10", "--days", "1", folder], check=True, stdout=subprocess.DEVNULL)
    conf = os.path.join(folder, "pipeline.conf")
    with open(conf, encoding="utf-8") as file:
        text = file.read().replace("jobs = 0", "jobs = 1")
    with open(conf, "w", encoding="utf-8") as file:
        file.write(text)
    subprocess.run([f"{BUILD}/bin/cashback", "-q", "extract"], cwd=folder, check=True)
    return glob.glob(os.path.join(folder, "inbox", "invoices", "*"))[0]


def show(what, floors, extracts):
    ratios = [extract / floor for floor, extract in zip(floors, extracts)]
    print(f"{what}: floor {statistics.median(floors):.3f} s, extract "
          f"{statistics.median(extracts):.3f} s; ratio {statistics.median(ratios):.2f} "
          f"({min(ratios):.2f} to {max(ratios):.2f})")


def main():
    folder = os.path.join(tempfile.mkdtemp(prefix="cashback-bench-"), "data")
    floors, extracts = [], []
    try:
        path = prepare(folder)
        for _ in range(PAIRS):
            floors.append(measure([f"{BUILD}/bench/floor_extract", path], folder))
            shutil.rmtree(os.path.join(folder, "var", "store"))
            extracts.append(measure([f"{BUILD}/bin/cashback-extract", "-q"], folder))
    finally:
        shutil.rmtree(os.path.dirname(folder))
    show("processor", [cpu for cpu, _ in floors], [cpu for cpu, _ in extracts])
    show("passed", [passed for _, passed in floors], [passed for _, passed in extracts])


main()
