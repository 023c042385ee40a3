"""The small slips that a programmer makes, as changes to a syntax tree: what each node may be mistaken for.

What no test could or should notice is never changed: the wording of messages (strings and f-strings), annotations,
decorators, docstrings, `__all__`, and the sizes of caches.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

MEMBERS_TRIED = 6
"""Of a longer table only so many members are taken out, evenly spread: one forgotten state stands for all."""

_BOUNDARIES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}
_OPPOSITES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
}
_NAMESAKES = {"max": "min", "min": "max", "any": "all", "all": "any", "sorted": "list"}
_CLEANING = frozenset({"casefold", "lower", "upper", "strip", "replace", "removeprefix", "removesuffix", "translate"})
"""Text methods whose result may stand where the text itself stood."""
_SYMMETRIC = frozenset(
    {"max", "min", "zip", "distance", "similarity", "word_likeness", "words_likeness", "shares_document"}
    | {"counties_agree", "two_bodies", "_same_date", "_same_links", "_same_bodies", "same_agency_twice", "_sorts_apart"}
    | {"apart", "_nothing_told", "_strangers", "DeepDiff"}
)
"""Calls that mean the same with their first two arguments swapped."""


class Slip(NamedTuple):
    """One change: what becomes of the node, and what it is called in the report."""

    becomes: ast.AST
    name: str


class Place(NamedTuple):
    """What a node is to those around it."""

    in_function: bool
    is_condition: bool = False
    """It decides a branch, a loop, or what a comprehension keeps."""
    is_truth: bool = False
    """It is what a function declared `-> bool` returns."""
    is_choice: bool = False
    """It is the right side of `in`."""


def slips(node: ast.AST, place: Place) -> Iterator[Slip]:
    """Yield every slip that could be made at *node*."""
    if place.is_condition or place.is_truth:
        yield from _decided(node)
    match node:
        case ast.Compare():
            yield from _compared(node, place)
        case ast.BoolOp():
            yield from _joined(node)
        case ast.UnaryOp(op=ast.Not()) if not place.is_condition and not place.is_truth:
            yield Slip(node.operand, "not removed")
        case ast.BinOp():
            yield from _reckoned(node, place)
        case ast.Constant():
            yield from _constant(node)
        case ast.Call():
            yield from _called(node)
        case ast.Set() | ast.Dict() | ast.Tuple() | ast.List():
            yield from _tabled(node, place)
        case ast.stmt() if place.in_function:
            yield from _stated(node)
        case _:
            pass


def returned(node: ast.Return) -> Iterator[Slip]:
    """Yield the slip of returning nothing."""
    if node.value is not None and not isinstance(node.value, ast.Constant):
        yield Slip(ast.Return(value=ast.Constant(value=None)), "returns None")


def _decided(node: ast.AST) -> Iterator[Slip]:
    if not isinstance(node, ast.Constant):
        yield Slip(ast.Constant(value=True), "always true")
        yield Slip(ast.Constant(value=False), "never true")


def _compared(node: ast.Compare, place: Place) -> Iterator[Slip]:
    for index, operator in enumerate(node.ops):
        if type(operator) in _BOUNDARIES:
            other, name = _BOUNDARIES[type(operator)], "boundary"
        elif not place.is_condition and not place.is_truth:  # "always" and "never" say more there
            other, name = _OPPOSITES[type(operator)], "opposite"
        else:
            continue
        operators = [*node.ops[:index], other(), *node.ops[index + 1 :]]
        yield Slip(ast.Compare(left=node.left, ops=operators, comparators=node.comparators), name)


def _joined(node: ast.BoolOp) -> Iterator[Slip]:
    other: ast.boolop = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield Slip(ast.BoolOp(op=other, values=node.values), "and for or" if isinstance(other, ast.And) else "or for and")
    for index in range(len(node.values)):
        rest = [*node.values[:index], *node.values[index + 1 :]]
        yield Slip(rest[0] if len(rest) == 1 else ast.BoolOp(op=node.op, values=rest), "part of a condition forgotten")


def _reckoned(node: ast.BinOp, place: Place) -> Iterator[Slip]:
    if not place.in_function and isinstance(node.op, ast.BitOr):
        return  # a union of types
    if any(
        isinstance(side, ast.JoinedStr | ast.Tuple | ast.List) or _is_text(side) for side in (node.left, node.right)
    ):
        return  # a sum of texts or rows has no opposite
    if type(node.op) in _ARITHMETIC:
        yield Slip(ast.BinOp(left=node.left, op=_ARITHMETIC[type(node.op)](), right=node.right), "arithmetic")


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _constant(node: ast.Constant) -> Iterator[Slip]:
    value = node.value
    if isinstance(value, bool):
        yield Slip(ast.Constant(value=not value), "opposite constant")
    elif isinstance(value, int):
        yield Slip(ast.Constant(value=value + 1), "one more")
        if value > 0:
            yield Slip(ast.Constant(value=value - 1), "one less")
    elif isinstance(value, float):
        yield Slip(ast.Constant(value=round(value * 1.1, 6) or 0.1), "a tenth more")
        if value:
            yield Slip(ast.Constant(value=round(value * 0.9, 6)), "a tenth less")


def _called(node: ast.Call) -> Iterator[Slip]:
    match node.func:
        case ast.Name(id=name) if name in _NAMESAKES and not (name == "sorted" and node.keywords):
            other = ast.Name(id=_NAMESAKES[name], ctx=ast.Load())
            yield Slip(ast.Call(func=other, args=node.args, keywords=node.keywords), f"{other.id} for {name}")
        case ast.Name(id="replace"):
            for index, keyword in enumerate(node.keywords):
                rest = [*node.keywords[:index], *node.keywords[index + 1 :]]
                yield Slip(ast.Call(func=node.func, args=node.args, keywords=rest), f"{keyword.arg} not replaced")
        case ast.Attribute(value=text, attr=name) if name in _CLEANING:
            yield Slip(text, f"{name} forgotten")
        case _:
            pass
    if (
        len(node.args) > 1
        and _name(node.func) not in _SYMMETRIC
        and not any(isinstance(a, ast.Starred) for a in node.args)
    ):
        if any(isinstance(argument, ast.Constant | ast.JoinedStr) for argument in node.args[:2]):
            return  # two kinds of thing: never mistaken for each other
        swapped = [node.args[1], node.args[0], *node.args[2:]]
        yield Slip(ast.Call(func=node.func, args=swapped, keywords=node.keywords), "arguments swapped")


def _name(function: ast.expr) -> str:
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def _tabled(node: ast.Set | ast.Dict | ast.Tuple | ast.List, place: Place) -> Iterator[Slip]:
    """Take members out of a table; a tuple inside a function is a value with places and no table."""
    members = node.keys if isinstance(node, ast.Dict) else node.elts
    if place.in_function and isinstance(node, ast.Tuple | ast.List) and not place.is_choice:
        return
    if not place.in_function and isinstance(node, ast.Tuple | ast.List) and len(members) < 3:
        return  # a pair is a value too
    for index in range(0, len(members), max(1, -(-len(members) // MEMBERS_TRIED))):
        member = ast.unparse(members[index] or node)  # a dict's `**other` has no key
        yield Slip(_without(node, index), f"member {member} forgotten")


def _without(node: ast.Set | ast.Dict | ast.Tuple | ast.List, index: int) -> ast.AST:
    if isinstance(node, ast.Dict):
        return ast.Dict(
            keys=[*node.keys[:index], *node.keys[index + 1 :]], values=[*node.values[:index], *node.values[index + 1 :]]
        )
    rest = [*node.elts[:index], *node.elts[index + 1 :]]
    if isinstance(node, ast.Set):
        empty = ast.Call(func=ast.Name(id="set", ctx=ast.Load()), args=[], keywords=[])
        return ast.Set(elts=rest) if rest else empty
    return ast.Tuple(elts=rest, ctx=ast.Load()) if isinstance(node, ast.Tuple) else ast.List(elts=rest, ctx=ast.Load())


def _stated(node: ast.stmt) -> Iterator[Slip]:
    match node:
        case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()) | ast.AugAssign() | ast.Raise() | ast.Delete():
            yield Slip(ast.Pass(), "statement forgotten")
        case ast.Continue() | ast.Break():
            yield Slip(ast.Pass(), "goes on")
        case ast.For():
            nothing = ast.Tuple(elts=[], ctx=ast.Load())
            yield Slip(ast.For(target=node.target, iter=nothing, body=node.body, orelse=node.orelse), "loop never runs")
        case _:
            pass
