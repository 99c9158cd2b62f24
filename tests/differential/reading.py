"""What a delivered file comes to by itself, before files are set against each other: a second
reading of the rules on keys within one file, blank line numbers and cells that cannot be read."""
import datetime
from decimal import Decimal, InvalidOperation

from world import COLUMNS, KEYS

REQUIRED = {
    "partners": {"mpn_id", "name"},
    "agreements": {"agreement_number", "license_type", "reseller_id"},
    "registrations": {"registration_id", "campaign_id", "mpn_id", "identification_number",
                      "registered_on", "status"},
    "invoices": {"invoice_number", "invoice_date", "sku", "quantity"},
}
DATES = {"membership_start", "membership_end", "start_date", "end_date", "registered_on",
         "terms_signed_on", "invoice_date"}
WHOLE = {"line_number", "quantity"}
AMOUNTS = {"unit_price", "net_amount"}
STATUSES = {"approved", "pending", "rejected", "withdrawn"}


class Unreadable(Exception):
    pass


def read_cell(feed, column, cell):
    """The value of a cell; None for a blank one."""
    if cell == "":
        if column in REQUIRED[feed]:
            raise Unreadable
        return None
    try:
        if column in DATES:
            return datetime.date.fromisoformat(cell)
        if column in WHOLE:
            return int(cell)
        if column in AMOUNTS:
            return read_amount(cell)
    except (ValueError, InvalidOperation) as error:
        raise Unreadable from error
    if column == "status" and cell not in STATUSES:
        raise Unreadable
    return cell


def read_amount(cell):
    amount = Decimal(cell)
    if amount != amount.quantize(Decimal("0.0001")):
        raise Unreadable
    return amount


def fill_in(row, ordinal):
    """A blank line number and a blank net amount."""
    if row["line_number"] is None:
        row["line_number"] = ordinal
    if row["net_amount"] is None:
        row["net_amount"] = row["quantity"] * (row["unit_price"] or Decimal(0))


def readable_rows(delivery):
    """(key, values, line of the file) of every row that can be read."""
    ordinals = {}
    for at, cells in enumerate(delivery.rows):
        invoice = cells.get("invoice_number")
        ordinals[invoice] = ordinals.get(invoice, 0) + 1
        try:
            row = {column: read_cell(delivery.feed, column, cells.get(column, ""))
                   for column in COLUMNS[delivery.feed]}
        except Unreadable:
            continue
        if delivery.feed == "invoices":
            fill_in(row, ordinals[invoice])
        yield tuple(row[column] for column in KEYS[delivery.feed]), row, at + 2


def rows_by_key(delivery):
    found = {}
    for key, row, line in readable_rows(delivery):
        found.setdefault(key, []).append((row, line))
    return found


def agree(rows):
    return all(row == rows[0][0] for row, _ in rows)


def accepted_rows(delivery):
    """The cells of COLUMNS and the line; equal rows once, contradicting ones not at all."""
    return [[rows[0][0][column] for column in COLUMNS[delivery.feed]] + [rows[0][1]]
            for rows in rows_by_key(delivery).values() if agree(rows)]


def disputed(delivery):
    """First part of the keys that this file contradicts itself on: of invoices, their numbers."""
    return {key[0] for key, rows in rows_by_key(delivery).items() if not agree(rows)}
