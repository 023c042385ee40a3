"""All 118 bad inputs are covered, each in one place, and every file of cases is run by a file of tests."""

from __future__ import annotations

import importlib
from collections import Counter
from pathlib import Path
from types import ModuleType

from tests.faults.harness import Fault

HERE = Path(__file__).parent
BAD_INPUTS = range(1, 119)


def modules() -> list[ModuleType]:
    return [importlib.import_module(f"tests.faults.{path.stem}") for path in sorted(HERE.glob("cases_*.py"))]


def cases(module: ModuleType) -> tuple[Fault, ...]:
    return tuple(module.CASES)


def alone(module: ModuleType) -> tuple[int, ...]:
    """Return the numbers that have a test function of their own instead of a case."""
    return tuple(getattr(module, "TESTED_ALONE", ()))


def test_each_of_the_118_bad_inputs_is_covered_in_exactly_one_place() -> None:
    places = Counter(
        number for module in modules() for number in {*(case.number for case in cases(module)), *alone(module)}
    )

    assert sorted(places) == list(BAD_INPUTS)
    assert [number for number, count in places.items() if count > 1] == []


def test_no_two_cases_have_the_same_name() -> None:
    names = Counter(str(case) for module in modules() for case in cases(module))

    assert [name for name, count in names.items() if count > 1] == []


def test_every_file_of_cases_is_run_by_a_file_of_tests() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_*_faults.py"))

    assert [module.__name__ for module in modules() if module.__name__.rpartition(".")[2] not in tests] == []
