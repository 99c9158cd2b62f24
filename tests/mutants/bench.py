"""Where mutants are tried: a private copy of the tree, built once under the sanitizers, with the
files of stages/transform in a shared library of their own. A mutant is one file compiled and that
library linked anew; the programs find it through LD_LIBRARY_PATH."""
import pathlib
import shlex
import shutil
import subprocess

from operators import mutated

PARTS = ("Makefile", "pipeline.conf", "pipeline", "stages", "reports", "schemas", "fixtures",
         "tests")
# What is no part of the settlement is tested by whole runs, which mutants are not given.
LEFT_OUT = ("main.c", "reuse.c", "output_campaigns.c")
STAGE, TESTS = "stages/transform", "tests/stages/transform"
SANITIZE = "-fsanitize=address,undefined -fno-sanitize-recover=undefined"
BUILD = ["BUILD=build", "OPTIMIZE=-O1 -fPIC", f"SANITIZE={SANITIZE}"]
# What the compiler tells a person who makes the mistake: no test has to find it.
REFUSED = ["return-type", "int-conversion", "incompatible-pointer-types", "discarded-qualifiers",
           "implicit-function-declaration", "uninitialized", "maybe-uninitialized", "format"]
# A mutant may run away in time or in memory.
TIMEOUT = 20
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C",
               "ASAN_OPTIONS": "symbolize=0:hard_rss_limit_mb=1500:max_allocation_size_mb=1000"}


class Broken(Exception):
    """The tree without any mutant does not build, or its tests fail."""


def run(command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        raise Broken(f"{' '.join(command[:4])}: {done.stderr}")
    return done.stdout


def sources(folder, pattern="*.c"):
    return sorted(path for path in folder.glob(pattern) if path.name not in LEFT_OUT)


class Bench:
    """tree: the copy; lib: the shared libraries without a mutant; programs: what uses them."""

    def __init__(self, root, folder):
        self.tree, self.lib = folder / "tree", folder / "lib"
        self.tree.mkdir(parents=True)
        self.lib.mkdir()
        for part in PARTS:
            copy(root / part, self.tree / part)
        self.sources = sources(self.tree / STAGE)
        self.build()

    def build(self):
        tests = sources(self.tree / TESTS) + sources(self.tree / "tests/support")
        objects = [f"build/obj/{path.relative_to(self.tree).with_suffix('.o')}" for path in tests]
        run(["make", "-s", *BUILD, "all", *objects], self.tree)
        self.flags, self.libraries = self.settings()
        self.link_fixed()
        self.link_stage(self.lib, {})
        self.transform = self.link_program("cashback-transform", [f"build/obj/{STAGE}/main.o"])
        support = [o for o in objects if "/support/" in o]
        self.tests = [self.link_program(pathlib.Path(o).stem, [o, *support])
                      for o in objects if "/support/" not in o]

    def settings(self):
        """The compiler's flags and the libraries, as the Makefile has them."""
        printed = run(["make", "-s", *BUILD, "--eval=show: ; $(info $(CFLAGS))$(info $(PKG_LIBS))",
                       "show"], self.tree)
        flags, libraries = printed.splitlines()[:2]
        return shlex.split(flags), shlex.split(libraries)

    def objects_of_stage(self):
        return {path.name: str(self.tree / "build/obj" / STAGE / path.with_suffix(".o").name)
                for path in self.sources}

    def link_fixed(self):
        """Everything but the files that are mutated, and the driver, which no test here needs."""
        own = {pathlib.Path(path).name for path in self.objects_of_stage().values()}
        archives = ["build/libreports.a", "build/libcashback.a"]
        others = [str(path) for path in (self.tree / "build/obj/stages").glob("*/*.o")
                  if path.name != "main.o" and not (path.parent.name == "transform"
                                                    and path.name in own)]
        run(["gcc", *shlex.split(SANITIZE), "-shared", "-o", str(self.lib / "libfixed.so"),
             *others, "-Wl,--whole-archive", *archives, "-Wl,--no-whole-archive", *self.libraries],
            self.tree)

    def link_stage(self, folder, replaced):
        """The library of stages/transform, with some objects replaced."""
        run(["gcc", *shlex.split(SANITIZE), "-shared", "-o", str(folder / "libtransform.so"),
             *{**self.objects_of_stage(), **replaced}.values()], self.tree)

    def link_program(self, name, objects):
        target = self.lib / name
        run(["gcc", *shlex.split(SANITIZE), "-o", str(target), *objects, f"-L{self.lib}",
             "-Wl,--no-as-needed", "-ltransform", "-lfixed", "-lcmocka", *self.libraries],
            self.tree)
        return target


def copy(source, target):
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("build", "__pycache__"))
    else:
        shutil.copy2(source, target)


class Place:
    """One worker's own folder: the mutated library, and copies of the cases."""

    def __init__(self, bench, cases, folder):
        self.bench, self.folder, self.unchanged = bench, folder, {}
        (folder / "tmp").mkdir(parents=True)
        self.cases = [case.copied_to(folder / "cases") for case in cases]
        self.environment = {**ENVIRONMENT, "CASHBACK_TMP": str(folder / "tmp"),
                            "LD_LIBRARY_PATH": f"{folder}:{bench.lib}"}

    def compile(self, mutant):
        """False: the compiler refuses the mutant, or makes the same code of it as without."""
        text = (self.bench.tree / STAGE / mutant.file).read_text()
        if mutant.file not in self.unchanged:
            self.unchanged[mutant.file] = self.object_of(mutant.file, text)
        code = self.object_of(mutant.file, mutated(text, mutant))
        if code is None or code == self.unchanged[mutant.file]:
            return False
        self.bench.link_stage(self.folder, {mutant.file: str(self.folder / "mutant.o")})
        return True

    def object_of(self, name, text):
        source, target = self.folder / name, self.folder / "mutant.o"
        source.write_text(text)
        done = subprocess.run(
            ["gcc", *self.bench.flags, *(f"-Werror={what}" for what in REFUSED), "-c", "-o",
             str(target), str(source)], cwd=self.bench.tree, capture_output=True)
        return target.read_bytes() if done.returncode == 0 else None

    def passes(self, command, folder):
        try:
            done = subprocess.run(command, cwd=folder, env=self.environment, timeout=TIMEOUT,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            return False
        return done.returncode == 0

    def killer(self, mutant=None):
        """The name of the first test that fails; "" where all pass."""
        own = pathlib.Path(mutant.file).stem if mutant else ""
        for test in sorted(self.bench.tests, key=lambda t: (t.name != f"test_{own}", t.name)):
            if not self.passes([str(test)], self.bench.tree):
                return test.name
        for case in self.cases:
            if not case.settled_alike(self):
                return case.name
        return ""

    def clear(self):
        shutil.rmtree(self.folder / "tmp")
        (self.folder / "tmp").mkdir()
