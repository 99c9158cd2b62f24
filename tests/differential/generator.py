"""random_world(seed): a whole case, the same for the same seed."""
import datetime

from dice import Dice
from random_campaigns import random_campaigns
from random_feeds import (other_value, random_agreements, random_lines, random_partners,
                          random_registrations, same_value)
from reading import REQUIRED
from world import COLUMNS, Delivery, World

FILES = ("10.csv", "9.csv", "B.csv", "a.csv", "2026-07-01.csv", "sub.csv.gz", "z.csv.gz")
UNREADABLE = {"quantity": "1O", "invoice_date": "2026-02-30", "sku": "", "net_amount": "1.00001",
              "registered_on": "", "status": "perhaps", "mpn_id": "", "reseller_id": "",
              "membership_start": "soon"}


def random_world(seed):
    dice = Dice(seed)
    campaigns = random_campaigns(dice)
    feeds = random_feeds(dice, campaigns)
    settings = {feed: random_settings(dice, feed) for feed in COLUMNS}
    deliveries = []
    for feed, rows in feeds.items():
        deliveries += deliver(dice, feed, rows, settings[feed])
    return World(as_of=random_as_of(dice), settings=settings, campaigns=campaigns,
                 currency=dice.choice([c.keys["currency"] for c in campaigns] + ["CAD"]),
                 deliveries=deliveries, jobs=dice.choice((1, 2)))


def random_feeds(dice, campaigns):
    agreements, lines = random_agreements(dice), random_lines(dice, campaigns)
    registrations = random_registrations(dice, campaigns,
                                         [row["agreement_number"] for row in agreements],
                                         sorted({row["invoice_number"] for row in lines}))
    return {"partners": random_partners(dice), "agreements": agreements,
            "registrations": registrations, "invoices": lines}


def random_as_of(dice):
    """After everything, or in the middle of it."""
    if dice.happens(0.75):
        return datetime.date(2027, 6, 30)
    return max(dice.day(), dice.day())


def random_settings(dice, feed):
    settings = {}
    if dice.oddly(0.3):
        settings["delivery"] = "snapshot"
    if feed == "invoices" and dice.happens(0.35):
        settings["replaces"] = "invoice"
    return settings


def deliver(dice, feed, rows, settings):
    """Splits rows over files, and puts restatements, repetitions and rubbish among them."""
    names = dice.some(FILES, 1, 4 if feed == "invoices" else 3)
    files = {name: [] for name in sorted(names)}
    spread(dice, feed, rows, files)
    if settings.get("delivery") == "snapshot" and dice.happens(0.8):
        files[max(files)] += [dict(row) for name in list(files)[:-1] for row in files[name]]
    restate(dice, feed, files)
    for rows_of_file in files.values():
        disturb(dice, feed, rows_of_file)
    return [Delivery(feed, f"inbox/{feed}/{name}", columns_of(dice, feed, rows_of_file),
                     rows_of_file) for name, rows_of_file in files.items()]


def spread(dice, feed, rows, files):
    """Invoices mostly stay in one file."""
    homes = {}
    for row in rows:
        home = homes.setdefault(row.get("invoice_number", row.get(COLUMNS[feed][0])),
                                dice.choice(list(files)))
        files[dice.choice(list(files)) if dice.oddly(0.1) else home].append(row)


def restate(dice, feed, files):
    """Rows, and whole invoices, once more in another file: as they were, changed, or fewer."""
    delivered = [(name, row) for name, rows in files.items() for row in rows]
    for name, row in delivered:
        target = dice.choice(list(files))
        if target != name and dice.oddly(0.3):
            files[target].append(other_value(dice, feed, row))
    if feed != "invoices":
        return
    for number in sorted({row["invoice_number"] for _, row in delivered}):
        if not dice.oddly(0.4):
            continue
        target = dice.choice(list(files))
        for name, row in delivered:
            if row["invoice_number"] == number and name != target and dice.happens(0.7):
                changed = dice.happens(0.3)
                files[target].append(other_value(dice, feed, row) if changed else dict(row))


def disturb(dice, feed, rows):
    """Rows twice, rows that contradict each other, rows that cannot be read, blank numbers."""
    for row in list(rows):
        if dice.oddly(0.05):
            rows.append(same_value(row))
        if dice.oddly(0.1 if feed == "invoices" else 0.03):
            rows.append(other_value(dice, feed, row))
        if dice.oddly(0.03):
            column = dice.choice([c for c in UNREADABLE if c in COLUMNS[feed]])
            rows.append({**row, column: UNREADABLE[column]})
    if dice.happens(0.7):
        dice.shuffle(rows)
    if feed == "invoices":
        blank_numbers(dice, rows)


def blank_numbers(dice, rows):
    for number in sorted({row["invoice_number"] for row in rows}):
        if dice.oddly(0.15):
            for row in rows:
                if row["invoice_number"] == number and dice.happens(0.8):
                    row["line_number"] = ""


def columns_of(dice, feed, rows):
    """In any order, and without the ones that nobody needs."""
    columns = [c for c in COLUMNS[feed]
               if c in REQUIRED[feed] or any(row.get(c) for row in rows) or dice.happens(0.5)]
    if dice.happens(0.5):
        dice.shuffle(columns)
    return tuple(columns)
