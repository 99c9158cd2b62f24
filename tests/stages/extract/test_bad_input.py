"""What the world delivers: every bad record in the quarantine with its place and bytes, and every file
that cannot be one refused as a whole, with what to do. The good rows beside them are taken in."""
import gzip
import hashlib
import os
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))
import lab
import tap
from shop import Shop

HEADER = (b"invoice_number,line_number,invoice_date,reseller_id,customer_id,sku,quantity,unit_price,"
          b"net_amount,remark\n")
GOOD = b"G-1,1,2026-07-01,E,C,A,1,1.00,1.00,\n"
LAST = b"G-2,1,2026-07-01,E,C,A,1,1.00,1.00,\"two\nlines\"\n"
LONG = b"x" * 65

# What is wrong: (the record between two good ones, the column, the reason, the value).
RECORDS = {
    "a blank required cell": (b",1,2026-07-01,E,C,A,1,,,", "invoice_number", "constraint-error", ""),
    "a row of nothing but delimiters": (b",,,,,,,,,", "invoice_number", "constraint-error", ""),
    "a row of totals": (b"Total,,,,,,412,,188204.50,", "invoice_date", "constraint-error", ""),
    "a line of a footer": (b"412 rows", "line_number", "missing-cell", ""),
    "a row that ends too early": (b"B,1,2026-07-01,E,C,A,1,1.00,1.00", "remark", "missing-cell", ""),
    "a row with one cell more": (b"B,1,2026-07-01,E,C,A,1,,,,more", "", "extra-cell", "more"),
    "a comma that is not quoted": (b"B,1,2026-07-01,E,C,A,1,,1,00,", "", "extra-cell", ""),
    "a thousand cells too many": (b"B,1,2026-07-01,E,C,A,1,,," + b"," * 1000, "", "extra-cell", ""),
    "two rows on one line": (GOOD[:-1] + b"\r" + GOOD[:-1], "", "extra-cell", "1"),
    "the header again, with a mark": (b"\xef\xbb\xbf" + HEADER[:-1], "", "row-error", ""),
    "a byte order mark": (b"\xef\xbb\xbfB,1,2026-07-01,E,C,A,1,,,", "", "row-error", ""),
    "the header again": (HEADER[:-1], "", "row-error", ""),
    "a stray quote": (b'B,1,2026-07-01,E,C,A 17",1,,,', "", "row-error", ""),
    "a quote that is never closed": (b'B,1,2026-07-01,E,C,A,1,,,"open', "", "row-error", ""),
    "text behind a closing quote": (b'B,1,2026-07-01,E,C,"A"x,1,,,', "", "row-error", ""),
    "letters in a number": (b"B,1,2026-07-01,E,C,A,1O,,,", "quantity", "type-error", "1O"),
    "marks that are not declared": (b'B,1,2026-07-01,E,C,A,1,,"1.234,56",', "net_amount", "type-error",
                                    "1.234,56"),
    "an exponent": (b"B,1,2026-07-01,E,C,A,1e5,,,", "quantity", "type-error", "1e5"),
    "a hexadecimal number": (b"B,1,2026-07-01,E,C,A,0x10,,,", "quantity", "type-error", "0x10"),
    "parentheses": (b"B,1,2026-07-01,E,C,A,(12),,,", "quantity", "type-error", "(12)"),
    "a sign at the end": (b"B,1,2026-07-01,E,C,A,12-,,,", "quantity", "type-error", "12-"),
    "a minus that is a dash": ("B,1,2026-07-01,E,C,A,\u221212,,,".encode(), "quantity", "type-error",
                               "\u221212"),
    "a currency sign": (b"B,1,2026-07-01,E,C,A,1,,$5,", "net_amount", "type-error", "$5"),
    "a formula's error": (b"B,1,2026-07-01,E,C,A,1,#DIV/0!,,", "unit_price", "type-error", "#DIV/0!"),
    "too many decimals": (b"B,1,2026-07-01,E,C,A,1,,0.12345,", "net_amount", "constraint-error",
                          "0.12345"),
    "a number beyond all bounds": (b"B,1,2026-07-01,E,C,A,9223372036854775808,,,", "quantity",
                                   "constraint-error", "9223372036854775808"),
    "a product beyond all bounds": (b"B,1,2026-07-01,E,C,A,9223372036854775807,9,,", "net_amount",
                                    "constraint-error", ""),
    "a day that is not in the calendar": (b"B,1,2026-02-30,E,C,A,1,,,", "invoice_date", "type-error",
                                          "2026-02-30"),
    "a date of another form": (b"B,1,01/07/2026,E,C,A,1,,,", "invoice_date", "type-error", "01/07/2026"),
    "a spreadsheet's day number": (b"B,1,46204,E,C,A,1,,,", "invoice_date", "type-error", "46204"),
    "a time of day that is not declared": (b"B,1,2026-07-01 00:00:00,E,C,A,1,,,", "invoice_date",
                                           "type-error", "2026-07-01 00:00:00"),
    "an identifier of 65 bytes": (b"B,1,2026-07-01,E,C," + LONG + b",1,,,", "sku", "constraint-error",
                                  LONG.decode()),
    "a NUL byte": (b"B,1,2026-07-01,E,C,A\0A,1,,,", "sku", "encoding-error", "A\\x00A"),
    "a byte of another encoding": (b"B,1,2026-07-01,E,Caf\xe9,A,1,,,", "customer_id", "encoding-error",
                                   "Caf\\xE9"),
    "an overlong form of UTF-8": (b"B,1,2026-07-01,E,C,\xc0\xaf,1,,,", "sku", "encoding-error",
                                  "\\xC0\\xAF"),
    "half of a pair of UTF-16": (b"B,1,2026-07-01,E,C,\xed\xa0\x80,1,,,", "sku", "encoding-error",
                                 "\\xED\\xA0\\x80"),
    "a record over 1 MiB": (b"B,1,2026-07-01,E,C,A,1,,," + b"x" * (1 << 20), "", "row-error", ""),
}


