"""Random choices that aim at the edges: the values that rules compare with, and one beside."""
import datetime
import random
from decimal import Decimal

PLACES = {"CAD": 2, "USD": 2, "JPY": 0, "KWD": 3}
FIRST_DAY = datetime.date(2026, 1, 1)
DAYS = 200

SKUS = ("AB", "ABC", "ABC-1", "ABC-2", "ABD", "B", "b", "AB*")
CUSTOMERS = ("C1", "C2", "C10", 'C"3,', "c1", "C11", "C 4")
ACCOUNTS = ("R1", "R2", "R10", "r1")
AGREEMENTS = ("AG1", "AG2", "AG3", "I2", "01")
LICENSE_TYPES = ("CSP", "EA", "MPSA")
PARTNERS = ("1001", "1002", "01001")
INVOICES = ("I1", "I2", "I3", "I10", "i1", "1", "01", "1-", "É1", "Z", "I1/2", "I20", "I21", "I3A",
            "10", "2")
RETURNS = ("CR1", "0CR", "zz", "I10R")


class Dice(random.Random):
    """`mess` is how much of what is unusual a case has: the less, the more of it gets paid."""

    def __init__(self, seed):
        super().__init__(f"cashback {seed}")
        self.mess = self.choice((0.05, 0.2, 0.5, 1.0))
        self.skus = self.some(SKUS, 2, 5)
        self.accounts = self.some(ACCOUNTS, 2)
        self.customers = self.some(CUSTOMERS, 3)
        self.dates = [FIRST_DAY + datetime.timedelta(days=90)]
        self.quantities = [1, 2]
        self.amounts = [Decimal(10)]
        self.minimums = []  # minimum amounts of a unit: what is left of a sale may round to them

    def happens(self, probability):
        return self.random() < probability

    def oddly(self, probability):
        """Of something unusual, by the mess of this case."""
        return self.random() < probability * self.mess

    def some(self, values, least=1, most=None):
        return self.sample(values, self.randint(least, min(len(values), most or len(values))))

    def any_day(self):
        return FIRST_DAY + datetime.timedelta(days=self.randrange(DAYS))

    def day(self):
        """Mostly at an edge, or a day beside it."""
        if self.happens(0.15):
            return self.any_day()
        return self.choice(self.dates) + datetime.timedelta(days=self.choice((-1, 0, 0, 1)))

    def edge_day(self, *days):
        """Like day, and an edge from now on, for this case's other dates."""
        day = self.choice(days) if days else self.day()
        self.dates.append(day)
        return day

    def quantity(self):
        if self.happens(0.3):
            return self.randint(1, 12)
        if self.happens(0.01):
            return self.choice((1000, 10**6, 10**9 + 1))
        return max(1, self.choice(self.quantities) + self.choice((-1, 0, 0, 1)))

    def amount(self):
        """A net amount with up to 4 places."""
        amount = self.choice(self.amounts)
        shift = self.choice(("0", "0", "0.01", "-0.01", "0.0001", "-0.0001"))
        return amount * self.choice((1, 1, 1, 2, Decimal("0.5"))) + Decimal(shift)


def plain(number):
    """A number as a file has it; at most 4 places."""
    return format(number.quantize(Decimal("0.0001")).normalize(), "f")


def text(day):
    return day.isoformat() if day else ""


def minor_unit(currency):
    return Decimal(1).scaleb(-PLACES[currency])
