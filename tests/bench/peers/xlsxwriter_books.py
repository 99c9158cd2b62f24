"""XlsxWriter writes the cells of a dump (cells.py): xlsxwriter_books.py DUMP COUNT OUTPUT. Prints a
line of JSON with wall and processor seconds. Only writing counts: a workbook's cells are in memory
before its time begins."""
import json
import marshal
import os
import sys
import time

import xlsxwriter

NUMBER, TEXT, FORMULA, BLANK = range(4)
NO_COLOR = 0xFFFFFFFF
ALIGN = {1: "left", 2: "center", 3: "right"}
VERTICAL = {8: "top", 10: "vcenter"}


def format_of(book, style):
    properties = {"num_format": style["number"], "bold": style["bold"], "font_size": style["size"],
                  "top": style["top"], "bottom": style["bottom"], "indent": style["indent"],
                  "text_wrap": style["wrap"]}
    if style["color"] != NO_COLOR:
        properties["font_color"] = f"#{style['color']:06X}"
    if style["fill"] != NO_COLOR:
        properties["bg_color"] = f"#{style['fill']:06X}"
    if style["align"]:
        properties["align"] = ALIGN[style["align"]]
    if style["vertical"] in VERTICAL:
        properties["valign"] = VERTICAL[style["vertical"]]
    return book.add_format({key: value for key, value in properties.items() if value})


def write_sheet(sheet, widths, cells, formats):
    for first, last, width in widths:
        sheet.set_column(first, last, width)
    for row, column, style, kind, value, result in cells:
        if kind == NUMBER:
            sheet.write_number(row, column, result, formats[style])
        elif kind == TEXT:
            sheet.write_string(row, column, value, formats[style])
        elif kind == FORMULA:
            sheet.write_formula(row, column, value, formats[style], result)
        else:
            sheet.write_blank(row, column, None, formats[style])


def write_book(path, styles, sheets):
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    formats = [None] + [format_of(book, style) for style in styles[1:]]
    for name, widths, cells in sheets:
        write_sheet(book.add_worksheet(name), widths, cells, formats)
    book.close()


def main():
    dump, count, output = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    wall = cpu = 0.0
    for number in range(count):
        with open(os.path.join(dump, f"{number}.marshal"), "rb") as file:
            styles, sheets = marshal.load(file)
        begun, used = time.perf_counter(), time.process_time()
        write_book(os.path.join(output, f"{number}.xlsx"), styles, sheets)
        wall += time.perf_counter() - begun
        cpu += time.process_time() - used
    print(json.dumps({"wall": wall, "cpu": cpu}))


main()
