"""cashback check and cashback campaigns, run as programs."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
import tap  # noqa: E402

PROGRAM = os.path.join(os.environ["CASHBACK_BIN"], "cashback")

FEEDS = {
    "partners": "mpn_id,name\n1,One\n",
    "agreements": "agreement_number,license_type,reseller_id\nA-1,Open,R-1\n",
    "invoices": "invoice_number,invoice_date,sku,quantity\nI-1,2026-07-01,ABC,1\n",
    "registrations": "registration_id,campaign_id,mpn_id,identification_number,registered_on,status\n"
                     "G-1,cloud,1,A-1,2026-07-01,approved\n",
}
CAMPAIGN = ("[campaign]\nid = {id}\nname = Séjour {id}\nkind = dollar_per_sku\nscope = partner\n"
            "tiers = stepped\nstart = 2026-07-01\nend = 2026-09-30\ncurrency = CAD\nreturns_days = 0\n")
CARD = "sku,rate,min_quantity,max_quantity\nABC,1.00,,\n"


class Check(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(dir=os.environ.get("CASHBACK_TMP"))
        self.addCleanup(folder.cleanup)
        self.dir = folder.name
        self.write("pipeline.conf", self.conf())
        for feed, text in FEEDS.items():
            self.write(f"inbox/{feed}.csv", text)
        self.campaign("cloud")

    def conf(self, url="${CASHBACK_TEST_URL}", more=""):
        feeds = "".join(f"[feed {name}]\nfiles = inbox/{name}*.csv\n" for name in FEEDS)
        return f"[database]\nurl = {url}\n{more}{feeds}"

    def write(self, name, text):
        path = os.path.join(self.dir, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def campaign(self, name, more=""):
        self.write(f"campaigns/{name}/campaign.conf", CAMPAIGN.format(id=name) + more)
        self.write(f"campaigns/{name}/rate_card.csv", CARD)

    def run_program(self, *arguments):
        return subprocess.run([PROGRAM, *arguments], cwd=self.dir, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=60)

    def assert_well(self, result):
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_one_line_says_that_all_is_well(self):
        result = self.run_program("check")
        self.assert_well(result)
        self.assertEqual(result.stdout, "pipeline.conf: all is well: 1 campaigns, 4 delivered files, "
                                        "database reachable\n")

    def test_quiet_says_nothing_when_all_is_well(self):
        result = self.run_program("check", "-q")
        self.assert_well(result)
        self.assertEqual(result.stdout, "")

    def test_check_leaves_the_folder_as_it_was(self):
        before = sorted(os.listdir(self.dir))
        self.assert_well(self.run_program("check"))
        self.assertEqual(sorted(os.listdir(self.dir)), before)

    def test_verbose_shows_every_value_and_where_it_came_from(self):
        self.write("pipeline.conf", self.conf(more="[pipeline]\ncurrency = USD\n"))
        lines = [line.split() for line in self.run_program("check", "-v").stdout.splitlines()]
        self.assertIn(["pipeline", "currency", "USD", "pipeline.conf:4"], lines)
        self.assertIn(["pipeline", "timezone", "UTC", "default"], lines)
        self.assertIn(["feed", "invoices", "files", "inbox/invoices*.csv", "pipeline.conf:10"], lines)

    def test_a_secret_is_shown_as_stars(self):
        result = self.run_program("check", "-v")
        self.assertIn(["database", "url", "***", "pipeline.conf:2"],
                      [line.split() for line in result.stdout.splitlines()])
        self.assertNotIn(os.environ["CASHBACK_TEST_URL"], result.stdout)

    def test_verbose_and_json_is_one_array(self):
        result = self.run_program("check", "-v", "--json")
        self.assert_well(result)
        rows = json.loads(result.stdout)
        self.assertIn({"section": "reports", "key": "output", "value": "out", "origin": "default"}, rows)

    def test_all_problems_are_said_at_once(self):
        self.write("pipeline.conf", self.conf(url="postgresql://u:hunter2@/x?host=/nowhere", more="[oops]\n"))
        self.campaign("cloud", "budgett = 5\n")
        self.campaign("other", "id = again\n")
        self.write("inbox/invoices.csv", "invoice_number,sku,quantity\n")
        os.remove(os.path.join(self.dir, "inbox/partners.csv"))
        result = self.run_program("check")
        self.assertEqual((result.returncode, result.stdout), (78, ""))
        for text in ("pipeline.conf:3: unknown section [oops]",
                     "campaigns/cloud/campaign.conf:11: unknown key 'budgett'",
                     "campaigns/other/campaign.conf:11: 'id' is given twice",
                     "inbox/invoices.csv", "invoice_date", "feed partners: no file matches", "/nowhere"):
            self.assertIn(text, result.stderr)
        self.assertNotIn("hunter2", result.stderr)

    def test_every_line_of_a_problem_names_the_program(self):
        self.campaign("cloud", "budgett = 5\n")
        lines = self.run_program("check").stderr.splitlines()
        self.assertEqual(len(lines), 1)
        self.assertTrue(lines[0].startswith("cashback: campaigns/cloud/campaign.conf:11: "))

    def test_a_missing_configuration_is_a_missing_input(self):
        result = self.run_program("check", "--config", "other.conf")
        self.assertEqual(result.returncode, 66)
        self.assertIn("other.conf", result.stderr)

    def test_a_feed_without_files_is_a_missing_input(self):
        os.remove(os.path.join(self.dir, "inbox/registrations.csv"))
        result = self.run_program("check")
        self.assertEqual(result.returncode, 66)
        self.assertIn("feed registrations: no file matches", result.stderr)

    def test_every_feed_without_files_is_named(self):
        os.remove(os.path.join(self.dir, "inbox/partners.csv"))
        os.remove(os.path.join(self.dir, "inbox/registrations.csv"))
        result = self.run_program("check")
        self.assertIn("feed partners: no file matches", result.stderr)
        self.assertIn("feed registrations: no file matches", result.stderr)

    def test_a_header_without_a_required_column_is_a_data_error(self):
        self.write("inbox/invoices-2.csv", "invoice_number,invoice_date,quantity\n")
        result = self.run_program("check")
        self.assertEqual(result.returncode, 65)
        self.assertIn("inbox/invoices-2.csv", result.stderr)
        self.assertIn("sku", result.stderr)

    def test_a_header_that_a_column_is_mapped_to_must_be_there(self):
        self.write("pipeline.conf", self.conf() + "column.terms_version = Fassung\n")
        result = self.run_program("check")
        self.assertEqual(result.returncode, 65, result.stderr)
        self.assertIn("Fassung", result.stderr)

    def test_a_column_setting_that_names_no_column_is_a_configuration_error(self):
        text = self.conf() + "column.skuu = Artikel\n"
        self.write("pipeline.conf", text)
        result = self.run_program("check")
        self.assertEqual(result.returncode, 78)
        self.assertIn(f"pipeline.conf:{text.count(chr(10))}: ", result.stderr)
        self.assertIn("skuu", result.stderr)

    def test_no_campaign_at_all_is_said(self):
        self.write("pipeline.conf", self.conf(more="[pipeline]\ncampaigns = nothing/*\n"))
        result = self.run_program("check")
        self.assertEqual(result.returncode, 66)
        self.assertIn("no campaign folder matches nothing/*", result.stderr)

    def test_a_database_that_does_not_answer_is_unreachable(self):
        self.write("pipeline.conf", self.conf(url="postgresql://u:hunter2@/x?host=/nowhere"))
        result = self.run_program("check")
        self.assertEqual(result.returncode, 69)
        self.assertNotIn("hunter2", result.stderr)

    def test_an_output_folder_that_cannot_be_made_is_said(self):
        self.write("pipeline.conf", self.conf(more="[reports]\noutput = inbox/invoices.csv/out\n"))
        result = self.run_program("check")
        self.assertEqual(result.returncode, 73)
        self.assertIn("inbox/invoices.csv/out: cannot be made: inbox/invoices.csv is not a folder",
                      result.stderr)

    def states(self, as_of):
        rows = json.loads(self.run_program("campaigns", "--as-of", as_of, "--json").stdout)
        return [row["state"] for row in rows]

    def test_a_campaign_is_open_from_start_to_end(self):
        self.assertEqual(self.states("2026-06-30"), ["coming"])
        self.assertEqual(self.states("2026-07-01"), ["open"])
        self.assertEqual(self.states("2026-09-30"), ["open"])
        self.assertEqual(self.states("2026-10-01"), ["closed"])

    def test_campaigns_are_listed_by_id_with_their_budget(self):
        self.campaign("a", "budget = 600\n")
        rows = json.loads(self.run_program("campaigns", "--as-of", "2026-07-01", "--json").stdout)
        self.assertEqual([row["campaign_id"] for row in rows], ["a", "cloud"])
        self.assertEqual(rows[0], {"campaign_id": "a", "name": "Séjour a", "kind": "dollar_per_sku",
                                   "start": "2026-07-01", "end": "2026-09-30", "state": "open",
                                   "currency": "CAD", "budget": 600.00})
        self.assertIsNone(rows[1]["budget"])

    def test_campaigns_are_a_table_for_people(self):
        lines = self.run_program("campaigns", "--as-of", "2026-07-01").stdout.splitlines()
        self.assertEqual(lines[0].split()[:2], ["campaign_id", "name"])
        self.assertEqual(lines[1].split()[:3], ["cloud", "Séjour", "cloud"])

    def test_campaigns_need_no_database(self):
        self.write("pipeline.conf", self.conf(url="postgresql:///x?host=/nowhere"))
        self.assert_well(self.run_program("campaigns"))

    def test_no_campaigns_is_an_empty_list(self):
        self.write("pipeline.conf", self.conf(more="[pipeline]\ncampaigns = nothing/*\n"))
        self.assertEqual(self.run_program("campaigns").stdout, "no campaigns\n")
        self.assertEqual(json.loads(self.run_program("campaigns", "--json").stdout), [])

    def test_a_wrong_campaign_is_not_listed_but_said(self):
        self.campaign("cloud", "budgett = 5\n")
        result = self.run_program("campaigns")
        self.assertEqual((result.returncode, result.stdout), (78, ""))
        self.assertIn("unknown key 'budgett'", result.stderr)


if __name__ == "__main__":
    tap.main()
