"""How a slip, a rename or a real event is planted in a list: which rows it touches, and what each row was before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import NamedTuple

from domain.counties import find_county
from domain.snapshots import Column, ListedRow, Sheet, UnreadRow
from domain.vocabulary import is_blank, resolve_state, resolve_support_type

Printed = ListedRow | UnreadRow
"""A row as the reader would hand it on: understood, or kept aside."""


class Line(NamedTuple):
    """One row of a planted list, with the row of the true list that it shows; None where it is a true arrival."""

    origin: ListedRow | None
    row: Printed


@dataclass(slots=True)
class Scene:
    """A list while something is planted in it: its lines, the dice, and where the row in hand stands."""

    lines: list[Line]
    draw: Random
    place: int = 0
    columns: frozenset[Column] = frozenset()
    _counties: dict[str, list[str]] = field(default_factory=dict)

    @property
    def rows(self) -> Iterator[ListedRow]:
        """The rows that are understood, in sheet order."""
        return (line.row for line in self.lines if isinstance(line.row, ListedRow))

    def counties(self, state: str) -> list[str]:
        """Return the counties that the list prints for *state*, sorted."""
        if not self._counties:
            found = defaultdict(set)
            for row in self.rows:
                if not is_blank(row.county):
                    found[row.state].add(row.county)
            self._counties = {name: sorted(counties) for name, counties in found.items()}
        return self._counties.get(state, [])


Slip = Callable[[ListedRow, Scene], Printed | None]
"""Returns the row as a slip would leave it; None when this row has nothing to slip on."""
Planting = Callable[[Scene, int], int]
"""Plants something in so many rows of a scene and returns in how many it did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A list with something planted in it."""

    before: Sheet
    after: Sheet
    lines: tuple[Line, ...]
    mutated: int

    @property
    def left(self) -> list[ListedRow]:
        """The rows that truly left the list."""
        still = {line.origin.position for line in self.lines if line.origin is not None}
        return [row for row in self.before.rows if row.position not in still]

    @property
    def joined(self) -> list[ListedRow]:
        """The rows that truly joined the list."""
        return [line.row for line in self.lines if line.origin is None and isinstance(line.row, ListedRow)]


def dice(*seed: object) -> Random:
    """Return dice that fall the same way for the same *seed*."""
    return Random("|".join(map(str, seed)))  # noqa: S311  # repeatable, not secret


def plant(sheet: Sheet, planting: Planting, size: int, draw: Random) -> Planted:
    """Plant something in *size* rows of *sheet*. Rows get new numbers, so that each stands at a place of its own."""
    scene = Scene(lines=[Line(row, row) for row in sheet.rows], draw=draw, columns=sheet.known_columns)
    mutated = planting(scene, size)
    lines = tuple(Line(line.origin, replace(line.row, position=n)) for n, line in enumerate(scene.lines, start=2))
    return Planted(before=sheet, after=_with_rows(sheet, lines, scene.columns), lines=lines, mutated=mutated)


def _with_rows(sheet: Sheet, lines: Iterable[Line], columns: frozenset[Column]) -> Sheet:
    rows = tuple(line.row for line in lines if isinstance(line.row, ListedRow))
    return replace(
        sheet,
        rows=rows,
        unread_rows=tuple(line.row for line in lines if isinstance(line.row, UnreadRow)),
        known_columns=columns,
        hidden_rows=sum(row.hidden for row in rows),
    )


def in_rows(slip: Slip) -> Planting:
    """Return the planting of *slip* in rows drawn at random among those that it applies to."""

    def planting(scene: Scene, size: int) -> int:
        done = 0
        for place in scene.draw.sample(range(len(scene.lines)), len(scene.lines)):
            if done == size:
                break
            done += _slipped(scene, place, slip)
        return done

    return planting


def _slipped(scene: Scene, place: int, slip: Slip) -> bool:
    line = scene.lines[place]
    if not isinstance(line.row, ListedRow):
        return False
    scene.place = place
    changed = slip(line.row, scene)
    if changed is None or changed == line.row:
        return False
    scene.lines[place] = Line(line.origin, changed)
    return True


def one_after_another(*slips: Slip) -> Slip:
    """Return the slip that is all of *slips* at once; it applies where each of them does."""

    def both(row: ListedRow, scene: Scene) -> Printed | None:
        changed: Printed | None = row
        for slip in slips:
            if not isinstance(changed, ListedRow):
                return None
            before, changed = changed, slip(changed, scene)
            if changed == before:
                return None
        return changed

    return both


def in_state(row: ListedRow, printed: str) -> Printed:
    """Return *row* with *printed* as its state, as the reader would take it: understood, or kept aside."""
    state = resolve_state(printed)
    if state is None:
        return _unread(row, "unknown state", {Column.STATE: printed})
    return replace(row, state=state, state_text=printed)


def with_support_type(row: ListedRow, printed: str) -> Printed:
    """Return *row* with *printed* as its support type, as the reader would take it."""
    support_type = resolve_support_type(printed)
    if support_type is None:
        return _unread(row, "unknown support type", {Column.SUPPORT_TYPE: printed})
    return replace(row, support_type=support_type, support_type_text=printed)


def _unread(row: ListedRow, reason: str, wrong: dict[Column, str]) -> UnreadRow:
    printed = {
        Column.STATE: row.state_text,
        Column.AGENCY: row.agency,
        Column.TYPE: row.agency_type,
        Column.COUNTY: row.county,
        Column.SUPPORT_TYPE: row.support_type_text,
        Column.SIGNED: row.signed_text,
    }
    cells = tuple((column.value, text) for column, text in (printed | wrong).items())
    return UnreadRow(position=row.position, printed=cells, reason=reason)


def others(scene: Scene, row: ListedRow) -> Sequence[str]:
    """Return the counties that the list prints for the row's state, but for its own however it is spelt."""
    own = find_county(row.county, row.state)
    return [printed for printed in scene.counties(row.state) if find_county(printed, row.state) not in {own, None}]
