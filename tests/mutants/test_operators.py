"""The operators make the mistakes that they are named for, and only where code is."""
import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]
sys.dont_write_bytecode = True

import tap
from operators import mutants_of, mutated


def changes(body, operator):
    """What an operator makes of the statements of a function."""
    text = "static int f(int a)\n{\n" + body + "\n}\n"
    found = [mutated(text, m) for m in mutants_of("f.c", text) if m.operator == operator]
    return [" ".join(after[len("static int f(int a)\n{\n"):-len("\n}\n")].split())
            for after in found]


class Operators(unittest.TestCase):
    def check(self, operator, body, *expected):
        self.assertEqual(changes(body, operator), list(expected))

    def test_a_boundary_moves_by_one(self):
        self.check("boundary", "x = a < b;", "x = a <= b;")
        self.check("boundary", "x = a >= b;", "x = a > b;")

    def test_a_comparison_turns_round(self):
        self.check("negated comparison", "x = a == b;", "x = a != b;")

    def test_a_condition_of_several_parts_is_negated_as_a_whole(self):
        self.check("negated condition", "if (a < b && c) d();", "if (!(a < b && c)) d();")

    def test_a_condition_of_one_comparison_is_not_negated_twice(self):
        self.check("negated condition", "if (a < b) d();")

    def test_the_branches_of_a_choice_change_places(self):
        self.check("negated condition", "x = a ? f(b) : c;", "x = a ? c : f(b);")

    def test_numbers_go_up_and_down_by_one(self):
        self.check("off by one", "x = a + 1;", "x = a + 0;", "x = a + 2;")

    def test_an_empty_initialiser_is_no_number(self):
        self.check("off by one", "*x = (struct x){0};")

    def test_and_and_or_change_places(self):
        self.check("and/or", "x = a && b;", "x = a || b;")

    def test_sums_become_differences_but_signs_stay(self):
        self.check("plus/minus", "x = a + b;", "x = a - b;")
        self.check("plus/minus", "return -1;")

    def test_neighbouring_arguments_change_places(self):
        self.check("swapped arguments", "f(a, g(b, c));", "f(g(b, c), a);", "f(a, g(c, b));")

    def test_arguments_whose_order_means_nothing_stay(self):
        self.check("swapped arguments", "money_add(a, b, &c);", "money_add(a, &c, b);")

    def test_a_statement_is_dropped_and_a_declaration_is_not(self):
        self.check("dropped statement", "int x = 1; x = 2; if (a) break;",
                   "int x = 1; ; if (a) break;", "int x = 1; x = 2; if (a) ;")

    def test_another_value_is_returned(self):
        self.check("return value", "return a + b;", "return 0;", "return 1;")
        self.check("return value", "return -1;", "return 0;")

    def test_a_row_of_a_table_is_dropped(self):
        text = "static const int t[] = {\n\t[A] = 1,\n\t[B] = 2,\n};\n"
        dropped = [m for m in mutants_of("t.c", text) if m.operator == "dropped rule"]
        self.assertEqual([m.line for m in dropped], [2, 3])
        self.assertNotIn("[A]", mutated(text, dropped[0]))
        self.assertIn("[B]", mutated(text, dropped[0]))

    def test_comments_texts_and_directives_stay(self):
        text = '#define X (1 < 2)\n/* a < b */\nint f(void)\n{\n\tg("a < 1");\n}\n'
        self.assertEqual([m.operator for m in mutants_of("f.c", text)], ["dropped statement"])


if __name__ == "__main__":
    tap.main()
