"""A night with nothing new takes the tables of the run before; whatever is not certain is computed."""
import json
import os
import shutil
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))
import shop
import tap

SOLD_LATER = shop.HEADER + "I-2,1,2026-08-10,E,A,5,10.00\n"


class Reuse(unittest.TestCase):
    def setUp(self):
        self.shop = shop.Shop()

    def tearDown(self):
        shutil.rmtree(self.shop.dir)

    def night(self, as_of="2026-07-31"):
        """The id of the run whose tables it took; None: it computed."""
        done = self.shop.cashback("run", "--as-of", as_of)
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(self.last("run_results.json"), encoding="utf-8") as file:
            return json.load(file)["stages"]["transform"].get("reused_from")

    def last(self, name):
        return os.path.join(self.shop.runs()[-1], name)

    def posted(self):
        return [row["amount"] for row in self.shop.rows("SELECT amount FROM cashback.ledger ORDER BY 1")]

    def test_a_night_with_nothing_new_takes_the_tables_of_the_run_before(self):
        self.assertIsNone(self.night())
        first, inode = os.path.basename(self.shop.runs()[-1]), os.stat(self.last("earning.copy")).st_ino
        self.assertEqual(self.night(), first)
        self.assertEqual(os.stat(self.last("earning.copy")).st_ino, inode)
        self.assertEqual([name for name in os.listdir(self.shop.runs()[-1]) if name[0] == "."], [])
        self.assertEqual(self.posted(), ["2.00"])
        self.assertEqual(self.shop.cashback("audit", "--hashes").returncode, 0)

    def test_a_later_business_date_alone_is_nothing_new(self):
        self.night()
        self.assertIsNotNone(self.night("2026-08-31"))

    def test_what_was_dated_later_is_settled_when_its_day_has_come(self):
        self.shop.write("inbox/invoices/2.csv", SOLD_LATER)
        self.night()
        self.assertIsNotNone(self.night())
        self.assertIsNone(self.night("2026-08-31"))
        self.assertEqual(self.posted(), ["2.00", "5.00"])

    def test_a_registration_or_a_signature_of_a_later_day_is_waited_for(self):
        header = ("registration_id,campaign_id,mpn_id,identification_number,registered_on,status,"
                  "terms_signed_on\n")
        for registered, signed in (("2026-08-10", ""), ("2026-07-01", "2026-08-10")):
            self.shop.write("inbox/registrations.csv",
                            header + f"R1,one,1,I-1,{registered},approved,{signed}\n")
            self.assertIsNone(self.night())
            self.assertIsNotNone(self.night())
        self.assertIsNone(self.night("2026-08-31"))

    def test_a_new_file_is_computed(self):
        self.night()
        self.shop.write("inbox/invoices/2.csv", SOLD_LATER.replace("-08-", "-07-"))
        self.assertIsNone(self.night())
        self.assertEqual(self.posted(), ["2.00", "5.00"])

    def test_a_table_that_is_not_what_was_written_is_not_taken(self):
        self.night()
        path = self.last("earning.copy")
        with open(path, "rb") as file:
            content = file.read()
        with open(path, "wb") as file:
            file.write(content.replace(b"I-1", b"I-7"))
        self.assertIsNone(self.night())
        with open(self.last("earning.copy"), "rb") as file:
            self.assertEqual(file.read(), content)
        self.assertEqual(self.posted(), ["2.00"])

    def test_a_table_that_was_changed_behind_its_size_and_time_is_not_taken(self):
        self.night()
        path = self.last("earning.copy")
        was = os.stat(path)
        with open(path, "r+b") as file:
            content = file.read()
            file.seek(0)
            file.write(content.replace(b"I-1", b"I-7"))
        os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))
        self.assertIsNone(self.night())
        self.assertEqual(self.posted(), ["2.00"])

    def test_without_what_is_known_of_them_tables_are_read_and_taken(self):
        self.night()
        sums = open(self.last("SHA256SUMS"), encoding="utf-8").read()
        earning = next(line for line in sums.splitlines() if line.endswith(" earning.copy"))
        for text in (None, "", "cashback tables 1 ", "\n \n" * 9, earning.replace("  ", " 1 2 3 ")):
            index = self.shop.path("var/tables.index")
            os.unlink(index) if text is None else self.shop.write("var/tables.index", text)
            self.assertIsNotNone(self.night())
            self.assertIn(earning, open(self.last("SHA256SUMS"), encoding="utf-8").read())

    def test_the_tables_of_another_program_are_not_taken(self):
        self.night()
        path = self.last("run_results.json")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace('"program": "', '"program": "0'))
        self.assertIsNone(self.night())

    def test_a_run_that_did_not_finish_lends_nothing(self):
        self.night()
        path = self.last("run_results.json")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace('"finished"', '"failed"'))
        self.assertIsNone(self.night())


if __name__ == "__main__":
    tap.main()
