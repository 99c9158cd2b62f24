"""The stage as a whole: what is taken in, what is kept, and what ends a run before anything is."""
import gzip
import hashlib
import os
import shutil
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))
import lab
import tap
from shop import HEADER, Shop


class Extract(unittest.TestCase):
    def setUp(self):
        self.shop = Shop()

    def done(self, code=0, *more):
        result = self.shop.run(*more)
        self.assertEqual(result.returncode, code, result.stderr)
        return result.stderr

    def test_every_file_is_in_the_manifest_with_its_hash_and_totals(self):
        self.done()
        entry = self.shop.manifest()["inbox/invoices/1.csv"]
        with open(self.shop.path("inbox/invoices/1.csv"), "rb") as file:
            content = file.read()
        sha256 = hashlib.sha256(content).hexdigest()
        self.assertEqual((entry["sha256"], entry["size"]), (sha256, len(content)))
        self.assertEqual(entry["totals"]["accepted"], 1)
        self.assertEqual(entry["totals"]["net_amount"], "10.00")
        with open(self.shop.path("var/store/objects", sha256[:2], sha256), "rb") as file:
            self.assertEqual(file.read(), content)

    def test_a_file_that_left_the_inbox_stays_part_of_the_data(self):
        self.done()
        os.remove(self.shop.path("inbox/invoices/1.csv"))
        self.shop.write("inbox/invoices/2.csv", HEADER + "I-2,1,2026-07-02,E,A,2,10.00\n")
        self.done()
        inputs = self.shop.manifest()
        self.assertLess(inputs["inbox/invoices/1.csv"]["since"], inputs["inbox/invoices/2.csv"]["since"])

    def test_other_content_under_the_same_name_takes_its_place(self):
        self.done()
        self.shop.write("inbox/invoices/1.csv", HEADER + "I-1,1,2026-07-02,E,A,5,10.00\n")
        self.done()
        entry = self.shop.manifest()["inbox/invoices/1.csv"]
        self.assertEqual(entry["totals"]["quantity"], 5)
        self.assertEqual(self.shop.summary()["invoices"]["replaced_files"], 1)

    def test_files_that_are_known_are_not_read_again(self):
        self.done()
        staged = self.shop.manifest()["inbox/invoices/1.csv"]["staged"]
        before = os.stat(self.shop.path("var/store/staged", staged)).st_ino
        self.done()
        self.assertEqual(os.stat(self.shop.path("var/store/staged", staged)).st_ino, before)
        self.assertEqual(self.shop.summary()["invoices"]["fresh_files"], 0)

    def test_a_changed_feed_section_has_stored_files_read_again(self):
        self.done()
        os.remove(self.shop.path("inbox/invoices/1.csv"))
        self.shop.replace("pipeline.conf", "[feed invoices]\n", "[feed invoices]\nvalue.customer_id = C\n")
        before = self.shop.manifest()["inbox/invoices/1.csv"]
        self.done()
        after = self.shop.manifest()["inbox/invoices/1.csv"]
        self.assertNotEqual(after["staged"], before["staged"])
        self.assertEqual(after["sha256"], before["sha256"])

    def test_a_file_whose_bytes_the_store_has_lost_is_named(self):
        self.done()
        os.remove(self.shop.path("inbox/invoices/1.csv"))
        shutil.rmtree(self.shop.path("var/store/objects"))
        self.shop.replace("pipeline.conf", "[feed invoices]\n", "[feed invoices]\nvalue.currency = CAD\n")
        self.assertIn("inbox/invoices/1.csv: the store has lost its bytes: var/store/objects/", self.done(65))

    def test_gzipped_and_plain_files_give_the_same_rows(self):
        self.done()
        plain = self.shop.manifest()["inbox/invoices/1.csv"]["totals"]
        with open(self.shop.path("inbox/invoices/1.csv"), "rb") as file:
            data = file.read()
        with open(self.shop.path("inbox/invoices/1.csv.gz"), "wb") as file:
            file.write(gzip.compress(data[:20]) + gzip.compress(data[20:]))
        self.done()
        self.assertEqual(self.shop.manifest()["inbox/invoices/1.csv.gz"]["totals"], plain)

    def test_names_that_are_never_inputs_are_passed_over(self):
        self.shop.replace("pipeline.conf", "inbox/invoices/*.csv ", "inbox/invoices/* ")
        for name in ("x.ctl", "x.tmp", "x.part", ".x.csv"):
            self.shop.write(f"inbox/invoices/{name}", "nonsense\n")
        self.done()
        self.assertEqual(len(self.shop.manifest()), 4)

    def test_a_folder_among_the_files_is_an_error(self):
        os.mkdir(self.shop.path("inbox/invoices/x.csv"))
        self.assertIn("inbox/invoices/x.csv: is a folder", self.done(65))

    def test_a_feed_without_any_file_is_a_missing_input(self):
        os.remove(self.shop.path("inbox/partners.csv"))
        self.assertIn("feed partners: no file matches inbox/partners*.csv", self.done(66))

    def test_all_broken_files_are_named_at_once(self):
        self.shop.write("inbox/invoices/2.csv", "")
        self.shop.write("inbox/partners2.csv", "mpn_id\n1\n")
        errors = self.done(65)
        self.assertIn("inbox/invoices/2.csv: is empty", errors)
        self.assertIn("inbox/partners2.csv:1: header 'name' is missing", errors)

    def test_a_campaign_with_a_mistake_ends_the_run_before_anything_is_read(self):
        self.shop.replace("campaigns/one/campaign.conf", "tiers = stepped", "tiers = some")
        self.done(78)
        self.assertFalse(os.path.exists(self.shop.path("var/store/catalog.json")))

    def test_what_a_killed_reader_left_in_the_store_goes_with_the_next_run(self):
        for name in ("objects/.4711.part", "staged/.abc.4711.tmp/invoices.copy"):
            self.shop.write("var/store/" + name, "half")
        self.assertEqual(self.shop.run().returncode, 0)
        for folder in ("objects", "staged"):
            names = os.listdir(self.shop.path("var/store", folder))
            self.assertFalse([name for name in names if name.startswith(".")])

    def test_campaigns_are_kept_by_their_definition(self):
        self.done()
        self.shop.manifest()
        entry = self.shop.document["campaigns"][0]
        self.assertEqual((entry["id"], entry["folder"]), ("one", "campaigns/one"))
        kept = self.shop.path("var/store/campaigns", entry["sha256"])
        self.assertEqual(sorted(os.listdir(kept)), ["campaign.conf", "rate_card.csv"])

    def test_the_same_stage_again_leaves_the_same_manifest(self):
        self.shop.run()
        run = os.path.basename(self.shop.runs()[-1])
        path = os.path.join(self.shop.runs()[-1], "manifest.json")
        with open(path, encoding="utf-8") as file:
            before = file.read()
        result = self.shop.cashback("--run", run, program="cashback-extract")
        self.assertEqual(result.returncode, 0, result.stderr)
        with open(path, encoding="utf-8") as file:
            self.assertEqual(file.read(), before)


