"""A small settlement as the database holds it, with hostile texts in every column that a feed or a
campaign's folder fills, and its pages."""
import glob
import hashlib
import html.parser
import json
import os
import subprocess
import sys
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import lab  # noqa: E402

MODULES = os.path.join(lab.ROOT, "build", "portal")
CONF = """[pipeline]
var = var
jobs = 2
[database]
url = {url}
[feed partners]
files = inbox/partners.csv
[feed agreements]
files = inbox/agreements.csv
[feed invoices]
files = inbox/invoices.csv
[feed registrations]
files = inbox/registrations.csv
[payer]
name = Vendor & Söhne
[reports]
output = out
contact = rebates@vendor.example
"""
STATES = ["active", "not-approved", "terms-not-accepted", "registered-late", "number-not-found",
          "account-taken"]

# What must stay text, and what must stay a name of a file.
HOSTILE = [
    "<script>window.hacked=1</script>", "<img src=x onerror=window.hacked=1>", "javascript:hacked=1",
    "\"><svg onload=window.hacked=1>", "' onmouseover='window.hacked=1", "</title><script>hacked=1",
    "</main><iframe src=javascript:hacked=1>", "<!--", "]]>", "&lt;script&gt;", "&#60;script&#62;",
    "../../../etc/passwd", "..", ".", "a/b", "CON", "x\\y", "a?b#c", "%2e%2e%2f", "index.html",
    "=1+1", "data:text/html,<script>hacked=1</script>", "\u202egnp.exe", "a\u0001b\u007f", "\ufeffx",
]
LONG = "Very" * 30


def hostile(count):
    """Different texts, each of at most 64 bytes."""
    texts = [HOSTILE[i % len(HOSTILE)][:50] + ("" if i < len(HOSTILE) else f" {i}")
             for i in range(count)]
    assert len(set(texts)) == count
    return texts


def quote(value):
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def insert(table, **columns):
    values = ", ".join(quote(value) for value in columns.values())
    return f"INSERT INTO cashback.{table} ({', '.join(columns)}) VALUES ({values});\n"


def campaign(campaign_id, name, start, end, kind="dollar_per_sku", **terms):
    frequency = kind == "frequency"
    sql = insert("campaign", campaign_id=campaign_id, name=name, kind=kind, currency="CAD",
                 start_date=start, end_date=end, calculation_date=end, partner_cap=1500,
                 budget=4321, definition_sha256="x")
    sql += insert("campaign_terms", campaign_id=campaign_id, tiers="retrospective",
                  scope=None if frequency else "customer",
                  count_by="transactions" if frequency else None,
                  per="quarter" if frequency else None, pay="once" if frequency else None,
                  count_from=start, returns_days=30, sales_from="start",
                  require_active_agreement="yes", minimum_quantity=2 if frequency else None,
                  **{"terms_version": "v1", "register_by": end, **terms})
    file = "thresholds.csv" if frequency else "rate_card.csv"
    for line, minimum in enumerate((1, 10, 25), 2):
        sql += insert("campaign_card", campaign_id=campaign_id, card_file=file, card_line=line,
                      entry_line=0 if frequency else 2, sku=None if frequency else name[:40],
                      minimum=minimum, rate=minimum * 5)
    return sql


def exclusion(mpn_id, number, text="Ordinary"):
    return insert("exclusion", mpn_id=mpn_id, campaign_id="seats", invoice_number=f"{text[:40]}{number}",
                  line_number=1, sku=text[:60], reseller_id="R-1", customer_id=text[:60],
                  event_date="2026-08-01", quantity=1, reason="currency", source_file="i.csv",
                  source_line=number)


def registration(mpn_id, number, campaign_id="seats", state="active", text="INV"):
    return insert("registration", mpn_id=mpn_id, registration_id=f"{text[:40]}{number}",
                  campaign_id=campaign_id, identification_number=text[:60],
                  reseller_id="R-SECRET" if state in ("not-approved", "account-taken") else "R-1",
                  found_in="invoice", state=state, registered_on="2026-07-10", terms_version=text,
                  source_file="r.csv", source_line=number)


def partner(mpn_id, name):
    return insert("partner", mpn_id=mpn_id, name=name)


def ordinary():
    """The partner with one of everything."""
    sql = partner("0012345", "Évasion \"Fils\" & Ltée") + partner("77", "Claims Only Inc.")
    sql += "".join(registration("0012345", i, state=state) for i, state in enumerate(STATES))
    sql += registration("0012345", 90, "gone") + registration("77", 1, state="account-taken")
    for number, amount in enumerate((1200, -200), 1):
        sql += insert("ledger", mpn_id="0012345", campaign_id="seats", invoice_number="I",
                      line_number=number, run_id="r1", currency="CAD", kind="earning",
                      event_date="2026-08-01", amount=amount)
    for customer, measure, following in (("C-1", 8, 10), ("C-2", 30, None)):
        sql += insert("standing", mpn_id="0012345", campaign_id="seats", entry_line=2,
                      measured=customer, currency="CAD", measure=measure, next_threshold=following,
                      next_adds=following and 60, until="2026-12-31")
    return sql + "".join(exclusion("0012345", i) for i in range(450))


