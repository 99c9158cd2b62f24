"""The second opinion in SQL: each tests/audit/*.sql is a sentence, and an exception when wrong."""
import glob
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import lab
import tap


class SecondOpinion(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.url = lab.new_database()


def sentence(path):
    def test(self):
        done = subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", self.url, "-f", path],
                              capture_output=True, text=True, cwd=lab.ROOT)
        self.assertEqual(done.returncode, 0, done.stderr)
    return test


for file in sorted(glob.glob(os.path.join(os.path.dirname(os.path.abspath(__file__)), "*.sql"))):
    name = os.path.splitext(os.path.basename(file))[0]
    setattr(SecondOpinion, "test_" + name, sentence(file))

if __name__ == "__main__":
    tap.main()