def file_name(number):
    return f"{number:02}.csv"


class Records(unittest.TestCase):
    """All of them in one run, each in a file of its own."""

    @classmethod
    def setUpClass(cls):
        cls.shop = Shop()
        for number, (record, *_) in enumerate(RECORDS.values()):
            cls.shop.deliver(file_name(number), HEADER + GOOD + record + b"\n" + LAST)
        cls.result = cls.shop.run()
        rows = cls.shop.rows("SELECT feed, source_file, source_line, byte_offset, column_name, reason, value, "
                             "sha256(raw) AS hash, length(raw) FROM cashback.quarantine")
        cls.found = {}
        for row in rows:
            cls.found.setdefault(os.path.basename(row["source_file"]), []).append(row)

    def check(self, number, record, column, reason, value):
        self.assertEqual(self.result.returncode, 0, self.result.stderr)
        rows = self.found.get(file_name(number), [])
        self.assertEqual(len(rows), 1, rows)
        row = rows[0]
        self.assertEqual((row["feed"], row["column_name"], row["reason"], row["value"]),
                         ("invoices", column, reason, value))
        self.assertEqual((int(row["source_line"]), int(row["byte_offset"])),
                         (3, len(HEADER + GOOD)))
        raw = record[:1 << 20]
        self.assertEqual((row["length"], row["hash"]),
                         (str(len(raw)), "\\x" + hashlib.sha256(raw).hexdigest()))
        totals = self.shop.manifest()["inbox/invoices/" + file_name(number)]["totals"]
        self.assertEqual((totals["read"], totals["accepted"]), (3, 2))


for _number, (_what, _case) in enumerate(RECORDS.items()):
    setattr(Records, f"test_{_what}_is_one_row_of_the_quarantine".replace(" ", "_"),
            lambda self, number=_number, case=_case: self.check(number, *case))

