"""What stands on the portal's pages, and what becomes of their files; without a browser."""
import os
import shutil
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import pages  # noqa: E402
import tap  # noqa: E402

ELEMENTS = set("html head meta title link body a header div nav p h1 h2 h3 span time main section "
               "dl dt dd table caption thead tbody tr th td ul ol li small svg rect footer".split())
ATTRIBUTES = set("lang charset http-equiv content name rel href class id aria-label role tabindex "
                 "aria-labelledby scope datetime viewbox preserveaspectratio x y width height "
                 "data-label".split())
PARTNERS = 50 if pages.lab.is_sanitized() else 500


def shown(text):
    """Control characters as their pictures."""
    return "".join(chr(0x2421) if c == "\x7f" else chr(0x2400 + ord(c)) if c < " " else c
                   for c in text)


class Written(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.around = set(os.listdir(os.path.dirname(pages.lab.scratch("around"))))
        cls.portal = pages.Portal(hostile_partners=PARTNERS)
        done = cls.portal.render()
        if done != (0, ""):
            raise RuntimeError(done)
        cls.all = {path: pages.Page(path) for path in cls.portal.pages()}

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.portal.dir)

    def test_hostile_texts_add_no_element_and_no_attribute(self):
        for path, page in self.all.items():
            self.assertLessEqual(page.elements, ELEMENTS, path)
            self.assertLessEqual(page.attributes, ATTRIBUTES, path)
            self.assertEqual(page.open, [], path)

    def test_a_hostile_name_is_read_as_it_was_delivered(self):
        names = {page.text_of("h1")[0] for path, page in self.all.items()
                 if path.endswith("index.html")}
        self.assertLessEqual({shown(text) for text in pages.hostile(PARTNERS)}, names)

    def test_every_link_leads_to_a_file_or_a_place_on_its_page(self):
        for path, page in self.all.items():
            for link in page.links:
                if link in ("data:,", "mailto:rebates@vendor.example"):
                    continue
                self.assertNotIn(":", link)
                self.assertTrue(os.path.isfile(pages.target(path, link)), (path, link))
                if "#" in link:
                    self.assertIn(link.split("#")[1], page.ids, path)

    def test_no_file_is_outside_of_its_folder(self):
        folders = os.listdir(self.portal.site("partners"))
        self.assertEqual(len(folders), PARTNERS + 2)
        self.assertTrue(all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-%ABCDEF")
                            for name in folders))
        self.assertEqual(set(os.listdir(self.portal.dir)),
                         {"data.sql", "out", "pipeline.conf", "var"})
        self.assertEqual(set(os.listdir(self.portal.path("out"))), {"2026-09", "current", "site"})

    def test_a_partner_folder_links_to_nothing_outside_of_it(self):
        for path, page in self.all.items():
            if "/partners/" in path:
                self.assertFalse([link for link in page.links if link.startswith("..")], path)

    def test_nothing_of_another_partner_or_a_claimed_account_is_shown(self):
        claims = self.portal.read("partners", "77", "index.html")
        self.assertNotIn("R-SECRET", claims)
        self.assertNotIn("vasion", claims)
        self.assertNotIn("R-SECRET", self.portal.read("partners", "0012345", "index.html"))

    def test_the_board_says_nothing_of_partners_and_not_how_large_a_budget_is(self):
        for path in self.all:
            if "/public/" in path:
                text = open(path, encoding="utf-8").read()
                for word in ("0012345", "vasion", "4,321", "4321", "R-1"):
                    self.assertNotIn(word, text, path)
        self.assertIn("budget is limited", self.portal.read("public", "campaigns", "seats.html"))

    def test_campaigns_are_open_coming_or_closed_on_the_business_date(self):
        board = self.portal.read("public", "index.html")
        places = [board.index(text) for text in (
            'id="open"', ">Seats / Sièges<", 'id="coming"', ">Soon<", 'id="closed"', ">Deals<")]
        self.assertEqual(places, sorted(places))

    def test_amounts_are_on_statements_or_not_yet(self):
        page = pages.Page(self.portal.site("partners", "0012345", "index.html"))
        self.assertEqual(page.text_of("dd")[:3], ["1,000.00 ", "800.00 ", "200.00 "])

    def test_each_state_of_a_registration_says_what_to_do(self):
        text = self.portal.read("partners", "0012345", "index.html")
        for words in ("The sales of this account count.", "A pending registration needs nothing",
                      "Sign the terms", "The last day to register has passed",
                      "Register again with the number", "Contact us: only we can settle"):
            self.assertIn(words, text)
        self.assertIn("5 of 7 registrations are not active", text)

    def test_a_bar_says_in_words_how_far_the_next_tier_is(self):
        text = self.portal.read("partners", "0012345", "campaign-seats.html")
        self.assertIn('role="img" aria-label="8 units"', text)
        self.assertIn("8 units. The tier from 1 on is reached. The next one begins at 10: 2 more, in "
                      "sales up to 31 December 2026, would add 60.00 CAD, if no cap stands against it.", text)
        self.assertIn("30 units. The tier from 25 on is reached. It is the highest.", text)

    def test_many_lines_are_cut_into_pages_that_are_complete(self):
        names = ["not-paid.html", "not-paid-2.html", "not-paid-3.html"]
        lines = [self.portal.read("partners", "0012345", name).count('role="rowheader"')
                 for name in names]
        self.assertEqual(lines, [200, 200, 50])
        self.assertIn("Page 2 of 3", self.portal.read("partners", "0012345", names[1]))

    def test_the_final_statement_is_the_published_one_and_read_only_where_it_was(self):
        with open(self.portal.site("partners", "0012345", "2026-09.xlsx")) as book:
            self.assertEqual(book.read(), "the final workbook")
        self.assertIn('href="2026-09.xlsx"', self.portal.read("partners", "0012345", "index.html"))


