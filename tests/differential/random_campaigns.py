"""Random campaigns, all of them valid: every shape that a campaign can have, with small numbers so
that minimums, maximums, thresholds and caps are met. What rules will compare with is left in the
dice as edges, for the feeds to aim at."""
import datetime
from decimal import ROUND_CEILING, Decimal

from dice import LICENSE_TYPES, minor_unit, plain, text
from world import Campaign

RATES = ("20", "10", "2.5", "1.125", "0.335", "0.005", "0.3333", "0.0005", "0.0001", "7", "0")
AMOUNTS = ("10", "5", "100", "0.125", "2.5", "7", "20", "0")
PREFIXES = ("*", "A*", "AB*", "ABC*", "ABC-*", "ABC-1*", "b*")


def random_campaigns(dice):
    campaigns = [random_campaign(dice, f"k{number}")
                 for number in range(1, dice.choice((1, 2, 2, 3, 4)) + 1)]
    group_campaigns(dice, campaigns)
    return campaigns


def group_campaigns(dice, campaigns):
    """Puts some of them in an exclusive group, each with a priority of its own."""
    priorities = dice.sample((-1, 0, 1, 2, 10), len(campaigns))
    for campaign, priority in zip(campaigns, priorities):
        if len(campaigns) > 1 and dice.happens(0.45):
            campaign.keys["exclusive_group"] = dice.choice(("spring", "spring", "autumn"))
            campaign.keys["priority"] = str(priority)


def random_campaign(dice, campaign_id):
    start = dice.edge_day(dice.dates[0], dice.dates[0], dice.day())
    end = dice.edge_day(start + datetime.timedelta(days=dice.choice((0, 5, 30, 30, 61, 91))))
    returns_days = dice.choice((0, 1, 5, 30))
    dice.edge_day(end + datetime.timedelta(days=returns_days))
    dice.edge_day(start + (end - start) / 2)
    keys = {
        "id": campaign_id,
        "name": f"Campaign {campaign_id}",
        "kind": dice.choice(("dollar_per_sku", "frequency", "frequency")),
        "start": text(start),
        "end": text(end),
        "currency": dice.choice(("CAD", "CAD", "CAD", "USD", "JPY", "KWD")),
        "tiers": dice.choice(("retrospective", "stepped")),
        "returns_days": str(returns_days),
    }
    add_conditions(dice, keys, start, end)
    cards = frequency(dice, keys, start) if keys["kind"] == "frequency" else dollar(dice, keys)
    add_caps(dice, keys, cards)
    return Campaign(keys, cards)


def add_conditions(dice, keys, start, end):
    """What a sale or a registration has to be, besides on the card and in time."""
    if dice.oddly(0.5):
        keys["terms_version"] = "v2"
    if dice.oddly(0.5):
        keys["register_by"] = text(dice.edge_day(start, end, dice.day()))
    if dice.oddly(0.5):
        keys["license_types"] = ", ".join(dice.some(LICENSE_TYPES, 1, 2))
    if dice.happens(0.3):
        keys["sales_from"] = dice.choice(("registration", "registration", "start"))
    if dice.oddly(0.4):
        keys["require_active_agreement"] = dice.choice(("yes", "yes", "no"))
    if dice.happens(0.1):
        keys["calculation_date"] = text(end)
    if dice.happens(0.1):
        keys["final_date"] = text(end)


def add_caps(dice, keys, cards):
    """A few units' worth, and a cent less or more."""
    rows = cards.get("thresholds.csv") or cards["rate_card.csv"]
    rates = [Decimal(row.get("amount") or row["rate"]) for row in rows]
    unit = minor_unit(keys["currency"])
    for key in ("partner_cap", "budget"):
        if not dice.happens(0.35):
            continue
        worth = dice.choice(rates) * dice.choice(dice.quantities) * dice.choice((1, 1, 2, 3))
        cap = worth.quantize(unit) + unit * dice.choice((-1, 0, 0, 1))
        keys[key] = str(max(cap, Decimal(0)).quantize(unit))


def patterns(dice):
    """What a card lists: SKUs and prefixes of them."""
    skus = [sku for sku in dice.skus if not sku.endswith("*")]
    return dice.sample(skus, dice.randint(0, len(skus))) + dice.some(PREFIXES, 1, 3)


