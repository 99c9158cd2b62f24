"""What is rendered again: every kind of fact that a workbook shows is changed once, and then the
workbook must be the one that would be made without any memory of earlier ones."""
import glob
import json
import os
import re
import shutil
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))
import lab  # noqa: E402
import tap  # noqa: E402
from test_statements import Workbench  # noqa: E402
from workbooks import cells  # noqa: E402

# As load leaves it: the hash of what each partner has.
RESULTS = """INSERT INTO cashback.partner_result
    SELECT mpn_id, md5(mpn_id) FROM cashback.partner WHERE mpn_id <> '88';
    INSERT INTO cashback.partner_posting
    SELECT mpn_id, campaign_id, 1, count(*) FROM cashback.ledger GROUP BY mpn_id, campaign_id"""
RESULT = ("; UPDATE cashback.partner_result SET fingerprint = fingerprint || '1' "
          "WHERE mpn_id = '0012345'")

# What changes, and whose workbooks then change besides the summary.
OF_PARTNERS = {
    "a name": ("UPDATE cashback.partner SET name = 'New' WHERE mpn_id = '0012345'", 1),
    "a line's amount": ("UPDATE cashback.earning SET amount = 121 WHERE amount = 120" + RESULT, 1),
    "a reason": ("UPDATE cashback.exclusion SET reason = 'currency' WHERE invoice_number = 'INV-4'"
                 + RESULT, 1),
    "a registration": ("UPDATE cashback.registration SET terms_version = 'v2' "
                       "WHERE registration_id = 'REG-2'" + RESULT, 1),
    "a payout": ("UPDATE cashback.payout SET withheld = 2 WHERE campaign_id = 'deals'" + RESULT, 1),
    "a posting": ("INSERT INTO cashback.ledger VALUES ('0012345', 'seats', 'INV-9', 2, 'r1', "
                  "'CAD', 'earning', '2026-08-01', 5.00); UPDATE cashback.partner_posting "
                  "SET lines = lines + 1 WHERE (mpn_id, campaign_id) = ('0012345', 'seats')", 1),
    "what is not posted": ("UPDATE cashback.unposted SET amount = 200", 1),
    "a standing": ("UPDATE cashback.standing SET measure = 2" + RESULT, 1),
    "a hold": ("INSERT INTO cashback.partner_hold VALUES ('0012345', 1, 'Account in doubt', 'me', "
               "'2026-11-01T00:00Z')", 1),
    "a rate": ("UPDATE cashback.campaign_card SET rate = 13 WHERE card_line = 3", 4),
    "a campaign's terms": ("UPDATE cashback.campaign_terms SET returns_days = 31 "
                           "WHERE campaign_id = 'deals'", 1),
    "a campaign's name": ("UPDATE cashback.campaign SET name = 'New' "
                          "WHERE campaign_id = 'seats'", 4),
}
OF_THE_SUMMARY = {
    "a delivered file": "UPDATE cashback.source_file SET rows_read = 99, rows_accepted = 96 "
                        "WHERE feed = 'invoices'",
    "counted sales": "UPDATE cashback.counted SET lines = 6",
    "an unmatched return": "UPDATE cashback.unmatched_return SET unmatched_quantity = 1",
    "a rejected row": "INSERT INTO cashback.quarantine VALUES ('r1', 'invoices', 'i.csv', 12, 0, "
                      "'sku', 'missing-cell', NULL, 'x')",
    "a partner without a workbook": "INSERT INTO cashback.payout VALUES "
                                    "('88', 'seats', 'CAD', 0, 0, NULL, NULL); "
                                    "UPDATE cashback.partner SET name = 'New' WHERE mpn_id = '88'",
}
# Each campaign, group and entry has days of its own. 'deals' is counted by quarters.
DATES = """
UPDATE cashback.campaign SET end_date = '2026-11-14', calculation_date = '2026-11-09'
WHERE campaign_id = 'seats';
UPDATE cashback.campaign SET start_date = '2026-11-11', end_date = '2027-01-20'
WHERE campaign_id = 'deals';
UPDATE cashback.campaign SET end_date = '2026-12-05' WHERE campaign_id = 'yen';
UPDATE cashback.campaign_terms SET count_from = '2026-11-07' WHERE campaign_id = 'deals';
UPDATE cashback.standing SET until = '2026-11-18';
INSERT INTO cashback.adjustment (mpn_id, adjustment_number, campaign_id, currency, event_date,
    amount, reason, proposed_at)
VALUES ('ABC/9', 1, 'yen', 'JPY', '2026-11-12', 7, 'Rounding', '2026-10-31T00:00Z');
INSERT INTO cashback.ledger VALUES ('ABC/9', 'yen', '', 1, 'r1', 'JPY', 'adjustment', '2026-11-12', 7)
"""
ONE, TWO, PENDING, CLAIMS = (name + ".xlsx" for name in (
    "0012345", "%41%42%43%2F9", "123456789012345678", "77"))
