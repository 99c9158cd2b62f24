"""Settles a working folder with the C stages, without a database."""
import os
import pathlib
import json
import subprocess


class StageFailed(Exception):
    """A stage did not end with 0: the case is no case, or the stage is wrong."""


def run_stage(bin_folder, folder, *arguments, environment=None):
    command = [str(pathlib.Path(bin_folder) / "cashback"), *arguments, "-q"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True,
                          env={**os.environ, **(environment or {})}, timeout=120)
    if done.returncode != 0:
        raise StageFailed(
            f"{folder}: {' '.join(arguments)}: status {done.returncode}\n{done.stderr}")


def settle(bin_folder, folder, as_of, environment=None):
    """Extracts and transforms; returns the folder of the run."""
    run_stage(bin_folder, folder, "extract", "--as-of", as_of.isoformat(), environment=environment)
    run_stage(bin_folder, folder, "transform", environment=environment)
    runs = pathlib.Path(folder) / "var" / "runs"
    return runs / max(os.listdir(runs))


def staged_files(folder, run):
    """(feed, delivered name, folder of what extract made of it), in the order of the manifest."""
    manifest = json.loads((run / "manifest.json").read_text())
    store = pathlib.Path(folder) / "var" / "store" / "staged"
    return [(entry["feed"], entry["name"], store / entry["staged"])
            for entry in manifest["inputs"]]
