"""A history of nights in one working folder: a random case is delivered bit by bit, with later
business dates, files delivered again, retracted and taken away, terms and settings that change,
runs that are held, and folders, rows and databases that somebody deletes or brings back."""
import copy
import datetime
import random
import shutil
import subprocess

import lab
from dice import Dice
from generator import random_world
from random_feeds import other_value
from world import COLUMNS, Delivery, conf_text, csv_text, write_bytes, write_campaign

NIGHTS = 7
FIRST_DAY = datetime.date(2026, 3, 1)
HELD = 65


class History:
    """`world` is what a new folder would have to settle on the same day."""

    def __init__(self, seed, folder):
        self.random, self.dice = random.Random(seed), Dice(seed)
        self.world = random_world(seed)
        self.folder, self.url, self.log = folder, lab.new_database(), []
        self.everything = copy.deepcopy(self.world)
        self.waiting, self.world.deliveries = self.world.deliveries, []
        self.later, self.world.campaigns = self.world.campaigns, []
        self.random.shuffle(self.waiting)
        self.fresh = set()  # delivered, and not read by a night yet
        self.settled = {}  # the terms that the last night settled
        self.limit = ""
        self.dates = sorted(FIRST_DAY + datetime.timedelta(self.random.randint(0, 500))
                            for _ in range(NIGHTS))
        self.write_conf()
        self.new_campaign()
        for feed in COLUMNS:
            first = next(d for d in self.waiting if d.feed == feed)
            self.waiting.remove(first)
            self.deliver(first)

    def write_conf(self):
        self.everything.settings = self.world.settings
        self.everything.currency = self.world.currency
        text = conf_text(self.everything).replace("url = ", f"url = {self.url}")
        write_bytes(self.folder / "pipeline.conf", (text + self.limit).encode())

    def write_campaign(self, campaign):
        write_campaign(campaign, self.folder / "campaigns" / campaign.id)

    def deliver(self, delivery):
        self.world.deliveries = [d for d in self.world.deliveries
                                 if (d.feed, d.name) != (delivery.feed, delivery.name)] + [delivery]
        self.fresh.add(delivery.name)
        write_bytes(self.folder / delivery.name,
                    csv_text(delivery.columns, delivery.rows).encode())

    def cashback(self, *arguments):
        return subprocess.run([lab.BIN + "/cashback", *arguments], cwd=self.folder, text=True,
                              capture_output=True, timeout=120)

    # What happens between two nights.

    def nothing(self):
        pass

    def new_file(self):
        if self.waiting:
            self.deliver(self.waiting.pop())

    def file_again(self):
        old = self.random.choice(self.world.deliveries)
        rows = [other_value(self.dice, old.feed, row) if self.random.random() < 0.15 else row
                for row in old.rows if self.random.random() < 0.93]
        self.deliver(Delivery(old.feed, old.name, old.columns, rows))

    def file_gone(self):
        delivery = self.random.choice(self.world.deliveries)
        if delivery.name not in self.fresh:
            (self.folder / delivery.name).unlink(missing_ok=True)

    def retraction(self):
        delivery = self.random.choice(self.world.deliveries)
        if len(self.world.of(delivery.feed)) > 1 and delivery.name not in self.fresh:
            assert self.cashback("retract", delivery.feed, delivery.name).returncode == 0
            self.world.deliveries.remove(delivery)

    def new_campaign(self):
        if self.later:
            self.world.campaigns.append(self.later.pop(0))
            self.write_campaign(self.world.campaigns[-1])

    def campaign_gone(self):
        """One that has postings: it is settled from its stored folder."""
        campaign = self.random.choice(self.world.campaigns)
        if self.settled.get(campaign.id) != campaign.keys or len(self.world.campaigns) < 2:
            return
        if lab.psql(self.url, f"SELECT FROM cashback.ledger WHERE campaign_id = '{campaign.id}'"):
            shutil.rmtree(self.folder / "campaigns" / campaign.id, ignore_errors=True)

    def other_terms(self):
        campaign = self.random.choice(self.world.campaigns)
        last = max(self.random.choice(self.dates).isoformat(), campaign.keys["end"])
        currency = {"CAD": "USD", "USD": "CAD"}.get(campaign.keys["currency"])
        campaign.keys.update([self.random.choice((
            ("returns_days", self.random.choice("015")), ("final_date", last),
            ("currency", currency or campaign.keys["currency"]), ("name", "Other")))])
        self.write_campaign(campaign)

    def other_settings(self):
        settings = self.world.settings["invoices"]
        settings["replaces"] = "row" if settings.get("replaces") == "invoice" else "invoice"
        self.write_conf()

    def other_currency(self):
        self.world.currency = self.random.choice(("CAD", "USD"))
        self.write_conf()

    def other_limit(self):
        self.limit = self.random.choice(("", "[ledger]\nhold_above = 5.00\n"))
        self.write_conf()

    def folders_deleted(self):
        runs = sorted((self.folder / "var/runs").glob("*"))
        for run in runs[-1:] if self.random.random() < 0.7 else runs:
            shutil.rmtree(run)

    def hashes_deleted(self):
        if self.settled:
            lab.psql(self.url, "TRUNCATE cashback.partner_result")

    def rows_deleted(self):
        if self.settled:
            lab.psql(self.url, "DELETE FROM cashback.earning WHERE line_number % 3 = 1")

    def saved(self):
        self.copy_database(self.database(), self.database() + "_saved")

    def restored(self):
        if "saved" in self.log:
            self.copy_database(self.database() + "_saved", self.database())

    def database(self):
        return self.url.partition("?")[0].rpartition("/")[2]

    @staticmethod
    def copy_database(source, target):
        lab.psql(lab.SERVER, f"DROP DATABASE IF EXISTS {target}")
        lab.psql(lab.SERVER, f"CREATE DATABASE {target} TEMPLATE {source}")

    EVENTS = (*(new_file,) * 6, *(file_again, nothing, new_campaign) * 4, file_gone, retraction,
              campaign_gone, campaign_gone, other_terms, other_terms, other_settings,
              other_currency, other_limit, folders_deleted, hashes_deleted, rows_deleted, saved,
              restored)

    def day(self):
        for event in self.random.choices(self.EVENTS, k=self.random.choice((0, 1, 2, 3, 4))):
            event(self)
            self.log.append(event.__name__)

    def night(self, as_of):
        """The folder of the run; None where it stays held."""
        self.log.append(as_of.isoformat())
        self.world.as_of = as_of
        done = self.cashback("run", "-q", "--as-of", as_of.isoformat())
        run = max((self.folder / "var/runs").glob("*"))
        self.fresh.clear()
        self.settled = {campaign.id: dict(campaign.keys) for campaign in self.world.campaigns}
        if done.returncode == HELD:
            self.log.append("held")
            if self.random.random() < 0.3:
                return None
            done = self.cashback("run", "-q", "--release", run.name)
        assert done.returncode == 0, done.stderr
        assert lab.miscounted(self.url) == [], self.log
        if '"reused_from"' in (run / "run_results.json").read_text():
            self.log.append("reused")
        return run
