"""How the good lists are turned into bad ones: rows reworded, workbooks rewritten, and longer lists to do it to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from tests.builders.workbooks import Row, Value, build_workbook, listed, repacked
from tests.faults.harness import HOME, Results, Scene
from tests.faults.lists import GOOD, JEM, TFM, WSO, Lists
from workflows.reading import PollOutcome

SHEET_PART = "xl/worksheets/sheet1.xml"
TEXTS_PART = "xl/sharedStrings.xml"

Act = Callable[[Scene], None]
Check = Callable[[Scene, Results], None]
Rows = Sequence[Row]


def body(content: bytes | Callable[[], bytes]) -> Act:
    """Return an act that serves these bytes, or those that are built then, as the participating workbook."""

    def act(scene: Scene) -> None:
        scene.serve_participating(content if isinstance(content, bytes) else content())

    return act


def rows(change: Callable[[Rows], Sequence[Row | None]], **options: Any) -> Act:
    """Return an act that serves the good rows as *change* leaves them; *options* are those of `build_workbook`."""

    def act(scene: Scene) -> None:
        scene.serve_participating(build_workbook(change(scene.good.participating), **options))

    return act


def unchanged(good: Rows) -> Rows:
    """Leave the rows as they are: what is odd is the workbook around them."""
    return good


def parts(change: Mapping[str, Callable[[bytes], bytes]], add: Mapping[str, bytes] | None = None) -> Act:
    """Return an act that serves the good rows with some parts of the workbook rewritten or added."""

    def act(scene: Scene) -> None:
        scene.serve_participating(repacked(build_workbook(scene.good.participating), change=change, add=add))

    return act


def reworded(agency: str, **cells: Value) -> Callable[[Rows], list[Row]]:
    """Return a change of one row, the one of *agency*; underscores in the names of *cells* stand for blanks."""
    named = {name.replace("_", " "): value for name, value in cells.items()}

    def change(good: Rows) -> list[Row]:
        assert sum(row["LAW ENFORCEMENT AGENCY"] == agency for row in good) == 1
        return [row | named if row["LAW ENFORCEMENT AGENCY"] == agency else row for row in map(dict, good)]

    return change


def renamed(agency: str, name: str) -> Callable[[Rows], list[Row]]:
    """Return a change of one agency's name."""

    def change(good: Rows) -> list[Row]:
        return reworded(agency, LAW_ENFORCEMENT_AGENCY=name)(good)

    return change


def every(**change: Callable[[Any], Value]) -> Callable[[Rows], list[Row]]:
    """Return a change of the same cells in every row that has something in them."""
    named = {name.replace("_", " "): edit for name, edit in change.items()}

    def edit(good: Rows) -> list[Row]:
        return [
            dict(row) | {name: change(row[name]) for name, change in named.items() if row[name] is not None}
            for row in good
        ]

    return edit


def inserted(old: str, new: str) -> Callable[[bytes], bytes]:
    """Return a change of a part's text, which must be there."""

    def change(part: bytes) -> bytes:
        assert old.encode() in part
        return part.replace(old.encode(), new.encode(), 1)

    return change


def says(*words: str) -> Check:
    """Return a check that the result for the participating list says all of *words*."""

    def check(scene: Scene, results: Results) -> None:
        [*_, last] = [result for result in results if result.source == HOME]
        for word in words:
            assert word in last.message

    return check


def refused(*words: str) -> Check:
    """Return a check that the participating list failed outright, which nobody needs to decide, and says *words*."""

    def check(scene: Scene, results: Results) -> None:
        assert {result.outcome for result in results if result.source == HOME} == {PollOutcome.FAILED}
        says(*words)(scene, results)

    return check


def notes(*words: str) -> Check:
    """Return a check that the newest version's notes say all of *words*."""

    def check(scene: Scene, results: Results) -> None:
        told = "\n".join(scene.notes())
        for word in words:
            assert word in told

    return check


def county(name: str, state: str, signed: date, model: str = TFM) -> Row:
    """Return a sheriff's row."""
    return listed(
        f"{name} County Sheriff's Office", state=state, county=f"{name} County", support_type=model, signed=signed
    )


def town(name: str, state: str, signed: date) -> Row:
    """Return a police department's row; *name* is the agency's whole name."""
    return listed(name, state=state, agency_type="Municipality", county="", support_type=TFM, signed=signed)


def plus(*more: Row, lists: Lists = GOOD) -> Lists:
    """Return *lists* with more agreements at the end."""
    return Lists(participating=(*lists.participating, *more), pending=lists.pending)


_FIRST = ("Ash", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gum", "Hickory", "Ironwood", "Juniper")
_SECOND = ("brook", "dale", "field", "ford", "grove", "haven", "land", "mont", "ridge", "ville")
NAMES = tuple(first + second for second in _SECOND for first in _FIRST)
"""A hundred place names, no two of them alike enough to be taken for one another."""
_STATES = ("ALABAMA", "FLORIDA", "GEORGIA", "TEXAS")
_SIGNED = date(2025, 3, 3)


def sheriffs(state: str, names: Sequence[str]) -> list[Row]:
    """Return a row for each name, signed on days of their own, under the three support types in turn."""
    return [
        county(name, state, _SIGNED + timedelta(days=number), (JEM, WSO, TFM)[number % 3])
        for number, name in enumerate(names)
    ]


LONG = plus(
    *(
        row
        for state, names in zip(_STATES, (NAMES[:50], NAMES[50:], NAMES[:50], NAMES[50:]), strict=True)
        for row in sheriffs(state, names)
    )
)
"""Two hundred and forty agreements: room for rules about shares to tell a few rows from many."""


@dataclass(frozen=True, kw_only=True)
class OtherColumns(Lists):
    """Lists whose participating workbook has *columns* only."""

    columns: tuple[str, ...]

    @cached_property
    def participating_workbook(self) -> bytes:
        """Return the bytes of the participating workbook."""
        return build_workbook(self.participating, columns=self.columns)
