"""The pages as headless Chromium shows them, opened from disk: browse.mjs looks, axe judges."""
import json
import os
import shutil
import subprocess
import sys
import unittest
import urllib.parse
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import pages  # noqa: E402, first: it says where lab is
import lab  # noqa: E402
import tap  # noqa: E402

MODES = [
    {"name": "light", "width": 1280, "scheme": "light", "scripts": True},
    {"name": "dark", "width": 1280, "scheme": "dark", "scripts": True},
    {"name": "telephone", "width": 360, "scheme": "light", "scripts": True},
    {"name": "dark telephone", "width": 360, "scheme": "dark", "scripts": True},
    {"name": "no scripts", "width": 1280, "scheme": "light", "scripts": False},
]
KINDS = ["public/index.html", "public/campaigns/seats.html", "public/campaigns/deals.html",
         "partners/0012345/index.html", "partners/0012345/campaign-seats.html",
         "partners/0012345/not-paid-2.html", "partners/77/index.html"]


def browse(wanted):
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "browse.mjs")
    done = subprocess.run(["node", script, pages.MODULES], input=json.dumps(wanted),
                          capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)


def leads(link):
    """A file that is there, or the vendor's address."""
    parts = urllib.parse.urlsplit(link)
    if parts.scheme != "file":
        return link == "mailto:rebates@vendor.example"
    return os.path.isfile(urllib.request.url2pathname(parts.path))


def url(path):
    return "file://" + urllib.parse.quote(path)


@unittest.skipIf(lab.is_sanitized(), "the pages are the same")
class Browser(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.portal = pages.Portal(hostile_partners=len(pages.HOSTILE), extra=pages.partner(
            "long", pages.LONG) + pages.registration("long", 1, text="W" * 40)
            + pages.exclusion("long", 1, "W" * 60))
        done = cls.portal.render()
        if done != (0, ""):
            raise RuntimeError(done)
        kinds = [cls.portal.site(name) for name in KINDS]
        hostile = [path for path in cls.portal.pages() if path not in kinds
                   and ("%" in path or "/long/" in path)]
        cls.seen = browse({"modes": MODES, "pages": [
            {"url": url(path), "axe": True, "keyboard": path == kinds[3]} for path in kinds]})
        cls.hostile = browse({"modes": [MODES[2]], "pages": [
            {"url": url(path), "axe": path in hostile[::25]} for path in hostile]})

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.portal.dir)

    def assert_each(self, expected, of):
        """of(page) is as expected on every page that was seen; names those where it is not."""
        wrong = {(page["url"], page["mode"]): of(page) for page in self.seen + self.hostile}
        self.assertEqual({where: what for where, what in wrong.items() if what != expected}, {})

    def test_nothing_is_said_on_the_console_and_no_request_fails_or_leaves(self):
        self.assertGreater(len(self.hostile), 80)
        self.assert_each([], lambda page: page["said"])

    def test_hostile_names_run_no_script(self):
        self.assert_each((None, 0), lambda page: (page["hacked"], page["scripts"]))

    def test_every_link_leads_somewhere(self):
        self.assert_each([], lambda page: [link for link in page["links"] if not leads(link)])

    def test_axe_finds_nothing_serious(self):
        self.assertGreater(len([page for page in self.seen if "axe" in page]), 20)
        self.assert_each([], lambda page: [one for one in page.get("axe", [])
                                           if one["impact"] in ("serious", "critical")])

    def test_no_page_is_wider_than_the_screen(self):
        self.assert_each(False, lambda page: page["overflow"] > 0)

    def test_light_and_dark_are_the_readers_choice(self):
        grounds = {(page["mode"], page["ground"]) for page in self.seen}
        self.assertEqual(len({ground for mode, ground in grounds if mode == "light"}), 1)
        self.assertEqual({ground for mode, ground in grounds if mode == "light"} &
                         {ground for mode, ground in grounds if mode == "dark"}, set())
        self.assertNotIn("rgba(0, 0, 0, 0)", {ground for _, ground in grounds})

    def test_without_scripts_a_page_is_the_same(self):
        lengths = {}
        for page in self.seen:
            if page["mode"] in ("light", "no scripts"):
                lengths.setdefault(page["url"], set()).add((page["text"], page["title"]))
        self.assertEqual({len(same) for same in lengths.values()}, {1})

    def test_the_keyboard_reaches_every_link_and_sees_where_it_is(self):
        for page in self.seen:
            if "walk" not in page:
                continue
            reached = [step["what"] for step in page["walk"]]
            self.assertEqual(reached[0], "#main")
            hrefs = set(pages.Page(urllib.request.url2pathname(
                urllib.parse.urlsplit(page["url"]).path)).links) - {"style.css", "data:,"}
            self.assertLessEqual(hrefs, set(reached))
            self.assertTrue(all(step["visible"] for step in page["walk"]), page["walk"])


if __name__ == "__main__":
    tap.main()
