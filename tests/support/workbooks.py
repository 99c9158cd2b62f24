"""Workbooks read back with openpyxl, and computed again by LibreOffice."""
import datetime
import decimal
import os
import subprocess

import openpyxl


def day(text):
    return datetime.datetime.strptime(text, "%Y-%m-%d")


def cells(path, sheet, values=True):
    """The rows of a sheet without empty ones and without empty cells at their end."""
    book = openpyxl.load_workbook(path, data_only=values)
    rows = []
    for row in book[sheet].iter_rows(values_only=True):
        while row and row[-1] is None:
            row = row[:-1]
        if row:
            rows.append(list(row))
    return rows


def formulas(path):
    """Every formula: (sheet, cell) -> its stored value, to four places."""
    found = {}
    code = openpyxl.load_workbook(path)
    values = openpyxl.load_workbook(path, data_only=True)
    for sheet in code.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    found[sheet.title, cell.coordinate] = number(
                        values[sheet.title][cell.coordinate].value)
    return found


def number(value):
    return decimal.Decimal(repr(value)).quantize(decimal.Decimal("0.0001"))


def texts(path):
    for sheet in openpyxl.load_workbook(path).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    yield cell.value


RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def recalculate(paths, folder):
    """Lets LibreOffice compute every formula anew; returns where the results lie. One that it cannot
    read is missing there: its exit status says nothing of it."""
    profile = os.path.join(folder, "profile")
    os.makedirs(os.path.join(profile, "user"), exist_ok=True)
    with open(os.path.join(profile, "user", "registrymodifications.xcu"), "w") as out:
        out.write(RECALCULATE)
    target = os.path.join(folder, "recalculated")
    subprocess.run(["soffice", f"-env:UserInstallation=file://{profile}", "--headless",
                    "--convert-to", "xlsx", "--outdir", target, *paths],
                   check=True, capture_output=True, timeout=300)
    return target


def recalculated(paths, folder):
    """LibreOffice's own results: path -> the same as formulas()."""
    target = recalculate(paths, folder)
    return {path: formulas(os.path.join(target, os.path.basename(path))) for path in paths}
