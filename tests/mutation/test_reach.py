from __future__ import annotations

from pathlib import Path

from tests.mutation.mutants import mutants_of
from tests.mutation.reach import Probe, Reach

SOURCE = """FEW = 5
MANY = FEW * 2
class Rule:
    final: bool = False
def small(a):
    return a < FEW
def large(a):
    return a > MANY
def last(a):
    return a.final
"""


def reach(folder: Path, *tests: Probe) -> dict[str, list[str]]:
    """Return the tests of each mutant of the source above, by what the mutant changes."""
    path = folder / "rules.py"
    path.write_text(SOURCE, encoding="utf-8")
    reached = Reach(tests, {"rules": path})
    return {mutant.was: [test.nodeid for test in reached.tests_of(mutant)] for mutant in mutants_of(path, "rules")}


def running(nodeid: str, *lines: int, seconds: float = 0.0) -> Probe:
    return Probe(nodeid=nodeid, seconds=seconds, lines={"rules": frozenset(lines)})


def test_a_mutant_is_tried_on_the_tests_that_run_its_line(tmp_path: Path) -> None:
    found = reach(tmp_path, running("of small", 6), running("of large", 8))

    assert found["a < FEW"] == ["of small"]
    assert found["a > MANY"] == ["of large"]


def test_a_constant_is_tried_on_the_tests_of_whoever_uses_it(tmp_path: Path) -> None:
    found = reach(tmp_path, running("of small", 6), running("of large", 8), running("of last", 10))

    assert found["5"] == ["of large", "of small"]  # MANY is made of FEW
    assert found["2"] == ["of large"]
    assert found["False"] == ["of last"]


def test_the_most_particular_test_goes_first_and_the_slow_ones_last(tmp_path: Path) -> None:
    found = reach(tmp_path, running("broad", 6, 8, 10), running("slow", 6, seconds=3.0), running("particular", 6))

    assert found["a < FEW"] == ["particular", "broad", "slow"]