def statement(sha256):
    """September's, approved, with a workbook of these bytes."""
    return (insert("closing", period="2026-09", attempt=1, starts="2026-09-01", ends="2026-09-30",
                   posting=1, link="x", minimum_payout=25, closed_by="a",
                   closed_at="2026-10-01T00:00Z")
            + insert("closing_approval", period="2026-09", closed_by="a", approved_by="b",
                     approved_at="2026-10-02T00:00Z", seal="x")
            + insert("statement_document", mpn_id="0012345", statement_number="2026-09-1-00001",
                     period="2026-09", currency="CAD", partner_name="x", opening=0, earned=800,
                     clawed_back=0, adjusted=0, payment=800, closing=0, accrued=0)
            + insert("statement_campaign", mpn_id="0012345", statement_number="2026-09-1-00001",
                     campaign_id="seats", campaign_name="x", earned=800, clawed_back=0, adjusted=0,
                     accrued=0)
            + insert("statement_workbook", mpn_id="0012345", period="2026-09",
                     file_name="0012345.xlsx", sha256=sha256))


class Portal:
    """A working folder with a run to render, and its database."""

    def __init__(self, hostile_partners=0, extra=""):
        self.dir = lab.scratch("portal")
        self.url = lab.new_database()
        for name in sorted(glob.glob(os.path.join(lab.ROOT, "schemas", "sql", "*.sql"))):
            lab.psql(self.url, open(name, encoding="utf-8").read())
        self.write("pipeline.conf", CONF.format(url=self.url))
        self.write("var/runs/r1/run.json", json.dumps({"run_id": "r1", "as_of": "2026-10-31"}))
        self.write("var/runs/r1/run_results.json", json.dumps({"status": "posted", "stages": {}}))
        self.write("out/2026-09/statements/0012345.xlsx", "the final workbook")
        self.data(hostile_partners, extra)

    def data(self, hostile_partners, extra):
        sha256 = hashlib.sha256(b"the final workbook").hexdigest()
        sql = (insert("run", run_id="r1", as_of="2026-10-31", started_at="2026-11-01T00:00Z",
                      status="posted", posting=1)
               + campaign("seats", "Seats / Sièges", "2026-07-01", "2026-12-31")
               + campaign("deals", "Deals", "2026-07-01", "2026-09-30", "frequency")
               + campaign("soon", "Soon", "2026-12-01", "2026-12-31", license_types="Open, CSP")
               + "".join(campaign(text, text, "2026-07-01", "2026-12-31", terms_version=text,
                                  license_types=text) for text in HOSTILE)
               + ordinary() + statement(sha256))
        for text in hostile(hostile_partners):
            sql += (partner(text, text) + registration(text, 1, text=text)
                    + registration(text, 2, text, text=text) + exclusion(text, 1, text))
        self.script("BEGIN;\n" + sql + extra + "COMMIT")

    def script(self, sql):
        self.write("data.sql", sql)
        subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", self.path("data.sql"),
                        self.url], check=True, capture_output=True)

    def path(self, *parts):
        return os.path.join(self.dir, *parts)

    def site(self, *parts):
        return self.path("out", "site", *parts)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as out:
            out.write(text)

    def read(self, *parts):
        with open(self.site(*parts), encoding="utf-8") as page:
            return page.read()

    def render(self):
        done = subprocess.run([os.path.join(lab.BIN, "cashback-render"), "--run", "r1", "-q"],
                              cwd=self.dir, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL)
        return done.returncode, done.stderr

    def files(self):
        """Everything below out/site, and how it looks."""
        found = {}
        for folder, _, names in os.walk(self.site()):
            for name in names:
                path = os.path.join(folder, name)
                about = os.stat(path)
                found[os.path.relpath(path, self.site())] = (
                    open(path, "rb").read(), about.st_ino, about.st_mtime_ns)
        return found

    def pages(self):
        return sorted(glob.glob(self.site("**", "*.html"), recursive=True))


class Page(html.parser.HTMLParser):
    """What a browser would make of a page: elements, attributes, text by element."""

    def __init__(self, path):
        super().__init__(convert_charrefs=True)
        self.elements, self.attributes, self.values, self.texts = set(), set(), [], []
        self.open, self.ids, self.links = [], set(), []
        with open(path, encoding="utf-8") as page:
            self.feed(page.read())

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            self.values.append((name, value))
            if name == "id":
                self.ids.add(value)
            if name == "href":
                self.links.append(value)
        if tag not in ("meta", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (self.open, tag)
        self.open.pop()

    def handle_data(self, data):
        if self.open:
            self.texts.append((self.open[-1], data))

    def text_of(self, tag):
        return [text for element, text in self.texts if element == tag]


def target(page, link):
    """The file that a relative link leads to."""
    path = urllib.parse.unquote(link.split("#")[0])
    return os.path.normpath(os.path.join(os.path.dirname(page), path)) if path else page
