"""cashback statement export: what is paid, in which form, and once."""
import json
import os
import stat
import subprocess
import sys
from decimal import Decimal

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import payments_lab as made
from payments_lab import HEAD, IBAN, SPACE, PaymentsCase, texts
import lab
import tap


class Exported(PaymentsCase):
    def test_an_approved_statement_is_a_payment_in_xml_and_csv(self):
        self.lab.close()
        number = self.lab.due("100", "120.50")
        self.lab.export()
        root = self.lab.pain()
        self.assertEqual(texts(root, "p:EndToEndId"), [number])
        self.assertEqual(texts(root, "p:InstrId"), [number])
        self.assertEqual(texts(root, "p:InstdAmt"), ["120.50"])
        self.assertEqual(root.find(".//p:InstdAmt", SPACE).get("Ccy"), "CAD")
        self.assertEqual(texts(root, "p:CdtrAcct/p:Id/p:IBAN"), [IBAN])
        self.assertEqual(self.lab.table("payments-CAD-1.csv"), [{
            "export": "1", "payment": number, "statement_number": number, "period": "2026-09",
            "mpn_id": "100", "partner_name": "Partner 100", "payee_name": "Payee Inc.",
            "payee_account": IBAN, "payee_bank": "", "currency": "CAD", "amount": "120.50",
            "correction": "0", "execution_date": "2026-10-31", "chain_head": HEAD}])

    def test_control_sums_and_counts_are_those_of_the_payments(self):
        self.lab.close()
        for mpn, amount in enumerate(("0.10", "0.20", "99999999999.97", "1234.5", "7"), 100):
            self.lab.due(str(mpn), amount)
        self.lab.export()
        root = self.lab.pain()
        amounts = [Decimal(text) for text in texts(root, "p:InstdAmt")]
        self.assertEqual(sum(amounts), Decimal("100000001241.77"))
        self.assertEqual([Decimal(t) for t in texts(root, "p:CtrlSum")], [sum(amounts)] * 2)
        self.assertEqual(texts(root, "p:NbOfTxs"), ["5", "5"])
        rows = self.lab.table("payments-CAD-1.csv")
        self.assertEqual([Decimal(row["amount"]) for row in rows], amounts)

    def test_each_currency_has_its_own_file_with_its_own_places(self):
        self.lab.close()
        self.lab.due("100", "10.00")
        self.lab.statement("100", "5000", currency="JPY")
        self.lab.statement("100", "1.500", currency="KWD")
        self.lab.export()
        self.assertEqual(sorted(self.lab.files()), [
            "journal-1.csv", "payments-CAD-1.csv", "payments-CAD-1.xml", "payments-JPY-2.csv",
            "payments-JPY-2.xml", "payments-KWD-3.csv", "payments-KWD-3.xml"])
        self.assertEqual(texts(self.lab.pain("payments-JPY-2.xml"), "p:CtrlSum"), ["5000"] * 2)
        self.assertEqual(texts(self.lab.pain("payments-KWD-3.xml"), "p:InstdAmt"), ["1.500"])

    def test_a_statement_without_a_payment_is_not_exported(self):
        self.lab.close()
        self.lab.due("100", "0", earned="3.00")
        done = self.lab.export()
        self.assertIn("nothing to pay", done.stdout)
        self.assertEqual(list(self.lab.files()), ["journal-1.csv"])

    def test_ids_are_unique_and_of_the_bank_s_length(self):
        self.lab.close()
        self.lab.due("100", "10.00")
        self.lab.statement("100", "5000", currency="JPY")
        self.lab.export()
        ids = [texts(self.lab.pain(name), "p:MsgId")[0]
               for name in ("payments-CAD-1.xml", "payments-JPY-2.xml")]
        self.assertEqual(ids, ["2026-09-CAD-1-01234567", "2026-09-JPY-2-01234567"])

    def test_the_chain_s_head_goes_with_each_payment(self):
        self.lab.close()
        number = self.lab.due("100", "10.00")
        self.lab.export()
        self.assertEqual(texts(self.lab.pain(), "p:Ustrd"), [f"{number} {HEAD[:16]}"])

    def test_an_account_is_an_iban_or_other_and_a_bank_a_bic_or_a_number(self):
        self.lab.close()
        self.lab.payee("100", account="gb29 nwbk 6016 1331 9268 19", bank="nwbkgb2l")
        self.lab.payee("200", account="00305 1234-567", bank="000300012")
        for mpn in ("100", "200"):
            self.lab.statement(mpn, "1.00")
        self.lab.export()
        root = self.lab.pain()
        self.assertEqual(texts(root, "p:CdtrAcct/p:Id/p:IBAN"), [IBAN])
        self.assertEqual(texts(root, "p:CdtrAcct/p:Id/p:Othr/p:Id"), ["00305 1234-567"])
        self.assertEqual(texts(root, "p:CdtrAgt/p:FinInstnId/p:BICFI"), ["NWBKGB2L"])
        self.assertEqual(texts(root, "p:CdtrAgt/p:FinInstnId/p:ClrSysMmbId/p:MmbId"), ["000300012"])
        self.assertEqual(texts(root, "p:DbtrAcct/p:Id/p:Othr/p:Id"), ["000305001234567"])
        self.assertEqual(texts(root, "p:DbtrAgt/p:FinInstnId/p:BICFI"), ["ROYCCAT2XXX"])

    def test_names_are_written_in_the_characters_of_a_payment(self):
        self.lab.close()
        names = {"100": "Solutions Érablière & Fils", "200": 'Nunavut ᓄᓇᕗᑦ "<Networks>"',
                 "300": "É" * 200, "400": "O'Connor, Łódź; s.e.n.c."}
        for mpn, name in names.items():
            self.lab.payee(mpn, name=name)
            self.lab.statement(mpn, "1.00", name=name)
        self.lab.export()
        self.assertEqual(texts(self.lab.pain(), "p:Cdtr/p:Nm"), [
            "Solutions Erabliere + Fils", "Nunavut .... '(Networks)'", "E" * 70,
            "O'Connor, Lodz, s.e.n.c."])
        self.assertEqual([row["payee_name"] for row in self.lab.table("payments-CAD-1.csv")],
                         list(names.values()))

    def test_the_bank_pays_on_the_business_date_of_the_last_run_or_on_the_date_given(self):
        self.lab.close()
        self.lab.due("100", "1.00")
        self.lab.export()
        self.lab.due("200", "2.00")
        self.lab.export("--date", "2026-11-15")
        self.assertEqual(texts(self.lab.pain(), "p:ReqdExctnDt/p:Dt"), ["2026-10-31"])
        self.assertEqual(texts(self.lab.pain("payments-CAD-2.xml"), "p:ReqdExctnDt/p:Dt"),
                         ["2026-11-15"])

    def test_the_folder_and_its_files_are_the_owner_s_alone_and_not_to_be_changed(self):
        self.lab.close()
        self.lab.due("100", "1.00")
        self.lab.export()
        folder = self.lab.folder()
        self.assertEqual(stat.S_IMODE(os.stat(folder).st_mode), 0o700)
        self.assertEqual({stat.S_IMODE(os.stat(os.path.join(folder, name)).st_mode)
                          for name in os.listdir(folder)}, {0o400})

    def test_json_has_every_payment_and_every_one_that_is_blocked(self):
        self.lab.close()
        paid = self.lab.due("100", "1.00")
        blocked = self.lab.statement("200", "2.00")
        rows = json.loads(self.lab.export("--json").stdout)
        self.assertEqual([(row["statement_number"], row["status"], row["amount"]) for row in rows],
                         [(paid, "exported", 1), (blocked, "blocked", 2)])
        rows = json.loads(self.lab.export("--json").stdout)
        self.assertEqual([row["status"] for row in rows], ["exported-before", "blocked"])

    def test_quiet_says_nothing_when_all_is_well(self):
        self.lab.close()
        self.lab.due("100", "1.00")
        done = self.lab.export("-q")
        self.assertEqual((done.stdout, done.stderr), ("", ""))


