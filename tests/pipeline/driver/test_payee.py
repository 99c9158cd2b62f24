"""cashback payee: where the money goes, and who said that it is right."""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from payments_lab import IBAN, OTHER_IBAN, PaymentsCase
import tap


class Payee(PaymentsCase):
    def states(self, *arguments):
        rows = json.loads(self.lab.run("payee", "list", "--json", *arguments).stdout)
        return [(row["mpn_id"], row["version"], row["state"]) for row in rows]

    def paid(self, mpn="100"):
        self.lab.close()
        self.lab.due(mpn, "1.00")
        self.lab.export()

    def test_the_list_has_the_newest_version_of_each_partner(self):
        self.lab.payee("100")
        self.lab.payee("100", account=OTHER_IBAN)
        self.lab.payee("200", name=None)
        self.assertEqual(self.states(), [("100", 2, "good"), ("200", 1, "blocked: no name is given")])

    def test_of_one_partner_every_version_is_listed(self):
        self.paid()
        self.lab.payee("100", account=OTHER_IBAN)
        self.assertEqual(self.states("--partner", "100"), [
            ("100", 1, "replaced"), ("100", 2, "blocked: changed, to be confirmed")])

    def test_a_confirmation_names_what_it_confirms_and_who_did(self):
        self.paid()
        self.lab.payee("100", name="New Inc.", account=OTHER_IBAN, bank="COBADEFF")
        done = self.lab.run("payee", "confirm", "100")
        self.assertEqual(done.stdout, f"100: version 2 is confirmed: New Inc., account {OTHER_IBAN}, "
                                      "bank COBADEFF\n")
        self.assertEqual(self.lab.rows("SELECT version, confirmed_by = session_user AS mine "
                                       "FROM cashback.payee_confirmation"),
                         [{"version": "2", "mine": "t"}])
        self.assertEqual(self.states(), [("100", 2, "confirmed")])

    def test_confirming_again_changes_nothing(self):
        self.lab.payee("100")
        self.lab.run("payee", "confirm", "100")
        before = self.lab.rows("SELECT * FROM cashback.payee_confirmation")
        self.assertIn("was confirmed before", self.lab.run("payee", "confirm", "100").stdout)
        self.assertEqual(self.lab.rows("SELECT * FROM cashback.payee_confirmation"), before)

    def test_a_version_that_is_not_the_newest_is_not_confirmed(self):
        self.lab.payee("100")
        self.lab.payee("100", account=OTHER_IBAN)
        done = self.lab.run("payee", "confirm", "100", "1", status=65)
        self.assertIn("version 1 is not the newest, which is 2", done.stderr)
        self.assertEqual(self.lab.rows("SELECT * FROM cashback.payee_confirmation"), [])

    def test_details_that_cannot_be_paid_to_are_not_confirmed(self):
        self.lab.payee("100", account=IBAN[:-1] + "8")
        done = self.lab.run("payee", "confirm", "100", status=65)
        self.assertIn("check digits are wrong", done.stderr)

    def test_a_partner_without_details_is_a_usage_error(self):
        self.lab.partner("100")
        self.assertIn("'100'", self.lab.run("payee", "confirm", "100", status=64).stderr)
        self.lab.run("payee", "confirm", status=64)
        self.lab.run("payee", status=64)

    def test_quiet_says_nothing_when_all_is_well(self):
        self.lab.payee("100")
        self.assertEqual(self.lab.run("payee", "confirm", "100", "-q").stdout, "")
        self.assertIn("no payee details", self.lab.run("payee", "list", "--partner", "9").stdout)


if __name__ == "__main__":
    tap.main()
