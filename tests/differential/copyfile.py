"""Reads PostgreSQL's binary COPY format: rows of raw cells, with the columns of schemas/stage."""
import pathlib
import re
import struct

SIGNATURE = b"PGCOPY\n\xff\r\n\0"
STAGE = pathlib.Path(__file__).resolve().parent.parent.parent / "schemas/stage"


def columns(table):
    text = (STAGE / f"{table}.sql").read_text()
    return re.findall(r"^ +(\w+) ", text, re.MULTILINE)


def read_copy(path):
    """A dict a row: column -> bytes, None where NULL."""
    content, names = path.read_bytes(), columns(path.stem)
    assert content.startswith(SIGNATURE), path
    at = len(SIGNATURE) + 8 + struct.unpack_from(">i", content, len(SIGNATURE) + 4)[0]
    rows = []
    while (count := struct.unpack_from(">h", content, at)[0]) >= 0:
        assert count == len(names), path
        at, cells = read_cells(content, at + 2, count)
        rows.append(dict(zip(names, cells)))
    return rows


def read_cells(content, at, count):
    cells = []
    for _ in range(count):
        length = struct.unpack_from(">i", content, at)[0]
        at += 4
        cells.append(None if length < 0 else content[at:at + length])
        at += max(length, 0)
    return at, cells
