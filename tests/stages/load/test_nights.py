"""Nights one after the other, from delivered files to the ledger: the chain, what is sent, what
caused an adjustment, and what is told of files that came late."""
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))
import lab
import shop
import tap

TIERS = "sku,rate,min_quantity,max_quantity\nA,1.00,1,10\nA,2.00,11,\n"


class Ledger(shop.Shop):
    """Two partners; from the eleventh unit on a unit earns 2.00."""

    def __init__(self):
        super().__init__()
        self.write("campaigns/one/rate_card.csv", TIERS)
        self.write("inbox/partners.csv", "mpn_id,name\n1,One\n2,Two\n")
        self.write("inbox/registrations.csv", "registration_id,campaign_id,mpn_id,"
                   "identification_number,registered_on,status\nR1,one,1,I-1,2026-07-01,approved\n"
                   "R2,one,2,I-9,2026-07-01,approved\n")
        self.sell("1", "I-1,1,2026-07-02,E,A,5,10.00", "I-9,1,2026-07-02,F,A,4,10.00")

    def sell(self, name, *lines):
        self.deliver(name + ".csv", (shop.HEADER + "".join(f"{l}\n" for l in lines)).encode())

    def night(self, status=0):
        done = self.run()
        assert done.returncode == status, done.stderr
        return done

    def cells(self, sql):
        return [tuple(row.values()) for row in self.rows(sql)]

    def links(self):
        return self.cells("SELECT posting, link FROM cashback.chain ORDER BY posting")

    def heads(self):
        return [tuple(line.split(" ")) for line in self.read("chain-heads.txt").splitlines()]

    def causes(self):
        return self.cells("SELECT mpn_id, invoice_number, line_number, source_file, source_line "
                          "FROM cashback.adjustment_cause ORDER BY run_id, mpn_id")


class Night(unittest.TestCase):
    def setUp(self):
        self.shop = Ledger()

    def tearDown(self):
        shutil.rmtree(self.shop.dir)


class Chain(Night):
    def test_a_link_can_be_computed_again_from_what_is_stored(self):
        self.shop.night()
        row = self.shop.rows("SELECT * FROM cashback.chain")[0]
        parts = [row[name] for name in ("previous", "inputs", "campaigns", "configuration", "postings")]
        text = "".join(part + "\n" for part in parts)
        self.assertEqual(row["previous"], "0" * 64)
        self.assertEqual(hashlib.sha256(text.encode()).hexdigest(), row["link"])
        for text in self.shop.rows("SELECT sha256, content FROM cashback.chain_text"):
            self.assertEqual(hashlib.sha256(text["content"].encode()).hexdigest(), text["sha256"])

    def test_the_postings_are_hashed_by_partner_and_line(self):
        self.shop.night()
        lines = {"1": "one\tI-1\t1\tCAD\tearning\t2026-07-02\t5\n",
                 "2": "one\tI-9\t1\tCAD\tearning\t2026-07-02\t4\n"}
        text = "".join(f"{mpn}\t{hashlib.sha256(line.encode()).hexdigest()}\n"
                       for mpn, line in lines.items())
        self.assertEqual(self.shop.cells("SELECT postings FROM cashback.chain"),
                         [(hashlib.sha256(text.encode()).hexdigest(),)])

    def test_two_histories_of_the_same_inputs_have_the_same_links(self):
        other = Ledger()
        for place in (self.shop, other):
            place.night()
            place.sell("2", "I-2,1,2026-07-03,E,A,1,1.00")
            place.night()
            place.night()
        self.assertEqual(self.shop.links(), other.links())
        self.assertEqual(len({link for _, link in other.links()}), 3)

    def test_other_settings_of_a_feed_give_another_link(self):
        other = Ledger()
        other.replace("pipeline.conf", "[feed agreements]", "[feed agreements]\ndecimal = ,")
        for place in (self.shop, other):
            place.night()
        self.assertNotEqual(self.shop.links(), other.links())

    def test_the_heads_are_kept_outside_of_var(self):
        self.shop.night()
        self.shop.night()
        self.assertEqual(self.shop.heads(), self.shop.links())

    def test_a_head_that_was_not_written_is_added_by_the_next_run(self):
        self.shop.night()
        os.unlink(self.shop.path("chain-heads.txt"))
        shutil.rmtree(self.shop.path("var"))
        self.shop.night()
        self.assertEqual(len(self.shop.heads()), 2)
        self.assertEqual(self.shop.heads(), self.shop.links())

    def test_a_head_that_was_cut_short_is_completed(self):
        self.shop.night()
        self.shop.write("chain-heads.txt", self.shop.read("chain-heads.txt")[:20])
        self.shop.night()
        self.assertEqual(self.shop.heads(), self.shop.links())

    def test_a_line_that_is_none_of_ours_is_left_alone(self):
        self.shop.write("chain-heads.txt", "kept since 2026")
        self.shop.night()
        text = self.shop.read("chain-heads.txt")
        self.assertTrue(text.startswith("kept since 2026\n1 "), text)

    def test_a_run_cut_off_after_its_commit_adds_its_head_when_it_goes_on(self):
        self.shop.night()
        os.unlink(self.shop.path("chain-heads.txt"))
        path = os.path.join(self.shop.runs()[-1], "run_results.json")
        with open(path, encoding="utf-8") as file:
            results = json.load(file)
        results["status"] = "running"
        del results["stages"]["load"], results["stages"]["render"]
        with open(path, "w", encoding="utf-8") as file:
            json.dump(results, file)
        self.assertEqual(self.shop.cashback("load").returncode, 0)
        self.assertEqual(self.shop.heads(), self.shop.links())

    def test_the_link_is_in_the_run_s_summary_and_in_status(self):
        self.shop.night()
        link = self.shop.links()[0][1]
        with open(os.path.join(self.shop.runs()[-1], "run_results.json"), encoding="utf-8") as file:
            self.assertEqual(json.load(file)["stages"]["load"]["link"], link)
        listed = json.loads(self.shop.cashback("status", "--json").stdout)
        self.assertEqual([(row["posting"], row["link"]) for row in listed], [(1, link)])
        self.assertIn(link, self.shop.cashback("status").stdout)


