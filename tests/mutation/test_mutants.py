from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.operators import MEMBERS_TRIED


def mutants(folder: Path, source: str) -> list[Mutant]:
    path = folder / "small.py"
    path.write_text(source, encoding="utf-8")
    return mutants_of(path, "small")


def changes(folder: Path, source: str) -> set[str]:
    return {mutant.becomes for mutant in mutants(folder, source)}


def run(mutant: Mutant) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(mutant.code(), names)  # noqa: S102  # the few lines above it, with one slip
    return names


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("x = a < b", {"a <= b"}),
        ("x = a == b", {"a != b"}),
        ("x = a if p else b", {"True", "False"}),
        ("x = a if p < 5 else b", {"True", "False", "p <= 5", "6", "4"}),
        ("if p:\n        x = a", {"True", "False"}),
        ("x = [a for a in b if p]", {"True", "False"}),
        ("x = p and q", {"p or q", "p", "q"}),
        ("x = not p", {"p"}),
        ("x = a + b", {"a - b"}),
        ("x = 'text' + b", set()),
        ("x = [*a] + b", set()),
        ("x = 5", {"6", "4"}),
        ("x = 0", {"1"}),
        ("x = 0.5", {"0.55", "0.45"}),
        ("x = True", {"False"}),
        ("x = max(a, b)", {"min(a, b)"}),
        ("x = sorted(a)", {"list(a)"}),
        ("x = sorted(a, key=b)", set()),
        ("x = a.strip()", {"a"}),
        ("x = replace(a, b=c, d=e)", {"replace(a, b=c)", "replace(a, d=e)"}),
        ("x = f(a, b)", {"f(b, a)"}),
        ("x = f(a, 'text')", set()),
        ("x = a in {b, c}", {"a not in {b, c}", "{b}", "{c}"}),
        ("x = a in (b, c)", {"a not in (b, c)", "(b,)", "(c,)"}),
        ("x = a, b", set()),
        ("f()", {"pass"}),
        ("x += a", {"pass"}),
        ("raise ValueError(f(a, b))", {"pass"}),
        ("for x in a:\n        continue", {"for x in (): continue", "pass"}),
        ("return a", {"return None"}),
        ("return None", set()),
        ("x = f'{a + b}'", set()),
        ("'''A docstring: 5.'''", set()),
    ],
)
def test_each_kind_of_slip_is_made(tmp_path: Path, body: str, expected: set[str]) -> None:
    assert changes(tmp_path, f"def f():\n    {body}\n") == expected


def test_a_function_that_tells_whether_may_always_or_never_say_so(tmp_path: Path) -> None:
    assert changes(tmp_path, "def f(a) -> bool:\n    return a is b\n") == {"True", "False"}


def test_what_nobody_could_notice_is_left_alone(tmp_path: Path) -> None:
    source = '''
"""The 5th module."""
from functools import lru_cache
__all__ = ["f", "g", "h"]
_KEPT = 5
"""How many: 5."""
Rule = dict[str, 5] | None

@lru_cache(maxsize=_KEPT)
def f(a: int | None) -> dict[str, 5]:
    b: int | None = a

@dataclass(frozen=True)
class C:
    """Has 5."""
    a: Literal[5]
    """Is 5."""
'''
    assert changes(tmp_path, source) == set()


def test_of_a_long_table_some_members_are_taken_out(tmp_path: Path) -> None:
    found = mutants(tmp_path, f"WORDS = frozenset({{{', '.join(repr(str(n)) for n in range(50))}}})\n")

    assert 1 < len(found) <= MEMBERS_TRIED
    assert {len(run(mutant)["WORDS"]) for mutant in found} == {49}


def test_a_mutant_is_the_module_with_one_slip_in_it(tmp_path: Path) -> None:
    source = "def f(a, b=2):\n    return a < 5, a < b\n"
    [first] = [mutant for mutant in mutants(tmp_path, source) if mutant.becomes == "a <= 5"]

    names = run(first)

    assert (names["f"](5), names["f"](2)) == ((True, False), (True, False))
    assert str(first).endswith("small.py:2  boundary: a < 5  ->  a <= 5")


def test_a_mutant_knows_the_lines_of_its_statement_alone(tmp_path: Path) -> None:
    source = "def f(a):\n    if (\n        a > 5\n    ):\n        return g(\n            a\n        )\n    return a\n"
    lines = {mutant.name: mutant.lines for mutant in mutants(tmp_path, source) if mutant.line < 8}

    assert lines["boundary"] == {2, 3, 4}
    assert lines["returns None"] == {5, 6, 7}


def test_a_mutant_of_what_runs_on_import_knows_the_names_it_defines(tmp_path: Path) -> None:
    found = mutants(tmp_path, "FEW = 5\nclass C:\n    many: int = 7\n")

    assert {(mutant.was, mutant.names) for mutant in found} == {
        ("5", frozenset({"FEW"})),
        ("7", frozenset({"C", "many"})),
    }
    assert not any(mutant.lines for mutant in found)
