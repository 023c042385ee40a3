"""Every mutant of a module: where it is, what was changed, and the changed module as code that can run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType

from tests.mutation.operators import Place, Slip, returned, slips

SHOWN = 90
"""Characters of code that the report shows of each side of a change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One slip in one place."""

    module: str
    """"domain.text"."""
    path: Path
    line: int
    name: str
    was: str
    becomes: str
    lines: frozenset[int]
    """The lines of the statement it is in: a test that runs one of them may notice. Empty for what runs on import."""
    names: frozenset[str]
    """For what runs on import: the names that it defines, so that whoever uses them may notice."""
    node: int = field(repr=False)
    """Which node of the module, in the order of `ast.walk`."""
    replacement: ast.AST = field(repr=False)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}  {self.name}: {self.was}  ->  {self.becomes}"

    def code(self) -> CodeType:
        """Return the module with this slip in it, compiled."""
        tree = ast.parse(self.path.read_text(encoding="utf-8"))
        wanted = next(node for number, node in enumerate(ast.walk(tree)) if number == self.node)
        _Exchange(wanted, self.replacement).visit(tree)
        return compile(ast.fix_missing_locations(tree), str(self.path), "exec", dont_inherit=True)


class _Exchange(ast.NodeTransformer):
    def __init__(self, wanted: ast.AST, replacement: ast.AST) -> None:
        self._wanted = wanted
        self._replacement = replacement

    def visit(self, node: ast.AST) -> ast.AST:
        return ast.copy_location(self._replacement, node) if node is self._wanted else super().visit(node)


def mutants_of(path: Path, module: str) -> list[Mutant]:
    """Return every mutant of the module at *path*, in the order of its lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return list(_Finder(tree, path, module).find())


@dataclass(frozen=True, slots=True)
class _At:
    """Where the walk stands."""

    in_function: bool
    lines: frozenset[int]
    names: frozenset[str]
    truth: bool = False
    """The function around it returns a bool."""


class _Finder:
    """A walk through one module that knows at each node what it is to those around it."""

    def __init__(self, tree: ast.Module, path: Path, module: str) -> None:
        self._tree = tree
        self._path = path
        self._module = module
        self._numbers = {id(node): number for number, node in enumerate(ast.walk(tree))}
        self._idle = _only_in_decorators(tree)

    def find(self) -> Iterator[Mutant]:
        for statement in self._tree.body:
            yield from self._statement(statement, _At(in_function=False, lines=frozenset(), names=frozenset()))

    def _statement(self, node: ast.stmt, at: _At) -> Iterator[Mutant]:
        if isinstance(node, ast.Import | ast.ImportFrom | ast.Assert) or _is_text_alone(node):
            return
        if isinstance(node, ast.FunctionDef):
            yield from self._function(node, at)
            return
        if isinstance(node, ast.ClassDef):
            for part in node.body:
                yield from self._statement(
                    part, _At(in_function=False, lines=frozenset(), names=at.names | {node.name})
                )
            return
        here = _At(at.in_function, _own_lines(node), at.names, at.truth) if at.in_function else _defining(node, at)
        if here.names & self._idle:
            return
        yield from self._here(node, slips(node, Place(here.in_function)), here)
        if isinstance(node, ast.Return) and not here.truth:
            yield from self._here(node, returned(node), here)
        if isinstance(node, ast.Raise):
            return  # the rest of it is wording
        yield from self._children(node, here)

    def _function(self, node: ast.FunctionDef, at: _At) -> Iterator[Mutant]:
        whole = frozenset(range(node.body[0].lineno, (node.end_lineno or node.lineno) + 1))
        truth = isinstance(node.returns, ast.Name) and node.returns.id == "bool"
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                yield from self._expression(default, _At(in_function=True, lines=whole, names=at.names))
        for statement in node.body:
            yield from self._statement(statement, _At(in_function=True, lines=whole, names=at.names, truth=truth))

    def _children(self, node: ast.AST, at: _At) -> Iterator[Mutant]:
        for name, value in ast.iter_fields(node):
            if name in {"annotation", "returns", "type_comment", "type_params"}:
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.stmt):
                    yield from self._statement(child, at)
                elif isinstance(child, ast.AST):
                    yield from self._expression(child, at, _place(node, name, at))

    def _expression(self, node: ast.AST, at: _At, place: Place | None = None) -> Iterator[Mutant]:
        if isinstance(node, ast.JoinedStr):
            return  # wording
        if isinstance(node, ast.Subscript) and not at.in_function:
            return  # the name of a type
        yield from self._here(node, slips(node, place or Place(at.in_function)), at)
        yield from self._children(node, at)

    def _here(self, node: ast.AST, found: Iterator[Slip], at: _At) -> Iterator[Mutant]:
        for becomes, name in found:
            yield Mutant(
                module=self._module,
                path=self._path,
                line=getattr(node, "lineno", 0),
                name=name,
                was=_shown(node),
                becomes=_shown(becomes),
                lines=at.lines,
                names=at.names,
                node=self._numbers[id(node)],
                replacement=becomes,
            )


def _place(parent: ast.AST, field_name: str, at: _At) -> Place:
    return Place(
        at.in_function,
        is_condition=(field_name == "test" and isinstance(parent, ast.If | ast.IfExp)) or field_name == "ifs",
        is_truth=isinstance(parent, ast.Return) and at.truth,
        is_choice=field_name == "comparators",
    )


def _own_lines(node: ast.stmt) -> frozenset[int]:
    """Return the lines of a statement without those of the statements inside it."""
    inside = [child.lineno for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)]
    last = min(inside) - 1 if inside else node.end_lineno or node.lineno
    return frozenset(range(node.lineno, max(last, node.lineno) + 1))


def _defining(node: ast.stmt, at: _At) -> _At:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    names = {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
    return _At(in_function=False, lines=frozenset(), names=at.names | names)


def _is_text_alone(node: ast.stmt) -> bool:
    """Tell whether a statement is a docstring, in any place where one may stand."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _only_in_decorators(tree: ast.Module) -> frozenset[str]:
    """Return the names that nothing but decorators uses (the sizes of caches), and `__all__`."""
    decorators = [
        d for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef) for d in node.decorator_list
    ]
    within = [n for decorator in decorators for n in ast.walk(decorator) if isinstance(n, ast.Name)]
    used = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    inside = {id(name) for name in within}
    return frozenset({n.id for n in within} - {n.id for n in used if id(n) not in inside}) | {"__all__"}


def _shown(node: ast.AST) -> str:
    text = " ".join(ast.unparse(ast.fix_missing_locations(node)).split())
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