class Sent(Night):
    WRITTEN = "SELECT mpn_id, xmin FROM cashback.earning ORDER BY mpn_id, invoice_number"

    def test_a_night_that_changed_nothing_sends_nothing(self):
        self.shop.night()
        before = self.shop.cells(self.WRITTEN)
        partners = self.shop.cells("SELECT xmin FROM cashback.partner ORDER BY mpn_id")
        self.shop.night()
        self.assertEqual(self.shop.cells(self.WRITTEN), before)
        self.assertEqual(self.shop.cells("SELECT xmin FROM cashback.partner ORDER BY mpn_id"), partners)

    def written(self):
        return dict(self.shop.cells("SELECT invoice_number, xmin FROM cashback.earning"))

    def test_only_the_lines_that_changed_are_sent(self):
        self.shop.night()
        before = self.written()
        self.shop.sell("2", "I-8,1,2026-07-03,F,A,1,1.00")
        self.shop.sell("3", "I-1,1,2026-07-02,E,A,6,10.00")
        self.shop.night()
        after = self.written()
        self.assertEqual(after["I-9"], before["I-9"])
        self.assertNotEqual(after["I-1"], before["I-1"])
        self.assertEqual(self.shop.cells("SELECT count(*), sum(amount) FROM cashback.ledger"),
                         [("4", "11.00")])

    def test_without_the_folder_of_the_run_before_a_partner_is_sent_as_a_whole(self):
        self.shop.night()
        before = self.written()
        shutil.rmtree(self.shop.runs()[-1])
        self.shop.sell("2", "I-8,1,2026-07-03,F,A,1,1.00")
        self.shop.night()
        after = self.written()
        self.assertEqual(after["I-1"], before["I-1"])
        self.assertNotEqual(after["I-9"], before["I-9"])
        self.assertEqual(self.shop.cells("SELECT count(*), sum(amount) FROM cashback.ledger"),
                         [("3", "10.00")])

    def test_a_folder_that_is_not_what_was_sent_is_not_believed(self):
        self.shop.night()
        before = self.written()
        path = os.path.join(self.shop.runs()[-1], "earning.copy")
        with open(path, "rb") as file:
            bytes_before = file.read()
        with open(path, "wb") as file:
            file.write(bytes_before.replace(b"I-9", b"I-7"))
        self.shop.sell("2", "I-8,1,2026-07-03,F,A,1,1.00")
        self.shop.night()
        self.assertNotEqual(self.written()["I-9"], before["I-9"])
        self.assertEqual(self.shop.cells("SELECT sum(amount) FROM cashback.ledger"), [("10.00",)])

    def test_a_line_that_somebody_added_stands_in_no_line_s_way(self):
        self.shop.night()
        self.shop.rows("INSERT INTO cashback.earning SELECT mpn_id, campaign_id, 'I-8', line_number, "
                       "sku, reseller_id, customer_id, event_date, quantity, currency, 99, withheld, "
                       "measure_before, measure_after, note, source_file, source_line "
                       "FROM cashback.earning WHERE mpn_id = '2'")
        self.shop.sell("2", "I-8,1,2026-07-03,F,A,1,1.00")
        self.shop.night()
        self.assertEqual(self.shop.cells("SELECT mpn_id, sum(amount) FROM cashback.ledger "
                                         "GROUP BY mpn_id ORDER BY mpn_id"), [("1", "5.00"), ("2", "5.00")])

    def test_many_nights_lead_where_one_would_have(self):
        dice = random.Random(7)
        for night in range(1, 7):
            lines = [f"I-{dice.randint(1, 40)},{dice.randint(1, 2)},2026-07-{dice.randint(2, 28):02},"
                     f"{dice.choice('EFG')},{dice.choice('AAB')},{dice.choice((1, 2, 5, 9))},1.00"
                     for _ in range(12)]
            self.shop.sell(str(night), *{line.rsplit(",", 5)[0]: line for line in lines}.values())
            self.shop.night()
        many = [self.shop.cells(f"SELECT * FROM cashback.{table} ORDER BY 1, 2, 3, 4")
                for table in ("earning", "exclusion", "registration", "payout", "posted")]
        self.assertEqual(self.shop.cells("SELECT * FROM cashback.difference"), [])
        self.assertEqual(lab.miscounted(self.shop.url), [])
        self.shop.rows("TRUNCATE cashback.partner_result")
        shutil.rmtree(self.shop.runs()[-1])
        self.shop.night()
        for table, before in zip(("earning", "exclusion", "registration", "payout", "posted"), many):
            self.assertEqual(self.shop.cells(f"SELECT * FROM cashback.{table} ORDER BY 1, 2, 3, 4"), before)

    def test_a_partner_who_has_vanished_is_taken_back(self):
        self.shop.night()
        self.shop.write("inbox/registrations.csv", "registration_id,campaign_id,mpn_id,"
                        "identification_number,registered_on,status\n"
                        "R1,one,1,I-1,2026-07-01,approved\n")
        self.shop.night()
        self.assertEqual(self.shop.cells("SELECT mpn_id, sum(amount) FROM cashback.ledger "
                                         "GROUP BY mpn_id ORDER BY mpn_id"), [("1", "5.00"), ("2", "0.00")])
        self.assertEqual(self.shop.cells("SELECT count(*) FROM cashback.earning WHERE mpn_id = '2'"),
                         [("0",)])

    def test_what_somebody_deleted_in_the_database_is_sent_again(self):
        self.shop.night()
        self.shop.rows("DELETE FROM cashback.earning WHERE mpn_id = '2'")
        self.shop.night()
        self.assertEqual(self.shop.cells("SELECT mpn_id, amount FROM cashback.earning ORDER BY mpn_id"),
                         [("1", "5.00"), ("2", "4.00")])
        self.assertEqual(self.shop.cells("SELECT count(*) FROM cashback.ledger"), [("2",)])

    def test_rows_that_somebody_deleted_are_sent_again_whatever_their_table(self):
        self.shop.write("inbox/partners.csv", "mpn_id,name,membership_start,membership_end\n"
                        "1,One,2026-01-01,2026-07-20\n2,Two,2026-01-01,2026-12-31\n")
        self.shop.sell("2", "I-3,1,2026-07-25,E,A,1,1.00")
        self.shop.night()
        for table in ("registration", "earning", "exclusion", "payout", "standing"):
            with self.subTest(table):
                all_rows = f"SELECT * FROM cashback.{table} ORDER BY 1, 2, 3, 4"
                before = self.shop.cells(all_rows)
                self.assertTrue(before)
                self.shop.rows(f"DELETE FROM cashback.{table}")
                self.shop.night()
                self.assertEqual(self.shop.cells(all_rows), before)

    def test_an_mpn_id_with_quotes_and_backslashes_is_one_like_any_other(self):
        odd = 'a"b\\c,{d}'
        self.shop.write("inbox/partners.csv", 'mpn_id,name\n1,One\n"a""b\\c,{d}",Odd\n')
        self.shop.write("inbox/registrations.csv", "registration_id,campaign_id,mpn_id,"
                        "identification_number,registered_on,status\n"
                        'R2,one,"a""b\\c,{d}",I-9,2026-07-01,approved\n')
        self.shop.night()
        self.shop.sell("2", "I-8,1,2026-07-03,F,A,1,1.00")
        self.shop.night()
        self.assertEqual(self.shop.cells("SELECT mpn_id, sum(amount) FROM cashback.ledger "
                                         "GROUP BY mpn_id"), [(odd, "5.00")])


