"""Puts what was measured into a page, between its two marks: page.py RESULTS PAGE. The rest of the
page is written by hand."""
import json
import os
import sys

WORDS = {True: "met", False: "not met", None: "not judged at this size"}
BEGIN, END = "<!-- measured: begin -->\n", "<!-- measured: end -->\n"
ORDER = ["extract", "extract-two", "settle", "transform", "load", "render", "render-floor", "cold",
         "night", "nothing", "same-day", "growth", "memory-extract", "memory-transform", "memory-load",
         "memory-render"]


def cells_of(result):
    if "memory_mib" in result:
        measured = f"{result['memory_mib']:.0f} MiB"
        return [result["title"], result["against"], f"under {result['goal']} MiB", measured, "", "", ""]
    ratio, processor = result["ratio"], result["processor_ratio"]
    goal = f"{result['goal']} times as fast" if result["times_as_fast"] else \
        f"at most {result['goal']} x"
    spread = f" ({ratio['least']:.2f} to {ratio['most']:.2f})" if result["row"] != "growth" else ""
    return [result["title"], result["against"], goal, f"**{ratio['median']:.2f}**{spread}",
            f"{processor['median']:.2f}",
            f"{result['seconds']['median']:.2f}, {result['other_seconds']['median']:.2f}",
            str(result["pairs"])]


def about(results):
    """Rows may have been measured on different days and at different sizes: each group is named."""
    groups = {}
    for result in results:
        key = (result["date"], result["machine"], result["lines"])
        groups.setdefault(key, []).append(result["row"])
    for (date, machine, lines), rows in groups.items():
        which = "" if len(groups) == 1 else f" ({', '.join(rows)})"
        yield f"Measured on {date}{which}: {machine}; {lines:,} lines."


def table(results):
    yield from about(results)
    yield ""
    yield "| what | against | goal | time | processor | seconds | pairs | |"
    yield "|---|---|---|---|---|---|---|---|"
    for result in results:
        cells = cells_of(result) + [WORDS[result["met"]]]
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        results = sorted(map(json.loads, file), key=lambda result: ORDER.index(result["row"]))
    with open(sys.argv[2], encoding="utf-8") as file:
        before, _, rest = file.read().partition(BEGIN)
    after = rest.partition(END)[2]
    with open(sys.argv[2] + ".tmp", "w", encoding="utf-8") as file:
        file.write(before + BEGIN + "\n".join(table(results)) + "\n" + END + after)
    os.rename(sys.argv[2] + ".tmp", sys.argv[2])


main()
