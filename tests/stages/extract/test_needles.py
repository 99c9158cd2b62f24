"""10,000 malformed rows of 40 kinds, hidden at random lines among a million good ones: exactly those
are found, each with its line, offset, column, reason, value and bytes; and put right and delivered
again, nothing is lost."""
import hashlib
import os
import random
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))
import lab
import tap
from shop import Shop

COLUMNS = ("invoice_number", "line_number", "invoice_date", "reseller_id", "agreement_number",
           "customer_id", "license_type", "sku", "quantity", "unit_price", "net_amount", "currency",
           "reference_invoice", "remark")
HEADER = ",".join(COLUMNS).encode() + b"\n"
RIGHT = dict(zip(COLUMNS, (b"", b"1", b"2026-07-01", b"E", b"", b"C", b"", b"Z", b"2", b"", b"2.50",
                           b"CAD", b"", b"as agreed")))
CELLS = [RIGHT[name] for name in COLUMNS]
MEBIBYTE = 1 << 20


def row(number, **cells):
    """A record about invoice B<number>, right but for these cells."""
    values = list(CELLS)
    values[0] = b"B%d" % number
    for name, value in cells.items():
        values[COLUMNS.index(name)] = value
    return b",".join(values)


def cell(column, reason, value, shown=None, **more):
    """A kind: a row with one wrong cell. The bytes in the file, and what is shown of them."""
    shown = value.decode("utf-8", "replace") if shown is None else shown
    return (lambda number: row(number, **{column: value, **more}), column, reason, shown)


def whole(reason, make, column="", shown=""):
    """A kind: a row that is wrong as a whole."""
    return (make, column, reason, shown)


TYPE, CONSTRAINT, ENCODING, RECORD = "type-error", "constraint-error", "encoding-error", "row-error"
KINDS = [
    cell("invoice_number", CONSTRAINT, b""),
    cell("invoice_number", CONSTRAINT, b"N" * 65),
    cell("line_number", TYPE, b"one"),
    cell("line_number", TYPE, b"1.0"),
    cell("invoice_date", CONSTRAINT, b" ", ""),
    cell("invoice_date", TYPE, b"2026-02-30"),
    cell("invoice_date", TYPE, b"2026-13-01"),
    cell("invoice_date", TYPE, b"2026-7-1"),
    cell("invoice_date", TYPE, b"01.07.2026"),
    cell("invoice_date", TYPE, b"2026-07-01T00:00:00Z"),
    cell("sku", CONSTRAINT, b'""', ""),
    cell("sku", CONSTRAINT, "é".encode() * 33),
    cell("quantity", CONSTRAINT, b""),
    cell("quantity", TYPE, b"1O"),
    cell("quantity", TYPE, b"1e5"),
    cell("quantity", TYPE, b"0x10"),
    cell("quantity", TYPE, b"(12)"),
    cell("quantity", TYPE, b"12-"),
    cell("quantity", TYPE, b"+1"),
    cell("quantity", TYPE, b"1.5"),
    cell("quantity", CONSTRAINT, b"9223372036854775808"),
    cell("net_amount", TYPE, b'"1.234,56"', "1.234,56"),
    cell("net_amount", TYPE, b'"1,234.56"', "1,234.56"),
    cell("net_amount", TYPE, b"$2.50"),
    cell("net_amount", TYPE, b"2.50 CAD"),
    cell("net_amount", TYPE, b".5"),
    cell("net_amount", TYPE, b"NaN"),
    cell("net_amount", CONSTRAINT, b"0.00001"),
    cell("unit_price", TYPE, b"\xc2\xa05", "\u00a05"),
    cell("net_amount", CONSTRAINT, b"", unit_price=b"9", quantity=b"9223372036854775807"),
    cell("customer_id", ENCODING, b"Caf\xe9", "Caf\\xE9"),
    cell("reseller_id", ENCODING, b"E\0E", "E\\x00E"),
    cell("license_type", ENCODING, b"\xc3", "\\xC3"),
    whole("missing-cell", lambda number: row(number).rsplit(b",", 1)[0], "remark"),
    whole("missing-cell", lambda number: b"page %d" % number, "line_number"),
    whole("extra-cell", lambda number: row(number) + b",and,more", "", "and"),
    whole(RECORD, lambda number: row(number, remark=b'17" wide')),
    whole(RECORD, lambda number: row(number, remark=b'"open')),
    whole(RECORD, lambda number: row(number, sku=b'"A"B')),
    whole(RECORD, lambda number: HEADER[:-1]),
]
CONFLICT = "key-conflict"
GOOD = (b"I%d,1,2026-07-01,E,,C,,Z,1,,1.25,CAD,,as agreed\n",
        b'"I%d",1,2026-07-01,E,,C,,Z,1,,1.25,CAD,,"two\nlines, ""quoted"""\n',
        b"I%d,1,2026-07-01,E,,\xc3\xa9,,Z,1,1.25,,CAD,,\r\n",
        b'I%d, 1,2026-07-01 ,E,,C,,Z,"1",,1.25,CAD,,"three\r\nlines,\n"\r\n')


