"""The cells of workbooks, read back once, as the peers of render take them: for Python a marshalled
list a workbook, for floor_render a binary file a workbook (its form is described there). Formats
come along as far as they show: number format, font, fill, borders, alignment."""
import marshal
import os
import re
import struct
import zipfile
from xml.etree import ElementTree

SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
NUMBER, TEXT, FORMULA, BLANK = range(4)
BUILT_IN = {"1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "49": "@"}
ALIGN = {None: 0, "left": 1, "center": 2, "right": 3}
VERTICAL = {None: 0, "top": 8, "bottom": 9, "center": 10}  # enum lxw_format_alignments
NO_COLOR = 0xFFFFFFFF


def attribute(element, path, name):
    found = element.find("/".join(SPACE + step for step in path.split("/")))
    return None if found is None else found.get(name)


def color(argb):
    return NO_COLOR if argb is None else int(argb[-6:], 16)


def edge(border, side):
    return int(attribute(border, side, "style") is not None)


def styles_of(book):
    """A list of dictionaries, in the order of the cells' s attributes."""
    root = ElementTree.fromstring(book.read("xl/styles.xml"))
    numbers = dict(BUILT_IN)
    for one in root.iter(SPACE + "numFmt"):
        numbers[one.get("numFmtId")] = one.get("formatCode")
    fonts, fills, borders = (list(root.find(SPACE + name)) for name in ("fonts", "fills", "borders"))
    styles = []
    for xf in root.find(SPACE + "cellXfs"):
        font, border = fonts[int(xf.get("fontId"))], borders[int(xf.get("borderId"))]
        align = xf.find(SPACE + "alignment")
        align = {} if align is None else align.attrib
        styles.append({
            "number": numbers.get(xf.get("numFmtId"), ""),
            "bold": int(font.find(SPACE + "b") is not None),
            "size": float(attribute(font, "sz", "val") or 11),
            "color": color(attribute(font, "color", "rgb")),
            "fill": color(attribute(fills[int(xf.get("fillId"))], "patternFill/fgColor", "rgb")),
            "top": edge(border, "top"), "bottom": edge(border, "bottom"),
            "align": ALIGN.get(align.get("horizontal"), 0),
            "vertical": VERTICAL.get(align.get("vertical"), 0),
            "indent": int(align.get("indent", 0)), "wrap": int(align.get("wrapText", 0)),
        })
    return styles


def place_of(reference):
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", reference).groups()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(digits) - 1, column - 1


def cell_of(element, shared):
    """(row, column, style, kind, value, result)"""
    row, column = place_of(element.get("r"))
    style, kind = int(element.get("s", 0)), element.get("t", "n")
    formula, value = element.find(SPACE + "f"), element.findtext(SPACE + "v")
    if formula is not None:
        assert kind == "n", "a formula whose value is not a number"
        return row, column, style, FORMULA, "=" + formula.text, float(value or 0)
    if kind == "inlineStr":
        return row, column, style, TEXT, "".join(element.itertext()), 0.0
    if kind == "s":
        return row, column, style, TEXT, shared[int(value)], 0.0
    if value is None:
        return row, column, style, BLANK, "", 0.0
    return row, column, style, NUMBER, "", float(value)


def sheet_of(name, content, shared):
    root = ElementTree.fromstring(content)
    widths = [(int(one.get("min")) - 1, int(one.get("max")) - 1, float(one.get("width")))
              for one in root.iter(SPACE + "col")]
    return name, widths, [cell_of(one, shared) for one in root.iter(SPACE + "c")]


def read(path):
    """(styles, sheets) of a workbook."""
    with zipfile.ZipFile(path) as book:
        shared = []
        if "xl/sharedStrings.xml" in book.namelist():
            root = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
            shared = ["".join(one.itertext()) for one in root]
        names = [one.get("name") for one in
                 ElementTree.fromstring(book.read("xl/workbook.xml")).iter(SPACE + "sheet")]
        sheets = [sheet_of(name, book.read(f"xl/worksheets/sheet{number}.xml"), shared)
                  for number, name in enumerate(names, 1)]
        return styles_of(book), sheets


def text(value):
    data = value.encode()
    return struct.pack("<I", len(data)) + data + b"\0"


def packed(styles, sheets):
    parts = [struct.pack("<I", len(styles))]
    for s in styles:
        parts.append(struct.pack("<7BdII", s["bold"], s["wrap"], s["indent"], s["top"], s["bottom"],
                                 s["align"], s["vertical"], s["size"], s["color"], s["fill"]))
        parts.append(text(s["number"]))
    parts.append(struct.pack("<I", len(sheets)))
    for name, widths, cells in sheets:
        parts.append(text(name) + struct.pack("<I", len(widths)))
        parts += [struct.pack("<HHd", *width) for width in widths]
        parts.append(struct.pack("<I", len(cells)))
        for row, column, style, kind, value, result in cells:
            parts.append(struct.pack("<IHHBd", row, column, style, kind, result) + text(value))
    return b"".join(parts)


def dump(output, folder):
    """Of the workbooks below `output`, into N.cells and N.marshal; how many, and of how many cells."""
    paths = sorted(os.path.join(place, name) for place, _, names in os.walk(output)
                   for name in names if name.endswith(".xlsx"))
    count = 0
    for number, path in enumerate(paths):
        styles, sheets = read(path)
        count += sum(len(cells) for _, _, cells in sheets)
        with open(os.path.join(folder, f"{number}.cells"), "wb") as file:
            file.write(packed(styles, sheets))
        with open(os.path.join(folder, f"{number}.marshal"), "wb") as file:
            marshal.dump((styles, sheets), file)
    return len(paths), count
