"""The hand-worked expectations of fixtures/demo/expected, read and compared with what came out.
Each comparison returns a list of differences in words; an empty list means that all agrees."""
import csv
import os
import re
from decimal import Decimal


def payouts(folder):
    """{(campaign, mpn): (amount, withheld)}; each line's arithmetic must give its amount."""
    found = {}
    with open(os.path.join(folder, "payouts.txt"), encoding="utf-8") as lines:
        for line in lines:
            if not line.strip() or line.startswith("#"):
                continue
            campaign, mpn, arithmetic, amount, withheld = [c.strip() for c in line.split("|")][:5]
            if evaluate(arithmetic) != Decimal(amount):
                raise ValueError(f"{campaign} {mpn}: {arithmetic} is not {amount}")
            found[campaign, mpn] = (Decimal(amount), Decimal(withheld))
    return found


def evaluate(arithmetic):
    """Numbers, x, +, - and parentheses; anything else is refused."""
    if not re.fullmatch(r"[0-9. x+()-]+", arithmetic):
        raise ValueError(f"not arithmetic: {arithmetic}")
    expression = re.sub(r"[0-9]+(\.[0-9]+)?", lambda m: f"Decimal('{m.group()}')", arithmetic)
    return eval(expression.replace("x", "*"), {"Decimal": Decimal})  # checked above


def table(folder, name):
    with open(os.path.join(folder, name + ".csv"), encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def normal(value):
    """Amounts as numbers, so that 5 and 5.00 are equal."""
    return Decimal(value) if re.fullmatch(r"-?[0-9]+\.[0-9]+", value) else value


def difference(what, expected, found):
    """Both are lists of rows (dictionaries of text); columns are those of the expectation."""
    columns = list(expected[0])
    wanted = sorted(tuple(str(normal(row[c])) for c in columns) for row in expected)
    got = sorted(tuple(str(normal(row[c])) for c in columns) for row in found)
    missing = [row for row in wanted if row not in set(got)]
    surplus = [row for row in got if row not in set(wanted)]
    words = [f"{what}: expected {row}" for row in missing]
    words += [f"{what}: found {row}" for row in surplus]
    if not words and len(wanted) != len(got):
        words = [f"{what}: {len(wanted)} rows expected, {len(got)} found"]
    return words


def compare_payouts(folder, rows):
    expected = [{"campaign_id": c, "mpn_id": m, "amount": str(a), "withheld": str(w)}
                for (c, m), (a, w) in payouts(folder).items()]
    return difference("payout", expected, rows)
