"""What a command leaves, as a set of facts that two histories with the same outcome have in common:
every row of the database and every file, without times, and with runs called by what they did
instead of by their ids."""
import collections
import hashlib
import json
import os
import re
import struct

HEADS = "chain-heads.txt"
# have inodes and times in them; without them the same files are made and hashed
INDEXES = ("workbooks.index", "tables.index")
KEPT_OUT = {"lock", HEADS, *INDEXES}
# Tables that nothing is ever taken from, and to which a command adds all or nothing.
APPENDED = ("ledger", "adjustment_decision", "closing", "closing_approval", "payment",
            "payment_export", "statement_document", "statement_campaign", "statement_entry")
RUN = re.compile(r"/runs/([^/]+)/")
HASH = re.compile(rb"\b[0-9a-f]{64}\b")


def is_temporary(path):
    """Is any part of the path a name of something that is still being written?"""
    return any(p.startswith(".") or p.endswith((".tmp", ".part")) for p in path.split("/"))


def files_below(folder, *parts):
    base = os.path.join(folder, *parts)
    for where, _, names in sorted(os.walk(base)):
        for name in sorted(names):
            path = os.path.join(where, name)
            yield os.path.relpath(path, folder), name, path


def read(path):
    with open(path, "rb") as file:
        return file.read()


def rows_of(place):
    """(table, row) for every row of the schema cashback."""
    tables = place.server.sql(
        "SELECT c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
        "WHERE n.nspname = 'cashback' AND c.relkind = 'r' ORDER BY 1", database="live").split()
    if not tables:
        return []
    queries = [f"SELECT '{t}' || chr(9) || to_jsonb(t)::text FROM cashback.{t} AS t" for t in tables]
    found = []
    for line in place.server.sql(*queries, database="live").splitlines():
        table, row = line.split("\t", 1)
        found.append((table, json.loads(row, parse_float=str)))
    return found


def with_length(text):
    """As it stands in a .copy file."""
    return struct.pack("!I", len(text)) + text


def settled(name, data):
    """run_results.json without what depends on how often a stage had to begin."""
    if name != "run_results.json":
        return data
    results = json.loads(data)
    for stage in results["stages"].values():
        for count in ("written", "unchanged", "removed", "fresh_files", "feeds"):
            stage.pop(count, None)
    return json.dumps(results, sort_keys=True).encode()


class Names:
    """What the runs are called: those known before keep their ids; of the new ones the first that
    posted is NEW, others that posted nothing more are MORE, and the rest are GONE."""

    def __init__(self, rows, known):
        runs = {row["run_id"]: row for table, row in rows if table == "run"}
        new = sorted((r for r in runs.values() if r["run_id"] not in known),
                     key=lambda r: (r["posting"] is None, r["posting"], r["run_id"]))
        self.of = {}
        for number, row in enumerate(new):
            posted = row["posting"] is not None
            self.of[row["run_id"]] = "NEW" if posted and number == 0 else "MORE" if posted else "GONE"
        self.ids = sorted(self.of, key=len, reverse=True)

    def put(self, data):
        for run_id in self.ids:
            before, after = run_id.encode(), self.of[run_id].encode()
            for old, new in ((with_length(before), with_length(after)), (before, after)):
                data = data.replace(old, new)
        return data

    def is_more(self, text):
        return any(self.of[i] != "NEW" and i.encode() in text for i in self.ids)


def plain(table, row, names):
    """A row without times and ids; None where it says nothing of the outcome."""
    row = {k: v for k, v in row.items() if not k.endswith("_at")}
    if table == "partner_shown":
        del row["fingerprint"]  # of facts with times in them; what counts is the date it bears
    text = json.dumps(row, sort_keys=True).encode()
    if names.is_more(text):
        if "GONE" in names.put(text).decode():
            return None
        # a run that posts nothing lengthens the chain all the same
        row = {k: v for k, v in row.items() if k not in ("posting", "previous", "link", "sha256")}
    return names.put(json.dumps(row, sort_keys=True).encode())