class Message(PaymentsCase):
    def test_the_rules_of_the_message_find_what_is_planted(self):
        self.lab.close()
        self.lab.due("100", "1.00")
        self.lab.export()
        text = self.lab.files()["payments-CAD-1.xml"].decode()
        plants = [
            ("<PmtMtd>TRF</PmtMtd>", ""), ("<PmtMtd>TRF", "<PmtMtd>SEND"),
            ("<MsgId>", "<MsgId>" + "1" * 35), ("Payee Inc.", "Payée Inc."), ("Payee Inc.", ""),
            ('Ccy="CAD"', 'Ccy="cad"'), (">1.00</InstdAmt>", ">-1.00</InstdAmt>"),
            (">1.00</InstdAmt>", ">1.000001</InstdAmt>"), ("<NbOfTxs>1<", "<NbOfTxs>one<"),
            ("<Dt>2026-10-31</Dt>", "<Dt>31.10.2026</Dt>"), ("ROYCCAT2XXX", "ROYCCAT2X"),
            (f"<IBAN>{IBAN}", "<IBAN>0123"), ("<CdtTrfTxInf>", "<CdtTrfTxInf><Purp/>"),
            ("pain.001.001.09", "pain.001.001.03"), ("Z</CreDtTm>", " o'clock</CreDtTm>"),
        ]
        for old, new in plants:
            with self.subTest(old=old, new=new):
                self.assertIn(old, text)
                self.lab.write("planted.xml", text.replace(old, new))
                with self.assertRaises(AssertionError):
                    made.check_pain(self.lab.path("planted.xml"))