def dollar(dice, keys):
    keys["scope"] = dice.choice(("transaction", "customer", "partner"))
    rows = []
    for sku in patterns(dice):
        for valid_from, valid_to in validities(dice):
            entry = {"sku": sku, "valid_from": text(valid_from), "valid_to": text(valid_to)}
            rows += [{**entry, **tier}
                     for tier in rate_tiers(dice, keys["tiers"] == "retrospective")]
    dice.shuffle(rows)
    return {"rate_card.csv": rows}


def validities(dice):
    """One entry, or two that do not overlap."""
    if dice.happens(0.6):
        return [(None, None)]
    day = dice.edge_day()
    later = day + datetime.timedelta(days=dice.choice((1, 1, 2, 10)))
    if dice.happens(0.3):
        return [dice.choice(((None, day), (day, None), (day, later)))]
    dice.dates.append(later)
    return [(dice.choice((None, day - datetime.timedelta(days=dice.choice((0, 20))))), day),
            (later, dice.choice((None, later + datetime.timedelta(days=30))))]


def rate_tiers(dice, must_rise):
    """Ranges that do not overlap; where they must, each pays no less than the one before."""
    tiers, least, paid = [], dice.choice((1, 1, 1, 2, 3)), Decimal(0)
    count = dice.choice((1, 1, 2, 3))
    for number in range(count):
        last = number == count - 1
        greatest = None if last and dice.happens(0.6) else least + dice.choice((0, 1, 2, 4))
        rate = Decimal(dice.choice(RATES))
        if must_rise and rate * least < paid:
            rate = (paid / least).quantize(Decimal("0.0001"), ROUND_CEILING)
        tiers.append({"rate": plain(rate), "max_quantity": str(greatest or ""),
                      "min_quantity": "" if least == 1 and dice.happens(0.5) else str(least)})
        dice.quantities += [least, greatest or least]
        paid = rate * (greatest or least)
        least = (greatest or least) + dice.choice((1, 1, 2))
    return tiers


def frequency(dice, keys, start):
    keys["count"] = dice.choice(("transactions", "customers", "new_customers"))
    keys["per"] = "campaign" if keys["count"] == "new_customers" else dice.choice(
        ("campaign", "quarter", "month"))
    keys["pay"] = dice.choice(("once", "each"))
    count_from = start
    if dice.happens(0.4):
        count_from = dice.edge_day(start - datetime.timedelta(days=dice.choice((0, 1, 10, 40))))
        keys["count_from"] = text(count_from)
    if keys["count"] == "new_customers":
        days = dice.choice((1, 5, 30))
        keys["lookback_days"] = str(days)
        dice.edge_day(count_from - datetime.timedelta(days=days))
    if dice.happens(0.4):
        keys["minimum_quantity"] = str(dice.choice((1, 1, 2, 3, 5)))
        dice.quantities.append(int(keys["minimum_quantity"]))
    if dice.happens(0.4):
        add_minimum_amount(dice, keys)
    return {"products.csv": [{"sku": sku} for sku in patterns(dice)],
            "thresholds.csv": thresholds(dice, keys)}


def add_minimum_amount(dice, keys):
    unit = minor_unit(keys["currency"])
    amount = Decimal(dice.choice(("0", "0", "5", "10", "33.33", "100"))).quantize(unit)
    keys["minimum_amount"] = str(amount)
    dice.amounts.append(amount)
    dice.minimums.append(amount)


def thresholds(dice, keys):
    """Rising; with retrospective tiers the payout must not fall where the next one is reached."""
    rows, paid = [], Decimal(0)
    unit = minor_unit(keys["currency"])
    reached = sorted(dice.some(dice.choice(((1, 2, 3, 5), (1, 2), (1, 3))), 1, 3))
    for threshold in reached:
        amount = Decimal(dice.choice(AMOUNTS)).quantize(unit)
        if keys["tiers"] == "retrospective" and rows:
            units = 1 if keys["pay"] == "once" else threshold
            paid = Decimal(rows[-1]["amount"]) * (units - (keys["pay"] == "each"))
            amount = max(amount, (paid / units).quantize(unit, ROUND_CEILING))
        rows.append({"threshold": str(threshold), "amount": format(amount, "f")})
    return rows