class Causes(Night):
    def sell_two(self):
        self.shop.sell("2", "I-2,1,2026-07-10,E,A,5,10.00")
        self.shop.night()

    def test_a_late_sale_is_the_cause_of_what_it_moves(self):
        self.sell_two()
        self.shop.sell("3", "I-4,1,2026-07-09,E,A,1,1.00", "I-3,1,2026-07-08,E,A,4,10.00",
                       "I-7,1,2026-07-05,F,A,1,1.00")
        self.shop.night()
        self.assertEqual(self.shop.causes(), [("1", "I-3", "1", "inbox/invoices/3.csv", "3")])

    def test_a_line_that_is_gone_is_the_cause_and_has_no_file(self):
        self.sell_two()
        self.shop.sell("1", "I-1,2,2026-07-02,E,B,5,10.00", "I-9,1,2026-07-02,F,A,4,10.00")
        self.shop.night()
        self.assertEqual(self.shop.causes(), [("1", "I-1", "1", "", "")])

    def test_a_changed_quantity_is_the_cause(self):
        self.sell_two()
        self.shop.sell("3", "I-1,1,2026-07-02,E,A,6,10.00")
        self.shop.night()
        self.assertEqual(self.shop.causes(), [("1", "I-1", "1", "inbox/invoices/3.csv", "2")])

    def test_a_return_is_the_cause_of_what_it_moves(self):
        self.shop.sell("2", "I-2,1,2026-07-10,E,A,8,10.00")
        self.shop.night()
        self.shop.write("inbox/invoices/3.csv", shop.HEADER.strip() + ",reference_invoice\n"
                        "I-3,1,2026-07-05,E,A,-1,-1.00,I-1\n")
        self.shop.night()
        self.assertEqual(self.shop.causes(), [("1", "I-3", "1", "inbox/invoices/3.csv", "2")])

    def test_without_a_new_line_the_earliest_adjusted_one_is_named(self):
        self.sell_two()
        self.shop.replace("campaigns/one/rate_card.csv", "1.00", "1.50")
        done = self.shop.night(65)
        self.assertIn("definition", done.stderr)
        self.shop.cashback("run", "--release", os.path.basename(self.shop.runs()[-1]))
        self.assertEqual(self.shop.causes(), [("1", "I-1", "1", "inbox/invoices/1.csv", "2"),
                                              ("2", "I-9", "1", "inbox/invoices/1.csv", "3")])

    def test_rows_that_somebody_deleted_do_not_hide_what_is_new(self):
        self.sell_two()
        self.shop.rows("DELETE FROM cashback.earning WHERE mpn_id = '2'")
        self.shop.sell("3", "I-3,1,2026-07-08,E,A,4,10.00")
        self.shop.night()
        self.assertEqual(self.shop.causes(), [("1", "I-3", "1", "inbox/invoices/3.csv", "2")])

    def test_a_run_that_adjusts_nothing_has_no_causes(self):
        self.sell_two()
        self.assertEqual(self.shop.causes(), [])


