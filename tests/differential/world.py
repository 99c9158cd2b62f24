"""A random case as data, and the working folder that it makes: pipeline.conf, campaigns, inbox.

A cell is the text that stands in the file; "" is a blank one. Nothing here knows a rule."""
import csv
import dataclasses
import datetime
import gzip
import io
import pathlib

COLUMNS = {
    "partners": ("mpn_id", "name", "membership_start", "membership_end", "email", "province"),
    "agreements": ("agreement_number", "license_type", "reseller_id", "customer_id", "start_date",
                   "end_date"),
    "registrations": ("registration_id", "campaign_id", "mpn_id", "identification_number",
                      "registered_on", "status", "terms_version", "terms_signed_on"),
    "invoices": ("invoice_number", "line_number", "invoice_date", "reseller_id",
                 "agreement_number", "customer_id", "license_type", "sku", "quantity", "unit_price",
                 "net_amount", "currency", "reference_invoice"),
}
KEYS = {
    "partners": ("mpn_id",),
    "agreements": ("agreement_number",),
    "registrations": ("registration_id",),
    "invoices": ("invoice_number", "line_number"),
}
CARDS = {
    "rate_card.csv": ("sku", "rate", "min_quantity", "max_quantity", "valid_from", "valid_to"),
    "products.csv": ("sku",),
    "thresholds.csv": ("threshold", "amount"),
}


@dataclasses.dataclass
class Campaign:
    keys: dict  # of campaign.conf; values as text
    cards: dict  # file name -> rows

    @property
    def id(self):
        return self.keys["id"]

    def date(self, key):
        return datetime.date.fromisoformat(self.keys[key])

    @property
    def deadline(self):
        return self.date("end") + datetime.timedelta(days=int(self.keys["returns_days"]))


@dataclasses.dataclass
class Delivery:
    """One delivered file. Columns that it leaves out are blank."""
    feed: str
    name: str  # relative to pipeline.conf
    columns: tuple
    rows: list


@dataclasses.dataclass
class World:
    as_of: datetime.date
    currency: str
    settings: dict  # feed -> {key: value} of its section
    campaigns: list
    deliveries: list
    jobs: int = 1

    def of(self, feed):
        return [d for d in self.deliveries if d.feed == feed]


def csv_text(columns, rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return text.getvalue()


def write_bytes(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".gz":
        content = gzip.compress(content, compresslevel=1, mtime=0)
    path.write_bytes(content)


def ini_text(sections):
    lines = []
    for name, keys in sections.items():
        lines += [f"[{name}]", *(f"{key} = {value}" for key, value in keys.items()), ""]
    return "\n".join(lines)


def conf_text(world):
    sections = {
        "pipeline": {"var": "var", "campaigns": "campaigns/*", "currency": world.currency,
                     "timezone": "UTC", "jobs": world.jobs},
        "database": {"url": ""},
    }
    for feed in COLUMNS:
        names = sorted({name_pattern(d.name) for d in world.of(feed)})
        sections[f"feed {feed}"] = {"files": " ".join(names), "max_rejects": 1000000,
                                    **world.settings.get(feed, {})}
    sections["reports"] = {"output": "out"}
    return ini_text(sections)


def name_pattern(name):
    folder, _, file = name.rpartition("/")
    return f"{folder}/*.csv.gz" if file.endswith(".gz") else f"{folder}/*.csv"


def write_campaign(campaign, folder):
    write_bytes(folder / "campaign.conf", ini_text({"campaign": campaign.keys}).encode())
    for name, rows in campaign.cards.items():
        columns = [c for c in CARDS[name] if c not in ("valid_from", "valid_to")
                   or any(row.get(c) for row in rows)]
        write_bytes(folder / name, csv_text(columns, rows).encode())


def write_world(world, folder):
    folder = pathlib.Path(folder)
    write_bytes(folder / "pipeline.conf", conf_text(world).encode())
    for campaign in world.campaigns:
        write_campaign(campaign, folder / "campaigns" / campaign.id)
    for delivery in world.deliveries:
        write_bytes(folder / delivery.name, csv_text(delivery.columns, delivery.rows).encode())
