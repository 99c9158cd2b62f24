"""cashback audit CAMPAIGN and PERIOD: everything is settled once more from the delivered bytes, and
every amount that somebody changed is named."""
import gzip
import hashlib
import json
import os
import random
import subprocess
import sys
import time
import unittest
from decimal import Decimal

import openpyxl

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../support"))
import audited
import lab
import tap

KEYS = {"earning": ("mpn_id", "campaign_id", "invoice_number", "line_number"),
        "ledger": ("mpn_id", "campaign_id", "invoice_number", "line_number", "currency"),
        "payout": ("mpn_id", "campaign_id"),
        "campaign": ("campaign_id",)}

# Another sum in the ledger, so that no statement agrees with it again by accident.
CENTS = {"ledger": "0.97"}


def told(findings):
    return {(f["subject"], f["what"]) for f in findings if f["kind"] == "difference"}


class Again(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = audited.Audited()
        cls.dice = random.Random(60)

    def test_what_nobody_changed_agrees_line_by_line(self):
        done = self.lab.cashback("audit", "2026-09")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        counts = self.lab.rows("SELECT (SELECT count(*) FROM cashback.earning) AS earnings, "
                               "(SELECT count(*) FROM cashback.registration) AS registrations")[0]
        self.assertIn(f"{counts['earnings']} rows of cashback.earning", done.stdout)
        self.assertIn(f"{counts['registrations']} rows of cashback.registration", done.stdout)
        self.assertFalse(os.path.exists(self.lab.path("build/demo/var/audit")))

    def change(self, url, table, column, count, keys):
        """Adds some cents to the column in some rows of a table; the rows."""
        rows = lab.psql(url, f"SELECT DISTINCT {', '.join(keys)} FROM cashback.{table} "
                             f"WHERE {column} IS NOT NULL ORDER BY {', '.join(keys)}")
        chosen = self.dice.sample(rows, count)
        for row in chosen:
            match = " AND ".join(f"{key} = '{row[key]}'" for key in keys)
            cents = CENTS.get(table, "0.01")
            lab.psql(url, f"UPDATE cashback.{table} SET {column} = {column} + {cents} WHERE ctid = "
                          f"(SELECT ctid FROM cashback.{table} WHERE {match} LIMIT 1)")
        return chosen

    def change_results(self, url, table, column, count):
        """What must be named for each of the changed rows."""
        keys = KEYS[table]
        return {(f"cashback.{table} " + " ".join(f"{key}={row[key]}" for key in keys), column)
                for row in self.change(url, table, column, count, keys)}

    def change_statements(self, url):
        lab.psql(url, "ALTER TABLE cashback.statement_document DROP CONSTRAINT "
                      "statement_document_balance_check")
        expected = set()
        for column in ("opening", "earned", "clawed_back", "adjusted", "payment", "closing",
                       "accrued"):
            for row in self.change(url, "statement_document", column, 1, ("statement_number",)):
                expected.add((f"statement {row['statement_number']}", column))
        for column in ("earned", "clawed_back", "adjusted", "accrued"):
            for row in self.change(url, "statement_campaign", column, 2,
                                   ("statement_number", "campaign_id")):
                expected.add((f"statement {row['statement_number']} campaign "
                              f"{row['campaign_id']}", column))
        return expected

    def change_runs(self, url):
        return {(f"run {row['run_id']} in CAD", f"run_movement {column}")
                for column in ("amount", "absolute")
                for row in self.change(url, "run_movement", column, 2, ("run_id",))}

    def change_payments(self, url):
        return {(f"payment of statement {row['statement_number']}, correction 0", "amount")
                for row in self.change(url, "payment", "amount", 3, ("statement_number",))}

    def test_each_of_60_changed_amounts_is_named(self):
        url, conf = self.lab.clone()
        expected = self.change_statements(url) | self.change_runs(url) | self.change_payments(url)
        for table, column, count in (("earning", "amount", 11), ("earning", "withheld", 6),
                                     ("ledger", "amount", 10), ("payout", "amount", 5),
                                     ("payout", "withheld", 4), ("campaign", "budget", 1),
                                     ("campaign", "partner_cap", 1)):
            expected |= self.change_results(url, table, column, count)
        status, findings = self.lab.audit("2026-09", conf=conf)
        self.assertEqual((status, len(expected)), (65, 60))
        self.assertEqual(expected - told(findings), set())

    def test_a_single_cent_is_named_with_both_values(self):
        url, conf = self.lab.clone()
        key = "mpn_id = (SELECT min(mpn_id) FROM cashback.payout WHERE campaign_id = 'open-seats')"
        row = lab.psql(url, "UPDATE cashback.payout SET amount = amount - 0.01 WHERE campaign_id = "
                            f"'open-seats' AND {key} RETURNING mpn_id, amount")[0]
        status, findings = self.lab.audit("open-seats", conf=conf)
        self.assertEqual((status, len(findings)), (65, 1))
        self.assertIn(findings[0]["subject"],
                      self.column(self.book("open-seats.xlsx")["5 Differences"], "Where"))
        self.assertEqual(findings[0]["subject"],
                         f"cashback.payout mpn_id={row['mpn_id']} campaign_id=open-seats")
        self.assertEqual(findings[0]["found"], row["amount"])
        self.assertEqual(Decimal(findings[0]["expected"]) - Decimal(row["amount"]),
                         Decimal("0.01"))

    def test_rows_that_were_taken_out_or_put_in_are_named(self):
        url, conf = self.lab.clone()
        lab.psql(url, """
            DELETE FROM cashback.exclusion
            WHERE (mpn_id, campaign_id, invoice_number, line_number) =
                (SELECT mpn_id, campaign_id, invoice_number, line_number FROM cashback.exclusion
                 ORDER BY 1, 2, 3, 4 LIMIT 1);
            UPDATE cashback.registration SET state = 'active' WHERE registration_id =
                (SELECT min(registration_id) FROM cashback.registration WHERE state <> 'active');
            DELETE FROM cashback.unmatched_return WHERE invoice_number =
                (SELECT min(invoice_number) FROM cashback.unmatched_return);
            UPDATE cashback.counted SET lines = lines + 1 WHERE (campaign_id, reason) =
                (SELECT campaign_id, reason FROM cashback.counted ORDER BY 1, 2 LIMIT 1);
            INSERT INTO cashback.unposted SELECT mpn_id, campaign_id, 'NONE', 1, 'CAD',
                '2026-08-01', 5 FROM cashback.payout ORDER BY 1, 2 LIMIT 1;
            UPDATE cashback.statement_entry SET part = 'adjusted' WHERE (mpn_id, campaign_id,
                invoice_number, line_number) = (SELECT mpn_id, campaign_id, invoice_number,
                line_number FROM cashback.statement_entry ORDER BY 1, 2, 3, 4 LIMIT 1)""")
        status, findings = self.lab.audit("2026-09", conf=conf)
        self.assertEqual(status, 65)
        self.assertEqual(sorted((s.split()[0], w) for s, w in told(findings)), [
            ("cashback.counted", "lines"), ("cashback.exclusion", "is missing in the database"),
            ("cashback.ledger", "settled again, there is no such row"),
            ("cashback.registration", "state"),
            ("cashback.unmatched_return", "is missing in the database"), ("entry", "part"),
            ("statements", "they are not those that were approved")])

    def test_an_entry_that_is_missing_on_its_statement_is_named(self):
        url, conf = self.lab.clone()
        row = lab.psql(url, "DELETE FROM cashback.statement_entry WHERE (mpn_id, campaign_id, "
                            "invoice_number, line_number) = (SELECT mpn_id, campaign_id, "
                            "invoice_number, line_number FROM cashback.statement_entry ORDER BY "
                            "1, 2, 3, 4 LIMIT 1) RETURNING *")[0]
        status, findings = self.lab.audit("2026-09", conf=conf)
        self.assertEqual((status, told(findings)), (65, {
            (f"entry {row['mpn_id']} {row['campaign_id']} {row['invoice_number']}/"
             f"{row['line_number']} {row['run_id']}", "part"),
            ("statements for 2026-09", "they are not those that were approved")}))

    def seal(self, folder):
        """Makes the folder's SHA256SUMS anew; its hash."""
        sums = ""
        for name in sorted(os.listdir(self.forged.path(folder))):
            if name != "SHA256SUMS":
                with open(self.forged.path(folder, name), "rb") as file:
                    sums += f"{hashlib.sha256(file.read()).hexdigest()}  {name}\n"
        self.forged.write(f"{folder}/SHA256SUMS", sums)
        return hashlib.sha256(sums.encode()).hexdigest()

    def test_staged_rows_that_were_forged_with_all_their_hashes_are_named(self):
        self.forged = audited.Audited(close=False)
        run = os.path.dirname(self.forged.files("build/demo/var/runs/*/manifest.json")[-1])
        manifest = json.loads(self.forged.read(f"{run}/manifest.json"))
        entry = [i for i in manifest["inputs"] if i["feed"] == "invoices"][5]
        staged = f"build/demo/var/store/staged/{entry['staged']}"
        empty = b"PGCOPY\n\xff\r\n\0" + bytes(8) + b"\xff\xff"
        with open(self.forged.path(staged, "invoices.copy"), "wb") as file:
            file.write(empty)
        old, new = entry["staged_sha256"], self.seal(staged)
        for path in self.forged.files("build/demo/var/runs/*/manifest.json"):
            self.forged.replace(path, old, new)
            folder = os.path.dirname(path)
            lab.psql(self.forged.url, "UPDATE cashback.run_files SET sha256 = "
                     f"'{self.seal(folder)}' WHERE run_id = '{os.path.basename(folder)}'")
        self.assertEqual(self.forged.audit("--hashes"), (0, []))
        status, findings = self.forged.audit("open-seats")
        self.assertEqual((status, told(findings)), (65, {
            (entry["name"], "read again, it gives other rows: SHA-256 of what was staged")}))

    def book(self, name, world=None):
        """The sheets of a workbook: rows of values."""
        path = (world or self.lab).path("build/demo/out/audit", name)
        book = openpyxl.load_workbook(path, data_only=True)
        return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}

    def column(self, rows, title):
        """The values under a header, wherever it stands in the sheet."""
        found = []
        for number, row in enumerate(rows):
            if title in row:
                for below in rows[number + 1:]:
                    if below[row.index(title)] is None:
                        break
                    found.append(below[row.index(title)])
        return found

    def test_the_workbook_adds_up_at_every_border_and_shows_the_same_sample_again(self):
        self.lab.must("audit", "abc-cloud", "--seed", "3")
        path = self.lab.path("build/demo/out/audit/abc-cloud.xlsx")
        with open(path, "rb") as file:
            first = file.read()
        sheets = self.book("abc-cloud.xlsx")
        self.assertEqual(list(sheets), ["1 Terms and card", "2 Control totals", "3 Exceptions",
                                        "4 Sample", "5 Differences"])
        differences = self.column(sheets["2 Control totals"], "Difference")
        self.assertGreaterEqual(len(differences), 15)
        self.assertEqual(set(differences), {0})
        self.assertIn("ABC-*,4.00,1,20,,", self.column(sheets["1 Terms and card"], "Content"))
        sample = sheets["4 Sample"]
        self.assertEqual(self.column(sample, "No."), list(range(1, 26)))
        self.assertEqual(self.column(sample, "Settled again"), self.column(sample, "Posted"))
        os.unlink(path)
        self.lab.must("audit", "abc-cloud", "--seed", "3")
        with open(path, "rb") as file:
            self.assertEqual(file.read(), first)

    def test_a_period_with_late_corrections_and_a_manual_adjustment_agrees(self):
        world = audited.Audited()
        partner = world.rows("SELECT min(mpn_id) AS mpn_id FROM cashback.payout")[0]["mpn_id"]
        world.must("adjust", "propose", "--partner", partner, "--campaign", "open-seats",
                   "--amount", "-12.34", "--reason", "goodwill", "--date", "2026-10-05")
        world.must("--config", "other.conf", "adjust", "approve", "1")
        name = world.files("fixtures/demo/inbox/invoices/*.csv.gz")[3]
        with gzip.open(world.path(name), "rt", encoding="utf-8") as file:
            header, _, *rest = file.readlines()
        with gzip.open(world.path(name), "wt", encoding="utf-8") as file:
            file.writelines([header, *rest])
        world.must("run", "--as-of", "2026-11-01")
        world.close_and_approve("2026-10")
        self.assertEqual(world.audit("2026-10"), (0, []))
        sheets = self.book("2026-10.xlsx", world)
        self.assertEqual(set(self.column(sheets["2 Control totals"], "Difference")), {0})
        exceptions = [cell for row in sheets["3 Exceptions"] for cell in row]
        for expected in (name, "INV-260703-0001", "CRN-261028-0001"):
            self.assertIn(expected, exceptions)

    def test_a_reader_may_audit_and_is_told_that_payments_were_left_out(self):
        lab.psql(lab.SERVER, "DO $$BEGIN IF to_regrole('audit_reader') IS NULL THEN CREATE ROLE "
                             "audit_reader LOGIN; END IF; END$$; "
                             "GRANT cashback_reader TO audit_reader")
        conf = self.lab.conf_for(self.lab.url.replace("user=postgres", "user=audit_reader"))
        status, findings = self.lab.audit("2026-09", conf=conf)
        self.assertEqual((status, [(f["kind"], f["subject"]) for f in findings]),
                         (0, [("note", "cashback.payment")]))

    def test_an_audit_that_was_killed_leaves_nothing_that_the_next_one_does_not_clear_away(self):
        killed = subprocess.Popen([os.path.join(lab.BIN, "cashback"), "audit", "open-seats"],
                                  cwd=self.lab.dir, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL)
        while not os.path.exists(self.lab.path("build/demo/var/audit/files/staged")):
            self.assertIsNone(killed.poll())
            time.sleep(0.01)
        killed.kill()
        killed.wait()
        self.assertEqual(self.lab.audit("open-seats"), (0, []))
        self.assertFalse(os.path.exists(self.lab.path("build/demo/var/audit")))

    def test_the_audit_needs_a_campaign_or_period_that_there_is(self):
        for operands, status in ((["nope"], 66), (["2026-08"], 66), ([], 64), (["a", "b"], 64),
                                 (["open-seats", "--seed", "x"], 64),
                                 (["open-seats", "--amount", "much"], 64)):
            done = self.lab.cashback("audit", *operands)
            self.assertEqual(done.returncode, status, done.stderr)


if __name__ == "__main__":
    tap.main()
