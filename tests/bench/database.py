"""A PostgreSQL of the benchmark's own, set up like the one that cashback embeds (data checksums,
fsync, wal_level minimal), and databases that are copied from one another."""
import glob
import os
import pwd
import shutil
import subprocess
import tempfile

SETTINGS = ["listen_addresses=", "wal_level=minimal", "max_wal_senders=0", "timezone=UTC",
            "log_checkpoints=off", "fsync=on"]


def as_server(folder, *command):
    """As root the server runs as the package's user."""
    user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, **user)


class Server:
    def __init__(self, scratch):
        programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
        self.control = os.path.join(programs, "pg_ctl")
        self.place = tempfile.mkdtemp(prefix="pg-", dir=scratch)
        self.data = os.path.join(self.place, "data")
        if os.getuid() == 0:
            os.chown(self.place, pwd.getpwnam("postgres").pw_uid, -1)
        as_server(self.place, os.path.join(programs, "initdb"), "-D", self.data, "-U", "postgres",
                  "-A", "trust", "-E", "UTF8", "--locale=C", "--data-checksums")
        options = " ".join(f"-c {setting}" for setting in SETTINGS)
        as_server(self.place, self.control, "-D", self.data, "-w", "-s", "-l",
                  os.path.join(self.place, "log"), "-o",
                  f"{options} -c unix_socket_directories={self.place}", "start")
        with open(os.path.join(self.data, "postmaster.pid"), encoding="ascii") as file:
            self.pid = int(file.readline())

    def stop(self):
        as_server(self.place, self.control, "-D", self.data, "-m", "immediate", "-w", "-s", "stop")
        shutil.rmtree(self.place, ignore_errors=True)

    def url(self, name):
        return f"postgresql:///{name}?host={self.place}&user=postgres"

    def psql(self, name, *commands):
        """Each command in a transaction of its own; what was printed, a line a row."""
        arguments = [word for command in commands for word in ("-c", command)]
        done = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1",
                               "-c", "SET client_min_messages = warning", self.url(name), *arguments], check=True, text=True,
                              stdout=subprocess.PIPE)
        return done.stdout.splitlines()

    def copy(self, name, template="template0"):
        """A database like another one, in place of one of that name; then everything is on disk,
        so that nothing of it falls on what is measured next."""
        self.psql("postgres", f"DROP DATABASE IF EXISTS {name}",
                  f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy", "CHECKPOINT")
        return self.url(name)


# The tables that a run fills, those that are referred to first.
TABLES = """
    WITH RECURSIVE dependency AS (
        SELECT conrelid AS child, confrelid AS parent FROM pg_constraint
        WHERE contype = 'f' AND conrelid <> confrelid),
    level AS (
        SELECT oid, 0 AS depth FROM pg_class
        WHERE relnamespace = 'cashback'::regnamespace AND relkind = 'r'
        UNION SELECT d.child, l.depth + 1 FROM level l JOIN dependency d ON d.parent = l.oid)
    SELECT oid::regclass FROM level GROUP BY oid ORDER BY max(depth), 1"""


def dump(server, before, after, folder):
    """A binary file for each table that is empty in one database and not in the other; psql
    commands that put them into one like `before`."""
    commands = []
    for number, table in enumerate(server.psql(after, TABLES)):
        if server.psql(before, f"SELECT 1 FROM {table} LIMIT 1") or \
                not server.psql(after, f"SELECT 1 FROM {table} LIMIT 1"):
            continue
        path = os.path.join(folder, f"{number}.copy")
        columns = ", ".join(server.psql(after, f"""SELECT quote_ident(attname) FROM pg_attribute
            WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped
                AND attgenerated = '' ORDER BY attnum"""))
        server.psql(after, f"\\copy {table} ({columns}) TO '{path}' (FORMAT binary)")
        commands.append(f"\\copy {table} ({columns}) FROM '{path}' (FORMAT binary)")
    return commands
