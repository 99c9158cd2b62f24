"""The embedded PostgreSQL, through `cashback db`: as this user and, for root, as nobody too."""
import glob
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../.."))
from tests.support import tap  # noqa: E402

CONF = "[pipeline]\nvar = var\n" + "".join(
    f"[feed {feed}]\nfiles = inbox/{feed}/*.csv\n"
    for feed in ("partners", "agreements", "invoices", "registrations"))
IS_ROOT = os.geteuid() == 0
ROOT_DATA = "/var/lib/cashback"


def running(folder):
    """Ids of the first processes of the servers that work in a data folder below `folder`."""
    found = []
    for cwd in glob.glob("/proc/[0-9]*/cwd"):
        try:
            target = os.readlink(cwd)
            with open(os.path.dirname(cwd) + "/cmdline", "rb") as f:
                command = f.read()
        except OSError:
            continue
        if target.startswith(folder) and b"-D" in command:
            found.append(int(cwd.split("/")[2]))
    return found


class Embedded:
    """What holds for every user. Each test has a working folder of its own."""
    user = None

    def setUp(self):
        self.base = tempfile.mkdtemp(dir=os.environ["CASHBACK_TMP"])
        self.program = shutil.copy(os.environ["CASHBACK_BIN"] + "/cashback", self.base)
        os.chmod(self.program, 0o755)
        os.chmod(self.base, 0o755)
        self.folders = []
        self.home = self.new_folder("work")

    def tearDown(self):
        for folder in self.folders:
            self.cashback("db", "stop", home=folder)
            self.assertEqual(running(self.data(folder)), [])
        for owner in glob.glob(ROOT_DATA + "/*.var"):
            try:
                with open(owner) as f:
                    ours = f.read().startswith(os.path.realpath(self.base) + "/")
            except FileNotFoundError:  # of another test that runs at the same time
                continue
            for path in glob.glob(owner.removesuffix(".var") + "*") if ours else []:
                shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)
        shutil.rmtree(self.base)

    def new_folder(self, name):
        folder = os.path.join(self.base, name)
        os.makedirs(folder)
        os.chmod(folder, 0o700)
        with open(folder + "/pipeline.conf", "w") as f:
            f.write(CONF)
        if self.user:
            subprocess.run(["chown", "-R", self.user, os.path.join(self.base, name.split("/")[0])],
                           check=True)
        self.folders.append(folder)
        return folder

    def as_user(self, user=None):
        user = user or self.user
        return ["runuser", "-u", user, "--"] if user else []

    def command(self, *args, home=None):
        inner = [self.program, *args]
        return [*self.as_user(), "/bin/sh", "-c", 'cd "$0" && exec "$@"', home or self.home, *inner]

    def cashback(self, *args, home=None):
        return subprocess.run(self.command(*args, home=home), capture_output=True, text=True,
                              stdin=subprocess.DEVNULL)

    def sql(self, statement, home=None):
        result = self.cashback("db", "psql", "--", "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", statement,
                               home=home)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout.strip()

    def data(self, home=None):
        home = os.path.realpath(home or self.home)
        identity = home + "/var/pg/id"
        if not os.path.exists(identity):
            return home + "/var/pg"
        with open(identity) as f:
            return f"{ROOT_DATA}/{f.read()}"

    def start(self):
        result = self.cashback("db", "start")
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout.strip()

    def test_what_was_written_is_there_when_it_is_started_again(self):
        self.sql("CREATE TABLE public.t AS SELECT 42 AS n")
        self.assertEqual(running(self.data()), [])
        self.assertEqual(self.sql("SELECT n FROM public.t"), "42")

    def test_the_last_user_stops_it(self):
        with subprocess.Popen(self.command("db", "psql", "--", "-qAtX"), stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True) as first:
            print("SELECT 1;", file=first.stdin, flush=True)
            self.assertEqual(first.stdout.readline(), "1\n")
            self.sql("SELECT 2")
            self.assertEqual(len(running(self.data())), 1)
            self.assertEqual(self.cashback("db", "stop").returncode, 75)
            print("SELECT 3;", file=first.stdin, flush=True)
            self.assertEqual(first.stdout.readline(), "3\n")
        self.assertEqual(running(self.data()), [])

    def test_db_start_keeps_it_until_db_stop(self):
        url = self.start()
        self.assertEqual(self.sql("SELECT 1"), "1")
        self.assertEqual(len(running(self.data())), 1)
        done = subprocess.run([*self.as_user(), "psql", "-AtXc", "SELECT current_user", url],
                              capture_output=True, text=True, cwd="/")
        self.assertEqual(done.stdout, "cashback\n", done.stderr)
        self.assertEqual(self.cashback("db", "stop").stdout, "stopped\n")
        self.assertEqual(self.cashback("db", "stop").stdout, "was not running\n")

    def test_a_killed_server_is_recovered(self):
        self.start()
        self.sql("CREATE TABLE public.t AS SELECT 42 AS n")
        os.kill(running(self.data())[0], signal.SIGKILL)
        self.assertEqual(self.sql("SELECT n FROM public.t"), "42")

    def test_the_number_of_a_killed_server_may_be_another_process_by_now(self):
        self.sql("SELECT 1")
        pid_file = self.data() + "/data/postmaster.pid"
        server_user = self.user or ("postgres" if IS_ROOT else None)
        with subprocess.Popen(["sleep", "60"], user=server_user) as other:
            with open(pid_file, "w") as f:
                f.write(f"{other.pid}\n{self.data()}/data\n1\n5432\n/tmp\n\n\nready   \n")
            os.chmod(pid_file, 0o644)
            try:
                self.assertEqual(self.sql("SELECT 2"), "2")
                self.assertIsNone(other.poll())
            finally:
                other.kill()

    def test_a_killed_initdb_leaves_nothing_half_made(self):
        for milliseconds in (40, 150, 350):
            home = self.new_folder(f"killed{milliseconds}")
            with subprocess.Popen(self.command("db", "start", home=home), stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, start_new_session=True) as begun:
                time.sleep(milliseconds / 1000)
                if self.user:
                    os.killpg(begun.pid, signal.SIGKILL)
                else:  # initdb goes on without us
                    os.kill(begun.pid, signal.SIGKILL)
            self.assertEqual(self.sql("SELECT count(*) FROM pg_database", home=home), "4")

    def test_several_that_start_it_at_once_share_one(self):
        many = [subprocess.Popen(self.command("db", "psql", "--", "-qAtXc", "SELECT pg_sleep(0.3)"),
                                 stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
                for _ in range(6)]
        for one in many:
            self.assertEqual(one.communicate()[1], b"")
            self.assertEqual(one.returncode, 0)
        self.assertEqual(running(self.data()), [])

    def test_any_path_will_do(self):
        for name in ("x" * 120 + "/" + "y" * 120, "it's \"my\" $(work) folder, 100% `mine`", "Ærø"):
            home = self.new_folder(name)
            self.assertEqual(self.sql("SELECT 1", home=home), "1")

    def test_only_the_owner_may_connect(self):
        url = self.start()
        stranger = "nobody" if not self.user else "daemon"
        if not IS_ROOT:
            self.skipTest("needs root to become a stranger")
        os.chmod(self.sql("SHOW unix_socket_directories"), 0o777)
        done = subprocess.run([*self.as_user(stranger), "psql", "-c", "SELECT 1", url], cwd="/",
                              capture_output=True, text=True)
        self.assertNotEqual(done.returncode, 0)

    def test_it_moves_with_its_folder(self):
        self.sql("CREATE TABLE public.t AS SELECT 42 AS n")
        moved = self.home + ".moved"
        os.rename(self.home, moved)
        self.folders.remove(self.home)
        self.folders.append(moved)
        self.assertEqual(self.sql("SELECT n FROM public.t", home=moved), "42")


class OfAnOrdinaryUser(Embedded, unittest.TestCase):
    """Whoever runs the tests; where that is root, nobody."""
    user = "nobody" if IS_ROOT else None

    def test_it_listens_nowhere_but_on_a_private_socket(self):
        self.start()
        self.assertEqual(self.sql("SHOW listen_addresses"), "")
        socket = self.sql("SHOW unix_socket_directories")
        self.assertEqual(os.stat(socket).st_mode & 0o777, 0o700)
        self.assertLess(len(socket), 80)
        self.cashback("db", "stop")
        self.assertFalse(os.path.exists(socket))

    @unittest.skipUnless(IS_ROOT, "mounts a small disk")
    def test_a_disk_that_was_full_when_it_was_made_leaves_nothing_half_made(self):
        for megabytes in (39, 40, 41, 42):
            home = self.new_folder(f"disk{megabytes}")
            mount = ["mount", "-t", "tmpfs", "-o", f"mode=777,size={megabytes}m", "tmpfs", home]
            if subprocess.run(mount, capture_output=True).returncode != 0:
                self.skipTest("no disk can be mounted here")
            try:
                with open(home + "/pipeline.conf", "w") as f:
                    f.write(CONF)
                os.chmod(home + "/pipeline.conf", 0o644)
                self.cashback("db", "psql", "--", "-c", "SELECT 1", home=home)
                subprocess.run(["mount", "-o", "remount,size=200m", home], check=True)
                self.assertEqual(self.sql("SELECT 1", home=home), "1")
            finally:
                subprocess.run(["umount", "-l", home], check=True)

    def test_a_socket_folder_that_somebody_else_made_is_not_used(self):
        url = self.start()
        socket = url.split("host=")[1].split("&")[0].replace("%2F", "/")
        self.cashback("db", "stop")
        os.mkdir(socket)
        os.chmod(socket, 0o777)
        try:
            self.assertNotIn(socket, self.start().replace("%2F", "/"))
        finally:
            os.rmdir(socket)

    def test_it_has_checksums_utf_8_and_the_order_of_bytes(self):
        self.assertEqual(self.sql("SELECT current_setting('data_checksums'), datcollate, "
                                  "pg_encoding_to_char(encoding) FROM pg_database "
                                  "WHERE datname = 'cashback'"), "on|C|UTF8")

    def test_a_failing_start_tells_the_server_s_own_words(self):
        self.sql("SELECT 1")
        with open(self.data() + "/data/postgresql.conf", "a") as f:
            f.write("\nno_such_setting = 1\n")
        done = self.cashback("db", "check")
        self.assertEqual(done.returncode, 69)
        self.assertIn("does not start", done.stderr)
        self.assertIn("/log", done.stderr)


@unittest.skipUnless(IS_ROOT, "needs root")
class OfRoot(Embedded, unittest.TestCase):
    def test_it_runs_as_the_package_s_user(self):
        self.start()
        status = os.stat(f"/proc/{running(self.data())[0]}")
        self.assertEqual(status.st_uid, pwd.getpwnam("postgres").pw_uid)

    def test_a_command_that_is_told_to_end_passes_it_on_and_stops_the_server(self):
        command = subprocess.Popen(self.command("db", "psql", "--", "-qAtX"), text=True,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL)
        print("SELECT 1;", file=command.stdin, flush=True)
        self.assertEqual(command.stdout.readline(), "1\n")
        command.send_signal(signal.SIGTERM)
        self.assertNotEqual(command.wait(timeout=30), 0)
        command.communicate()
        self.assertEqual(running(self.data()), [])

    def test_a_copy_of_a_folder_does_not_share_its_ledger(self):
        self.sql("SELECT 1")
        copied = self.home + ".copied"
        shutil.copytree(self.home, copied)
        done = self.cashback("db", "check", home=copied)
        self.assertEqual(done.returncode, 78)
        self.assertIn("is a copy of", done.stderr)
        shutil.rmtree(copied)

    def test_a_database_that_is_gone_is_not_replaced_by_an_empty_one(self):
        self.sql("SELECT 1")
        os.rename(self.data(), self.data() + ".away")
        done = self.cashback("db", "check")
        self.assertEqual(done.returncode, 65)
        self.assertIn("is gone", done.stderr)

    def test_a_new_folder_of_the_same_name_has_a_new_database(self):
        self.sql("CREATE TABLE public.t AS SELECT 42 AS n")
        shutil.rmtree(self.home + "/var")
        self.assertEqual(self.sql("SELECT count(*) FROM pg_tables WHERE tablename = 't'"), "0")

    def test_the_database_of_another_user_is_left_alone(self):
        os.makedirs(self.home + "/var/pg/data")
        done = self.cashback("db", "check")
        self.assertEqual(done.returncode, 77)


if __name__ == "__main__":
    tap.main()
