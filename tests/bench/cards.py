"""The campaigns of a folder that fixtures/generate --simple wrote, as the tables that the SQL of
peers/ reads: each tier with the next one's minimum and with what the tiers below it pay when they
are full. Knows no prefixes, validities, caps or groups, and refuses them."""
import configparser
import csv
import glob
import os
from decimal import Decimal

ENDLESS = 9_000_000_000_000_000
REFUSED = {"partner_cap", "budget", "exclusive_group", "count_from", "minimum_amount",
           "minimum_quantity", "lookback_days", "sales_from", "require_active_agreement"}


def e4(text):
    """A decimal as a whole number of 1/10000."""
    return int(Decimal(text) * 10000)


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def campaign_of(folder):
    parser = configparser.RawConfigParser(delimiters=("=",), comment_prefixes=("#", ";"))
    parser.read(os.path.join(folder, "campaign.conf"), encoding="utf-8")
    campaign = dict(parser["campaign"])
    assert not REFUSED & set(campaign), f"{folder}: not a campaign of --simple"
    return campaign


def licenses_of(campaign):
    names = [name.strip() for name in campaign.get("license_types", "").split(",")]
    return f"|{'|'.join(names)}|" if names != [""] else ""


def campaign_row(campaign):
    return [campaign["id"], campaign["kind"] == "dollar_per_sku", campaign["start"],
            campaign["end"], campaign["tiers"] == "stepped", campaign.get("scope", ""),
            campaign.get("count", ""), campaign.get("per", ""), campaign.get("pay") == "each",
            campaign.get("terms_version", ""), campaign.get("register_by", ""),
            licenses_of(campaign)]


def rate_rows(campaign, card):
    """The tiers of a card stand in the order of their minimum."""
    by_sku = {}
    for row in card:
        assert "*" not in row["sku"] and not row["valid_from"] and not row["valid_to"]
        by_sku.setdefault(row["sku"], []).append(
            (e4(row["rate"]), int(row["min_quantity"] or 1), int(row["max_quantity"] or ENDLESS)))
    for sku, tiers in by_sku.items():
        before = 0
        following = [least for _, least, _ in tiers[1:]] + [ENDLESS]
        for (rate, least, most), after in zip(tiers, following):
            yield [campaign["id"], sku, rate, least, min(most, ENDLESS), after, before]
            if campaign["tiers"] == "stepped":
                before += rate * (most - least + 1)


def threshold_rows(campaign, thresholds):
    steps = [(int(row["threshold"]), e4(row["amount"])) for row in thresholds]
    following = [threshold for threshold, _ in steps[1:]] + [ENDLESS]
    before = 0
    for (threshold, amount), after in zip(steps, following):
        yield [campaign["id"], threshold, after, amount, before]
        if campaign["tiers"] == "stepped":
            before += amount * (after - threshold if campaign["pay"] == "each" else 1)


def write(folder, name, header, rows):
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def convert(folder, work):
    """Writes campaign.csv, product.csv, rate.csv and threshold.csv into work."""
    campaigns, products, rates, thresholds = [], [], [], []
    for path in sorted(glob.glob(os.path.join(folder, "campaigns", "*"))):
        campaign = campaign_of(path)
        dollar = campaign["kind"] == "dollar_per_sku"
        campaigns.append(campaign_row(campaign))
        card = rows_of(os.path.join(path, "rate_card.csv" if dollar else "products.csv"))
        products += [[campaign["id"], sku] for sku in sorted({row["sku"] for row in card})]
        if dollar:
            rates += rate_rows(campaign, card)
        else:
            thresholds += threshold_rows(campaign, rows_of(os.path.join(path, "thresholds.csv")))
    write(work, "campaign.csv", ["campaign_id", "dollar", "start", "end", "stepped", "scope",
                                 "count", "per", "each", "terms_version", "register_by",
                                 "license_types"], campaigns)
    write(work, "product.csv", ["campaign_id", "sku"], products)
    write(work, "rate.csv", ["campaign_id", "sku", "rate", "least", "most", "next", "before"],
          rates)
    write(work, "threshold.csv", ["campaign_id", "threshold", "next", "amount", "before"],
          thresholds)
