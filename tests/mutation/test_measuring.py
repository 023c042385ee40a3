from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.mutation.__main__ import FEWEST, sample, score
from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.reach import Reach
from tests.mutation.running import Outcome, judge

PRODUCT = """def is_few(count):
    return count < 5

def emptied(items):
    while items:
        items.pop()  # without it the loop has no end
    return items

def unseen(count):
    return count == 7
"""
TESTS = """from domain.counting import emptied, is_few

def test_few():
    assert is_few(4)
    assert not is_few(6)

def test_emptied():
    assert emptied([1, 2, 3]) == []
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project that is measured as this one is."""
    for name, text in {
        "domain/__init__.py": "",
        "domain/counting.py": PRODUCT,
        "tests/__init__.py": "",
        "tests/domain/__init__.py": "",
        "tests/domain/test_counting.py": TESTS,
        "pyproject.toml": "[tool.pytest.ini_options]\n",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "tests/mutation").symlink_to(Path(__file__).parent)
    return tmp_path


def measure(project: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.mutation", "--sample", "0"]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.process
def test_the_report_names_what_the_tests_do_not_notice(project: Path) -> None:
    done = measure(project)

    survivors = [line for line in done.stdout.splitlines() if line.startswith(("survived", "unreached"))]
    assert sorted(survivors) == [
        "survived  domain/counting.py:2  boundary: count < 5  ->  count <= 5",
        "survived  domain/counting.py:2  one more: 5  ->  6",
        "unreached domain/counting.py:10  one less: 7  ->  6",
        "unreached domain/counting.py:10  one more: 7  ->  8",
        "unreached domain/counting.py:10  opposite: count == 7  ->  count != 7",
        "unreached domain/counting.py:10  returns None: return count == 7  ->  return None",
    ]
    assert done.returncode == 1  # below the floor
    assert not list(project.rglob(".hypothesis"))


@pytest.mark.process
def test_nothing_is_measured_where_the_tests_fail_by_themselves(project: Path) -> None:
    (project / "domain/counting.py").write_text(PRODUCT.replace("count < 5", "count < 3"), encoding="utf-8")

    done = measure(project)

    assert done.returncode == 2
    assert "test_few" in done.stdout
    assert "Mend them first." in done.stdout


class TestTheClock:
    @pytest.fixture
    def mutants(self, tmp_path: Path) -> list[Mutant]:
        path = tmp_path / "small.py"
        path.write_text("def f():\n    return 5\n", encoding="utf-8")
        return mutants_of(path, "small")

    def test_no_mutant_is_begun_after_the_end(self, mutants: list[Mutant]) -> None:
        assert list(judge(mutants, Reach([], {}), jobs=1, until=time.monotonic() - 1)) == []

    def test_before_it_what_no_test_runs_is_unreached(self, mutants: list[Mutant]) -> None:
        judged = list(judge(mutants, Reach([], {}), jobs=1, until=time.monotonic() + 60))

        assert [one.outcome for one in judged] == [Outcome.UNREACHED] * len(mutants)
        assert score(judged) == 0.0


class TestSample:
    @pytest.fixture
    def mutants(self, tmp_path: Path) -> dict[str, list[Mutant]]:
        found = {}
        for name, constants in {"large": 150, "small": 20, "tiny": 2}.items():
            path = tmp_path / f"{name}.py"
            path.write_text("\n".join(f"C{n} = {n + 1}" for n in range(constants)), encoding="utf-8")
            found[name] = mutants_of(path, name)
        return found

    def test_each_module_gives_its_share_and_a_few_at_least(self, mutants: dict[str, list[Mutant]]) -> None:
        drawn = [mutant.module for mutant in sample(mutants, 100, seed=1)]

        assert drawn.count("large") == round(100 * 300 / 344)
        assert drawn.count("small") == max(FEWEST, round(100 * 40 / 344))
        assert drawn.count("tiny") == 4

    def test_the_same_seed_draws_the_same_mutants(self, mutants: dict[str, list[Mutant]]) -> None:
        assert sample(mutants, 50, seed=1) == sample(mutants, 50, seed=1)
        assert sample(mutants, 50, seed=1) != sample(mutants, 50, seed=2)

    def test_none_is_asked_for_all(self, mutants: dict[str, list[Mutant]]) -> None:
        assert len(sample(mutants, 0, seed=1)) == 344
