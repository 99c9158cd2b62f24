"""Nothing of a password gets out: not into messages, manifests, logs and the store, nor into the list
of processes, whatever goes wrong with the database or with a source."""
import glob
import os
import socket
import struct
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))
import lab
import tap
from shop import Shop

SECRET = "s3cret"
COMMANDS = (["check", "-v"], ["run", "--as-of", "2026-10-31"], ["plan", "--as-of", "2026-10-31"])


class Refusing:
    """A server that asks for a password and takes none."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.passwords = []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection:
                self.refuse(connection)

    def refuse(self, connection):
        length, code = struct.unpack("!II", connection.recv(8, socket.MSG_WAITALL))
        while code in (80877103, 80877104):  # encryption: no
            connection.sendall(b"N")
            length, code = struct.unpack("!II", connection.recv(8, socket.MSG_WAITALL))
        connection.recv(length - 8, socket.MSG_WAITALL)
        connection.sendall(b"R" + struct.pack("!II", 8, 3))
        _, length = struct.unpack("!cI", connection.recv(5, socket.MSG_WAITALL))
        self.passwords.append(connection.recv(length - 4, socket.MSG_WAITALL).rstrip(b"\0").decode())
        fields = b"SFATAL\0C28P01\0Mpassword authentication failed for user \"reader\"\0\0"
        connection.sendall(b"E" + struct.pack("!I", len(fields) + 4) + fields)

    def close(self):
        self.socket.close()


class Secrets(unittest.TestCase):
    def setUp(self):
        self.shop = Shop()
        self.source = lab.new_database()
        lab.psql(self.source, "CREATE TABLE partner (mpn_id text, name text)")
        lab.psql(self.source, "INSERT INTO partner VALUES ('1', 'One')")

    def ask(self, url, query="SELECT mpn_id, name FROM public.partner"):
        self.shop.replace("pipeline.conf", "files = inbox/partners*.csv",
                          f"query = {query}\nsource_url = {url}")

    def kept(self):
        """The whole source with a password, which its server does not ask for."""
        return f"{self.source}&password={SECRET}"

    def keep(self, *texts):
        """Runs the commands; what they print, and what they write, has no password. The messages of
        the run hold the texts."""
        for command in COMMANDS:
            result = self.shop.cashback(*command)
            said = result.stdout + result.stderr
            self.assertNotIn(SECRET, said)
            if command[0] == "run":
                for text in texts:
                    self.assertIn(text, said)
        for folder, _, names in os.walk(self.shop.dir):
            for name in names:
                if name != "pipeline.conf":
                    with open(os.path.join(folder, name), "rb") as file:
                        self.assertNotIn(SECRET.encode(), file.read(), name)

    def refusing(self):
        server = Refusing()
        self.addCleanup(server.close)
        return server

    def test_a_wrong_password_of_a_source(self):
        server = self.refusing()
        self.ask(f"postgresql://reader:{SECRET}@127.0.0.1:{server.port}/crm")
        self.keep("feed partners: source_url: the database cannot be reached",
                  "password authentication failed for user \"reader\"")
        self.assertIn(SECRET, server.passwords)

    def test_a_wrong_password_of_the_database(self):
        server = self.refusing()
        url = f"postgresql://settle:{SECRET}@127.0.0.1:{server.port}/cashback"
        self.shop.replace("pipeline.conf", self.shop.url, url)
        self.keep("password authentication failed")
        self.assertIn(SECRET, server.passwords)

    def test_a_source_where_nobody_listens(self):
        self.ask(f"postgresql://reader:{SECRET}@127.0.0.1:1/crm")
        self.keep("feed partners: source_url: the database cannot be reached", "hint: is the server running")

    def test_a_source_whose_name_is_not_known(self):
        self.ask(f"host=nowhere.invalid user=reader password={SECRET} dbname=crm")
        self.keep("feed partners: source_url: the database cannot be reached")

    def test_a_database_that_is_not_there(self):
        self.ask(self.kept().replace("/lab_", "/nowhere_", 1))
        self.keep("feed partners: source_url: the database cannot be reached", "does not exist")

    def test_a_query_that_fails(self):
        self.ask(self.kept(), "SELECT mpn_id, nothing FROM public.partner")
        self.keep("feed partners: query: the database refused: column \"nothing\" does not exist")

    def test_a_query_that_fails_amid_its_rows(self):
        self.ask(self.kept(), "SELECT 1 / (20000 - n) AS mpn_id, 'x' AS name FROM generate_series(1, 30000) n")
        self.keep("feed partners: query: the database refused: division by zero")

    def test_a_source_that_goes_away(self):
        self.ask(self.kept(), "SELECT pg_terminate_backend(pg_backend_pid())::text AS mpn_id, 'x' AS name")
        self.keep("feed partners: query: the")

    def test_a_password_whose_signs_are_not_escaped(self):
        for url in (f"postgresql://reader:pa@{SECRET}@127.0.0.1/crm", f"postgresql://reader:{SECRET}/x@h/crm",
                    f"postgresql://reader:1/{SECRET}@h/crm", f"mysql://reader:{SECRET}@h/crm",
                    f"postgresql://reader:{SECRET}%@h/crm", f"postgresql://h/crm?pasword={SECRET}"):
            with self.subTest(url):
                self.setUp()
                self.ask(url)
                self.keep("source_url = ***: is not a PostgreSQL connection URL", "write @ as %40")

    def test_a_url_on_a_line_of_its_own(self):
        for line in (f"postgresql://reader:{SECRET}@h/crm", f"postgresql://reader:{SECRET}@h/crm?a=b"):
            self.setUp()
            self.ask("\n" + line)
            self.keep("neither [section] nor key = value")

    def test_a_good_source(self):
        self.ask(self.kept())
        self.keep("extract: files 4")

    def test_no_process_shows_it_while_a_run_is_at_work(self):
        self.ask(self.kept(), "SELECT mpn_id, name FROM public.partner, pg_sleep(0.5)")
        self.shop.replace("pipeline.conf", self.shop.url, f"{self.shop.url}&password={SECRET}")
        run = subprocess.Popen([os.path.join(lab.BIN, "cashback"), "run", "--as-of", "2026-10-31"],
                               cwd=self.shop.dir, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        seen = b""
        while run.poll() is None:
            seen += b"\n".join(self.command_lines())
            time.sleep(0.01)
        self.assertEqual(run.returncode, 0, run.stderr.read())
        run.stderr.close()
        self.assertIn(b"cashback-extract", seen)
        self.assertNotIn(SECRET.encode(), seen)

    def command_lines(self):
        for path in glob.glob("/proc/[0-9]*/cmdline"):
            try:
                with open(path, "rb") as file:
                    yield file.read()
            except OSError:
                pass


if __name__ == "__main__":
    tap.main()
