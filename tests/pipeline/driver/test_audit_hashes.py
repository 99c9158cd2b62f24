"""cashback audit --hashes and --chain: whatever was changed is found, and named."""
import collections
import hashlib
import os
import random
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../support"))
import audited
import lab
import tap

VAR = "build/demo/var"
OUT = "build/demo/out"
ROUNDS = 4
LEDGER_ROWS = 68


def differences(findings):
    return [f for f in findings if f["kind"] == "difference"]


def named(findings):
    return {f["subject"] for f in differences(findings)}


class Hashes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = audited.Audited()
        cls.dice = random.Random(20261031)

    def audit(self, *arguments, **options):
        return self.lab.audit("--hashes", *arguments, **options)

    def test_nothing_differs_where_nobody_changed_anything(self):
        done = self.lab.cashback("audit", "--hashes")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("84 delivered files, 84 staged folders, 6 campaign folders, 2 runs, "
                      "30 current workbooks", done.stdout)
        self.assertEqual(self.lab.cashback("-q", "audit", "--hashes").stdout, "")

    def test_sha256sum_agrees_with_every_list(self):
        lists = self.lab.files(f"{VAR}/store/staged/*/SHA256SUMS", f"{VAR}/runs/*/SHA256SUMS",
                               f"{VAR}/store/catalog.json.sha256")
        self.assertEqual(len(lists), 84 + 2 + 1)
        for path in lists:
            folder, name = os.path.split(self.lab.path(path))
            subprocess.run(["sha256sum", "--quiet", "--strict", "-c", name], cwd=folder, check=True)
        for path in self.lab.files(f"{VAR}/workbooks.sha256"):
            subprocess.run(["sha256sum", "--quiet", "--strict", "-c", self.lab.path(path)],
                           cwd=self.lab.path(OUT), check=True)

    def groups(self):
        """Files of which one at a time is changed, with what must be named for each."""
        groups = collections.defaultdict(list)
        for path in self.lab.files(f"{VAR}/store/objects/*/*", f"{OUT}/current/**/*.xlsx",
                                   f"{OUT}/2026-09/statements/*.xlsx"):
            groups[path].append((path, path))
        for path in self.lab.files(f"{VAR}/store/staged/*/*", f"{VAR}/store/catalog.json*"):
            groups[os.path.dirname(path)].append((path, path))
        for path in self.lab.files(f"{VAR}/store/campaigns/*/*"):
            groups[os.path.dirname(path)].append((path, os.path.dirname(path)))
        for path in self.lab.files(f"{VAR}/runs/*/*"):
            groups[os.path.dirname(path)].append((path, path))
        return [groups[key] for key in sorted(groups)]

    def flip(self, path):
        """Changes one byte, and returns what undoes it."""
        path = self.lab.path(path)
        with open(path, "rb") as file:
            before = file.read()
        at = self.dice.randrange(len(before))
        changed = bytes([before[at] ^ self.dice.randrange(1, 256)])
        self.put(path, before[:at] + changed + before[at + 1:])
        return lambda: self.put(path, before)

    @staticmethod
    def put(path, content):
        mode = os.stat(path).st_mode
        os.chmod(path, 0o600)
        with open(path, "wb") as file:
            file.write(content)
        os.chmod(path, mode)

    def test_each_of_932_flipped_bytes_is_found_and_its_file_named(self):
        flipped = 0
        for _ in range(ROUNDS):
            chosen = [self.dice.choice(group) for group in self.groups()]
            undo = [self.flip(path) for path, _ in chosen]
            status, findings = self.audit()
            for back in undo:
                back()
            self.assertEqual(status, 65)
            self.assertEqual({name for _, name in chosen} - named(findings), set())
            flipped += len(chosen)
        self.assertGreaterEqual(flipped, 1000 - LEDGER_ROWS)
        self.assertEqual(self.audit(), (0, []))

    def test_a_flipped_byte_in_the_list_of_workbooks_or_of_heads_is_found(self):
        paths = self.lab.files(f"{VAR}/workbooks.sha256", "build/demo/chain-heads.txt")
        self.assertEqual(len(paths), 2)
        for path in paths:
            for _ in range(8):
                back = self.flip(path)
                status, findings = self.audit()
                back()
                self.assertEqual(status, 65, path)
                self.assertTrue(any(path in f["subject"] or "heads" in f["what"]
                                    or f["what"] == "is missing"
                                    for f in differences(findings)), (path, findings))

    def test_a_file_that_is_gone_or_was_added_is_found(self):
        for path in (self.lab.files(f"{VAR}/store/objects/*/*")[0],
                     self.lab.files(f"{VAR}/store/staged/*/summary.json")[3],
                     self.lab.files(f"{VAR}/runs/*/earning.copy")[0],
                     self.lab.files(f"{OUT}/2026-09/statements/*.xlsx")[0],
                     self.lab.files(f"{OUT}/current/summary.xlsx")[0],
                     self.lab.files(f"{VAR}/store/campaigns/*/campaign.conf")[0]):
            os.rename(self.lab.path(path), self.lab.path("elsewhere"))
            status, findings = self.audit()
            os.rename(self.lab.path("elsewhere"), self.lab.path(path))
            self.assertEqual((status, named(findings)), (65, {path}))
        for folder in ("runs/*", "store/staged/*", "store/campaigns/*"):
            place = os.path.dirname(self.lab.files(f"{VAR}/{folder}/*")[0])
            self.lab.write(f"{place}/more.txt", "more")
            status, findings = self.audit()
            os.unlink(self.lab.path(place, "more.txt"))
            self.assertEqual((status, named(findings)), (65, {f"{place}/more.txt"}))

    def test_a_staged_folder_that_is_gone_or_made_anew_is_found(self):
        folder = os.path.dirname(self.lab.files(f"{VAR}/store/staged/*/invoices.copy")[0])
        kept = self.lab.path("kept")
        shutil.copytree(self.lab.path(folder), kept)
        self.put(self.lab.path(folder, "summary.json"), b"{}\n")
        sums = "".join(f"{hashlib.sha256(open(self.lab.path(folder, n), 'rb').read()).hexdigest()}"
                       f"  {n}\n" for n in sorted(os.listdir(kept)) if n != "SHA256SUMS")
        self.put(self.lab.path(folder, "SHA256SUMS"), sums.encode())
        forged = self.audit()
        shutil.rmtree(self.lab.path(folder))
        gone = self.audit()
        os.rename(kept, self.lab.path(folder))
        for status, findings in (forged, gone):
            self.assertEqual((status, named(findings)), (65, {f"{folder}/SHA256SUMS"}))

    def test_a_run_folder_that_somebody_cleared_away_is_only_a_note(self):
        folder = os.path.dirname(self.lab.files(f"{VAR}/runs/*/run.json")[0])
        os.rename(self.lab.path(folder), self.lab.path("cleared"))
        status, findings = self.audit()
        os.rename(self.lab.path("cleared"), self.lab.path(folder))
        self.assertEqual((status, [(f["kind"], f["subject"]) for f in findings]),
                         (0, [("note", folder)]))

    def test_a_stage_that_is_repeated_after_the_end_changes_no_evidence(self):
        run = os.path.basename(os.path.dirname(self.lab.files(f"{VAR}/runs/*/run.json")[-1]))
        for stage in ("extract", "transform", "load", "render"):
            self.lab.must(stage, "--run", run)
        self.assertEqual(self.audit(), (0, []))


