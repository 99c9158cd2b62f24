"""Both give the same payouts, or the benchmark ends: those of a run's folder against DuckDB's."""
import csv
import os
import pathlib
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "differential"))
import copyfile  # noqa: E402  pylint: disable=wrong-import-position


def cents_of(cell):
    """PostgreSQL's binary numeric: digits in base 10000, of which the first has this weight."""
    count, weight, sign, _ = struct.unpack_from(">hhHh", cell)
    digits = struct.unpack_from(f">{count}h", cell, 8)
    e4 = sum(digit * 10000 ** (weight + 1 - place) for place, digit in enumerate(digits)
             if weight + 1 - place >= 0)
    assert e4 % 100 == 0
    return -(e4 // 100) if sign == 0x4000 else e4 // 100


def of_run(folder):
    payouts = {}
    for path in pathlib.Path(folder, "var", "runs").glob("*/payout.copy"):
        for row in copyfile.read_copy(path):
            cents = cents_of(row["amount"])
            if cents:
                payouts[row["mpn_id"].decode(), row["campaign_id"].decode()] = cents
    return payouts


def of_peer(path):
    with open(path, encoding="utf-8", newline="") as file:
        return {(row["mpn_id"], row["campaign_id"]): int(row["cents"])
                for row in csv.DictReader(file)}


def prove_same(folder, path):
    """How many payouts there are, and what they come to."""
    ours, theirs = of_run(folder), of_peer(path)
    different = [key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)]
    if different or not ours:
        for key in sorted(different)[:10]:
            print(f"{key}: {ours.get(key)} and {theirs.get(key)} cents", file=sys.stderr)
        sys.exit(f"bench: {len(different)} of {len(ours)} payouts differ from DuckDB's")
    return len(ours), sum(ours.values())
