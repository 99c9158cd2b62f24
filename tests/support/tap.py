"""Runs unittest cases and speaks TAP: `if __name__ == "__main__": tap.main()`."""
import sys
import traceback
import unittest


class TapResult(unittest.TestResult):
    number = 0

    def _line(self, word, test, note=""):
        self.number += 1
        name = getattr(test, "_testMethodName", str(test)).removeprefix("test_").replace("_", " ")
        print(f"{word} {self.number} - {name}{note}", flush=True)

    def addSuccess(self, test):
        self._line("ok", test)

    def addSkip(self, test, reason):
        self._line("ok", test, f" # SKIP {reason}")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._line("not ok", test)
        print("".join(traceback.format_exception(*err)), flush=True)

    addError = addFailure

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._line("not ok", test, f" {subtest.params}")
            print("".join(traceback.format_exception(*err)), flush=True)


def main():
    module = sys.modules["__main__"]
    suite = unittest.defaultTestLoader.loadTestsFromModule(module)
    result = TapResult()
    suite.run(result)
    sys.exit(0 if not result.failures and not result.errors else 1)
