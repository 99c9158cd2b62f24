"""Texts that somebody could put into a feed to do harm, or that do it by accident: made by a seeded
generator, each different from all others, at most 64 bytes long unless asked for longer ones."""
import random
import unicodedata

# A blank or a tab at the end of a cell is dropped when it is read; the rest stays.
BLANKS = " \t"
DEVICES = ["CON", "PRN", "AUX", "NUL", "COM1", "LPT9", "CLOCK$", "con.xlsx", "nul.", "aux .txt"]
PATHS = ["../../etc/passwd", "..\\..\\boot.ini", "/etc/shadow", "~/.ssh/id", "C:\\x", "\\\\host\\c$", "./.",
         "..", ".", "...", "a/../../b", "%2e%2e%2f", "file:///etc/passwd", "out/current", "$HOME", "`id`",
         "$(id)", "a;rm -rf x", "| id", "-rf", "--help", "*", "?", "x\u2044y", "name.", "name ..", " . "]
MARKUP = ["<script>alert(1)</script>", "</title><script>x()</script>", "\"><img src=x onerror=x()>",
          "'onmouseover='x()", "<svg/onload=x()>", "<!--", "-->", "]]>", "<![CDATA[x]]>", "&amp;", "&lt;b&gt;",
          "&#x3C;", "&#0;", "&x;", "<?xml?>", "<!DOCTYPE x>", "javascript:x()", "<a href=//x>", "</table>",
          "${7*7}", "{{7*7}}", "{name}", "{as_of:day}", "%s%n", "_x0041_", "_x000D_x", "\\u0000", "\\x00"]
LETTERS = ["\u202eevil\u202c", "\u2066x\u2069", "\u200f\u05d0\u05d1", "\u0645\u0631\u062d\u0628\u0627", "a\u200bb",
           "\ufeffx", "x\u00ad", "\U0001f600\U0001f3f3\ufe0f\u200d\U0001f308", "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301", "\u0000"[1:] + "\u2400",
           "\u3000", "\u00a0", "\u2028x", "\u2029", "\u0085", "x\x01y", "\x1b[31m", "\x7f", "\x08\x08", "a\nb",
           "a\rb", "a\r\nb", "a\tb", "\ufffe", "\uffff", "\ufdd0", "\U0001fffe", "\ud7ff", "\U0010fffd", "\u1d2c"]
SHEETS = ["[x]", "a:b", "'quoted'", "History", "a*b?", "x" * 32, "=", "''", "\"", "\"\"", "\",\"", "a,b", "a;b",
          "O'Brien", "'; DROP TABLE x;--", "\\", "\\.", "\\N", "NULL", "null", "true", "1E5", "0012345", "1e400",
          "12345678901234567890", "1/2", "2026-01-01", "#REF!", "#N/A", "NaN", "Infinity", "-0", "+1", "0x10"]
FIRST = ["=", "+", "-", "@", "\t=", "\r=", "\n=", "\uff1d", "\uff0b", "\uff0d", "\uff20", "'=", "\"=", "{=", "|", "%",
         " =", "\u200b=", "\ufeff=", "\u00a0=", ";=", "==", "=-", "+@", "-+", "@@"]
BODIES = ["{n}+1", "cmd|' /C calc'!A{n}", "HYPERLINK(\"http://h/{n}\";\"x\")", "WEBSERVICE(\"http://h/{n}\")",
          "IMPORTXML(\"http://h/{n}\",\"//a\")", "IMPORTDATA(\"h/{n}\")", "DDE(\"cmd\";\"/C x\";\"{n}\")",
          "SUM(A1:A{n})", "'file:///etc/passwd'#$A.A{n}", "INDIRECT(\"A{n}\")", "RTD(\"x\",,\"{n}\")",
          "CALL(\"K\",\"W\",\"J\",{n})", "[h{n}]Sheet1!A1", "'\\\\h\\[b.xls]S'!A{n}", "MSEXCEL|'..\\x'!{n}",
          "IMAGE(\"http://h/{n}.png\")", "LET(x,{n},x)", "A{n}&CHAR(10)", "10-{n}", "1E{n}", "_xlfn.X({n})",
          "EXEC(\"x{n}\")", "REGISTER.ID(\"x\",\"{n}\")", "{n}.00", "\"a\"&\"{n}\""]


def _fits(text, most):
    return len(text.encode()) <= most


def _distinct(makers, count, seed, most):
    dice, found = random.Random(seed), {}
    number = 0
    while len(found) < count:
        text = makers(dice, number)
        number += 1
        if text.strip(BLANKS) and _fits(text, most):
            found.setdefault(text.strip(BLANKS), text)
    return list(found.values())


def names(count=500, seed=1, most=64):
    """Hostile names: markup, paths, directions, control characters, and mixtures of them."""
    plain = DEVICES + PATHS + MARKUP + LETTERS + SHEETS

    def make(dice, number):
        if number < len(plain):
            return plain[number]
        return dice.choice(["", "A", "\u00c9", " "]).join(dice.choices(plain, k=2)) + dice.choice(
            ["", ".", str(number), "\u202e", "\u0301"])
    return _distinct(make, count, seed, most)


def formulas(count=1000, seed=1, most=64):
    """What a spreadsheet could take for a formula, in all its spellings."""
    def make(dice, number):
        return dice.choice(FIRST) + dice.choice(BODIES).format(n=number + 1)
    return _distinct(make, count, seed, most)


def is_plain_line(text):
    """Can it stand as it is behind `key = ` of an INI file?"""
    return text == text.strip() and '"' not in text and not any(
        unicodedata.category(c) in ("Cc", "Zl", "Zp") for c in text)
