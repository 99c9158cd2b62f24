"""What else can happen to a nightly run, beside kills and cuts. Each function lets it happen to the
case's command, and checks what the command says to it; the caller sees where it leads."""
import os
import re
import shutil

from wrong import Wrong

UNREACHABLE, IOERR, LOCKED = 69, 74, 75
STAGES = ("extract", "transform", "load", "render")


def expect(done, statuses, words=""):
    if done.returncode not in statuses or words not in done.stderr:
        raise Wrong(f"status {done.returncode}, not {statuses}, or no {words!r}:\n{done.stderr}")


def run_folder_deleted(case, stage):
    """By hand, when the run was cut off before a stage; "" stands for the end."""
    place = case.place
    before = set(os.listdir(place.path("build/demo/var/runs"))) if case.before.known else set()
    if stage:
        place.atcall(case.scene.command, "--program", f"cashback-{stage}", "--at", "1", "--kill",
                     "all")
    else:
        expect(place.run(case.scene.command), (0,))
    for name in set(os.listdir(place.path("build/demo/var/runs"))) - before:
        shutil.rmtree(place.path("build/demo/var/runs", name))
    if stage not in ("extract", "transform", "load"): # posted: nobody can bring its folder back
        case.explained = re.compile(r"file build/demo/var/runs/NEW/|[a-z ]+: run_files ")


def clock_set_back(case, stage):
    """By ten days; where a stage is named, while a run that was cut off before it waits."""
    if stage:
        case.place.atcall(case.scene.command, "--program", f"cashback-{stage}", "--at", "1",
                          "--kill", "all")
    expect(case.place.run(case.scene.command, environment=case.place.clock(-864000)), (0,))


def disk_full(case, folder):
    """Nothing more fits into a folder; half of what is to be written has its place."""
    place = case.place
    limits = ["--class", "write", "--below", place.path("build/demo", folder)]
    _, report = place.atcall(case.scene.command, *limits)
    case.begin()
    done, _ = place.atcall(case.scene.command, *limits, "--at", str(max(1, report.calls // 2)),
                           "--fail", "28", "--from")
    expect(done, (IOERR,), "No space left on device")


def database_full(case, part):
    """Nothing more fits into the database's tables, or into its log."""
    full = case.place.server.full
    with open(full, "w", encoding="utf-8") as file:
        file.write(part)
    os.chmod(full, 0o644)
    done = case.place.run(case.scene.command)
    os.unlink(full)
    case.place.server.wait()
    # a server whose log is full gives up and starts again
    expect(done, (IOERR,) if part == "/base/" else (IOERR, UNREACHABLE), "cashback")


def workbook_in_the_way(case, name):
    """A folder has the name that a workbook should get."""
    path = case.place.path("build/demo/out/current/statements", name)
    if os.path.exists(path):
        os.unlink(path)
    os.makedirs(path)
    done = case.place.run(case.scene.command)
    os.rmdir(path)
    expect(done, (IOERR, 73), name)


def second_run(case, stage):
    """While a run is in one of its stages, another one begins."""
    place = case.place
    told = os.path.join(place.folder, "second")
    command = f"{place.bin}/{' '.join(case.scene.command)} > {told} 2>&1; echo $? >> {told}"
    done, report = place.atcall(case.scene.command, "--program", f"cashback-{stage}", "--at", "5",
                                "--do", command)
    expect(done, (0,))
    with open(told, encoding="utf-8") as file:
        text = file.read()
    if not report.at or not re.search(r"another run is at work here\n(hint: .*\n)?75\n$", text):
        raise Wrong(f"a second run: {text}")


CASES = [(run_folder_deleted, stage) for stage in (*STAGES, "")] + \
    [(clock_set_back, stage) for stage in ("", *STAGES)] + \
    [(disk_full, folder) for folder in ("var", "out")] + \
    [(database_full, part) for part in ("/base/", "/pg_wal/")] + \
    [(workbook_in_the_way, name) for name in ("0012345.xlsx", "12345.xlsx")] + \
    [(second_run, stage) for stage in STAGES]
