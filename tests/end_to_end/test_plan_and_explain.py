"""plan and explain: what a run would post, and why a line was paid or not, to the cent."""
import configparser
import csv
import json
import os
import pathlib
import shutil
import sys
import types
import unittest
from decimal import Decimal

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "differential"))
import lab
import second_opinion
import tap
import world

AS_OF = "2026-10-31"


class Plan(unittest.TestCase):
    def setUp(self):
        self.lab = lab.Lab()

    def tearDown(self):
        shutil.rmtree(self.lab.dir)

    def plan(self, *arguments):
        done = self.lab.cashback("plan", "--as-of", AS_OF, "--json", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_a_plan_says_what_the_run_then_posts_and_posts_nothing_itself(self):
        plan = {(r["campaign_id"], r["mpn_id"]): Decimal(str(r["would_post"])) for r in self.plan()}
        self.assertEqual(self.lab.rows("SELECT * FROM cashback.run"), [])
        self.assertFalse(os.path.exists(self.lab.path("build/demo/var/store/catalog.json")))
        self.assertEqual(self.lab.cashback("run", "--as-of", AS_OF, "-q").returncode, 0)
        posted = {(r["campaign_id"], r["mpn_id"]): Decimal(r["amount"]) for r in self.lab.rows(
            "SELECT campaign_id, mpn_id, sum(amount) AS amount FROM cashback.ledger GROUP BY 1, 2")}
        self.assertEqual({k: v for k, v in plan.items() if v}, {k: v for k, v in posted.items() if v})

    def test_after_the_run_a_plan_posts_nothing_more(self):
        self.assertEqual(self.lab.cashback("run", "--as-of", AS_OF, "-q").returncode, 0)
        self.assertEqual({Decimal(str(r["would_post"])) for r in self.plan()}, {Decimal(0)})

    def test_a_changed_rate_shows_before_it_is_live(self):
        self.assertEqual(self.lab.cashback("run", "--as-of", AS_OF, "-q").returncode, 0)
        shutil.copytree(self.lab.path("fixtures/demo/campaigns/open-seats"), self.lab.path("draft"))
        self.lab.replace("draft/rate_card.csv", "12.00", "13.00")
        rows = [r for r in self.plan("--campaign", "draft") if Decimal(str(r["would_post"]))]
        self.assertEqual({r["campaign_id"] for r in rows}, {"open-seats"})
        self.assertEqual({r["mpn_id"]: Decimal(str(r["would_post"])) for r in rows}["0034567"], 23)

    def test_a_draft_that_nobody_could_register_for_takes_every_registered_account(self):
        shutil.copytree(self.lab.path("fixtures/demo/campaigns/open-seats"), self.lab.path("draft"))
        self.lab.replace("draft/campaign.conf", "id = open-seats", "id = draft-seats")
        rows = {r["mpn_id"]: r for r in self.plan("--campaign", "draft")
                if r["campaign_id"] == "draft-seats"}
        self.assertEqual(Decimal(str(rows["0012345"]["would_post"])), Decimal("5520.00"))


class Explain(unittest.TestCase):
    """Every line of the demo that the second opinion has a result for, explained."""

    @classmethod
    def setUpClass(cls):
        cls.lab = lab.Lab()
        done = cls.lab.cashback("run", "--as-of", AS_OF, "-q")
        assert done.returncode == 0, done.stderr
        cls.opinion = settle_with_sql(cls.lab)
        cls.invoices = {row["invoice_number"] for rows in cls.opinion.values() for row in rows}
        cls.lines = {}
        for invoice in sorted(cls.invoices):
            done = cls.lab.cashback("explain", "--json", invoice)
            assert done.returncode == 0, done.stderr
            for line in json.loads(done.stdout):
                cls.lines[invoice, line["line_number"]] = line

    def explained(self, row):
        line = self.lines[row["invoice_number"], int(row["line_number"])]
        return line, next(c for c in line["campaigns"] if c["campaign_id"] == row["campaign_id"])

    def test_every_earning_of_the_second_opinion_is_explained_to_the_cent(self):
        self.assertEqual(len(self.opinion["earning"]), 213)
        for row in self.opinion["earning"]:
            line, campaign = self.explained(row)
            earning = next(e for e in campaign["earnings"] if e["mpn_id"] == row["mpn_id"])
            self.assertEqual((line["source_file"], line["source_line"]),
                             (row["source_file"], int(row["source_line"])))
            for key in ("amount", "withheld"):
                self.assertEqual(Decimal(earning[key]), Decimal(row[key]), row)
            for key in ("measure_before", "measure_after"):
                self.assertEqual(earning[key], int(row[key]), row)
            change = Decimal(earning["payout_after"]) - Decimal(earning["payout_before"])
            if len(line.get("takes_back", [])) < 2:  # its parts may lie in several groups
                self.assertEqual(change, Decimal(row["amount"]) + Decimal(row["withheld"]), row)

    def test_every_exclusion_is_decided_by_the_rule_that_the_second_opinion_names(self):
        self.assertEqual(len(self.opinion["exclusion"]), 28)
        for row in self.opinion["exclusion"]:
            _, campaign = self.explained(row)
            self.assertEqual([e["reason"] for e in campaign["exclusions"]
                              if e["mpn_id"] == row["mpn_id"]], [row["reason"]])
            if row["reason"] != "late-return":
                self.assertEqual(campaign["reason"], row["reason"])
                self.assertEqual([s["rule"] for s in campaign["rules"] if s["applies"]], [row["reason"]])
                self.assertEqual(campaign["rules"][-1]["rule"], row["reason"])

    def test_nothing_is_explained_that_the_second_opinion_does_not_know(self):
        known = {(t, r["campaign_id"], r["mpn_id"], r["invoice_number"], int(r["line_number"]))
                 for t in ("earning", "exclusion") for r in self.opinion[t]}
        found = {(t, c["campaign_id"], r["mpn_id"], *key) for key, line in self.lines.items()
                 for c in line["campaigns"] for t in ("earning", "exclusion") for r in c[t + "s"]}
        self.assertEqual(found, known)

    def test_its_ledger_entries_add_up_to_the_ledger(self):
        explained = sum(Decimal(e["amount"]) for line in self.lines.values() for e in line["ledger"])
        ledger = self.lab.rows("SELECT sum(amount) AS amount FROM cashback.ledger")
        self.assertEqual(explained, Decimal(ledger[0]["amount"]))

    def test_a_sale_that_was_not_paid_says_which_values_were_compared(self):
        done = self.lab.cashback("explain", "INV-260715-0002/1")
        self.assertIn("before-registration", done.stdout)
        self.assertRegex(done.stdout, r"sale 2026-07-15, registered 2026-07-\d\d")

    def test_an_invoice_that_nobody_delivered_is_a_missing_input(self):
        done = self.lab.cashback("explain", "INV-NOWHERE")
        self.assertEqual(done.returncode, 66)
        self.assertIn("INV-NOWHERE", done.stderr)


def read_campaigns(folder):
    """Campaign folders, read by Python's own parsers."""
    campaigns = []
    for path in sorted(pathlib.Path(folder).iterdir()):
        conf = configparser.ConfigParser(interpolation=None)
        conf.read(path / "campaign.conf", encoding="utf-8")
        cards = {}
        for name in world.CARDS:
            if (path / name).exists():
                with open(path / name, encoding="utf-8", newline="") as file:
                    cards[name] = list(csv.DictReader(file))
        keys = dict(conf["campaign"])
        if "license_types" in keys:
            keys["license_types"] = ",".join(t.strip() for t in keys["license_types"].split(","))
        campaigns.append(world.Campaign(keys, cards))
    return campaigns


def settle_with_sql(demo):
    """{table: rows} of schemas/audit on what extract staged for the demo."""
    url = lab.new_database()
    second_opinion.prepare(url)
    runs = sorted(pathlib.Path(demo.path("build/demo/var/runs")).iterdir())
    settings = {feed: {} for feed in world.COLUMNS}
    settings["partners"] = {"delivery": "snapshot"}
    case = types.SimpleNamespace(as_of=AS_OF, currency="CAD", settings=settings)
    second_opinion.run_psql(url, "".join((
        second_opinion.load_parameters(case),
        second_opinion.load_campaigns(read_campaigns(demo.path("fixtures/demo/campaigns"))),
        second_opinion.load_staged(pathlib.Path(demo.path("build/demo")), runs[-1]),
        second_opinion.include("audit/0[2-9]*.sql", "audit/1*.sql"))))
    return {table: lab.psql(url, f"SELECT * FROM audit.{table}") for table in ("earning", "exclusion")}


if __name__ == "__main__":
    tap.main()