OF_SEATS = {ONE, TWO, PENDING, CLAIMS}
DAYS = {
    "2026-11-06": set(), "2026-11-07": {ONE}, "2026-11-08": set(), "2026-11-09": OF_SEATS,
    "2026-11-10": set(), "2026-11-11": {ONE}, "2026-11-12": {TWO}, "2026-11-13": set(),
    "2026-11-14": set(), "2026-11-15": OF_SEATS, "2026-11-16": set(), "2026-11-18": set(),
    "2026-11-19": {ONE}, "2026-11-20": set(), "2026-12-05": set(), "2026-12-06": {ONE, TWO},
    "2026-12-31": set(), "2027-01-01": {ONE}, "2027-01-20": set(), "2027-01-21": {ONE},
    "2027-01-22": set(),
}

# Tables whose rows are written together with those of another table that the fingerprint reads.
STANDS_FOR = {
    "registration": "partner_result", "earning": "partner_result", "exclusion": "partner_result",
    "payout": "partner_result", "standing": "partner_result", "adjustment_cause": "partner_posting",
    "ledger": "partner_posting",
    "statement_campaign": "statement_document", "statement_entry": "statement_document",
}


class Again(unittest.TestCase):
    def setUp(self):
        self.bench = Workbench()
        self.bench.script(RESULTS)
        self.made = self.rendered()
        self.before = self.bytes()

    def tearDown(self):
        shutil.rmtree(self.bench.dir)

    def rendered(self):
        done = self.bench.render()
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return self.bench.summary()

    def bytes(self):
        return {os.path.basename(path): open(path, "rb").read() for path in self.bench.all()}

    def sums(self):
        return open(os.path.join(self.bench.dir, "var/workbooks.sha256")).read()

    def index(self):
        return os.path.join(self.bench.dir, "var", "workbooks.index")

    def changed(self):
        """Names of the workbooks that the next rendering changes; they are those that rendering
        everything gives."""
        self.rendered()
        again, sums = self.bytes(), self.sums()
        os.unlink(self.index())
        self.rendered()
        self.assertEqual((self.bytes(), self.sums()), (again, sums))
        return {name for name in again if again[name] != self.before.get(name)}

    def test_nothing_of_a_partner_that_did_not_change_is_read(self):
        sums = self.sums()
        self.bench.script("UPDATE cashback.earning SET currency = 'no currency'")
        self.assertEqual(self.rendered(),
                         {"workbooks": 5, "written": 0, "unchanged": 5, "removed": 0})
        self.assertEqual((self.bytes(), self.sums()), (self.before, sums))

    def test_the_workbooks_of_a_partner_follow_each_kind_of_fact(self):
        for what, (sql, count) in OF_PARTNERS.items():
            with self.subTest(what):
                self.before = self.bytes()
                self.bench.script(sql)
                changed = self.changed()
                self.assertEqual(len(changed - {"summary.xlsx"}), count)

    def test_the_summary_follows_each_kind_of_fact(self):
        for what, sql in OF_THE_SUMMARY.items():
            with self.subTest(what):
                self.before = self.bytes()
                self.bench.script(sql)
                self.assertEqual(self.changed(), {"summary.xlsx"})

    def dated(self, day):
        """The night of another business date, with nothing new."""
        self.bench.script(f"UPDATE cashback.run SET as_of = '{day}' WHERE run_id = 'r1'")
        self.bench.write("var/runs/r1/run.json", json.dumps({"run_id": "r1", "as_of": day}))
        self.before = self.bytes()
        return self.changed()

    def as_of(self, name):
        rows = cells(self.bench.statement(name), "Statement")
        return next(row[1].date().isoformat() for row in rows if row[0] == "As of")

    def test_a_later_business_date_is_in_the_summary_alone(self):
        self.assertEqual(self.dated("2026-11-03"), {"summary.xlsx"})
        self.assertEqual(self.as_of("0012345"), "2026-10-31")

    def test_a_workbook_bears_the_date_of_the_night_that_changed_it(self):
        self.bench.script("UPDATE cashback.partner SET name = 'New' WHERE mpn_id = '0012345'")
        self.assertEqual(self.dated("2026-11-03"), {"0012345.xlsx", "summary.xlsx"})
        self.assertEqual(self.dated("2026-11-04"), {"summary.xlsx"})
        self.assertEqual((self.as_of("0012345"), self.as_of("77")), ("2026-11-03", "2026-10-31"))

    def test_workbooks_that_are_lost_are_made_again_with_their_dates(self):
        self.dated("2026-11-03")
        before = self.bytes()
        shutil.rmtree(os.path.join(self.bench.dir, "out"))
        self.rendered()
        self.assertEqual(self.bytes(), before)

    def test_a_partner_who_comes_back_does_not_bear_an_old_date(self):
        self.bench.script("CREATE TABLE kept AS SELECT * FROM cashback.registration "
                          "WHERE mpn_id = '77'; DELETE FROM cashback.registration "
                          "WHERE mpn_id = '77'")
        self.dated("2026-11-03")
        self.bench.script("INSERT INTO cashback.registration TABLE kept")
        self.assertEqual(self.dated("2026-11-04"), {"77.xlsx", "summary.xlsx"})
        self.assertEqual(self.as_of("77"), "2026-11-04")

    def test_what_a_date_changes_by_itself_is_seen_on_its_day_and_on_no_other(self):
        self.bench.script(DATES)
        self.dated("2026-11-01")
        for day, names in DAYS.items():
            with self.subTest(day):
                self.assertEqual(self.dated(day), names | {"summary.xlsx"})

    def test_with_another_configuration_everything_is_made_again(self):
        self.bench.script("UPDATE cashback.earning SET sku = 'SKU-B'")
        self.bench.write("pipeline.conf", open(os.path.join(self.bench.dir, "pipeline.conf")).read()
                         + "[statement]\nminimum_payout = 25.00\n")
        self.assertGreaterEqual(self.rendered()["written"], 2)

    def test_a_partner_whose_results_nobody_hashed_is_always_made_again(self):
        self.bench.script("DELETE FROM cashback.partner_result WHERE mpn_id = '0012345'")
        self.rendered()
        self.before = self.bytes()
        self.bench.script("UPDATE cashback.earning SET sku = 'SKU-B' WHERE mpn_id = '0012345'")
        self.assertIn("0012345.xlsx", self.changed())

    def test_a_query_is_named_under_the_feed_that_the_lines_came_from(self):
        self.bench.script("UPDATE cashback.earning SET source_file = 'query' "
                          "WHERE mpn_id = '0012345'; INSERT INTO cashback.source_file VALUES "
                          "('invoices', 'query', 'x', 1, 9, 9, 0, 0), "
                          "('registrations', 'query', 'z', 1, 9, 9, 0, 0)" + RESULT)
        self.assertIn("0012345.xlsx", self.changed())
        self.assertEqual([row for row in cells(self.bench.statement("0012345"), "About")
                          if "query" in row], [["invoices", "query", 3]])

    def test_a_workbook_that_is_gone_is_made_again(self):
        os.unlink(self.bench.statement("77"))
        os.unlink(self.bench.path("summary.xlsx"))
        self.assertEqual(self.rendered()["written"], 2)
        self.assertEqual(self.bytes(), self.before)

    def test_a_workbook_that_was_changed_is_made_again_whatever_its_size_and_time(self):
        path = self.bench.statement("77")
        was = os.stat(path)
        with open(path, "r+b") as file:
            file.seek(200)
            file.write(b"changed")
        os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))
        self.assertEqual(self.rendered()["written"], 1)
        self.assertEqual(self.bytes(), self.before)

    def test_a_damaged_memory_is_none(self):
        text = open(self.index()).read()
        self.bench.script("UPDATE cashback.earning SET sku = 'SKU-B'")
        for damaged in ["", "cashback", text[:120], text[:260], text.replace("file ", "fold "),
                        text.replace(" 1 ", " 0 ", 1), "\n" * 50]:
            with open(self.index(), "w") as file:
                file.write(damaged)
            self.rendered()
        self.assertEqual(self.changed(), {"0012345.xlsx", "%41%42%43%2F9.xlsx"})


