"""Settles a case once more with the SQL of schemas/audit, next to the engine's results, and
compares the two.

A database is prepared with the input tables; then each case is one script for psql and one
transaction that is rolled back. The rows that extract staged and the campaigns as the generator
knows them go into schema audit, the engine's results into schema engine, and every column that
both have is compared, with all rows of both sides. What extract staged is compared with a second
reading of the files (reading.py)."""
import json
import pathlib
import subprocess

from dice import PLACES
from engine import staged_files
from reading import accepted_rows, disputed
from world import CARDS, COLUMNS

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# Debian's psql is a script that looks for the newest one: several times as slow to begin.
PSQL = str(max(pathlib.Path("/usr/lib/postgresql").glob("*/bin/psql"), default="psql"))
RESULTS = ("partner", "campaign", "registration", "earning", "exclusion", "counted",
           "unmatched_return", "payout")
CAMPAIGN_COLUMNS = (
    "id", "name", "kind", "start", "end", "currency", "tiers", "returns_days", "terms_version",
    "register_by", "license_types", "sales_from", "require_active_agreement", "partner_cap",
    "budget", "exclusive_group", "priority", "calculation_date", "final_date", "scope", "count",
    "per", "pay", "count_from", "minimum_quantity", "minimum_amount", "lookback_days")


class ComparisonFailed(Exception):
    """The second opinion could not be formed: psql ended with an error."""


def quoted(value):
    return "'" + str(value).replace("'", "''") + "'"


def copy_block(table, columns, rows):
    """COPY with its data; None is NULL."""
    def cell(value):
        if value is None:
            return "\\N"
        for plain, escaped in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n")):
            value = str(value).replace(plain, escaped)
        return value
    names = ", ".join(f'"{column}"' for column in columns)
    data = "".join("\t".join(map(cell, row)) + "\n" for row in rows)
    return f"COPY {table} ({names}) FROM STDIN;\n{data}\\.\n"


def load_campaigns(campaigns):
    def value(campaign, key):
        given = campaign.keys.get(key)
        if key == "license_types" and given:
            return "{" + given + "}"
        return given
    script = copy_block("audit.campaign", CAMPAIGN_COLUMNS,
                        [[value(c, key) for key in CAMPAIGN_COLUMNS] for c in campaigns])
    for table, file in (("card_row", "rate_card.csv"), ("product", "products.csv"),
                        ("threshold", "thresholds.csv")):
        rows = [[c.id, *card_cells(file, row)] for c in campaigns for row in c.cards.get(file, ())]
        script += copy_block(f"audit.{table}", ("campaign_id",) + CARDS[file], rows)
    return script


def card_cells(file, row):
    cells = [row.get(column) or None for column in CARDS[file]]
    if file == "rate_card.csv" and cells[2] is None:
        cells[2] = "1"
    return cells


def load_parameters(world):
    script = copy_block("audit.parameter", ("as_of", "currency"), [(world.as_of, world.currency)])
    script += copy_block("audit.currency", ("currency", "places"), PLACES.items())
    return script + copy_block(
        "audit.feed", ("feed", "delivery", "replaces"),
        [(feed, keys.get("delivery", "changes"), keys.get("replaces", "row"))
         for feed, keys in world.settings.items()])


def load_staged(folder, run):
    """The accepted rows of every delivered file, and the invoices that it contradicts itself on."""
    script = ""
    for feed, name, staged in staged_files(folder, run):
        columns = ", ".join(COLUMNS[feed])
        script += (f"INSERT INTO audit.delivered_file VALUES ({quoted(feed)}, {quoted(name)});\n"
                   f"DELETE FROM engine.{feed}; DELETE FROM engine.quarantine;\n"
                   f"\\copy engine.{feed} FROM {quoted(staged / f'{feed}.copy')} (FORMAT binary)\n"
                   f"INSERT INTO audit.{feed}_row ({columns}, source_file, source_line)\n"
                   f"SELECT {columns}, {quoted(name)}, source_line FROM engine.{feed};\n")
        if feed == "invoices":
            script += (f"\\copy engine.quarantine FROM {quoted(staged / 'quarantine.copy')} "
                       "(FORMAT binary)\nINSERT INTO audit.conflict\n"
                       f"SELECT DISTINCT {quoted(name)}, row_key FROM engine.quarantine\n"
                       "WHERE reason = 'key-conflict';\n")
    return script


def load_reading(world):
    """The same rows, by a second reading of the delivered files."""
    script = copy_block("reading.conflict", ("source_file", "invoice_number"),
                        [(delivery.name, number) for delivery in world.of("invoices")
                         for number in disputed(delivery)])
    for feed, columns in COLUMNS.items():
        script += copy_block(f"reading.{feed}_row", columns + ("source_line", "source_file"),
                             [[*row, delivery.name] for delivery in world.of(feed)
                              for row in accepted_rows(delivery)])
    return script


def load_results(run):
    return "".join(f"\\copy engine.{table} FROM {quoted(run / (table + '.copy'))} (FORMAT binary)\n"
                   for table in RESULTS)


def include(*patterns):
    paths = [path for pattern in patterns for path in sorted((ROOT / "schemas").glob(pattern))]
    return "".join(f"\\i {quoted(path)}\n" for path in paths)


def run_psql(database, script):
    done = subprocess.run(
        [PSQL, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database, "-f", "-"],
        input=script, capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        raise ComparisonFailed(done.stderr)
    return done.stdout


def prepare(database):
    """Makes the input tables of the second opinion, and the tables of the engine next to them."""
    tables = [f"{feed}_row" for feed in COLUMNS] + ["conflict"]
    run_psql(database, "".join((
        include("audit/010_inputs.sql"),
        "CREATE SCHEMA engine;\nSET search_path = engine;\n", include("stage/*.sql"),
        "CREATE SCHEMA reading;\n",
        *(f"CREATE TABLE reading.{table} (LIKE audit.{table});\n" for table in tables))))


def script_of(world, folder, run, plant=""):
    """`plant` is SQL that changes the engine's results before they are compared."""
    return "".join((
        "BEGIN;\nSET LOCAL client_min_messages = warning;\n",
        load_parameters(world), load_campaigns(world.campaigns), load_staged(folder, run),
        include("audit/0[2-9]*.sql", "audit/1*.sql"),
        load_reading(world), load_results(run), plant, "\n",
        f"\\i {quoted(ROOT / 'tests/differential/compare.sql')}\n",
        "ROLLBACK;\n"))


def compare(database, world, folder, run, plant=""):
    """([difference: dict], [what the case reached: text]) of a settled case."""
    output = run_psql(database, script_of(world, folder, run, plant))
    differences, reached = [], []
    for line in output.splitlines():
        kind, _, rest = line.partition("|")
        if kind == "reached":
            reached.append(rest)
        elif kind == "difference":
            differences.append(json.loads(rest))
    return differences, reached