def change(column, value):
    return lambda key, url: lab.psql(url, f"UPDATE cashback.ledger SET {column} = {value} "
                                          f"WHERE {key}")


def other(column, table):
    """Another value of the column that some row of the table has."""
    return change(column, f"(SELECT o.{column} FROM cashback.{table} AS o "
                          f"WHERE o.{column} <> ledger.{column} ORDER BY 1 LIMIT 1)")


def delete(key, url):
    lab.psql(url, f"DELETE FROM cashback.ledger WHERE {key}")


def insert(key, url):
    lab.psql(url, "INSERT INTO cashback.ledger SELECT mpn_id, campaign_id, invoice_number || '-2', "
                  "line_number, run_id, currency, kind, event_date, amount FROM cashback.ledger "
                  f"WHERE {key}")


CHANGES = [change("amount", "amount + 0.01"), change("amount", "-amount"),
           change("event_date", "event_date + 1"), change("line_number", "line_number + 1000"),
           change("invoice_number", "invoice_number || 'x'"), change("currency", "'USD'"),
           change("kind", "CASE kind WHEN 'earning' THEN 'adjustment' ELSE 'earning' END"),
           other("mpn_id", "partner"), other("campaign_id", "campaign"), other("run_id", "run"),
           delete, insert]


class Ledger(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = audited.Audited(close=False)
        cls.dice = random.Random(7)
        cls.kept = cls.lab.rows("CREATE TABLE kept AS TABLE cashback.ledger; "
                                "SELECT * FROM kept ORDER BY 1, 2, 3, 4, 5, 6, 7")
        cls.runs = [r["run_id"] for r in
                    cls.lab.rows("SELECT run_id FROM cashback.chain ORDER BY posting")]

    def restore(self, url):
        lab.psql(url, "DELETE FROM cashback.ledger; INSERT INTO cashback.ledger TABLE kept")

    def test_each_of_68_changed_rows_is_found_and_its_run_named(self):
        for number in range(LEDGER_ROWS):
            row = self.dice.choice(self.kept)
            key = " AND ".join(f"{c} = '{row[c]}'" for c in
                               ("mpn_id", "campaign_id", "invoice_number", "line_number", "run_id"))
            CHANGES[number % len(CHANGES)](key, self.lab.url)
            status, findings = self.lab.audit("--hashes")
            self.restore(self.lab.url)
            posting = self.runs.index(row["run_id"]) + 1
            subject = f"run {row['run_id']} (posting {posting})"
            self.assertEqual(status, 65, (number, row))
            self.assertIn((subject, "the ledger's rows of it are not those that it posted: their "
                           "SHA-256"), [(f["subject"], f["what"]) for f in findings])
            if number % len(CHANGES) != 9:
                self.assertIn((subject, "is the first posting that does not agree"),
                              [(f["subject"], f["what"]) for f in findings])
        self.assertEqual(self.lab.audit("--hashes"), (0, []))

    def what(self, url_conf, *arguments):
        status, findings = self.lab.audit("--chain", *arguments, conf=url_conf[1])
        return status, [(f["subject"], f["what"]) for f in findings]

    def test_a_changed_part_of_a_link_is_found(self):
        for column in ("previous", "inputs", "campaigns", "configuration", "postings", "link"):
            clone = self.lab.clone()
            lab.psql(clone[0], f"UPDATE cashback.chain SET {column} = translate({column}, "
                               "'0123456789abcdef', '123456789abcdef0') WHERE posting = 1")
            status, found = self.what(clone)
            self.assertEqual(status, 65)
            self.assertIn((f"run {self.runs[0]} (posting 1)",
                           "is the first posting that does not agree"), found)

    def test_a_changed_text_is_named_with_the_run_that_it_belongs_to(self):
        for name, posting in (("inputs", 1), ("campaigns", 1), ("configuration", 2)):
            clone = self.lab.clone()
            lab.psql(clone[0], "UPDATE cashback.chain_text SET content = content || ' ' WHERE "
                     f"sha256 = (SELECT {name} FROM cashback.chain WHERE posting = {posting})")
            status, found = self.what(clone)
            self.assertEqual(status, 65)
            self.assertIn((f"run {self.runs[posting - 1]} (posting {posting})",
                           f"the text of its {name} is not what it was: its SHA-256"), found)

    def test_a_changed_business_date_is_found(self):
        clone = self.lab.clone()
        lab.psql(clone[0], "UPDATE cashback.run SET as_of = as_of - 1 WHERE posting = 2")
        status, found = self.what(clone)
        self.assertEqual((status, found[0][0]), (65, f"run {self.runs[1]} (posting 2)"))

    def cut_short(self):
        clone = self.lab.clone()
        lab.psql(clone[0], f"DELETE FROM cashback.ledger WHERE run_id = '{self.runs[1]}';"
                 "DELETE FROM cashback.chain WHERE posting = 2;"
                 "UPDATE cashback.run SET posting = NULL, status = 'failed' WHERE posting = 2")
        return clone

    def test_a_chain_that_was_cut_short_is_found_by_the_file_of_heads(self):
        status, found = self.what(self.cut_short())
        self.assertEqual((status, found), (65, [("build/demo/chain-heads.txt:2",
                         "the chain was cut short: it has no such posting")]))

    def forge(self):
        """A posting is changed, and every link after it made anew, as the program would."""
        clone = self.lab.clone()
        lab.psql(clone[0], "UPDATE cashback.ledger SET amount = amount + 1 WHERE (mpn_id, "
                 "campaign_id, invoice_number, line_number) = (SELECT mpn_id, campaign_id, "
                 "invoice_number, line_number FROM cashback.ledger ORDER BY 1, 2, 3, 4 LIMIT 1) "
                 f"AND run_id = '{self.runs[0]}'")
        with open(os.path.join(lab.ROOT, "schemas/queries/chain_postings.sql"),
                  encoding="utf-8") as file:
            query = file.read().replace("$1", "NULL")
        postings = {r["run_id"]: r["postings"] for r in lab.psql(clone[0], query)}
        previous = "0" * 64
        for link in lab.psql(clone[0], "SELECT * FROM cashback.chain ORDER BY posting"):
            parts = (previous, link["inputs"], link["campaigns"], link["configuration"],
                     postings[link["run_id"]])
            made = hashlib.sha256("".join(f"{part}\n" for part in parts).encode()).hexdigest()
            lab.psql(clone[0], f"UPDATE cashback.chain SET previous = '{previous}', postings = "
                     f"'{parts[4]}', link = '{made}' WHERE posting = {link['posting']}")
            previous = made
        return clone

    def test_a_chain_that_was_made_anew_is_found_by_the_file_of_heads(self):
        status, found = self.what(self.forge())
        self.assertEqual(status, 65)
        self.assertIn((f"run {self.runs[0]} (posting 1)",
                       "is the first posting that does not agree"), found)

    def test_a_chain_that_was_made_anew_does_not_have_a_link_that_was_printed(self):
        printed = self.lab.rows("SELECT link FROM cashback.chain WHERE posting = 2")[0]["link"]
        forged = self.forge()
        self.lab.write(forged[1], self.lab.read(forged[1]).replace("chain-heads.txt", "lost.txt"))
        heads = "".join(f"{r['posting']} {r['link']}\n" for r in lab.psql(
            forged[0], "SELECT posting, link FROM cashback.chain ORDER BY posting"))
        self.lab.write("build/demo/lost.txt", heads)
        self.assertEqual(self.what(forged)[0], 0)
        for head in (printed, printed[:12]):
            status, found = self.what(forged, "--head", head)
            self.assertEqual((status, [s for s, _ in found]), (65, ["--head"]))

    def test_a_file_of_heads_that_is_gone_is_a_difference(self):
        clone = self.lab.clone()
        self.lab.write(clone[1], self.lab.read(clone[1]).replace("chain-heads.txt", "gone.txt"))
        status, found = self.what(clone)
        self.assertEqual((status, found[0][0]), (65, "build/demo/gone.txt"))

    def test_a_head_that_is_none_is_refused(self):
        for head in ("abc", "z" * 64, "a" * 65):
            done = self.lab.cashback("audit", "--head", head)
            self.assertEqual(done.returncode, 64, done.stderr)


if __name__ == "__main__":
    tap.main()
