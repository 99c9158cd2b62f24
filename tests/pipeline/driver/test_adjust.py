"""Manual adjustments: proposed by one person, approved by another, posted once, and chained."""
import json
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", ".."))
from tests.support import lab, tap

ENTRY = ("--partner", "1005047", "--campaign", "summer-open", "--amount", "-12.5", "--date",
         "2026-09-30", "--reason", "old balance written off")


class Adjust(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = lab.Lab()
        done = cls.lab.cashback("-q", "run", "--as-of", "2026-09-30")
        assert done.returncode == 0, done.stderr
        cls.campaign = cls.lab.rows("SELECT min(campaign_id) AS id FROM cashback.campaign "
                                    "WHERE currency = 'CAD'")[0]["id"]
        login = f"second_{os.getpid()}"
        lab.psql(cls.lab.url, f"CREATE ROLE {login} LOGIN IN ROLE cashback_approver")
        cls.second = lab.Lab(url=cls.lab.url + f"&user={login}")

    def propose(self, **changed):
        options = dict(zip(ENTRY[::2], ENTRY[1::2]))
        options["--campaign"] = self.campaign
        options.update({"--" + key: value for key, value in changed.items()})
        return self.lab.cashback("adjust", "propose",
                                 *(word for pair in options.items() for word in pair))

    def proposed(self):
        done = self.propose()
        self.assertEqual(done.returncode, 0, done.stderr)
        return re.search(r"adjustment (\d+) is proposed", done.stdout)[1]

    def posted(self, number):
        return self.lab.rows("SELECT mpn_id, currency, kind, event_date, amount FROM "
                             f"cashback.ledger WHERE invoice_number = '' AND line_number = {number}")

    def chain_length(self):
        return int(self.lab.rows("SELECT count(*) AS n FROM cashback.chain")[0]["n"])

    def test_a_proposal_posts_nothing(self):
        self.assertEqual(self.posted(self.proposed()), [])

    def test_whoever_proposed_it_cannot_approve_it(self):
        number = self.proposed()
        done = self.lab.cashback("adjust", "approve", number)
        self.assertEqual(done.returncode, 77, done.stderr)
        self.assertIn("cannot approve it too", done.stderr)
        self.assertEqual(self.posted(number), [])

    def test_another_approver_posts_it_once(self):
        number, links = self.proposed(), self.chain_length()
        for _ in range(2):
            done = self.second.cashback("adjust", "approve", number)
            self.assertEqual((done.returncode, done.stdout),
                             (0, f"adjustment {number} is approved\n"), done.stderr)
        self.assertEqual(self.posted(number), [{
            "mpn_id": "1005047", "currency": "CAD", "kind": "adjustment",
            "event_date": "2026-09-30", "amount": "-12.50"}])
        self.assertEqual(self.chain_length(), links + 1)
        self.assertEqual(lab.miscounted(self.lab.url), [])

    def test_a_later_run_leaves_it_in_peace(self):
        number = self.proposed()
        self.assertEqual(self.second.cashback("adjust", "approve", number).returncode, 0)
        before = self.lab.rows("SELECT count(*) AS n, sum(amount) AS amount FROM cashback.ledger")
        done = self.lab.cashback("-q", "run", "--as-of", "2026-09-30")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        after = self.lab.rows("SELECT count(*) AS n, sum(amount) AS amount FROM cashback.ledger")
        self.assertEqual(after, before)

    def test_two_proposals_of_one_number_are_never_posted(self):
        number = self.proposed()
        self.lab.rows("INSERT INTO cashback.adjustment (mpn_id, adjustment_number, campaign_id, "
                      "currency, event_date, amount, reason, proposed_at) SELECT '12345', "
                      "adjustment_number, campaign_id, currency, event_date, 9000, reason, "
                      f"proposed_at FROM cashback.adjustment WHERE adjustment_number = {number}")
        done = self.second.cashback("adjust", "approve", number)
        self.assertEqual(done.returncode, 65, done.stderr)
        self.assertEqual(self.posted(number), [])

    def test_it_changes_neither_the_plan_nor_what_is_to_be_posted(self):
        number = self.proposed()
        self.assertEqual(self.second.cashback("adjust", "approve", number).returncode, 0)
        plan = json.loads(self.lab.cashback("plan", "--as-of", "2026-09-30", "--json").stdout)
        self.assertEqual([row for row in plan if row["mpn_id"] == "1005047"
                          and float(row["would_post"])], [])
        self.assertEqual(self.lab.rows("SELECT * FROM cashback.difference"), [])

    def test_what_is_rejected_is_never_posted(self):
        number = self.proposed()
        self.assertEqual(self.second.cashback("adjust", "reject", number).returncode, 0)
        done = self.second.cashback("adjust", "approve", number)
        self.assertEqual(done.returncode, 64)
        self.assertIn("was rejected already", done.stderr)
        self.assertEqual(self.posted(number), [])

    def test_a_proposal_that_makes_no_sense_is_refused(self):
        for changed, said in (({"partner": "nobody"}, "there is no partner"),
                              ({"campaign": "none"}, "no run has settled a campaign"),
                              ({"amount": "0"}, "is not an amount"),
                              ({"amount": "1,50"}, "is not an amount"),
                              ({"amount": "1.005"}, "more decimal places"),
                              ({"date": "2026-02-30"}, "is not a date"),
                              ({"reason": "two\nlines"}, "is not one line"),
                              ({"reason": ""}, "--reason is missing")):
            done = self.propose(**changed)
            self.assertEqual(done.returncode, 64, changed)
            self.assertIn(said, done.stderr)

    def test_the_list_says_who_did_what(self):
        number = self.proposed()
        rows = json.loads(self.lab.cashback("adjust", "list", "--json").stdout)
        mine = [row for row in rows if str(row["adjustment_number"]) == number]
        self.assertEqual([(row["state"], row["reason"], row["decided_by"]) for row in mine],
                         [("proposed", "old balance written off", None)])


if __name__ == "__main__":
    tap.main()