class Once(PaymentsCase):
    def test_the_same_command_again_gives_the_same_bytes_and_pays_nothing(self):
        self.lab.close()
        self.lab.due("100", "1.00")
        self.lab.export()
        before, rows = self.lab.files(), self.lab.rows("SELECT * FROM cashback.payment")
        self.lab.export("--date", "2027-01-01")
        self.assertEqual(self.lab.files(), before)
        self.assertEqual(self.lab.rows("SELECT * FROM cashback.payment"), rows)

    def test_files_that_are_missing_come_again_byte_for_byte(self):
        self.lab.close()
        self.lab.due("100", "1.00")
        self.lab.export()
        before = self.lab.files()
        for name in before:
            os.remove(os.path.join(self.lab.folder(), name))
        self.lab.write("pipeline.conf", self.lab.read("pipeline.conf").replace("Northlight", "Other"))
        self.lab.export()
        self.assertEqual(self.lab.files(), before)

    def test_a_file_that_was_changed_is_named_and_left_as_it_is(self):
        self.lab.close()
        self.lab.due("100", "1.00")
        self.lab.export()
        path = os.path.join(self.lab.folder(), "payments-CAD-1.csv")
        for change in (lambda b: b.replace(b"1.00", b"9.00"), lambda b: b + b"x", lambda b: b[:-1]):
            os.chmod(path, 0o600)
            with open(path, "rb") as file:
                good = file.read()
            with open(path, "wb") as file:
                file.write(change(good))
            done = self.lab.export(status=73)
            self.assertIn("payments-CAD-1.csv", done.stderr)
            self.assertEqual(self.lab.files()["payments-CAD-1.csv"], change(good))
            with open(path, "wb") as file:
                file.write(good)

    def test_files_that_could_not_be_written_come_with_the_next_call(self):
        self.lab.close()
        self.lab.due("100", "1.00")
        self.lab.write("out/2026-09", "in the way")
        self.lab.seal()
        done = self.lab.cashback("statement", "export", "2026-09")
        self.assertIn(done.returncode, (73, 74), done.stderr)
        os.remove(self.lab.path("out/2026-09"))
        self.lab.export()
        self.assertEqual(len(self.lab.table("payments-CAD-1.csv")), 1)
        self.assertEqual(self.lab.rows("SELECT count(*) AS n FROM cashback.payment"), [{"n": "1"}])

    def test_a_statement_that_was_added_after_the_approval_is_not_paid(self):
        self.lab.close()
        self.lab.due("100", "1.00")
        self.lab.export()
        self.lab.due("999", "5000.00")
        done = self.lab.cashback("statement", "export", "2026-09")
        self.assertEqual(done.returncode, 65, done.stderr)
        self.assertIn("no longer those that were approved", done.stderr)
        self.assertEqual(self.lab.rows("SELECT mpn_id FROM cashback.payment"), [{"mpn_id": "100"}])

    def test_payments_of_earlier_periods_that_wait_are_named(self):
        self.lab.close()
        self.lab.statement("200", "2.00")  # without a payee
        self.lab.export()
        self.lab.close("2026-10", "2026-10-01", "2026-10-31")
        self.lab.due("100", "1.00", period="2026-10")
        self.assertIn("payments of 2026-09 that were never exported: 1",
                      self.lab.export(period="2026-10").stderr)

    def test_what_is_blocked_no_longer_is_a_new_export_beside_the_earlier_one(self):
        self.lab.close()
        self.lab.due("100", "1.00")
        late = self.lab.statement("200", "2.00")
        self.lab.export()
        before = self.lab.files()
        self.lab.payee("200")
        self.lab.export()
        after = self.lab.files()
        self.assertEqual({name: after[name] for name in before}, before)
        self.assertEqual(sorted(set(after) - set(before)),
                         ["journal-2.csv", "payments-CAD-2.csv", "payments-CAD-2.xml"])
        self.assertEqual(texts(self.lab.pain("payments-CAD-2.xml"), "p:EndToEndId"), [late])

    def test_two_at_once_pay_each_statement_once(self):
        self.lab.close()
        for mpn in range(100, 120):
            self.lab.due(str(mpn), "1.00")
        self.lab.seal()
        command = [os.path.join(lab.BIN, "cashback"), "statement", "export", "2026-09"]
        both = [subprocess.Popen(command, cwd=self.lab.dir, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.PIPE, text=True) for _ in range(4)]
        self.assertEqual([(p.communicate(timeout=60)[1], p.returncode) for p in both],
                         [("", 0)] * 4)
        self.assertEqual(self.lab.rows("SELECT count(*) AS n, sum(amount) AS amount, "
                                       "max(export_number) AS last FROM cashback.payment"),
                         [{"n": "20", "amount": "20.00", "last": "1"}])
        self.assertEqual(sorted(self.lab.files()),
                         ["journal-1.csv", "payments-CAD-1.csv", "payments-CAD-1.xml"])

    def test_a_period_that_is_not_final_is_not_paid(self):
        self.lab.close(approve=False)
        self.lab.due("100", "1.00")
        done = self.lab.export(status=65)
        self.assertIn("hint: `cashback statement approve 2026-09`", done.stderr)
        done = self.lab.export(period="2026-08", status=64)
        self.assertIn("2026-08 is not closed", done.stderr)
        self.lab.export(period="2026-13", status=64)
        self.lab.export("--date", "tomorrow", status=64)
        self.assertEqual(self.lab.rows("SELECT * FROM cashback.payment"), [])
        self.assertFalse(os.path.exists(self.lab.path("out")))

    def test_without_a_payer_nothing_is_paid_and_the_keys_are_named(self):
        self.lab.close()
        self.lab.due("100", "1.00")
        conf = self.lab.read("pipeline.conf")
        self.lab.write("pipeline.conf", conf.replace("bank = ROYCCAT2XXX\n", ""))
        self.assertIn("[payer] does not say who pays: set bank", self.lab.export(status=78).stderr)
        self.lab.write("pipeline.conf", conf.replace("000305001234567", IBAN[:-1] + "8"))
        self.assertIn("check digits are wrong", self.lab.export(status=78).stderr)
        self.assertIn("check digits are wrong", self.lab.cashback("check").stderr)


