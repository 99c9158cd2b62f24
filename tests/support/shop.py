"""The smallest data that can be settled, for tests of what is delivered."""
import glob
import json
import os

import lab

CONF = """[database]
url = {url}
[statement]
approval = two
[feed partners]
files = inbox/partners*.csv
[feed agreements]
files = inbox/agreements*.csv
[feed invoices]
files = inbox/invoices/*.csv inbox/invoices/*.csv.gz
[feed registrations]
files = inbox/registrations*.csv
"""
CAMPAIGN = """[campaign]
id = one
name = One
kind = dollar_per_sku
scope = partner
tiers = stepped
start = 2026-07-01
end = 2026-09-30
currency = CAD
returns_days = 30
"""
HEADER = "invoice_number,line_number,invoice_date,reseller_id,sku,quantity,net_amount\n"


class Shop(lab.Lab):
    """The smallest data that can be settled."""

    def __init__(self):
        self.dir = lab.scratch("shop")
        self.url = lab.new_database()
        self.write("pipeline.conf", CONF.format(url=self.url))
        self.write("campaigns/one/campaign.conf", CAMPAIGN)
        self.write("campaigns/one/rate_card.csv", "sku,rate,min_quantity,max_quantity\nA,1.00,,\n")
        self.write("inbox/partners.csv", "mpn_id,name\n1,One\n")
        self.write("inbox/agreements.csv", "agreement_number,license_type,reseller_id\n")
        self.write("inbox/registrations.csv", "registration_id,campaign_id,mpn_id,"
                   "identification_number,registered_on,status\nR1,one,1,I-1,2026-07-01,approved\n")
        self.write("inbox/invoices/1.csv", HEADER + "I-1,1,2026-07-02,E,A,2,10.00\n")

    def deliver(self, name, content):
        """Bytes of an invoices file; the path of it."""
        path = self.path("inbox/invoices", name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def run(self, *more, **options):
        return self.cashback("run", "--as-of", "2026-10-31", *more, **options)

    def runs(self):
        return sorted(glob.glob(self.path("var/runs/*")))

    def manifest(self):
        """Of the last run: inputs by name."""
        with open(os.path.join(self.runs()[-1], "manifest.json"), encoding="utf-8") as file:
            self.document = json.load(file)
        return {entry["name"]: entry for entry in self.document["inputs"]}

    def summary(self):
        with open(os.path.join(self.runs()[-1], "run_results.json"), encoding="utf-8") as file:
            return json.load(file)["stages"]["extract"]["feeds"]

    def catalog(self):
        with open(self.path("var/store/catalog.json"), encoding="utf-8") as file:
            return file.read()