class Limits(unittest.TestCase):
    def setUp(self):
        self.shop = Shop()
        self.result = self.shop.run()

    def deliver(self, bad, good=0, limit=None):
        rows = "".join(f"B-{i},1,2026-07-02,E,A,1O,1.00\n" for i in range(bad))
        rows += "".join(f"G-{i},1,2026-07-02,E,A,1,1.00\n" for i in range(good))
        self.shop.write("inbox/invoices/2.csv", HEADER + rows)
        if limit:
            self.shop.replace("pipeline.conf", "[feed invoices]\n",
                              f"[feed invoices]\nmax_rejects = {limit}\n")
        return self.shop.run()

    def test_more_rejects_than_allowed_take_nothing_in(self):
        before = self.shop.catalog()
        result = self.deliver(bad=3, limit="2")
        self.assertEqual(result.returncode, 65)
        self.assertIn("feed invoices: 3 of 3 newly read rows were rejected, and max_rejects is 2",
                      result.stderr)
        self.assertIn("inbox/invoices/2.csv:2: quantity '1O' is not a whole number", result.stderr)
        self.assertIn("declared: type-error, 3 rows in all", result.stderr)
        self.assertEqual(self.shop.catalog(), before)
        self.assertFalse(os.path.exists(os.path.join(self.shop.runs()[-1], "manifest.json")))

    def test_they_are_counted_again_when_the_run_is_tried_again(self):
        self.deliver(bad=3, limit="2")
        self.assertEqual(self.shop.run().returncode, 65)

    def test_as_many_as_allowed_are_taken_in(self):
        self.assertEqual(self.deliver(bad=2, limit="2").returncode, 0)
        self.assertEqual(self.shop.summary()["invoices"]["rejected_by_reason"], {"type-error": 2})

    def test_a_limit_can_be_a_share_of_the_rows_that_are_new(self):
        self.assertEqual(self.deliver(bad=1, good=99, limit="1%").returncode, 0)
        self.assertEqual(self.deliver(bad=2, good=98).returncode, 65)

    def test_rejects_of_an_earlier_run_do_not_count(self):
        self.assertEqual(self.deliver(bad=2, limit="2").returncode, 0)
        self.shop.write("inbox/invoices/3.csv", HEADER + "B-1,1,2026-07-02,E,A,x,1.00\n")
        self.assertEqual(self.shop.run().returncode, 0)

    def control(self, text):
        self.shop.write("inbox/invoices/2.csv", HEADER + "C-1,1,2026-07-02,E,A,1,1.50\n"
                        "C-2,1,2026-07-02,E,A,x,2.00\n")
        self.shop.write("inbox/invoices/2.csv.ctl", text)
        return self.shop.run()

    def test_a_control_file_that_agrees_is_accepted(self):
        with open(self.shop.path("inbox/invoices/1.csv"), "rb") as file:
            sha256 = hashlib.sha256(file.read()).hexdigest()
        self.shop.write("inbox/invoices/1.csv.ctl", f"sha256 = {sha256}\n")
        result = self.control("rows = 2\nnet_amount = 3.5\n")
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_a_control_file_that_says_nothing_proves_nothing(self):
        result = self.control("")
        self.assertEqual(result.returncode, 65)
        self.assertIn("cashback-extract: inbox/invoices/2.csv.ctl: says nothing", result.stderr)

    def test_a_control_file_that_does_not_agree_ends_the_run(self):
        result = self.control("rows = 3\nnet_amount = 3.51\nsha256 = 00\n")
        self.assertEqual(result.returncode, 65)
        self.assertIn("inbox/invoices/2.csv.ctl:1: rows is 3, but inbox/invoices/2.csv has 2",
                      result.stderr)
        self.assertIn("2.csv.ctl:2: net_amount is 3.51, but inbox/invoices/2.csv has 3.50",
                      result.stderr)
        self.assertIn("2.csv.ctl:3: sha256 is 00", result.stderr)


