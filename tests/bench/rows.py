"""The rows of the table: what is measured against what, and how much is wanted. A row's function
takes the place and the number of pairs, and gives two lists of samples: ours and the other's."""
import glob
import json
import os
import shutil
import subprocess
from typing import Callable, NamedTuple

import cards
import cells
import database
import measure
import payouts
from measure import Sample


class Row(NamedTuple):
    name: str
    title: str
    against: str
    goal: float
    times_as_fast: bool  # else: at most so many times the other's time
    measure: Callable


# Folders ------------------------------------------------------------------------------------------

def clone(place, source, name):
    """A working folder as another one is, with files of its own where a run changes them."""
    target = place.path(name)
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run(["cp", "-a", "--reflink=auto", source, target], check=True)
    return target


def at_stage(place, source, stage, url=""):
    """A folder whose run has come to before `stage`."""
    folder = place.folder(f"before-{stage}", source, url)
    place.cashback(folder, "extract", "--as-of", place.as_of())
    if stage != "transform":
        place.stage(folder, "transform")
    return folder


def forget_staged(folder):
    shutil.rmtree(os.path.join(folder, "var", "store"))


# Extract ------------------------------------------------------------------------------------------

def extract_again(place, folder):
    forget_staged(folder)
    return place.stage(folder, "extract")


def extract_one(place):
    """All lines in one file, one process."""
    source = place.data("one", lines=min(place.options.lines, 1_000_000), days=1)
    folder = place.folder("one", source, jobs=1)
    place.cashback(folder, "extract")
    path = glob.glob(os.path.join(source, "inbox", "invoices", "*"))[0]
    floor = os.path.join(place.build, "bench", "floor_extract")
    return measure.pairs(place, lambda: extract_again(place, folder),
                         lambda: measure.run([floor, path], folder))


def extract_two(place):
    folders = [place.folder(f"jobs-{jobs}", place.full(), jobs=jobs) for jobs in (2, 1)]
    for folder in folders:
        place.cashback(folder, "extract", "--as-of", place.as_of())
    return measure.pairs(place, lambda: extract_again(place, folders[0]),
                         lambda: extract_again(place, folders[1]))


# Settling -----------------------------------------------------------------------------------------

KEEP = ("(sku IN (SELECT sku FROM product) OR invoice_number IN "
        "(SELECT identification_number FROM registration))")


def duckdb(place, keep):
    """What DuckDB takes to read and to settle the simple data; payouts in work/payout.csv."""
    work = place.path("work")
    if not os.path.isdir(work):
        os.mkdir(work)
        cards.convert(place.simple(), work)
    done = subprocess.run(["node", place.peer("duckdb.js"),
                           os.path.join(place.build, "bench", "node_modules"), place.simple(),
                           work, place.as_of(), "2", keep], check=True, stdout=subprocess.PIPE)
    figures = json.loads(done.stdout)
    return [Sample(figures[step]["wall"], figures[step]["cpu"], figures["peak_kib"])
            for step in ("read", "settle")]


def settled(place):
    """A folder of the simple data before load, whose payouts are proved to be DuckDB's."""
    folder = at_stage(place, place.simple(), "load")
    duckdb(place, KEEP)
    count, cents = payouts.prove_same(folder, os.path.join(place.path("work"), "payout.csv"))
    place.say(f"the same {count} payouts, {cents / 100:.2f} in all")
    return folder


def extract_and_transform(place, folder):
    return extract_again(place, folder) + place.stage(folder, "transform")


def settle_whole(place):
    folder = settled(place)

    def peer():
        read, settle = duckdb(place, KEEP)
        return read + settle
    return measure.pairs(place, lambda: extract_and_transform(place, folder), peer)


def settle_alone(place):
    """DuckDB's tables hold every line, as ours do before transform."""
    folder = settled(place)
    return measure.pairs(place, lambda: place.stage(folder, "transform"),
                         lambda: duckdb(place, "true")[1])


# Load ---------------------------------------------------------------------------------------------

def load_again(place, before):
    """Into database `bench`, which is made anew."""
    folder = clone(place, before, "loading")
    place.server.copy("bench", "fresh")
    return place.stage(folder, "load", place.server.pid), folder


def copy_rows(place, name, commands):
    """psql copies the rows into a fresh database, in one transaction."""
    place.server.copy(name, "fresh")
    words = [word for command in ["BEGIN", *commands, "COMMIT"] for word in ("-c", command)]
    return measure.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", place.server.url(name),
                        *words], place.scratch, place.server.pid)


def dump_rows(place):
    folder = place.path("rows")
    shutil.rmtree(folder, ignore_errors=True)
    os.mkdir(folder)
    return database.dump(place.server, "fresh", "bench", folder)


def load(place):
    before = at_stage(place, place.full(), "load", place.server.url("bench"))
    load_again(place, before)
    commands = dump_rows(place)
    return measure.pairs(place, lambda: load_again(place, before)[0],
                         lambda: copy_rows(place, "peer", commands))


# Render -------------------------------------------------------------------------------------------

def loaded(place, source):
    """A folder of a posted run, in database `bench`."""
    return load_again(place, at_stage(place, source, "load", place.server.url("bench")))[1]


def render_again(place, folder):
    shutil.rmtree(os.path.join(folder, "out"), ignore_errors=True)
    return place.stage(folder, "render", place.server.pid)


def dump_cells(place, folder):
    target = place.path("cells")
    shutil.rmtree(target, ignore_errors=True)
    os.mkdir(target)
    books, count = cells.dump(os.path.join(folder, "out", "current"), target)
    place.say(f"{count} cells in {books} workbooks")
    return target, str(books)


def new_books(place):
    path = place.path("books")
    shutil.rmtree(path, ignore_errors=True)
    os.mkdir(path)
    return path


