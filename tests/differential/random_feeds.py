"""Random feeds around given campaigns: partners, agreements, registrations and invoices that meet
each other, then split over files that restate, repeat and contradict each other."""
import datetime
from decimal import Decimal

from dice import AGREEMENTS, INVOICES, LICENSE_TYPES, PARTNERS, RETURNS, plain, text

DAY = datetime.timedelta(days=1)
NOT_APPROVED = ("pending", "rejected", "withdrawn")
LINE_NUMBERS = (1, 2, 3, 10, 11, 4, 0, 100, -1, 20, *range(30, 80))


def random_partners(dice):
    return [{"mpn_id": mpn_id, "name": f"Partner {mpn_id}", "province": dice.choice(("ON", "")),
             "membership_start": text(dice.edge_day()) if dice.oddly(0.3) else "",
             "membership_end": text(dice.edge_day()) if dice.oddly(0.3) else ""}
            for mpn_id in (dice.some(PARTNERS, 1) if dice.oddly(0.4) else PARTNERS)]


def random_agreements(dice):
    """One for every account, at least."""
    count = max(len(dice.accounts), dice.randint(1, len(AGREEMENTS)))
    return [{"agreement_number": number, "license_type": dice.choice(LICENSE_TYPES),
             "reseller_id": dice.accounts[place % len(dice.accounts)],
             "customer_id": dice.choice(dice.customers) if dice.happens(0.4) else "",
             "start_date": text(dice.edge_day()) if dice.oddly(0.5) else "",
             "end_date": text(dice.edge_day()) if dice.oddly(0.5) else ""}
            for place, number in enumerate(dice.sample(AGREEMENTS, count))]


def random_registrations(dice, campaigns, agreements, invoices):
    """Most accounts get a partner, some more than one; some numbers lead nowhere."""
    rows = []
    for campaign in campaigns:
        partners = dice.some(PARTNERS, 1)
        for number in agreements:
            if dice.happens(0.7):
                rows.append(random_registration(dice, campaign, dice.choice(partners), number))
        for _ in range(dice.choice((1, 2, 3))):
            number = dice.choice(agreements + invoices)
            row = random_registration(dice, campaign, dice.choice(PARTNERS), number)
            if dice.happens(0.3):
                row["status"] = dice.choice(NOT_APPROVED)
            rows.append(row)
    for _ in range(2):
        if dice.oddly(0.3):
            rows.append({**dice.choice(rows), "campaign_id": "no-such-campaign"})
        if dice.oddly(0.3):
            rows.append({**dice.choice(rows), "mpn_id": "9999"})
    for row, place in zip(rows, dice.sample(range(1, 2 * len(rows) + 1), len(rows))):
        row["registration_id"] = f"REG{place}"
    return rows


def random_registration(dice, campaign, mpn_id, number):
    early = campaign.date("start") - 60 * DAY
    status = dice.choice(NOT_APPROVED) if dice.oddly(0.25) else "approved"
    row = {"campaign_id": campaign.id, "mpn_id": mpn_id, "status": status,
           "identification_number": "nowhere" if dice.oddly(0.2) else number,
           "registered_on": text(dice.edge_day() if dice.happens(0.4) else early)}
    if "terms_version" in campaign.keys:
        row["terms_version"] = dice.choice(("v1", "")) if dice.oddly(0.2) else "v2"
        row["terms_signed_on"] = "" if dice.oddly(0.2) else text(dice.day())
    return row


def random_lines(dice, campaigns):
    """Sales first, so that returns have something to take back."""
    lines = []
    for number in dice.some(INVOICES, 8):
        lines += random_invoice(dice, campaigns, number)
    for campaign in campaigns:
        if "lookback_days" in campaign.keys:
            lines += earlier_sales(dice, campaigns, campaign)
    sales = [line for line in lines if int(line["quantity"]) > 0]
    for _ in range(dice.choice((2, 8, 15, 25)) if sales else 0):
        lines.append(random_return(dice, campaigns, dice.choice(sales)))
    for sale in sales:
        if just_short(dice, sale) and dice.happens(0.5):
            lines.append({**random_return(dice, campaigns, sale),
                          "quantity": str(1 - int(sale["quantity"]))})
    number_lines(dice, lines)
    return lines


def earlier_sales(dice, campaigns, campaign):
    """To customers who are not new then: in the look-back window, at its ends and beside them."""
    count_from = campaign.date("count_from" if "count_from" in campaign.keys else "start")
    days = int(campaign.keys["lookback_days"])
    lines = []
    for number in range(1, 5):
        day = count_from - dice.choice((0, 1, 1, days, days, days + 1)) * DAY
        head = {"invoice_number": f"OLD{number}{campaign.id}", "invoice_date": text(day),
                "reseller_id": dice.choice(dice.accounts),
                "customer_id": dice.choice(dice.customers)}
        lines.append(random_sale(dice, campaigns, head))
    return lines


def random_invoice(dice, campaigns, number):
    """Lines of one invoice agree with each other, mostly."""
    head = {"invoice_number": number, "invoice_date": text(sale_day(dice, campaigns)),
            "reseller_id": dice.choice(dice.accounts), "customer_id": dice.choice(dice.customers)}
    if dice.happens(0.3):
        head["agreement_number"] = dice.choice(AGREEMENTS)
        for column in ("reseller_id", "customer_id"):
            if dice.happens(0.5):
                head[column] = ""
    if dice.oddly(0.2):
        head["agreement_number"] = "no-such-agreement"
    return [random_sale(dice, campaigns, head) for _ in range(dice.choice((1, 2, 3, 4)))]