GZIPPED = gzip.compress(HEADER + GOOD * 1000)
TEXT = (HEADER + GOOD).decode()

# A file that is none: (its name, its bytes, what is said of it, what to do).
FILES = {
    "a gzip that is cut off": ("x.csv.gz", GZIPPED[:-9], "x.csv.gz: the gzip file is cut off: it ends at "
                               f"byte {len(GZIPPED) - 9}", "deliver the file again"),
    "a gzip of nothing but its beginning": ("x.csv.gz", GZIPPED[:2], "the gzip file is cut off", "again"),
    "garbage behind a gzip": ("x.csv.gz", GZIPPED + b"garbage", f"is damaged near byte {len(GZIPPED)}: "
                              "something that is not gzip follows the data", "`gzip -t`"),
    "a damaged header of a gzip": ("x.csv.gz", GZIPPED[:2] + b"\xff" + GZIPPED[3:],
                                   "x.csv.gz: the gzip file is damaged near byte", "deliver"),
    "a damaged second header of a gzip": ("x.csv.gz", GZIPPED + b"\x1f\x8b\xff" + GZIPPED[3:],
                                          "x.csv.gz: the gzip file is damaged near byte", "deliver"),
    "a gzip whose sum is wrong": ("x.csv.gz", GZIPPED[:-6] + b"00" + GZIPPED[-4:],
                                  "incorrect data check", "deliver the file again"),
    "text under the name of a gzip": ("x.csv.gz", HEADER, "x.csv.gz: is not gzipped, although its name",
                                      "or gzip it"),
    "a gzip under the name of text": ("x.csv", GZIPPED, "x.csv: is gzipped, but its name does not",
                                      "deliver it as NAME.gz"),
    "a gzip of a gzip": ("x.csv.gz", gzip.compress(GZIPPED), "x.csv.gz: is gzipped twice", "once"),
    "a pointer of Git LFS": ("x.csv", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
                             "x.csv: is a pointer of Git LFS", "git lfs pull"),
    "a page of HTML": ("x.csv", b"\xef\xbb\xbf\r\n<!DOCTYPE html>\n<html>", "x.csv: is an HTML page",
                       "downloads fail"),
    "an answer in JSON": ("x.csv", b'{"error": "unauthorized"}', "x.csv: is JSON", "downloads fail"),
    "a workbook": ("x.csv", b"PK\x03\x04\x14\0", "x.csv: is a workbook (.xlsx)", "save it as CSV"),
    "an old workbook": ("x.csv", b"\xd0\xcf\x11\xe0\xa1\xb1", "x.csv: is a workbook (.xls", "save it as CSV"),
    "an encrypted file": ("x.csv", b"-----BEGIN PGP MESSAGE-----\n", "x.csv: is encrypted", "decrypt it"),
    "UTF-16, low byte first": ("x.csv", TEXT.encode("utf-16-le"), "x.csv: is UTF-16", "UTF-8"),
    "UTF-16, high byte first": ("x.csv", TEXT.encode("utf-16-be"), "x.csv: is UTF-16", "UTF-8"),
    "UTF-16 with a mark": ("x.csv", TEXT.encode("utf-16"), "x.csv: is UTF-16", "UTF-8"),
    "UTF-16 with the other mark": ("x.csv", b"\xfe\xff" + TEXT.encode("utf-16-be"), "x.csv: is UTF-16",
                                   "UTF-8"),
    "a file of NUL bytes": ("x.csv", bytes(4096), "x.csv: begins with NUL bytes", "deliver it again"),
    "an empty file": ("x.csv", b"", "x.csv: is empty: there is not even a header", "deliver it again"),
    "an empty gzip": ("x.csv.gz", gzip.compress(b""), "x.csv.gz: is empty", "deliver it again"),
    "lines that end in CR alone": ("x.csv", (HEADER + GOOD).replace(b"\n", b"\r"),
                                   "x.csv:1: has lines that end in CR alone", "LF or CRLF"),
    "a large file whose lines end in CR": ("x.csv", (HEADER + GOOD * 40000).replace(b"\n", b"\r"),
                                           "x.csv:1: has lines that end in CR alone", "LF or CRLF"),
    "lines that end in CR CR LF": ("x.csv", HEADER.replace(b"\n", b"\r\r\n"),
                                   "x.csv:1: has lines that end in CR alone, or in CR CR LF", "CRLF"),
    "a file without a header": ("x.csv", GOOD, "x.csv:1: is not the header: it names no column of "
                                "invoices; its first cell is 'G-1'", "[feed invoices]"),
    "another delimiter": ("x.csv", HEADER.replace(b",", b";"), "x.csv:1: is not the header", "`delimiter`"),
    "a title above the header": ("x.csv", b"\n\nInvoices of July,,\n" + HEADER,
                                 "x.csv:3: is not the header: it names no column of invoices; its first "
                                 "cell is 'Invoices of July'", "the first line names the columns"),
    "a line for Excel that says otherwise": ("x.csv", b"sep=;\n" + HEADER, "x.csv:1: says sep=;",
                                             "correct `delimiter`"),
    "a required column that is missing": ("x.csv", HEADER.replace(b",sku", b""), "x.csv:1: header 'sku' is "
                                          "missing, and 'sku' is required", "column.sku"),
    "a header in other letters": ("x.csv", HEADER.replace(b"sku", b"SKU"), "x.csv:1: header 'sku' is missing",
                                  "capital letters count: write column.sku = SKU in [feed invoices]"),
    "a header in capital letters": ("x.csv", HEADER.upper().replace(b"SKU", b"sku"), "x.csv:1: header "
                                    "'invoice_number' is missing", "write column.invoice_number = INVOICE_"),
    "quoted cells between other delimiters": ("x.csv", b'"' + HEADER[:-1].replace(b",", b'";"') + b'"\n',
                                              "x.csv:1: the header has a quote", "is `delimiter` right?"),
    "a header that stands twice": ("x.csv", HEADER.replace(b"remark", b"sku"), "x.csv:1: header 'sku' "
                                   "stands twice, in columns 6 and 10", "one column of each name"),
    "a header in another encoding": ("x.csv", HEADER.replace(b"remark", b"Caf\xe9"), "x.csv:1: header "
                                     "'Caf\\xE9' (column 10) is not text in the encoding utf-8", "encoding"),
    "a stray quote in the header": ("x.csv", HEADER.replace(b"remark", b'17"'), "x.csv:1: the header has a "
                                    "quote", "doubled"),
    "a header of more than 1,000 columns": ("x.csv", HEADER[:-1] + b",x" * 1000 + b"\n",
                                            "x.csv:1: the header has more than 1000 columns", "delimiter"),
    "a header of more than 1 MiB": ("x.csv", b"x" * (2 << 20), "x.csv:1: the header is larger than 1048576 "
                                    "bytes", "is it the right file?"),
}


