"""The table of docs/testing.md that says which test holds which line of the security list."""

from __future__ import annotations

import ast
import re

import pytest

from tests.project.tree import ROOT

TABLE = dict(re.findall(r"(?m)^\| (S\d+) \| (.+) \|$", (ROOT / "docs" / "testing.md").read_text("utf-8")))


def test_every_line_of_the_list_stands_in_the_table() -> None:
    assert list(TABLE) == [f"S{number}" for number in range(17, 37)]


@pytest.mark.parametrize("line", TABLE)
def test_every_test_that_the_table_names_exists(line: str) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", TABLE[line])

    assert named
    assert [test for path, test in named if test not in _tests_of(path)] == []


def _tests_of(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
