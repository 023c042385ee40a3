"""Run the tests of the domain in a process of their own: once on the unchanged code, then once for each mutant.

A process is forked from this one, which has loaded what takes long (pytest, Hypothesis, the libraries) and nothing of
ours; so a mutated module is imported like any other, by every module and test that uses it. Nothing is written into
the tree.
"""

from __future__ import annotations

import functools
import importlib
import importlib.machinery
import os
import pickle
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import CodeType, ModuleType
from typing import NamedTuple, NoReturn

import coverage
import pytest
from hypothesis import settings

from tests.mutation.mutants import Mutant
from tests.mutation.reach import Probe, Reach

TESTS = "tests/domain"
_PRELOADED = ("deepdiff", "hypothesis.strategies", "lxml.etree", "rapidfuzz.distance", "rapidfuzz.fuzz", "xlsxwriter")
_ENDLESS = 4
"""So many times the time that the tests take on the unchanged code is a loop without end."""
_SPARE_SECONDS = 5
_MOST_MEMORY = 4 * 1024**3


class Outcome(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    ENDLESS = "endless"
    """Killed too: the tests would never have ended."""
    SURVIVED = "survived"
    UNREACHED = "unreached"
    """Survived too: no test runs its lines."""


class Judged(NamedTuple):
    """One mutant and what became of it."""

    mutant: Mutant
    outcome: Outcome

    @property
    def is_killed(self) -> bool:
        """Tell whether the tests noticed."""
        return self.outcome in {Outcome.KILLED, Outcome.ENDLESS}


class UnchangedCodeFailsError(Exception):
    """The tests fail without any mutant: nothing can be measured."""


def preload() -> None:
    """Load what every run needs and nobody mutates."""
    settings.register_profile("mutation", database=None, deadline=None, derandomize=True)
    settings.load_profile("mutation")
    for name in _PRELOADED:
        importlib.import_module(name)


def unchanged_tests() -> list[Probe]:
    """Run all tests on the unchanged code and return what each of them runs; raise `UnchangedCodeFailsError`."""
    with tempfile.TemporaryDirectory() as folder:
        found, said = Path(folder, "found"), Path(folder, "said")
        pid = _forked(lambda: _observe(found), said)
        _, status = os.waitpid(pid, 0)
        if os.waitstatus_to_exitcode(status) != 0:
            raise UnchangedCodeFailsError(said.read_text(encoding="utf-8", errors="replace")[-4000:])
        tests: list[Probe] = pickle.loads(found.read_bytes())  # noqa: S301  # our own child wrote it a moment ago
    return tests


def judge(mutants: Iterable[Mutant], reach: Reach, *, jobs: int, until: float) -> Iterator[Judged]:
    """Yield what becomes of each of *mutants*; begin none after *until* (of `time.monotonic`)."""
    running: dict[int, Mutant] = {}
    everything = frozenset(test.nodeid for test in reach.tests)
    for mutant in mutants:
        if time.monotonic() > until:
            break
        tests = reach.tests_of(mutant)
        if not tests:
            yield Judged(mutant, Outcome.UNREACHED)
            continue
        running[_forked(functools.partial(_try, mutant, tests, everything), Path(os.devnull))] = mutant
        if len(running) >= jobs:
            yield _ended(running)
    while running:
        yield _ended(running)


def _ended(running: dict[int, Mutant]) -> Judged:
    pid, status = os.wait()
    mutant, code = running.pop(pid), os.waitstatus_to_exitcode(status)
    match code:
        case pytest.ExitCode.OK | pytest.ExitCode.NO_TESTS_COLLECTED:
            outcome = Outcome.SURVIVED
        case pytest.ExitCode.TESTS_FAILED | pytest.ExitCode.INTERRUPTED:  # interrupted: a test file does not import
            outcome = Outcome.KILLED
        case _ if code < 0:  # the kernel ended it at its limit
            outcome = Outcome.ENDLESS
        case _:
            raise RuntimeError(f"pytest ended with {code} on {mutant}")
    return Judged(mutant, outcome)


def _forked(work: Callable[[], int], output: Path) -> int:
    """Do *work* in a process of its own; return its id."""
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        _child(work, output)
    return pid


def _child(work: Callable[[], int], output: Path) -> NoReturn:
    status = int(pytest.ExitCode.INTERNAL_ERROR)
    try:
        with output.open("w") as said:
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
        status = work()
        sys.stdout.flush()
    finally:
        os._exit(status)  # nothing of the parent's may run twice


def _try(mutant: Mutant, tests: Sequence[Probe], everything: frozenset[str]) -> int:
    seconds = int(_SPARE_SECONDS + _ENDLESS * sum(test.seconds for test in tests))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    try:
        code = mutant.code()
    except SyntaxError:
        return int(pytest.ExitCode.TESTS_FAILED)
    sys.meta_path.insert(0, _Mutated(mutant, code))
    files = dict.fromkeys(test.nodeid.partition("::")[0] for test in tests)
    return _pytest(["--exitfirst", *files], _Chosen([test.nodeid for test in tests], everything))


def _observe(found: Path) -> int:
    watching = _Watching()
    status = _pytest(["--tb=line", TESTS], watching)
    found.write_bytes(pickle.dumps(watching.tests()))
    return status


def _pytest(arguments: Sequence[str], plugin: object) -> int:
    # The archive of real workbooks is left out, so that the score is the same where it is absent.
    os.environ |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "LOOKOUT_ARCHIVE": os.devnull}
    with tempfile.TemporaryDirectory() as folder:
        options = ["--quiet", "--noconftest", "--override-ini=addopts=", f"--override-ini=cache_dir={folder}"]
        ours = "--pythonwarnings=ignore::pytest.PytestAssertRewriteWarning"  # about what was loaded before
        return int(pytest.main([*options, ours, *arguments], [plugin]))