def sale_day(dice, campaigns):
    """At an edge, or somewhere in the window of a campaign, its look-back included."""
    if dice.happens(0.6):
        return dice.day()
    campaign = dice.choice(campaigns)
    first = campaign.date("count_from" if "count_from" in campaign.keys else "start")
    first -= int(campaign.keys.get("lookback_days", 0)) * DAY
    return first + dice.randint(0, (campaign.date("end") - first).days) * DAY


def random_sale(dice, campaigns, head):
    line = dict(head, sku=dice.choice(dice.skus))
    quantity = dice.quantity()
    if dice.oddly(0.1):
        quantity = 0
    line["quantity"] = str(quantity)
    price(dice, line, quantity)
    for column, values in (("reseller_id", dice.accounts), ("customer_id", dice.customers),
                           ("license_type", LICENSE_TYPES)):
        if dice.oddly(0.15):
            line[column] = dice.choice([*values, ""])
    if dice.oddly(0.15):
        line["invoice_date"] = text(dice.day())
    if dice.happens(0.4):
        line["currency"] = dice.choice([c.keys["currency"] for c in campaigns])
    if dice.oddly(0.2):
        line["currency"] = dice.choice(("CAD", "EUR"))
    if dice.oddly(0.05):
        line["reference_invoice"] = dice.choice(INVOICES)
    return line


def price(dice, line, quantity):
    """A net amount, a unit price, both or none."""
    if dice.minimums and dice.happens(0.4):
        line["net_amount"] = plain(dice.choice(dice.minimums) * quantity - Decimal("0.0001"))
    elif dice.happens(0.7):
        net = dice.amount() * (-1 if dice.oddly(0.1) else 1)
        line["net_amount"] = plain(net)
    if dice.happens(0.4):
        line["unit_price"] = plain(dice.amount() / max(1, abs(quantity)))


def just_short(dice, sale):
    """What one unit of it is worth rounds to a minimum amount."""
    units = int(sale["quantity"])
    amounts = [plain(minimum * units - Decimal("0.0001")) for minimum in dice.minimums]
    return units > 1 and sale.get("net_amount") in amounts


def random_return(dice, campaigns, sale):
    """Takes back part, all or more of a sale that there is, mostly."""
    line = {column: sale.get(column, "") for column in ("sku", "reseller_id", "customer_id",
                                                        "agreement_number", "currency")}
    sold = int(sale["quantity"])
    units = dice.choice((1, sold, sold, sold - 1, sold - 1, sold + 1, 2 * sold))
    line["quantity"] = str(-max(1, units))
    line["invoice_number"] = dice.choice((sale["invoice_number"],) + RETURNS)
    line["invoice_date"] = text(return_day(dice, campaigns, sale))
    if dice.happens(0.5):
        line["reference_invoice"] = sale["invoice_number"]
        if dice.oddly(0.2):
            line["reference_invoice"] = dice.choice(INVOICES)
        if dice.happens(0.3):
            line["customer_id"] = ""
    for column, values in (("reseller_id", dice.accounts), ("customer_id", dice.customers),
                           ("sku", dice.skus)):
        if dice.oddly(0.1):
            line[column] = dice.choice([*values, ""] if column != "sku" else values)
    return line


def return_day(dice, campaigns, sale):
    sold = datetime.date.fromisoformat(sale["invoice_date"])
    beside = dice.choice((-1, 0, 0, 1)) * DAY
    if dice.happens(0.3):
        return dice.choice(campaigns).deadline + beside
    if dice.happens(0.4):
        return sold + beside
    return dice.day() if dice.happens(0.3) else sold + dice.choice((2, 5, 20, 40)) * DAY


def number_lines(dice, lines):
    """Each line of an invoice gets a number of its own; their order is not that of the file."""
    taken = {}
    for line in lines:
        used = taken.setdefault(line["invoice_number"], set())
        number = dice.choice([n for n in LINE_NUMBERS if n not in used][:4])
        used.add(number)
        line["line_number"] = str(number)


def other_value(dice, feed, row):
    """The same row with something changed that is not its key."""
    change = dict(row)
    if feed == "invoices":
        column = dice.choice(("quantity", "quantity", "invoice_date", "sku", "customer_id",
                              "net_amount", "reseller_id"))
        sign = -1 if row["quantity"].startswith("-") else 1
        change[column] = {"quantity": str(sign * dice.quantity()), "sku": dice.choice(dice.skus),
                          "invoice_date": text(dice.day()),
                          "reseller_id": dice.choice(dice.accounts),
                          "net_amount": plain(dice.amount()),
                          "customer_id": dice.choice(dice.customers + [""])}[column]
    elif feed == "registrations":
        change[dice.choice(("registered_on", "terms_signed_on"))] = text(dice.day())
        change["status"] = dice.choice(("approved", "approved", row["status"], "withdrawn"))
    elif feed == "agreements":
        change["reseller_id"] = dice.choice(dice.accounts)
        change["license_type"] = dice.choice(LICENSE_TYPES)
    else:
        change["membership_start"] = text(dice.day()) if dice.happens(0.3) else ""
        change["name"] = row["name"] + dice.choice(("", " Ltd"))
    return change


def same_value(row):
    """The same row, its numbers written otherwise, or filled in where the reader would."""
    copy = dict(row)
    if copy.get("unit_price") and not copy.get("net_amount"):
        copy["net_amount"] = plain(Decimal(copy["unit_price"]) * int(copy["quantity"]))
    for column in ("net_amount", "unit_price"):
        if copy.get(column):
            copy[column] = f"{Decimal(copy[column]):.4f}"
    if copy.get("line_number", "").isdigit():
        copy["line_number"] = "0" + copy["line_number"]
    return copy
