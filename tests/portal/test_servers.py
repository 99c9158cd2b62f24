"""docs/portal/nginx.conf and apache.conf as they are, each in a server of its own on loopback, with
two partners' users."""
import base64
import os
import shutil
import socket
import subprocess
import sys
import time
import unittest
import urllib.error
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import pages  # noqa: E402, first: it says where lab is
import lab  # noqa: E402
import tap  # noqa: E402

DOCS = os.path.join(lab.ROOT, "docs", "portal")
NGINX_PROGRAM = os.path.join(pages.MODULES, "nginx", "usr", "sbin", "nginx")
NGINX_CONF = """daemon off;
master_process off;
pid {dir}/pid;
error_log {dir}/error.log;
events {{ }}
http {{
    types {{ text/html html; text/css css; }}
    access_log off;
    client_body_temp_path {dir}/1; proxy_temp_path {dir}/2; fastcgi_temp_path {dir}/3;
    uwsgi_temp_path {dir}/4; scgi_temp_path {dir}/5;
    server {{
        listen 127.0.0.1:{port};
        set $portal_site {site};
        set $portal_users {users};
        include {docs}/nginx.conf;
    }}
}}
"""
APACHE_CONF = """ServerRoot {dir}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {dir}/pid
ErrorLog {dir}/error.log
DefaultRuntimeDir {dir}
{user}
""" + "".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n" for name in (
    "mpm_event", "dir", "alias", "headers", "mime", "auth_basic", "authn_core", "authn_file",
    "authz_core", "authz_user", "authz_groupfile")) + """TypesConfig /etc/mime.types
Define PORTAL_SITE {site}
Define PORTAL_USERS {users}
Include {docs}/apache.conf
"""
OTHER = "%4D%50%4E-7"  # the folder of partner MPN-7


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def password_line(user):
    done = subprocess.run(["openssl", "passwd", "-apr1", "-salt", "12345678", "pw-" + user],
                          check=True, capture_output=True, text=True)
    return f"{user}:{done.stdout}"


class Portals:
    """Published pages, users, and one server."""

    def __init__(self):
        self.portal = pages.Portal(extra=pages.partner("MPN-7", "Seven")
                                   + pages.registration("MPN-7", 1))
        assert self.portal.render() == (0, "")
        self.dir = lab.scratch("server")
        shutil.copytree(self.portal.site(), self.path("site"))
        self.write("users/0012345", password_line("alice"))
        self.write(f"users/{OTHER}", password_line("bruno"))
        self.write("users/passwords", password_line("alice") + password_line("bruno"))
        self.write("users/groups", f"0012345: alice\n{OTHER}: bruno\n")
        subprocess.run(["chmod", "-R", "a+rX", self.dir], check=True)
        self.port = free_port()

    def path(self, *parts):
        return os.path.join(self.dir, *parts)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as out:
            out.write(text)

    def start(self, conf, command):
        user = "User www-data\nGroup www-data" if os.geteuid() == 0 else ""
        self.write("server.conf", conf.format(dir=self.dir, port=self.port, site=self.path("site"),
                                              users=self.path("users"), docs=DOCS, user=user))
        self.process = subprocess.Popen([*command, self.path("server.conf")], cwd=self.dir,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for _ in range(200):
            if self.process.poll() is not None:
                raise RuntimeError(self.process.stderr.read())
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("the server does not answer")

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        self.process.stderr.close()
        shutil.rmtree(self.dir)
        shutil.rmtree(self.portal.dir)

    def get(self, path, user=None):
        """Status, and the answer's headers."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}")
        if user:
            word = base64.b64encode(f"{user}:pw-{user}".encode()).decode()
            request.add_header("Authorization", "Basic " + word)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.headers
        except urllib.error.HTTPError as refused:
            refused.close()
            return refused.code, refused.headers

    def status(self, path, user=None):
        return self.get(path, user)[0]


class Server:
    """The same for each server; conf and command are the server's."""

    @classmethod
    def setUpClass(cls):
        cls.server = Portals()
        try:
            cls.server.start(cls.conf, cls.command)
        except Exception:
            shutil.rmtree(cls.server.dir)
            raise

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def test_everybody_reads_the_public_pages(self):
        for path in ("/public/", "/public/index.html", "/public/style.css",
                     "/public/campaigns/seats.html", "/"):
            for user in (None, "alice", "bruno"):
                self.assertEqual(self.server.status(path, user), 200, (path, user))

    def test_a_user_reads_the_folder_of_their_partner(self):
        for path, user in (("/partners/0012345/", "alice"),
                           ("/partners/0012345/2026-09.xlsx", "alice"),
                           ("/partners/%254D%2550%254E-7/", "bruno"),
                           ("/partners/%254D%2550%254E-7/style.css", "bruno")):
            self.assertEqual(self.server.status(path, user), 200, (path, user))

    def test_nobody_reads_the_folder_of_another_partner(self):
        for path in ("/partners/0012345/index.html", "//partners//0012345/index.html",
                     "/public/../partners/0012345/index.html", "/partners/77/../0012345/index.html",
                     "/partners/%254D%2550%254E-7/../0012345/statement.xlsx",
                     "/partners/0012345%2Findex.html", "/partners/0012345/./style.css",
                     "/PARTNERS/0012345/index.html", "/partners/%30012345/index.html"):
            for user in (None, "bruno", "carol"):
                self.assertIn(self.server.status(path, user), (401, 403, 404), (path, user))
        self.assertIn(self.server.status("/partners/%254D%2550%254E-7/", "alice"), (401, 403))

    def test_a_folder_without_users_is_nobodys(self):
        for user in (None, "alice", "bruno"):
            self.assertIn(self.server.status("/partners/77/", user), (401, 403))

    def test_nobody_is_told_which_partners_there_are(self):
        for path in ("/partners/", "/partners", "/partners/.", "/partners/passwords/",
                     "/partners/groups/", "/partners/../users/groups", "/users/groups"):
            for user in (None, "alice"):
                self.assertIn(self.server.status(path, user), (400, 401, 403, 404), (path, user))

    def test_a_partners_page_is_kept_by_nobody_on_the_way(self):
        headers = self.server.get("/partners/0012345/", "alice")[1]
        self.assertIn("private", headers["Cache-Control"])
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")


@unittest.skipIf(lab.is_sanitized(), "the pages are the same")
class Nginx(Server, unittest.TestCase):
    conf, command = NGINX_CONF, [NGINX_PROGRAM, "-c"]


@unittest.skipIf(lab.is_sanitized(), "the pages are the same")
class Apache(Server, unittest.TestCase):
    conf, command = APACHE_CONF, ["/usr/sbin/apache2", "-DFOREGROUND", "-f"]


if __name__ == "__main__":
    tap.main()
