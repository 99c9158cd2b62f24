"""The check of generated workbooks, on a few; and that it finds what is planted."""
import os
import shutil
import sys
import unittest
import zipfile
from decimal import Decimal

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import check
import lab
import tap

COUNT = 15


class Checked(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = check.Season(COUNT)
        cls.sums, cls.paths = check.Sums(cls.place), cls.place.workbooks()
        cls.source = next(p for p in cls.paths
                          if cls.sums.of[check.partner_of(p), "CAD"]["posted"])
        cls.partner = check.partner_of(cls.source)
        cls.cell = cls.total()
        cls.folder = lab.scratch("planted")
        cls.wrong_value = cls.planted("value", cls.with_wrong_value)
        cls.wrong_formula = cls.planted("formula", cls.with_wrong_formula)
        cls.cut_off = cls.planted("cut", lambda part, data: data)
        os.truncate(cls.cut_off, os.path.getsize(cls.cut_off) // 2)
        planted = [cls.wrong_value, cls.wrong_formula, cls.cut_off]
        cls.problems, cls.counts = check.check(cls.paths + planted, cls.sums,
                                               dict.fromkeys(planted, cls.partner))

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.place.dir)

    @classmethod
    def planted(cls, name, change):
        """The first workbook with money in it, with its parts changed."""
        target = os.path.join(cls.folder, name + ".xlsx")
        with zipfile.ZipFile(cls.source) as old, zipfile.ZipFile(target, "w") as new:
            for part in old.namelist():
                new.writestr(part, change(part, old.read(part)))
        return target

    @classmethod
    def total(cls):
        """What was posted, as the statement has it."""
        for sheet, titles, _, totals in check.Book(cls.source).tables():
            if sheet == "Statement" and totals and "Total" in titles:
                return totals[0][titles.index("Total")]
        raise AssertionError("the statement has no total")

    @classmethod
    def changed(cls, part, data, before, after):
        """The total's cell with something else in it."""
        place = f'r="{cls.cell.coordinate}"'.encode()
        if part != "xl/worksheets/sheet1.xml":
            return data
        head, tail = data.split(place)
        assert before in tail, (before, tail[:200])
        return head + place + tail.replace(before, after, 1)

    @classmethod
    def with_wrong_value(cls, part, data):
        more = round(cls.cell.value + 0.01, 2)
        return cls.changed(part, data, f"<v>{cls.cell.value}</v>".encode(), f"<v>{more}</v>".encode())

    @classmethod
    def with_wrong_formula(cls, part, data):
        return cls.changed(part, data, b"<f>", b"<f>0.01+")

    def found(self, path):
        return [problem for where, problem in self.problems if where == path]

    def test_every_total_is_that_of_the_database_and_of_libreoffice(self):
        self.assertEqual([p for p in self.problems if p[0] in self.paths], [])
        books, formulas, totals = self.counts
        self.assertEqual(books, len(self.paths) + 3)
        self.assertGreater(books, COUNT / 2)
        self.assertGreater(formulas, totals)
        self.assertGreater(totals, 3 * books)

    def test_the_generated_money_has_adjustments_caps_and_three_currencies(self):
        parts = {name for of in self.sums.of.values() for name, value in of.items() if value}
        self.assertLessEqual({"earned", "adjusted", "withheld"}, parts)
        self.assertEqual({currency for _, currency in self.sums.of}, {"CAD", "USD", "JPY"})

    def test_a_wrong_stored_total_is_found_by_both(self):
        one, other = self.found(self.wrong_value)
        self.assertRegex(one, f"^Statement!{self.cell.coordinate}: Total CAD .* in the database$")
        self.assertRegex(other, f"^Statement!{self.cell.coordinate}: LibreOffice computes ")

    def test_a_wrong_formula_is_found_by_libreoffice(self):
        problem, = self.found(self.wrong_formula)
        self.assertRegex(problem, f"^Statement!{self.cell.coordinate}: LibreOffice computes ")

    def test_a_cut_off_workbook_is_found_by_both(self):
        one, other = self.found(self.cut_off)
        self.assertIn("openpyxl cannot read it", one)
        self.assertIn("LibreOffice cannot read it", other)

    def test_a_cent_more_in_the_database_is_found(self):
        of = self.sums.of[self.partner, "CAD"]
        of["lines"] += Decimal("0.01")
        problems, _ = check.against_database(check.Book(self.source), self.partner, self.sums)
        of["lines"] -= Decimal("0.01")
        self.assertEqual(len(problems), 1, problems)
        self.assertRegex(problems[0], "^Earnings!.* in the database$")


if __name__ == "__main__":
    tap.main()
