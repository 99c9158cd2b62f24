"""What a run says while it works: a line that is drawn over on a terminal, one line a stage elsewhere,
nothing with -q. On a pseudo-terminal."""
import os
import pty
import re
import select
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import lab  # noqa: E402
import tap  # noqa: E402

STAGES = ["extract", "transform", "load", "render"]
RUN = ["run", "--as-of", "2026-10-31"]
ERASE = "\r\x1b[K"


def on_terminal(place, *arguments, term="xterm", columns=None):
    """The status of a program, and what it wrote to stderr, which is a terminal."""
    ours, its = pty.openpty()
    if columns:
        subprocess.run(["stty", "cols", str(columns)], stdin=its, check=True)
    process = subprocess.Popen([os.path.join(lab.BIN, "cashback"), *arguments], cwd=place.dir,
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=its,
                               env={**os.environ, "TERM": term})
    os.close(its)
    said = b""
    while process.poll() is None or select.select([ours], [], [], 0)[0]:
        if select.select([ours], [], [], 0.1)[0]:
            try:
                said += os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
    os.close(ours)
    return process.wait(), said.decode().replace("\r\n", "\n")


def screen(said):
    """What stands there in the end."""
    shown = []
    for line in said.split("\n"):
        left = ""
        for part in re.split("\r", line):
            part = part.removeprefix("\x1b[K") if part.startswith("\x1b[K") else (
                part + left[len(part):])
            left = part
        shown.append(left)
    return shown


class Progress(unittest.TestCase):
    def setUp(self):
        self.place = lab.Lab()

    def test_on_a_terminal_a_stage_says_how_far_it_is_and_leaves_one_line(self):
        status, said = on_terminal(self.place, *RUN)
        self.assertEqual(status, 0, said)
        self.assertRegex(said, r"\r\x1b\[Kextract: \d+ of \d+ files \[[#.]{24}\] +\d+ %")
        self.assertRegex(said, r"\r\x1b\[Kload: \d+ of \d+ tables \[[#.]{24}\] +\d+ %")
        self.assertRegex(said, r"\r\x1b\[Krender: \d+ of \d+ workbooks \[[#.]{24}\] +\d+ %")
        lines = [line for line in screen(said) if line]
        self.assertEqual([line.split(":")[0] for line in lines], STAGES)
        self.assertNotIn("[", "".join(lines))

    def test_it_uses_no_colour(self):
        said = on_terminal(self.place, *RUN)[1]
        self.assertNotRegex(said, r"\x1b\[[0-9;]*m")

    def test_a_line_is_never_longer_than_the_terminal_is_wide(self):
        said = on_terminal(self.place, *RUN, columns=30)[1]
        drawn = re.findall(r"\r\x1b\[K([^\r\n]+)", said)
        self.assertTrue(any(line.startswith("extract: 0 of") for line in drawn))
        for line in drawn:
            if " of " in line and "(" not in line:
                self.assertLess(len(line), 30)

    def test_a_terminal_that_cannot_go_back_gets_one_line_a_stage(self):
        said = on_terminal(self.place, *RUN, term="dumb")[1]
        self.assertNotIn("\r", said)
        self.assertEqual([line.split(":")[0] for line in said.splitlines()], STAGES)

    def test_elsewhere_there_is_one_line_a_stage(self):
        done = self.place.cashback(*RUN)
        self.assertNotIn("\r", done.stderr)
        self.assertEqual([line.split(":")[0] for line in done.stderr.splitlines()], STAGES)

    def test_when_all_is_well_quiet_is_quiet_on_a_terminal_too(self):
        self.assertEqual(on_terminal(self.place, "-q", *RUN), (0, ""))

    def test_a_message_stands_on_a_line_of_its_own(self):
        self.place.write("fixtures/demo/inbox/invoices/2026-10-31.csv.gz", "not gzip\n")
        status, said = on_terminal(self.place, *RUN)
        self.assertNotEqual(status, 0)
        lines = [line for line in screen(said) if line]
        self.assertTrue(lines[0].startswith("cashback-extract: "), lines)


if __name__ == "__main__":
    tap.main()