class Files(unittest.TestCase):
    """Each in a run of its own: nothing is taken in."""

    @classmethod
    def setUpClass(cls):
        cls.shop = Shop()
        cls.first = cls.shop.run()
        cls.catalog = cls.shop.catalog()

    def check(self, name, content, problem, hint):
        path = self.shop.deliver(name, content)
        result = self.shop.run()
        checked = self.shop.cashback("check")
        os.remove(path)
        self.assertEqual(result.returncode, 65, result.stderr)
        problems = [line for line in result.stderr.splitlines() if not line.startswith("hint: ")]
        for line in problems:
            self.assertIn("cashback-extract: inbox/invoices/x.csv", line)
        self.assertIn(problem, problems[0])
        self.assertIn(hint, result.stderr.splitlines()[1])
        self.assertEqual(self.shop.catalog(), self.catalog)
        self.assertIn(problem if checked.returncode else "", checked.stderr)


for _what, _case in FILES.items():
    setattr(Files, f"test_{_what}_is_refused_as_a_whole".replace(" ", "_"),
            lambda self, case=_case: self.check(*case))


class Inbox(unittest.TestCase):
    def setUp(self):
        self.shop = Shop()

    def refused(self, status, *texts):
        result = self.shop.run()
        self.assertEqual(result.returncode, status, result.stderr)
        for text in texts:
            self.assertIn(text, result.stderr)

    def test_a_cut_between_two_members_of_a_gzip_is_found_by_the_control_file(self):
        content = gzip.compress(HEADER + GOOD) + gzip.compress(LAST)
        self.shop.deliver("2.csv.gz", gzip.compress(HEADER + GOOD))
        self.shop.deliver("2.csv.gz.ctl", b"rows = 2\nnet_amount = 2.00\n")
        self.refused(65, "inbox/invoices/2.csv.gz.ctl:1: rows is 2, but inbox/invoices/2.csv.gz has 1",
                     "2.csv.gz.ctl:2: net_amount is 2.00", "deliver the file again, completely")
        self.shop.deliver("2.csv.gz", content)
        self.assertEqual(self.shop.run().returncode, 0)

    def test_a_folder_that_matches(self):
        os.mkdir(self.shop.path("inbox/invoices/x.csv"))
        self.refused(65, "inbox/invoices/x.csv: is a folder, not a file", "narrow `files`")

    def test_a_pipe_that_matches(self):
        os.mkfifo(self.shop.path("inbox/invoices/x.csv"))
        self.refused(65, "inbox/invoices/x.csv: is a device or pipe, not a file")

    def test_a_link_to_nothing(self):
        os.symlink("nowhere", self.shop.path("inbox/invoices/x.csv"))
        self.refused(66, "inbox/invoices/x.csv: cannot be looked at: No such file")

    def test_a_name_that_is_not_utf8(self):
        with open(os.path.join(os.fsencode(self.shop.dir), b"inbox/invoices/\xe9.csv"), "wb") as file:
            file.write(HEADER)
        self.refused(65, "inbox/invoices/\\xE9.csv: its name is not UTF-8")

    def test_no_file_that_matches(self):
        self.shop.replace("pipeline.conf", "inbox/registrations*", "elsewhere/*")
        self.refused(66, "feed registrations: no file matches elsewhere/*.csv", "correct `files`")

    def test_no_campaign_that_matches(self):
        self.shop.replace("pipeline.conf", "[statement]", "[pipeline]\ncampaigns = nowhere/*\n[statement]")
        self.refused(66, "no campaign folder matches nowhere/*", "correct `campaigns`")

    def test_a_file_of_nothing_but_a_header_is_a_good_one(self):
        self.shop.deliver("2.csv", HEADER)
        self.assertEqual(self.shop.run().returncode, 0)
        self.assertEqual(self.shop.manifest()["inbox/invoices/2.csv"]["totals"]["read"], 0)

    def test_a_file_that_this_user_may_not_read(self):
        path = self.shop.deliver("2.csv", HEADER)
        os.chmod(path, 0)
        self.shop.replace("pipeline.conf", self.shop.url, "")  # whose server is root's
        user = {} if os.getuid() else {"user": 65534, "group": 65534, "extra_groups": []}
        for folder, _, names in os.walk(self.shop.dir):
            for name in [folder] + [os.path.join(folder, name) for name in names]:
                os.chown(name, *([65534, 65534] if user else [-1, -1]))
        result = self.shop.cashback("check", **user)
        self.assertEqual(result.returncode, 77, result.stderr)
        self.assertIn("cashback: inbox/invoices/2.csv: cannot be opened: Permission denied", result.stderr)
        self.assertEqual(result.stderr.count("2.csv"), 1)
        result = self.shop.run(**user)
        self.assertEqual(result.returncode, 77, result.stderr)
        self.assertIn("inbox/invoices/2.csv: cannot be opened: Permission denied", result.stderr)

    def test_a_file_that_is_still_growing(self):
        path = self.shop.deliver("2.csv", HEADER + GOOD * 1000000)
        done = threading.Event()

        def grow():
            with open(path, "ab", buffering=0) as file:
                while not done.is_set():
                    file.write(GOOD)
                    time.sleep(0.0001)
        writer = threading.Thread(target=grow)
        writer.start()
        try:
            self.refused(65, "inbox/invoices/2.csv: is still growing", "ends in .part or .tmp")
        finally:
            done.set()
            writer.join()

    def test_identifiers_that_look_like_numbers_come_through_as_they_are(self):
        numbers = ("0001", "1E5", "17850.0", "-0", "+1", "1,5", "007 ", "1e400", "0x1F", "2026-07-01")
        for number in numbers:
            self.shop.deliver("2.csv", HEADER + b"".join(
                f'"{number}",1,2026-07-01,E,C,A,1,,1.00,\n'.encode() for number in numbers))
        self.assertEqual(self.shop.run().returncode, 0)
        rows = self.shop.rows("SELECT invoice_number FROM cashback.earning WHERE source_file LIKE '%2.csv'")
        self.assertEqual({row["invoice_number"] for row in rows}, {number.strip() for number in numbers})

    def test_a_stray_quote_in_line_3_of_a_million_is_one_row_and_not_the_rest(self):
        bad = b'B,1,2026-07-01,E,C,A,1,,,"open\n'
        rows = b"".join(b"M-%d,1,2026-07-01,E,C,Z,1,,1.00,\n" % number for number in range(1000000))
        self.shop.deliver("2.csv", HEADER + GOOD + bad + rows)
        result = self.shop.run()
        self.assertEqual(result.returncode, 0, result.stderr)
        totals = self.shop.manifest()["inbox/invoices/2.csv"]["totals"]
        self.assertEqual((totals["read"], totals["accepted"], totals["rejected"]), (1000002, 1000001, 1))
        found = self.shop.rows("SELECT source_line, reason FROM cashback.quarantine")
        self.assertEqual(found, [{"source_line": "3", "reason": "row-error"}])

    def test_a_gzip_bomb_ends_in_bounded_memory(self):
        bomb = gzip.compress(b"x" * (300 << 20))
        self.shop.deliver("2.csv.gz", gzip.compress(HEADER) + bomb)
        status, message, peak = self.measured_run()
        self.assertEqual(status, 65, message)
        self.assertIn("inbox/invoices/2.csv.gz: the gzip file grows more than 1000 times", message)
        if not lab.is_sanitized():
            self.assertLess(peak, 64 << 20)

    def measured_run(self):
        """Exit status, messages and the largest resident memory of a process of the run."""
        with open(self.shop.path("stderr"), "wb") as stderr:
            child = os.fork()
            if child == 0:
                os.chdir(self.shop.dir)
                os.dup2(stderr.fileno(), 2)
                os.execv(os.path.join(lab.BIN, "cashback"), ["cashback", "run", "--as-of", "2026-10-31"])
        _, status, usage = os.wait4(child, 0)
        return os.waitstatus_to_exitcode(status), self.shop.read("stderr"), usage.ru_maxrss * 1024