class Picture:
    """rows: how often each row is there; files: the hash of each; temporary: files that have no
    final name; runs: status of the new runs by id."""

    def __init__(self, place, known=(), database=True):
        rows = rows_of(place) if database else []
        self.known = {row["run_id"] for table, row in rows if table == "run"}
        names = Names(rows, known)
        self.runs = {row["run_id"]: row["status"] for table, row in rows
                     if table == "run" and row["run_id"] in names.of}
        files = self.take_files(place, names, known)
        self.counts = collections.Counter(table for table, _ in rows)
        self.hashes = {}
        for _ in range(3): # a list of hashes has a hash itself
            self.files = {path: self.digest(data) for path, data in files.items()}
        self.ledger = self.ledger_of(rows, names)
        self.rows = collections.Counter()
        for table, row in rows:
            text = plain(table, row, names)
            if text is not None:
                self.rows[table, self.with_hashes(text).decode()] += 1
        for fact in [f for f in self.rows if "MORE" in f[1]]:
            self.rows[fact] = 1
        self.heads = self.heads_of(place, rows)

    def take_files(self, place, names, known):
        """Without the folders of runs that posted nothing, or that had not begun."""
        found, self.temporary = {}, []
        for path, name, full in files_below(place.live):
            run = RUN.search(path)
            if path.startswith("fixtures/") or name in KEPT_OUT or (
                    run and run[1] not in known and names.of.get(run[1]) != "NEW"):
                continue
            if is_temporary(path):
                self.temporary.append(path)
            else:
                data = read(full)
                found[names.put(path.encode()).decode()] = (data, names.put(settled(name, data)))
        return found

    def with_hashes(self, data):
        return HASH.sub(lambda m: self.hashes.get(m.group(), m.group()), data)

    def digest(self, content):
        raw, plain_data = content # what GONE was the first to read is news to NEW
        made = self.with_hashes(plain_data.replace(b"GONE", b"NEW"))
        before, after = hashlib.sha256(raw).hexdigest(), hashlib.sha256(made).hexdigest()
        self.hashes[before.encode()] = after.encode()
        return after

    @staticmethod
    def heads_of(place, rows):
        """What is wrong with the list of the chain's heads that is kept outside of the database."""
        links = sorted((row["posting"], row["link"]) for table, row in rows if table == "chain")
        path = place.path("build/demo", HEADS)
        text = read(path).decode() if os.path.exists(path) else ""
        if text == "".join(f"{posting} {link}\n" for posting, link in links):
            return []
        return [f"{HEADS} is not the chain of {len(links)} postings: {text!r}"]

    @staticmethod
    def ledger_of(rows, names):
        return collections.Counter(
            names.put(json.dumps(row, sort_keys=True).encode()).decode()
            for table, row in rows if table == "ledger")

    def differences(self, other):
        """What is to be read by a person; empty where both are the same."""
        told = []
        for word, mine, theirs in (("not there", other, self), ("too much", self, other)):
            told += [f"{word}: {t} {row}" for t, row in sorted((mine.rows - theirs.rows))]
        for path in sorted(set(self.files) | set(other.files)):
            mine, theirs = self.files.get(path), other.files.get(path)
            if mine != theirs:
                told.append(f"file {path}: " + ("not there" if mine is None else
                                                "too much" if theirs is None else "other content"))
        return told

    def lost_and_doubled(self, other):
        return (sum((other.ledger - self.ledger).values()),
                sum((self.ledger - other.ledger).values()))


def partial_files(place, before, after):
    """Files under a final name that are neither as before the command nor as after it."""
    told = []
    for path, name, full in files_below(place.live, "build/demo"):
        data = read(full)
        if is_temporary(path) or name in KEPT_OUT:
            continue
        if "/store/objects/" in path and hashlib.sha256(data).hexdigest() != name:
            told.append(f"{path}: is not what its name says")
        elif "/out/" in path or "/staged/" in path or "/campaigns/" in path:
            made = hashlib.sha256(data).hexdigest()
            if made not in (before.files.get(path), after.files.get(path)):
                told.append(f"{path}: neither old nor new")
        elif name.endswith(".json") and not is_json(data):
            told.append(f"{path}: is not complete")
        elif name.endswith(".copy") and "/runs/" in path and not data.endswith(b"\xff\xff"):
            told.append(f"{path}: has no end")
    return told


def partial_postings(place, before, after):
    """What only a part of a transaction can leave: tables whose rows are neither as many as before
    nor as many as after, and postings of a run that has not posted."""
    rows = rows_of(place)
    found = collections.Counter(table for table, _ in rows)
    told = [f"{table}: {found[table]} rows, before {before.counts[table]}, after "
            f"{after.counts[table]}" for table in APPENDED
            if found[table] not in (before.counts[table], after.counts[table])]
    posted = {row["run_id"] for table, row in rows if table == "run" and row["posting"] is not None}
    linked = {row["run_id"] for table, row in rows if table == "chain"}
    for table, row in rows:
        if table == "ledger" and row["run_id"] not in posted & linked:
            return [*told, f"ledger: a posting of run {row['run_id']}, which has not posted"]
    return told


def is_json(data):
    try:
        json.loads(data)
    except ValueError:
        return False
    return True
