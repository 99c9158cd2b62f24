"""A working folder whose periods are closed by one login and approved by another."""
import csv
import io
import json
import os
import threading

import lab

CONF = """[pipeline]
currency = CAD
jobs = 2
[database]
url = {url}
[statement]
minimum_payout = 25.00
approval = two
[feed partners]
files = inbox/partners*.csv
[feed agreements]
files = inbox/agreements*.csv
[feed invoices]
files = inbox/invoices/*.csv
[feed registrations]
files = inbox/registrations*.csv
"""
CAMPAIGN = """[campaign]
id = {id}
name = The campaign {id}
kind = dollar_per_sku
scope = {scope}
tiers = {tiers}
start = {start}
end = {end}
currency = {currency}
returns_days = {returns_days}
{more}
"""
COLUMNS = ["invoice_number", "line_number", "invoice_date", "reseller_id", "customer_id", "sku",
           "quantity", "currency", "reference_invoice"]
_lock = threading.Lock()
_count = 0


def _number():
    global _count
    with _lock:
        _count += 1
        return _count


class Books(lab.Lab):
    """Partners P1, P2 ... with the accounts R1, R2 ...; an SKU is sold in the campaign of its own."""

    def __init__(self, partners=3, url=None):
        self.dir = lab.scratch("books")
        self.url = lab.new_database() if url is None else url
        self.campaign_ids, self.logins = [], []
        self.partners = [f"P{n}" for n in range(1, partners + 1)]
        self.write("pipeline.conf", CONF.format(url=self.url))
        self.write("inbox/partners.csv", "mpn_id,name\n" + "".join(
            f"{p},Partner {p} & Sons\n" for p in self.partners))
        self.write("inbox/agreements.csv", "agreement_number,license_type,reseller_id\n" + "".join(
            f"A-{p},Open,R{p[1:]}\n" for p in self.partners))
        os.makedirs(self.path("inbox/invoices"))

    def campaign(self, name, rates=None, **settings):
        """Pays `rates` (by default 10.00 each) on the SKU of the same name, to every partner."""
        values = {"id": name, "scope": "transaction", "tiers": "stepped", "start": "2026-01-01",
                  "end": "2026-12-31", "currency": "CAD", "returns_days": 90, "more": "", **settings}
        self.write(f"campaigns/{name}/campaign.conf", CAMPAIGN.format(**values))
        self.write(f"campaigns/{name}/rate_card.csv", "sku,rate,min_quantity,max_quantity\n" +
                   "".join(f"{name},{rate}\n" for rate in rates or ["10.00,,"]))
        self.campaign_ids.append(name)
        self.write("inbox/registrations.csv", "registration_id,campaign_id,mpn_id,"
                   "identification_number,registered_on,status\n" + "".join(
                       f"{c}-{p},{c},{p},A-{p},2025-12-01,approved\n"
                       for c in self.campaign_ids for p in self.partners))

    def deliver(self, name, *lines):
        """lines: (invoice, date, partner, sku, quantity) and, by name, any other column."""
        out = io.StringIO()
        rows = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        rows.writeheader()
        for (invoice, date, partner, sku, quantity), more in map(self._with_more, lines):
            rows.writerow({"invoice_number": invoice, "line_number": 1, "invoice_date": date,
                           "reseller_id": "R" + partner[1:], "customer_id": "C" + partner[1:],
                           "sku": sku, "quantity": quantity, **more})
        self.write(f"inbox/invoices/{name}.csv", out.getvalue())

    @staticmethod
    def _with_more(line):
        return (line[:5], line[5]) if len(line) > 5 else (line, {})

    def run(self, as_of):
        self.must("run", "-q", "--as-of", as_of)

    def must(self, *arguments):
        done = self.cashback(*arguments)
        assert done.returncode == 0, (arguments, done.returncode, done.stderr)
        return done

    def login(self, role):
        """The configuration of a login with the rights of a group role, once something has run."""
        name = f"{role}_{os.getpid()}_{_number()}"
        lab.psql(self.url, f"CREATE ROLE {name} LOGIN IN ROLE cashback_{role}")
        self.logins.append(name)
        conf = self.read("pipeline.conf").replace("user=postgres", f"user={name}")
        assert name in conf
        self.write(f"{name}.conf", conf)
        return f"{name}.conf"

    def logins_ready(self):
        if not self.logins:
            self.closer, self.approver = self.login("loader"), self.login("approver")

    def statement(self, verb, period, *more):
        """`cashback statement`, by the login whose work it is."""
        self.logins_ready()
        conf = self.approver if verb == "approve" else self.closer
        return self.cashback("statement", verb, period, "--config", conf, *more)

    def close(self, period, final=True):
        done = self.statement("close", period)
        assert done.returncode == 0, done.stderr
        if final:
            done = self.statement("approve", period)
            assert done.returncode == 0, done.stderr

    def hold(self, partner, reason):
        lab.psql(self.url, "INSERT INTO cashback.partner_hold (mpn_id, hold_number, reason, held_at)"
                 f" VALUES ('{partner}', 1, '{reason}', '2026-01-01Z')")

    def statements(self, *filters):
        done = self.must("statement", "list", "--json", *filters)
        return json.loads(done.stdout, parse_float=str, parse_int=str)

    def one(self, period, partner):
        """The only statement of a partner for a period."""
        rows = self.statements(period, "--partner", partner)
        assert len(rows) == 1, rows
        return rows[0]

    def book(self, period, partner, folder="statements"):
        name = "".join(f"%{ord(c):02X}" if c.isupper() else c for c in partner)
        return self.path("out", period, folder, name + ".xlsx")

    def end(self):
        for name in self.logins:
            lab.psql(self.url, f"DROP ROLE {name}")