# What a run over its limit says of the first row of a reason.
WORDS = {
    b"B,1,2026-07-01,E,C,A,1O,,,": "2.csv:2: quantity '1O' is not a whole number with the marks and the sign "
                                   "that are declared: type-error, 1 row in all",
    b'B,1,2026-07-01,E,C,A,1,,"1,5",': "net_amount '1,5' is not a number with the marks",
    b"B,1,01.07.2026,E,C,A,1,,,": "invoice_date '01.07.2026' is not a date of the form %Y-%m-%d: type-error",
    b"B,1,2026-07-01,E,C,,1,,,": "sku is blank, and required: constraint-error",
    b"B,1,2026-07-01,E,C,A,1,,0.12345,": "net_amount '0.12345' is too long, too large or too precise",
    b"B,1,2026-07-01,E,Caf\xe9,A,1,,,": "customer_id 'Caf\\xE9' is not text in the declared encoding",
    b"B,1,2026-07-01,E,C,A\x1b[2J\0,1,,,": "sku 'A\\x1B[2J\\x00' is not text",
    b"B,1,2026-07-01,E,C,A,1,,2,\nB,1,2026-07-01,E,C,A,1,,3,": "invoice_number 'B' has other values on another "
                                                             "line: key-conflict, 2 rows in all",
    b"B,1": "2.csv:2: has fewer cells than the header: none for invoice_date: missing-cell",
    b"B,1,2026-07-01,E,C,A,1,,1,00,": "2.csv:2: has more cells than the header: '' follows: extra-cell",
    b'B,1,2026-07-01,E,C,A,1,,,17"': "2.csv:2: has a stray quote, is too large, or is the beginning of another",
}