class Files(unittest.TestCase):
    def setUp(self):
        self.portal = pages.Portal()
        self.assertEqual(self.portal.render(), (0, ""))

    def tearDown(self):
        shutil.rmtree(self.portal.dir)

    def anew(self):
        """Renders without any memory of what was rendered before."""
        os.unlink(self.portal.path("var", "workbooks.index"))
        return self.portal.render()

    def test_the_same_rows_leave_every_file_alone(self):
        before = self.portal.files()
        self.assertEqual(self.anew(), (0, ""))
        self.assertEqual(self.portal.files(), before)

    def test_what_was_changed_or_is_gone_is_put_right(self):
        before = {name: content for name, (content, _, _) in self.portal.files().items()}
        os.unlink(self.portal.site("partners", "0012345", "style.css"))
        with open(self.portal.site("partners", "77", "index.html"), "a") as page:
            page.write("<script>")
        self.assertEqual(self.portal.render(), (0, ""))
        self.assertEqual({name: content for name, (content, _, _) in self.portal.files().items()},
                         before)

    def test_pages_that_are_no_more_are_removed_and_other_files_stay(self):
        self.portal.write("out/site/partners/0012345/.htaccess", "Require all denied")
        for name in ("Other/note.txt", "assets/style.css", "assets/a.html"):
            self.portal.write("out/site/partners/" + name, "mine")
        self.portal.script("DELETE FROM cashback.exclusion; DELETE FROM cashback.registration "
                           "WHERE mpn_id = '77'; DELETE FROM cashback.campaign_terms "
                           "WHERE campaign_id = 'soon'")
        self.assertEqual(self.anew(), (0, ""))
        self.assertEqual(sorted(os.listdir(self.portal.site("partners"))),
                         ["0012345", "Other", "assets"])
        self.assertEqual(sorted(os.listdir(self.portal.site("partners", "assets"))),
                         ["a.html", "style.css"])
        names = os.listdir(self.portal.site("partners", "0012345"))
        self.assertIn(".htaccess", names)
        self.assertFalse([name for name in names if name.startswith("not-paid")])
        self.assertNotIn("soon.html", os.listdir(self.portal.site("public", "campaigns")))

    def test_a_file_of_somebody_else_stays_in_the_folder_of_a_partner_that_is_gone(self):
        self.portal.write("out/site/partners/77/.htaccess", "Require all denied")
        self.portal.script("DELETE FROM cashback.registration WHERE mpn_id = '77'")
        self.assertEqual(self.anew(), (0, ""))
        self.assertEqual(os.listdir(self.portal.site("partners", "77")), [".htaccess"])

    def test_nothing_is_missing_where_no_sale_can_join_any_more(self):
        self.portal.script("UPDATE cashback.standing SET until = '2026-09-30' WHERE measured = 'C-1'")
        self.assertEqual(self.anew(), (0, ""))
        text = self.portal.read("partners", "0012345", "campaign-seats.html")
        self.assertIn("8 units. The tier from 1 on is reached. Sales counted up to 30 September "
                      "2026.", text)
        self.assertLess(text.index("30 units"), text.index("8 units. The tier"))

    def test_amounts_in_sentences_have_the_places_of_their_currency(self):
        self.portal.script("UPDATE cashback.campaign SET currency = 'JPY'; "
                           "UPDATE cashback.standing SET currency = 'JPY'")
        self.assertEqual(self.anew(), (0, ""))
        text = self.portal.read("partners", "0012345", "campaign-seats.html")
        self.assertIn("At most 1,500 JPY a partner.", text)
        self.assertIn("would add 60 JPY,", text)

    def test_a_final_statement_that_was_changed_is_not_handed_on(self):
        shutil.rmtree(self.portal.site("partners", "0012345"))
        self.portal.write("out/2026-09/statements/0012345.xlsx", "another one")
        status, said = self.portal.render()
        self.assertEqual(status, 65)
        self.assertIn("is not the workbook that was published", said)
        self.assertIn("statement approve 2026-09", said)

    def test_a_statement_whose_file_was_moved_away_is_listed_without_a_link(self):
        shutil.rmtree(self.portal.site("partners", "0012345"))
        os.unlink(self.portal.path("out", "2026-09", "statements", "0012345.xlsx"))
        self.assertEqual(self.portal.render(), (0, ""))
        text = self.portal.read("partners", "0012345", "index.html")
        self.assertIn("Statement 2026-09", text)
        self.assertNotIn("2026-09.xlsx", text)

    def test_a_copy_keeps_the_rights_of_a_final_statement(self):
        os.chmod(self.portal.path("out", "2026-09", "statements", "0012345.xlsx"), 0o444)
        shutil.rmtree(self.portal.site("partners", "0012345"))
        self.assertEqual(self.portal.render(), (0, ""))
        copy = self.portal.site("partners", "0012345", "2026-09.xlsx")
        self.assertEqual(os.stat(copy).st_mode & 0o777, 0o444)

    def test_no_pages_are_made_where_they_are_not_wanted(self):
        shutil.rmtree(self.portal.site())
        conf = open(self.portal.path("pipeline.conf")).read()
        self.portal.write("pipeline.conf", conf + "site = no\n")
        self.assertEqual(self.portal.render(), (0, ""))
        self.assertFalse(os.path.exists(self.portal.site()))


if __name__ == "__main__":
    tap.main()