class Migrated(unittest.TestCase):
    """A database from before the postings were counted by partner."""

    def test_what_was_posted_before_is_counted(self):
        bench = Workbench(before="012")
        bench.script("UPDATE cashback.run SET posting = 1 WHERE run_id = 'r0'; "
                     "UPDATE cashback.run SET posting = 2 WHERE run_id = 'r1'; "
                     "DELETE FROM cashback.ledger WHERE run_id = 'rh'")
        bench.migrate("012")
        self.assertEqual(lab.miscounted(bench.url), [])
        self.assertEqual(len(lab.psql(bench.url, "TABLE cashback.partner_posting")), 3)
        shutil.rmtree(bench.dir)


def names_in(pattern):
    found = set()
    for path in glob.glob(os.path.join(lab.ROOT, "schemas", "queries", pattern)):
        text = re.sub(r"--.*", "", open(path, encoding="utf-8").read())
        found |= set(re.findall(r"\b(?:FROM|JOIN)\s+cashback\.(\w+)", text))
    return found


class Covered(unittest.TestCase):
    """Each table that a workbook's queries read is one that its fingerprint reads."""

    @classmethod
    def setUpClass(cls):
        cls.bench = Workbench()
        usage = lab.psql(cls.bench.url, "SELECT view_name, table_name "
                         "FROM information_schema.view_table_usage WHERE view_schema = 'cashback'")
        cls.of_view = {}
        for row in usage:
            cls.of_view.setdefault(row["view_name"], set()).add(row["table_name"])

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.bench.dir)

    def tables(self, names):
        """Without views: what these read."""
        found = set()
        for name in names:
            found |= self.tables(self.of_view[name]) if name in self.of_view else {name}
        return found

    def uncovered(self, read, covering):
        covered = self.tables(names_in(covering))
        return {t for t in self.tables(names_in(read)) if STANDS_FOR.get(t, t) not in covered}

    def test_the_fingerprint_of_a_partner_reads_every_table_that_its_queries_read(self):
        for read in ("partner_*.sql", "site_*.sql"):
            self.assertEqual(self.uncovered(read, "render_fingerprints.sql"), set())
        self.assertEqual(self.uncovered("site_*.sql", "render_fingerprints.sql"), set())

    def test_the_fingerprint_of_the_summary_reads_every_table_that_its_queries_read(self):
        self.assertEqual(self.uncovered("summary_*.sql", "render_fingerprint*.sql"), set())

    def test_a_table_that_no_fingerprint_reads_is_noticed(self):
        self.assertIn("migration", self.uncovered("migrations.sql", "render_fingerprint*.sql"))


if __name__ == "__main__":
    tap.main()