class Words(unittest.TestCase):
    def test_a_run_over_its_limit_says_what_is_wrong_in_words(self):
        shop = Shop()
        shop.replace("pipeline.conf", "[feed invoices]\n", "[feed invoices]\nmax_rejects = 0\n")
        for record, words in WORDS.items():
            shop.deliver("2.csv", HEADER + record + b"\n")
            result = shop.run()
            self.assertEqual(result.returncode, 65)
            self.assertIn(words, result.stderr)
            self.assertIn("hint: deliver corrected files under the same names; or", result.stderr)

    def test_of_registrations_too(self):
        shop = Shop()
        shop.replace("inbox/registrations.csv", "approved", "Approved")
        shop.replace("pipeline.conf", "[feed registrations]\n", "[feed registrations]\nmax_rejects = 0\n")
        self.assertIn("status 'Approved' is not one of the words that are allowed", shop.run().stderr)


class Exports(unittest.TestCase):
    """Forms that are unusual and can be taken without a guess."""

    def taken(self, content, settings=""):
        shop = Shop()
        shop.replace("inbox/registrations.csv", "I-1", "G-1")
        shop.deliver("1.csv", content)
        shop.replace("pipeline.conf", "[feed invoices]\n", "[feed invoices]\n" + settings)
        result = shop.run()
        self.assertEqual(result.returncode, 0, result.stderr)
        totals = shop.manifest()["inbox/invoices/1.csv"]["totals"]
        self.assertEqual((totals["accepted"], totals["rejected"]), (2, 0))
        return shop

    def test_a_delimiter_behind_every_line(self):
        self.taken((HEADER + GOOD).replace(b"\n", b",\n") + b"G-2,1,2026-07-01,E,C,A,1,1.00,1.00,,\n")

    def test_line_ends_of_both_kinds_in_one_file(self):
        self.taken(HEADER.replace(b"\n", b"\r\n") + GOOD + LAST.replace(b"\n", b"\r\n"))

    def test_a_line_break_in_a_header(self):
        self.taken(HEADER.replace(b"sku", b'"Art.\r\nNo\n2"') + GOOD + LAST, "column.sku = Art. No 2\n")

    def test_a_last_line_without_an_end(self):
        self.taken(HEADER + GOOD + LAST.rstrip(b"\n"))

    def test_empty_lines_before_between_and_behind(self):
        self.taken(b"\r\n\n" + HEADER + b"\n \t\n" + GOOD + b"\n" + LAST + b"\n\n \n")

    def test_the_line_for_excel_that_says_what_is_declared(self):
        shop = self.taken(b"sep=;\r\n" + (HEADER + GOOD + LAST).replace(b",", b";"), "delimiter = ;\n")
        self.assertEqual([row["source_line"] for row in shop.rows(
            "SELECT source_line FROM cashback.earning ORDER BY source_line")], ["3", "4"])


if __name__ == "__main__":
    tap.main()