class Late(Night):
    def test_rows_of_a_new_file_that_lose_to_an_older_one_are_told(self):
        self.shop.sell("3", "I-3,1,2026-07-05,E,A,2,1.00", "I-4,1,2026-07-05,E,A,2,1.00")
        self.shop.night()
        self.shop.sell("2", "I-3,1,2026-07-05,E,A,9,1.00", "I-5,1,2026-07-05,E,A,1,1.00")
        done = self.shop.night()
        self.assertEqual(self.shop.cells("SELECT feed, source_file, lost_to, lines FROM cashback.rows_lost"),
                         [("invoices", "inbox/invoices/2.csv", "inbox/invoices/3.csv", "1")])
        self.assertIn("rows_lost 1", done.stderr)
        self.assertRegex(self.shop.cashback("status").stdout,
                         r"2026\S+ +invoices +inbox/invoices/2.csv +1 +inbox/invoices/3.csv")
        listed = json.loads(self.shop.cashback("status", "--json").stdout)
        self.assertEqual([row["rows_lost"] for row in listed], [1, 0])

    def test_rows_of_a_file_that_sorts_later_lose_nothing(self):
        self.shop.night()
        self.shop.sell("3", "I-1,1,2026-07-05,E,A,2,1.00")
        self.shop.night()
        self.assertEqual(self.shop.rows("SELECT * FROM cashback.rows_lost"), [])

    def test_of_whole_invoices_every_line_loses(self):
        self.shop.replace("pipeline.conf", "[feed invoices]", "[feed invoices]\nreplaces = invoice")
        self.shop.sell("3", "I-3,1,2026-07-05,E,A,2,1.00")
        self.shop.night()
        self.shop.sell("2", "I-3,1,2026-07-05,E,A,9,1.00", "I-3,2,2026-07-05,E,A,1,1.00")
        self.shop.night()
        self.assertEqual(self.shop.cells("SELECT lines FROM cashback.rows_lost"), [("2",)])

    def test_a_snapshot_that_is_not_the_last_loses_as_a_whole(self):
        self.shop.replace("pipeline.conf", "[feed partners]", "[feed partners]\ndelivery = snapshot")
        self.shop.night()
        self.shop.write("inbox/partners-.csv", "mpn_id,name\n7,Seven\n8,Eight\n")
        self.shop.night()
        self.assertEqual(self.shop.cells("SELECT source_file, lost_to, lines FROM cashback.rows_lost"),
                         [("inbox/partners-.csv", "inbox/partners.csv", "2")])

    def test_registrations_lose_by_their_id(self):
        self.shop.night()
        head = "registration_id,campaign_id,mpn_id,identification_number,registered_on,status\n"
        self.shop.write("inbox/registrations-.csv", head + "R2,one,1,I-9,2026-07-01,approved\n"
                        "R3,one,1,I-9,2026-07-01,approved\n")
        self.shop.night()
        self.assertEqual(self.shop.cells("SELECT source_file, lost_to, lines FROM cashback.rows_lost"),
                         [("inbox/registrations-.csv", "inbox/registrations.csv", "1")])

    def test_a_file_whose_content_was_replaced_is_told(self):
        self.shop.night()
        before = hashlib.sha256(self.shop.read("inbox/invoices/1.csv").encode()).hexdigest()
        self.shop.sell("1", "I-1,1,2026-07-02,E,A,6,10.00", "I-9,1,2026-07-02,F,A,4,10.00")
        after = hashlib.sha256(self.shop.read("inbox/invoices/1.csv").encode()).hexdigest()
        done = self.shop.night()
        self.shop.night()
        self.assertEqual(self.shop.cells("SELECT source_file, sha256_before, sha256 "
                                         "FROM cashback.file_replaced"),
                         [("inbox/invoices/1.csv", before, after)])
        self.assertIn("files_replaced 1", done.stderr)
        self.assertIn(before, self.shop.cashback("status").stdout)
        listed = json.loads(self.shop.cashback("status", "--json").stdout)
        self.assertEqual([row["files_replaced"] for row in listed], [0, 1, 0])

    def test_what_a_held_run_found_is_told_of_the_run_that_posts(self):
        self.shop.night()
        self.shop.replace("pipeline.conf", "[statement]", "[ledger]\nhold_above = 1.00\n[statement]")
        self.shop.sell("1", "I-1,1,2026-07-02,E,A,9,10.00", "I-9,1,2026-07-02,F,A,4,10.00")
        self.shop.night(65)
        self.assertEqual(self.shop.rows("SELECT * FROM cashback.file_replaced"), [])
        self.shop.replace("pipeline.conf", "hold_above = 1.00", "hold_above = 100.00")
        self.shop.night()
        self.assertEqual(self.shop.cells("SELECT f.run_id = max(r.run_id) OVER () FROM "
                                         "cashback.file_replaced f, cashback.run r LIMIT 1"), [("t",)])


if __name__ == "__main__":
    tap.main()
