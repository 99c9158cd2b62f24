"""Mistakes on purpose: do the tests of the settlement notice them?

    mutate.py --url URL --mutants 400 --seed 1

Draws lines of stages/transform, makes one small mistake at a time in a private copy of the tree,
and runs the unit tests of tests/stages/transform and some whole cases (cases.py). A mutant that the
compiler refuses, or that it makes the same code of, is not counted; another one is drawn. The same
seed gives the same mutants. Ends with the mutants that no test noticed. Status 1: fewer than 95 %
were noticed."""
import argparse
import collections
import concurrent.futures
import itertools
import os
import pathlib
import queue
import random
import re
import shutil
import signal
import sys
import tempfile

sys.dont_write_bytecode = True

from bench import STAGE, Bench, Broken, Place
from cases import ROOT, prepare
from operators import mutants_of, mutated

WANTED = 0.95
EQUIVALENT = ROOT / "docs/mutants.md"

Result = collections.namedtuple("Result", "mutant compiles killer")


def draw(files, seed):
    """All mutants, without end of repetition: every line once, in any order, with any of its
    mutants; then every line that has some left, and so on."""
    dice, by_line = random.Random(seed), {}
    for name, text in files.items():
        for mutant in mutants_of(name, text):
            by_line.setdefault((name, mutant.line), []).append(mutant)
    while by_line:
        lines = sorted(by_line)
        dice.shuffle(lines)
        for line in lines:
            yield by_line[line].pop(dice.randrange(len(by_line[line])))
        by_line = {line: left for line, left in by_line.items() if left}


def change(files, mutant):
    """The lines before and after, stripped."""
    text = files[mutant.file]
    first = text.rfind("\n", 0, mutant.start) + 1
    last = text.find("\n", mutant.end)
    after = mutated(text, mutant)
    return (" ".join(text[first:last].split()),
            " ".join(after[first:last + len(after) - len(text)].split()))


def function_of(files, mutant):
    """The function that a mutant is in."""
    before = files[mutant.file][:mutant.start]
    return re.findall(r"^\w[^\n;]*?\b(\w+)\(", before, re.MULTILINE)[-1]


def entry(files, mutant):
    """A mutant as docs/mutants.md has it."""
    before, after = change(files, mutant)
    return f" {mutant.file} {function_of(files, mutant)}\n-{before}\n+{after}\n"


def describe(files, mutant):
    place = f"{STAGE}/{mutant.file}:{mutant.line}: {mutant.operator}"
    return f"{place}\n{entry(files, mutant)}"


def known_equivalents():
    """The mutants that docs/mutants.md shows to change nothing."""
    if not EQUIVALENT.exists():
        return set()
    return set(re.findall(r"^ \S+ \S+\n-.*\n\+.*\n", EQUIVALENT.read_text(), re.MULTILINE))


class Trial:
    """Mutants on all workers; results come in the order in which they were drawn."""

    def __init__(self, bench, cases, folder, workers):
        self.places = queue.Queue()
        for number in range(workers):
            self.places.put(Place(bench, cases, folder / f"worker-{number}"))
        self.pool = concurrent.futures.ThreadPoolExecutor(workers)
        self.workers = workers

    def check(self):
        """Without a mutant everything has to pass."""
        place = self.places.get()
        killer = place.killer()
        self.places.put(place)
        if killer:
            raise Broken(f"{killer} fails without any mutant")

    def one(self, mutant):
        place = self.places.get()
        try:
            compiles = place.compile(mutant)
            killer = place.killer(mutant) if compiles else ""
            place.clear()
        finally:
            self.places.put(place)
        return Result(mutant, compiles, killer)

    def results(self, mutants):
        ahead = collections.deque()
        for mutant in itertools.chain(mutants, itertools.repeat(None, self.workers)):
            if mutant:
                ahead.append(self.pool.submit(self.one, mutant))
            if len(ahead) > self.workers or not mutant:
                yield ahead.popleft().result() if ahead else None


def take(results, count, files):
    """The first `count` results of mutants that compile, and how many do not."""
    found, refused = [], 0
    for result in results:
        if result and result.compiles:
            found.append(result)
            if not result.killer:
                print(f"{len(found)}: {describe(files, result.mutant)}", file=sys.stderr,
                      flush=True)
        elif result:
            refused += 1
        if len(found) == count:
            break
    return found, refused


def report(files, results, refused):
    """Prints what became of them; the share that was noticed."""
    by_operator, killers = collections.Counter(), collections.Counter()
    known, survivors = known_equivalents(), []
    for result in results:
        by_operator[result.mutant.operator] += 1
        killers["cases" if re.match("seed-|demo", result.killer) else "unit tests"] += bool(
            result.killer)
        if not result.killer:
            survivors.append(result.mutant)
    for mutant in sorted(survivors):
        note = "shown to be equivalent\n" if entry(files, mutant) in known else ""
        print(describe(files, mutant) + note)
    for operator, number in sorted(by_operator.items()):
        print(f"{number:6} {operator}")
    rate = 1 - len(survivors) / len(results)
    print(f"{len(results)} mutants ({refused} more do not compile, or to the same code): "
          f"{killers['unit tests']} killed by unit tests, {killers['cases']} by whole cases, "
          f"{len(survivors)} survived: {100 * rate:.1f} %")
    return rate


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", required=True, help="a superuser's URL of database postgres")
    parser.add_argument("--mutants", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--only", default="", help="files whose name contains this")
    return parser.parse_args()


def make_scratch():
    """In memory, where there is such a folder: the stages wait for the disk at every file."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    scratch = tempfile.mkdtemp(prefix="cashback-mutants.", dir=memory)
    os.chmod(scratch, 0o755)
    return pathlib.Path(scratch)


def try_mutants(arguments, scratch):
    bench = Bench(ROOT, scratch)
    trial = Trial(bench, prepare(bench, arguments.url, scratch / "cases"), scratch,
                  arguments.workers)
    trial.check()
    files = {path.name: path.read_text() for path in bench.sources if arguments.only in path.name}
    try:
        mutants = draw(files, arguments.seed)
        results, refused = take(trial.results(mutants), arguments.mutants, files)
    finally:
        trial.pool.shutdown(cancel_futures=True)
    return report(files, results, refused)


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # by way of the scratch folder's end
    scratch = make_scratch()
    try:
        return 0 if try_mutants(parse_arguments(), scratch) >= WANTED else 1
    except Broken as problem:
        print(f"mutants: {problem}", file=sys.stderr)
        return 2
    finally:
        shutil.rmtree(scratch)


if __name__ == "__main__":
    sys.exit(main())