def xlsxwriter(place, dump, books):
    done = subprocess.run(["/usr/bin/python3", place.peer("xlsxwriter_books.py"), dump, books,
                           new_books(place)], check=True, stdout=subprocess.PIPE)
    figures = json.loads(done.stdout)
    return Sample(figures["wall"], figures["cpu"])


def render_all(place):
    """Ours, XlsxWriter's and the floor's, measured once for both rows."""
    folder = loaded(place, place.full())
    render_again(place, folder)
    dump, books = dump_cells(place, folder)
    floor = os.path.join(place.build, "bench", "floor_render")
    return measure.rounds(place, [
        lambda: render_again(place, folder), lambda: xlsxwriter(place, dump, books),
        lambda: measure.run([floor, dump, books, new_books(place)], place.scratch)])


def render_python(place):
    ours, python, _ = place.once(render_all)
    return ours, python


def render_floor(place):
    ours, _, floor = place.once(render_all)
    return ours, floor


# Runs ---------------------------------------------------------------------------------------------

def cold(place, source, name, later=0):
    """A first run in a new folder and a fresh database; some days after the last file."""
    url = place.server.copy(name, "fresh")
    folder = place.folder(f"cold-{name}", source, url)
    return place.cashback(folder, "run", "--as-of", place.as_of(-later),
                          server=place.server.pid), folder


def cold_run(place):
    """The stack: DuckDB reads and settles, psql copies the rows, XlsxWriter writes the cells."""
    settled(place)
    _, folder = cold(place, place.simple(), "bench")
    commands = dump_rows(place)
    dump, books = dump_cells(place, folder)

    def stack():
        read, settle = duckdb(place, KEEP)
        return read + settle + copy_rows(place, "peer", commands) + xlsxwriter(place, dump, books)
    return measure.pairs(place, lambda: cold(place, place.simple(), "bench")[0], stack)


def to_load(place, folder, as_of):
    """Extract, transform and load of a new run."""
    done = place.cashback(folder, "extract", "--as-of", as_of, server=place.server.pid)
    for stage in ("transform", "load"):
        done += place.stage(folder, stage, place.server.pid)
    return done


def cold_to_load(place):
    url = place.server.copy("cold", "fresh")
    return to_load(place, place.folder("cold", place.full(), url), place.as_of())


def days_before(place, source, less):
    """The data as it was some days before its end: the files of later days are not there yet."""
    folder = place.path(f"data-less-{less}")
    if not os.path.isdir(folder):
        subprocess.run(["cp", "-a", "--reflink=auto", source, folder], check=True)
        for path in glob.glob(os.path.join(folder, "inbox", "invoices", "*")):
            if os.path.basename(path)[:10] > place.as_of(less):
                os.unlink(path)
    return folder


def posted_night(place, source, as_of):
    """A folder and a database after a finished run: what each night of a row begins with."""
    url = place.server.copy("night", "fresh")
    folder = place.folder("night", source, url)
    place.cashback(folder, "run", "--as-of", as_of)
    place.server.copy("evening", "night")
    return folder


def next_evening(place, folder, source):
    """Again as it was that evening, with the inbox of `source`."""
    place.server.copy("night", "evening")
    again = clone(place, folder, "next")
    inbox = os.path.join(again, "inbox")
    os.unlink(inbox)
    os.symlink(os.path.join(source, "inbox"), inbox)
    return again


def night_new_day(place):
    folder = posted_night(place, days_before(place, place.full(), 1), place.as_of(1))
    return measure.pairs(place, lambda: to_load(place, next_evening(place, folder, place.full()),
                                                place.as_of()),
                         lambda: cold_to_load(place))


def nights(place):
    """A cold run, the same day again and a day later, on the same files; measured once for both rows.
    The nights follow the cold run in its folder: render makes what it does not find as it left it, a
    copy included. It is a day after the last file: with the 92 days of the data a quarter begins that
    day, which changes most workbooks by itself; the night after it changes none."""
    folder = None

    def first():
        nonlocal folder
        sample, folder = cold(place, place.full(), "cold", later=1)
        return sample

    def another(later):
        return place.cashback(folder, "run", "--as-of", place.as_of(-later), server=place.server.pid)
    return measure.rounds(place, [first, lambda: another(1), lambda: another(2)])


def night_nothing_new(place):
    first, _, later = place.once(nights)
    return later, first


def same_day_again(place):
    first, same, _ = place.once(nights)
    return same, first


ROWS = [
    Row("extract", "extract, one process, one file",
        "a floor program that only inflates (zlib) and parses (libcsv) the same bytes", 1.5, False,
        extract_one),
    Row("extract-two", "extract, all files, two processes", "one process", 1.6, True, extract_two),
    Row("settle", "extract + transform, all files",
        "DuckDB with two threads, reading and joining for the same payouts", 2, True, settle_whole),
    Row("transform", "transform alone", "DuckDB's joins and aggregates on its own loaded tables",
        1, False, settle_alone),
    Row("load", "load", "psql \\copy binary of the same rows into the same tables", 1.3, False,
        load),
    Row("render", "render, checks included", "XlsxWriter writing the same cells", 5, True,
        render_python),
    Row("render-floor", "render, checks included",
        "a floor program that only calls libxlsxwriter with the same cells, two processes", 1.5,
        False, render_floor),
    Row("cold", "the whole cold run", "the whole stack above", 4, True, cold_run),
    Row("night", "a night with 1 new day, up to and with load", "the cold run's", 0.2, False,
        night_new_day),
    Row("nothing", "a night with nothing new, a day later", "the cold run", 0.02, False,
        night_nothing_new),
    Row("same-day", "the same day again, with nothing new", "the cold run", 0.02, False,
        same_day_again),
]