class Rights(PaymentsCase):
    def log_in(self, role):
        login = f"{role}_export_{os.getpid()}"
        self.lab.sql(f"CREATE ROLE {login} LOGIN IN ROLE cashback_{role}")
        self.addCleanup(self.lab.sql, f"DROP ROLE {login}")
        self.lab.write("pipeline.conf", self.lab.read("pipeline.conf").replace(
            self.lab.url, self.lab.url.replace("user=postgres", "user=" + login)))
        return login

    def test_a_login_that_may_not_export_is_told_what_it_needs(self):
        self.lab.close()
        self.lab.due("100", "1.00")
        self.log_in("loader")
        for done in (self.lab.export(status=77), self.lab.run("payee", "confirm", "100", status=77)):
            self.assertIn("cashback_approver", done.stderr)

    def test_an_approver_confirms_and_exports_and_the_rows_say_who(self):
        self.lab.close()
        self.lab.due("100", "1.00")
        login = self.log_in("approver")
        self.lab.run("payee", "confirm", "100")
        self.lab.export()
        self.assertEqual(self.lab.rows("SELECT exported_by, confirmed_by FROM cashback.payment_export,"
                                       " cashback.payee_confirmation"),
                         [{"exported_by": login, "confirmed_by": login}])


if __name__ == "__main__":
    tap.main()
