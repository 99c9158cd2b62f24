"""A working folder whose database holds closed periods, statements and payees, made by SQL: what
`statement export` is about, without running the nightly."""
import csv
import io
import os
import subprocess
import sys
import unittest
from xml.etree import ElementTree

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))
import lab  # noqa: E402

SCHEMA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pain_001_001_09.xsd")
SPACE = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}
CONF = """[database]
url = {url}
{payer}
[feed partners]
files = inbox/partners.csv
[feed agreements]
files = inbox/agreements.csv
[feed invoices]
files = inbox/invoices.csv
[feed registrations]
files = inbox/registrations.csv
"""
PAYER = "[payer]\nname = Northlight Software Inc.\naccount = 000305001234567\nbank = ROYCCAT2XXX\n"
HEAD = "0123456789abcdef" * 4
IBAN = "GB29NWBK60161331926819"
OTHER_IBAN = "DE89370400440532013000"


def quoted(value):
    return "NULL" if value is None else "'" + str(value).replace("'", "''") + "'"


class Payments(lab.Lab):
    migrated = None  # the name of a database that has the schema, to be copied

    def __init__(self, payer=PAYER):
        self.dir = lab.scratch("payments")
        self.url = self.database()
        self.write("pipeline.conf", CONF.format(url=self.url, payer=payer))
        self.sql("""
            INSERT INTO cashback.run (run_id, as_of, started_at, finished_at, status, posting)
            VALUES ('R1', '2026-10-31', '2026-10-31Z', '2026-10-31Z', 'finished', 1);
            INSERT INTO cashback.campaign (campaign_id, name, kind, currency, start_date, end_date,
                calculation_date, definition_sha256)
            VALUES ('seats', 'Seats', 'dollar_per_sku', 'CAD', '2026-07-01', '2026-09-30',
                '2026-07-01', 'x');""")
        self.sql(f"INSERT INTO cashback.chain VALUES (1, 'R1', '{'0' * 64}', 'i', 'c', 's', 'p', "
                 f"'{HEAD}')")
        self.numbers = {}

    def database(self):
        """A copy of the one that was migrated first."""
        if not Payments.migrated:
            url = lab.new_database()
            self.write("pipeline.conf", CONF.format(url=url, payer=""))
            self.run("db", "migrate", "-q")
            Payments.migrated = url.split("/")[3].split("?")[0]
        return lab.new_database("TEMPLATE " + Payments.migrated)

    def sql(self, *statements):
        for statement in statements:
            done = subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", self.url, "-c",
                                   statement], capture_output=True, text=True)
            assert done.returncode == 0, done.stderr

    def seal(self):
        """These statements were made by SQL after their approval: seals them as they are."""
        with open(os.path.join(lab.ROOT, "schemas/queries/statement_seal.sql"),
                  encoding="utf-8") as source:
            query = source.read().replace("$1", "closing_approval.period")
        self.sql(f"UPDATE cashback.closing_approval SET seal = ({query})")

    def run(self, *arguments, status=0):
        if arguments[:2] == ("statement", "export"):
            self.seal()
        done = self.cashback(*arguments, timeout=60)
        assert done.returncode == status, (arguments, done.returncode, done.stdout, done.stderr)
        return done

    def close(self, period="2026-09", starts="2026-09-01", ends="2026-09-30", approve=True):
        self.sql("INSERT INTO cashback.closing (period, attempt, starts, ends, posting, link, "
                 f"minimum_payout, closed_at) VALUES ('{period}', 1, '{starts}', '{ends}', 1, "
                 f"'{HEAD}', 0, '2026-11-01Z')")
        if approve:
            self.sql("SET session_replication_role = replica;"
                     "ALTER TABLE cashback.closing_approval DROP CONSTRAINT IF EXISTS "
                     "closing_approval_four_eyes_check;"
                     "INSERT INTO cashback.closing_approval (period, closed_by, approved_at, seal) "
                     f"VALUES ('{period}', session_user, '2026-11-02Z', '')")

    def statement(self, mpn, payment, earned=None, clawed_back="0", adjusted="0", accrued="0",
                  currency="CAD", period="2026-09", name=None):
        """A statement of one campaign; what is not paid is carried forward."""
        number = f"{period}-1-{self.numbers.setdefault(period, 0) + 1:05}"
        self.numbers[period] += 1
        earned = payment if earned is None else earned
        self.partner(mpn, name)
        self.sql(f"""
            INSERT INTO cashback.statement_document (mpn_id, statement_number, period, currency,
                partner_name, opening, earned, clawed_back, adjusted, payment, closing, accrued)
            VALUES ('{mpn}', '{number}', '{period}', '{currency}', {quoted(name or 'Partner ' + mpn)},
                0, {earned}, {clawed_back}, {adjusted}, {payment},
                {earned}::numeric + {adjusted} - {payment}, {accrued});
            INSERT INTO cashback.statement_campaign (mpn_id, statement_number, campaign_id,
                campaign_name, earned, clawed_back, adjusted, accrued)
            VALUES ('{mpn}', '{number}', 'seats', 'Seats', {earned}, {clawed_back}, {adjusted},
                {accrued})""")
        return number

    def partner(self, mpn, name=None):
        self.sql(f"INSERT INTO cashback.partner (mpn_id, name) VALUES ('{mpn}', "
                 f"{quoted(name or 'Partner ' + mpn)}) ON CONFLICT DO NOTHING")

    def payee(self, mpn, name="Payee Inc.", account=IBAN, bank=None):
        """A new version."""
        self.partner(mpn)
        self.sql("INSERT INTO cashback.payee (mpn_id, version, payee_name, payee_account, payee_bank,"
                 f" run_id) SELECT '{mpn}', 1 + count(*), {quoted(name)}, {quoted(account)}, "
                 f"{quoted(bank)}, 'R1' FROM cashback.payee WHERE mpn_id = '{mpn}'")

    def due(self, mpn, payment, **more):
        """A statement that nothing stands against."""
        self.payee(mpn)
        return self.statement(mpn, payment, **more)

    def export(self, *arguments, period="2026-09", status=0):
        return self.run("statement", "export", period, *arguments, status=status)

    # What came out

    def folder(self, period="2026-09"):
        return self.path("out", period, "payments")

    def files(self, period="2026-09"):
        """{name: bytes}"""
        found = {}
        for name in sorted(os.listdir(self.folder(period))):
            with open(os.path.join(self.folder(period), name), "rb") as file:
                found[name] = file.read()
        return found

    def table(self, name, period="2026-09"):
        text = self.files(period)[name].decode("utf-8")
        return list(csv.DictReader(io.StringIO(text)))

    def pain(self, name="payments-CAD-1.xml", period="2026-09"):
        return check_pain(os.path.join(self.folder(period), name))


def check_pain(path):
    """The message, which keeps to the rules of its schema."""
    done = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", SCHEMA, path],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return ElementTree.parse(path).getroot()


def texts(root, path):
    return [element.text for element in root.findall(".//" + path, SPACE)]


class PaymentsCase(unittest.TestCase):
    def setUp(self):
        self.lab = Payments()