class _Mutated(MetaPathFinder):
    """Gives the mutated module where it is imported."""

    def __init__(self, mutant: Mutant, code: CodeType) -> None:
        self._mutant = mutant
        self._code = code

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        spec = importlib.machinery.PathFinder.find_spec(fullname, path)
        if fullname == self._mutant.module and spec is not None:
            spec.loader = _Loader(fullname, str(self._mutant.path), self._code)
            return spec
        return None


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, fullname: str, path: str, code: CodeType) -> None:
        super().__init__(fullname, path)
        self._mutated = code

    def get_code(self, fullname: str) -> CodeType:
        return self._mutated


class _Chosen:
    """Keeps the tests that may notice, in their order; a test whose id a mutant has changed is kept too."""

    def __init__(self, order: Sequence[str], everything: frozenset[str]) -> None:
        self._places = {nodeid: place for place, nodeid in enumerate(order)}
        self._everything = everything

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        kept = [item for item in items if item.nodeid in self._places or item.nodeid not in self._everything]
        items[:] = sorted(kept, key=lambda item: self._places.get(item.nodeid, len(self._places)))


class _Watching:
    """Notes which lines of the domain each test runs, and for how long."""

    def __init__(self) -> None:
        self._coverage = coverage.Coverage(data_file=None, include=["domain/*"], config_file=False)
        self._coverage.start()
        self._seconds: dict[str, float] = defaultdict(float)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        _forget()
        self._coverage.switch_context(item.nodeid)
        began = time.process_time()
        result = yield
        self._seconds[item.nodeid] = time.process_time() - began
        return result  # what pytest expects of a wrapper

    def tests(self) -> list[Probe]:
        self._coverage.stop()
        data, root = self._coverage.get_data(), Path.cwd()
        lines: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        for file in data.measured_files():
            module = ".".join(Path(file).relative_to(root).with_suffix("").parts).removesuffix(".__init__")
            for line, contexts in data.contexts_by_lineno(file).items():
                for context in contexts:
                    lines[context][module].add(line)
        return [
            Probe(nodeid=nodeid, seconds=seconds, lines={m: frozenset(found) for m, found in lines[nodeid].items()})
            for nodeid, seconds in self._seconds.items()
        ]


def _forget() -> None:
    """Empty the caches of the domain: what an earlier test had reckoned would look unused by this one."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "domain":
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