class Queries(unittest.TestCase):
    def setUp(self):
        self.shop = Shop()
        self.source = lab.new_database()
        lab.psql(self.source, "CREATE TABLE partner (id text, full_name text, since date)")
        lab.psql(self.source, "INSERT INTO partner VALUES ('1', 'One, \"the\" first', '2020-02-03'),"
                              " ('002', NULL, NULL)")
        self.shop.replace("pipeline.conf", "files = inbox/partners*.csv", (
            "query = SELECT * FROM public.partner ORDER BY id DESC\n"
            f"source_url = {self.source}&password=s3cret\n"
            "column.mpn_id = id\ncolumn.name = full_name\ncolumn.membership_start = since\n"
            "decimal = ,\ndate_format = %d.%m.%Y"))

    def test_a_query_is_a_feed_with_rejects_and_totals_like_a_file(self):
        result = self.shop.run()
        self.assertEqual(result.returncode, 0, result.stderr)
        entry = self.shop.manifest()["query"]
        self.assertEqual((entry["feed"], entry["totals"]["accepted"], entry["totals"]["rejected"]),
                         ("partners", 1, 1))
        self.assertEqual(self.shop.document["feeds"]["partners"]["delivery"], "snapshot")

    def test_messages_about_its_rows_name_the_feed(self):
        self.shop.replace("pipeline.conf", "query =", "max_rejects = 0\nquery =")
        result = self.shop.run()
        self.assertEqual(result.returncode, 65)
        self.assertIn("cashback-extract: feed partners: query:3: name is blank, and required: constraint-error",
                      result.stderr)

    def test_a_query_that_fails_is_named_with_its_feed(self):
        self.shop.replace("pipeline.conf", "public.partner", "public.nobody")
        result = self.shop.run()
        self.assertEqual(result.returncode, 65)
        self.assertIn("feed partners: query:", result.stderr)


if __name__ == "__main__":
    tap.main()
