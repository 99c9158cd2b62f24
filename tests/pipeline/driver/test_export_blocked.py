"""cashback statement export: who is not paid and why, and who is paid again."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from payments_lab import IBAN, OTHER_IBAN, PaymentsCase, texts
import tap


class Blocked(PaymentsCase):
    def blocked(self, words):
        done = self.lab.export()
        self.assertIn(words, done.stderr)
        self.assertIn("hint: ", done.stderr)
        return done

    def test_a_partner_without_payee_details_is_left_out_with_the_reason(self):
        self.lab.close()
        self.lab.due("100", "1.00")
        number = self.lab.statement("200", "2.00")
        done = self.blocked(f"statement {number} of partner 200 (Partner 200), 2.00 CAD, was not "
                            "exported: there are no payee details")
        self.assertIn("blocked", done.stdout)
        self.assertEqual(len(self.lab.table("payments-CAD-1.csv")), 1)

    def test_a_bad_iban_blocks_its_partner_alone(self):
        self.lab.close()
        self.lab.due("100", "1.00")
        self.lab.payee("200", account=IBAN[:-1] + "8")
        self.lab.statement("200", "2.00")
        self.blocked("check digits are wrong")
        self.assertIn("warning: partner 200 cannot be paid", self.lab.cashback("check").stderr)
        self.assertEqual([row["mpn_id"] for row in self.lab.table("payments-CAD-1.csv")], ["100"])

    def test_details_that_changed_since_the_last_payment_wait_for_a_confirmation(self):
        self.lab.close()
        self.lab.due("100", "1.00")
        self.lab.export()
        self.lab.payee("100", account=OTHER_IBAN)
        self.lab.close("2026-10", "2026-10-01", "2026-10-31")
        self.lab.statement("100", "2.00", period="2026-10")
        done = self.lab.export(period="2026-10")
        self.assertIn("changed since the last payment", done.stderr)
        self.assertIn("cashback payee confirm 100 2", done.stderr)
        self.lab.run("payee", "confirm", "100", "2")
        done = self.lab.export(period="2026-10")
        self.assertEqual(done.stderr, "")
        self.assertEqual(texts(self.lab.pain("payments-CAD-2.xml", "2026-10"), "p:CdtrAcct//p:IBAN"),
                         [OTHER_IBAN])

    def test_a_confirmation_is_for_one_version_alone(self):
        self.lab.close()
        self.lab.due("100", "1.00")
        self.lab.export()
        self.lab.payee("100", account=OTHER_IBAN)
        self.lab.run("payee", "confirm", "100")
        self.lab.payee("100", account="0030512345", bank="000300012")
        self.lab.close("2026-10", "2026-10-01", "2026-10-31")
        self.lab.statement("100", "2.00", period="2026-10")
        self.assertIn("changed since", self.lab.export(period="2026-10").stderr)

    def test_details_that_came_back_as_they_were_paid_to_need_no_confirmation(self):
        self.lab.close()
        self.lab.due("100", "1.00")
        self.lab.export()
        self.lab.payee("100", name=None, account=None)
        self.lab.payee("100")
        self.lab.close("2026-10", "2026-10-01", "2026-10-31")
        self.lab.statement("100", "2.00", period="2026-10")
        self.assertEqual(self.lab.export(period="2026-10").stderr, "")

    def test_a_partner_on_hold_is_not_paid_until_the_hold_is_lifted(self):
        self.lab.close()
        self.lab.due("100", "1.00")
        self.lab.run("hold", "set", "100", "--reason", "account in dispute")
        self.blocked("the partner is on hold: account in dispute")
        self.lab.run("hold", "lift", "100", "--reason", "settled")
        self.assertEqual(self.lab.export().stderr, "")

    def test_before_the_first_payment_the_newest_details_count(self):
        self.lab.close()
        self.lab.payee("100")
        self.lab.payee("100", account=OTHER_IBAN)
        self.lab.statement("100", "2.00")
        self.assertEqual(self.lab.export().stderr, "")
        self.assertEqual(texts(self.lab.pain(), "p:CdtrAcct//p:IBAN"), [OTHER_IBAN])


class Corrections(PaymentsCase):
    def setUp(self):
        super().setUp()
        self.lab.close()
        self.number = self.lab.due("100", "1.00")
        self.other = self.lab.statement("200", "2.00")

    def test_a_statement_is_paid_again_by_name_to_the_payee_that_is_confirmed_now(self):
        self.lab.export()
        self.lab.payee("100", account=OTHER_IBAN)
        self.assertIn("changed since", self.lab.export("--correct", self.number).stderr)
        self.lab.run("payee", "confirm", "100")
        self.lab.payee("200")
        self.lab.export("--correct", self.number)
        row, = self.lab.table("payments-CAD-2.csv")
        self.assertEqual((row["payment"], row["correction"], row["payee_account"]),
                         (self.number + "-C1", "1", OTHER_IBAN))
        self.assertEqual(texts(self.lab.pain("payments-CAD-2.xml"), "p:EndToEndId"),
                         [self.number + "-C1"])

    def test_a_correction_is_not_made_twice_by_repeating_the_command(self):
        self.lab.export()
        self.lab.export("--correct", self.number)
        before = self.lab.files()
        done = self.lab.export("--correct", self.number)
        self.assertIn("was paid again already, to the same account", done.stderr)
        self.assertEqual(self.lab.files(), before)
        self.lab.export("--correct", self.number, "--date", "2026-11-30")
        self.assertEqual(self.lab.table("payments-CAD-3.csv")[0]["correction"], "2")

    def test_nor_by_repeating_it_when_another_night_has_passed(self):
        self.lab.export()
        self.lab.export("--correct", self.number)
        self.lab.sql("UPDATE cashback.run SET as_of = as_of + 1")
        self.lab.export("--correct", self.number)
        self.assertEqual(self.lab.rows("SELECT max(correction) AS last FROM cashback.payment"),
                         [{"last": "1"}])

    def test_only_what_was_paid_is_corrected(self):
        self.assertIn("was not paid yet", self.lab.export("--correct", self.number, status=64).stderr)
        self.lab.export()
        done = self.lab.export("--correct", "2026-09-1-99999", status=64)
        self.assertIn("no such statement", done.stderr)

    def test_an_export_without_a_name_corrects_nothing(self):
        self.lab.export()
        self.lab.export("--correct", self.number)
        self.lab.payee("200")
        self.lab.export()
        self.assertEqual([row["statement_number"] for row in self.lab.table("payments-CAD-3.csv")],
                         [self.other])


if __name__ == "__main__":
    tap.main()