class Needle:
    """A malformed record, and how it is right."""

    def __init__(self, number, kind):
        make, self.column, self.reason, self.value = kind
        self.raw, self.right = make(number), row(number)
        self.kept = self.raw[:MEBIBYTE]


def needles(count, dice):
    """40 kinds, and beside them a few pairs with one key and a few records of more than 1 MiB."""
    found = [Needle(number, KINDS[number % len(KINDS)]) for number in range(count - 24)]
    for number in range(count - 24, count, 2):
        pair = [Needle(number, cell("invoice_number", CONFLICT, b"B%d" % number)) for _ in range(2)]
        pair[1].raw = pair[1].kept = pair[1].raw.replace(b"2.50", b"2.51")
        pair[1].right = row(number + 1)
        found += pair
    for number in range(count, count + 4):
        found.append(Needle(number, whole(RECORD, lambda number: row(number, remark=b"x" * MEBIBYTE))))
    dice.shuffle(found)
    return found


class Haystack:
    """A file; hidden: line, offset and needle of each, in the order of the file."""

    def __init__(self, good, bad, seed):
        dice = random.Random(seed)
        kinds = dice.choices(GOOD, weights=(90, 4, 4, 2), k=good)
        rows = [form % number for number, form in enumerate(kinds)]
        pieces, offset, line, before = [HEADER], len(HEADER), 2, 0
        self.hidden = []
        found = needles(bad, dice)
        places = sorted(dice.choices(range(good + 1), k=len(found)))
        for place, needle in zip(places, found):
            straw = b"".join(rows[before:place])
            offset, line, before = offset + len(straw), line + straw.count(b"\n"), place
            self.hidden.append((line, offset, needle))
            end = dice.choice((b"\n", b"\r\n"))
            pieces += (straw, needle.raw, end)
            offset, line = offset + len(needle.raw) + len(end), line + 1
        self.content = b"".join(pieces + rows[before:])


def shown(needle):
    """Of a row of the quarantine, without its place."""
    raw = needle.kept
    return (needle.column, needle.reason, needle.value, len(raw), hashlib.sha256(raw).hexdigest())


class Needles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scale = 10 if lab.is_sanitized() else 1
        cls.good, cls.bad = 1000000 // scale, 10000 // scale
        cls.hay = Haystack(cls.good, cls.bad, seed=4)
        cls.shop = Shop()
        cls.shop.replace("pipeline.conf", "[feed invoices]\n", "[feed invoices]\nmax_rejects = 1.5%\n")
        cls.shop.deliver("2.csv", cls.hay.content)
        cls.first = cls.shop.run()
        cls.totals = cls.shop.manifest()["inbox/invoices/2.csv"]

    def setUp(self):
        self.assertEqual(self.first.returncode, 0, self.first.stderr)

    def quarantine(self):
        return self.shop.rows("SELECT source_line, byte_offset, column_name, reason, value, length(raw), "
                              "encode(sha256(raw), 'hex') AS hash FROM cashback.quarantine ORDER BY 1")

    def test_exactly_the_malformed_rows_are_found_with_place_reason_and_bytes(self):
        found = [(int(row["source_line"]), int(row["byte_offset"]), row["column_name"], row["reason"],
                  row["value"], int(row["length"]), row["hash"]) for row in self.quarantine()]
        expected = [(line, offset, *shown(needle)) for line, offset, needle in self.hay.hidden]
        for one, other in zip(found, expected):
            self.assertEqual(one, other)
        self.assertEqual(len(found), len(expected))
        self.assertEqual(len(KINDS), 40)

    def test_every_good_row_is_taken(self):
        totals = self.totals["totals"]
        self.assertEqual((totals["read"], totals["accepted"], totals["rejected"]),
                         (self.good + self.bad + 4, self.good, self.bad + 4))
        self.assertEqual((totals["quantity"], totals["net_amount"]),
                         (self.good, f"{self.good * 5 // 4}.00"))

    def rejects(self):
        with open(self.shop.path("var/store/staged", self.totals["staged"], "invoices.rejects.csv"),
                  "rb") as file:
            return file.read()

    def test_the_rejects_are_the_header_and_the_rows_as_they_were(self):
        kept = [needle for _, _, needle in self.hay.hidden if len(needle.raw) <= MEBIBYTE]
        self.assertEqual(self.rejects(), HEADER + b"".join(needle.raw + b"\n" for needle in kept))

    def test_rejects_put_right_and_delivered_again_lose_nothing(self):
        header = self.rejects().split(b"\n", 1)[0] + b"\n"
        self.shop.deliver("3.csv", header + b"".join(
            needle.right + b"\n" for _, _, needle in self.hay.hidden))
        result = self.shop.run()
        self.assertEqual(result.returncode, 0, result.stderr)
        totals = self.shop.manifest()["inbox/invoices/3.csv"]["totals"]
        self.assertEqual((totals["accepted"], totals["rejected"]), (self.bad + 4, 0))
        self.assertEqual((totals["quantity"], totals["net_amount"]),
                         (2 * (self.bad + 4), f"{(self.bad + 4) * 5 // 2}.00"))


if __name__ == "__main__":
    tap.main()
