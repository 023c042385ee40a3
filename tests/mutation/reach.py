"""Which tests may notice a mutant: those that run its lines, the most particular and the quickest first."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.mutants import Mutant


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One test of the unchanged code."""

    nodeid: str
    seconds: float
    lines: Mapping[str, frozenset[int]]
    """Lines it runs, by module."""

    @property
    def breadth(self) -> int:
        """Return how many lines it runs: the fewer, the more particular."""
        return sum(map(len, self.lines.values()))


class Reach:
    """What the unchanged tests run, and who uses which name."""

    def __init__(self, tests: Iterable[Probe], modules: Mapping[str, Path]) -> None:
        # A slow test waits: it is a property over many lists, and what it notices a quicker one mostly notices too.
        self.tests = sorted(tests, key=lambda test: (test.seconds > 0.2, test.breadth, test.nodeid))
        self._users: dict[str, set[tuple[str, int]]] = defaultdict(set)
        self._passes_on: dict[str, set[str]] = defaultdict(set)
        for module, path in modules.items():
            self._read(module, ast.parse(path.read_text(encoding="utf-8")))

    def tests_of(self, mutant: Mutant) -> list[Probe]:
        """Return the tests that may notice *mutant*, those first that are likeliest to."""
        if mutant.lines:
            return [test for test in self.tests if mutant.lines & test.lines.get(mutant.module, frozenset())]
        places = self._places(mutant.names)
        return [test for test in self.tests if any(line in test.lines.get(module, ()) for module, line in places)]

    def _places(self, names: frozenset[str]) -> set[tuple[str, int]]:
        """Return where *names*, and the names defined by means of them, are used inside functions."""
        known, new = set(names), set(names)
        while new:
            new = {other for name in new for other in self._passes_on[name]} - known
            known |= new
        return {place for name in known for place in self._users[name]}

    def _read(self, module: str, tree: ast.Module) -> None:
        for statement in tree.body:
            if isinstance(statement, ast.FunctionDef):
                self._use(module, statement)
            elif isinstance(statement, ast.ClassDef):
                for part in statement.body:
                    self._use(module, part) if isinstance(part, ast.FunctionDef) else self._pass_on(
                        part, {statement.name}
                    )
            else:
                self._pass_on(statement, set())

    def _use(self, module: str, function: ast.FunctionDef) -> None:
        for statement in function.body:
            for name, line in _names(statement):
                self._users[name].add((module, line))

    def _pass_on(self, statement: ast.stmt, owner: set[str]) -> None:
        targets = {name for name, _ in _names(statement, ast.Store)} | owner
        for name, _ in _names(statement):
            self._passes_on[name] |= targets - {name}


def _names(node: ast.AST, context: type[ast.expr_context] = ast.Load) -> Iterator[tuple[str, int]]:
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, context):
            yield part.id, part.lineno
        elif isinstance(part, ast.Attribute) and isinstance(part.ctx, context):
            yield part.attr, part.lineno
