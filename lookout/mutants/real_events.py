"""Real events: agreements that truly leave and join. None of them may be swallowed as a mended spelling."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

from domain.agencies import parse_agency, word_likeness
from domain.counties import County, CountyKind, counties, county_named_by, find_county
from domain.snapshots import ListedRow
from domain.text import comparable
from domain.vocabulary import is_blank
from lookout.mutants.cell_slips import another_support_type, any_other_date
from lookout.mutants.name_slips import invented_agency, typos
from lookout.mutants.planting import Line, Planting, Scene, in_rows, others

LIKE_NAMED = 0.5
"""County names from this likeness up are easily taken for each other: Clay and Clark, Bee and Lee, Jackson and Johnson."""
_SLIPS_BESIDE = 10
_SHERIFF = re.compile(r"^(?P<county>.+?) County Sheriff['’]?s? (?:Office|Department)$")
_POLICE = re.compile(r"^(?P<town>.+?) Police Department$")
_PRECINCT = re.compile(r"\b(?P<number>[1-8])\b")

Successor = Callable[[ListedRow, Scene], ListedRow | None]
"""Returns the agreement that joins as this row's leaves; None where this event could not befall the row."""


def in_place_of(successor: Successor, *, slips_beside: int = 0) -> Planting:
    """Return the planting that lets agreements leave while a successor of each joins, with so many slips beside them.

    Only agreements leave whose going nobody could overlook: their place stands once under their power.
    """

    def planting(scene: Scene, size: int) -> int:
        once = {body for body, count in Counter(_body(row) for row in scene.rows).items() if count == 1}
        taken = _Taken(scene)
        joined: list[ListedRow] = []
        for place in scene.draw.sample(range(len(scene.lines)), len(scene.lines)):
            row = scene.lines[place].row
            if len(joined) == size:
                break
            if isinstance(row, ListedRow) and _body(row) in once:
                new = successor(row, scene)
                if new is not None and taken.add(new):
                    joined.append(new)
                    scene.lines[place] = Line(None, new)
        _slip(scene, slips_beside)
        return 2 * len(joined)

    return planting


def _slip(scene: Scene, times: int) -> None:
    """Plant slips in rows that stay; the successors keep their names, by which they are looked for afterwards."""
    joined = [line for line in scene.lines if line.origin is None]
    scene.lines = [line for line in scene.lines if line.origin is not None]
    in_rows(typos(2))(scene, times)
    scene.lines += joined


def _body(row: ListedRow) -> tuple[str, str, tuple[str, ...]]:
    return row.state, row.support_type, parse_agency(row.agency, row.state).place


class _Taken:
    """The agencies that a list holds, so that nobody joins who is there already."""

    def __init__(self, scene: Scene) -> None:
        self._counties: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for row in scene.rows:
            self.add(row)

    def add(self, row: ListedRow) -> bool:
        """Note *row*'s agency; False where it may be there: its name is, in the same county or with none printed."""
        there = self._counties[row.state, row.support_type, parse_agency(row.agency, row.state).full]
        county = county_named_by(row.agency, row.state) or find_county(row.county, row.state)
        code = county.fips if county else comparable(row.county)
        is_free = not there or not ({code, ""} & there or not code)
        there.add(code)
        return is_free


def _stranger(row: ListedRow, scene: Scene) -> ListedRow | None:
    """Return an agency never heard of, in another county of the same state, signed on another day."""
    counties_there = others(scene, row)
    county = scene.draw.choice(counties_there) if counties_there else row.county
    return any_other_date(_unlinked(replace(row, agency=invented_agency(scene.draw), county=county)), scene)


def _stranger_of_the_day(row: ListedRow, scene: Scene) -> ListedRow | None:
    """Return an agency never heard of, in another county of the same state, signed on the same day."""
    choice = others(scene, row)
    if not choice or is_blank(row.county):
        return None
    return _unlinked(replace(row, agency=invented_agency(scene.draw), county=scene.draw.choice(choice)))


def _like_named_sheriff(row: ListedRow, scene: Scene) -> ListedRow | None:
    """Return the sheriff of a like-named county of the same state, signed on the same day."""
    match, own = _SHERIFF.match(row.agency), county_named_by(row.agency, row.state)
    like = [other for other in _neighbours_by_name(row.state).get(own.name, ()) if match] if own else []
    if not match or not like or is_blank(row.county):
        return None
    other = scene.draw.choice(like)
    name = row.agency.replace(match["county"], other.name, 1)
    return _unlinked(replace(row, agency=name, county=other.full_name))


def _like_named_sheriff_without_county(row: ListedRow, scene: Scene) -> ListedRow | None:
    """Return the like: ICE leaves the county out in a part of its rows."""
    new = _like_named_sheriff(row, scene)
    return replace(new, county="") if new else None


def _sheriff_for_police(row: ListedRow, _: Scene) -> ListedRow | None:
    """Return the sheriff of the county whose town's police leaves, signed on the same day."""
    if not _POLICE.match(row.agency) or is_blank(row.county) or "County" not in row.county:
        return None
    return _unlinked(replace(row, agency=f"{row.county} Sheriff's Office", agency_type="County"))


def _next_precinct(row: ListedRow, _: Scene) -> ListedRow | None:
    """Return the body with the next number, in the same county, signed on the same day."""
    match = _PRECINCT.search(row.agency)
    if match is None:
        return None
    number = int(match["number"]) + 1
    return _unlinked(replace(row, agency=_PRECINCT.sub(str(number), row.agency, count=1)))


def _namesake(row: ListedRow, scene: Scene) -> ListedRow | None:
    """Return the police of a town of the same name in another county, signed on another day."""
    choice = others(scene, row)
    if not _POLICE.match(row.agency) or not choice or is_blank(row.county) or county_named_by(row.agency, row.state):
        return None
    return any_other_date(_unlinked(replace(row, county=scene.draw.choice(choice))), scene)


def _another_power(row: ListedRow, scene: Scene) -> ListedRow | None:
    return any_other_date(_unlinked(another_support_type(row, scene)), scene)


def _unlinked(row: ListedRow) -> ListedRow:
    return replace(row, moa_url=None, moa_text="link pending", addendum_url=None, addendum_text="")


@cache
def _neighbours_by_name(state: str) -> Mapping[str, tuple[County, ...]]:
    """Return, per county name of *state*, the counties whose names are alike and not the same."""
    there = [county for county in counties() if county.state == state and county.kind is CountyKind.COUNTY]
    return {
        county.name: tuple(
            other
            for other in there
            if other is not county and word_likeness(comparable(county.name), comparable(other.name)) >= LIKE_NAMED
        )
        for county in there
    }


def beside(successor: Successor) -> Planting:
    """Return the planting that lets agreements join, and nobody leave."""

    def planting(scene: Scene, size: int) -> int:
        taken = _Taken(scene)
        arrived: list[ListedRow] = []
        for row in scene.draw.sample(list(scene.rows), len(scene.lines)):
            new = successor(row, scene) if len(arrived) < size else None
            if new is not None and taken.add(new):
                arrived.append(new)
        scene.lines += [Line(None, row) for row in arrived]
        return len(arrived)

    return planting


def left(scene: Scene, size: int) -> int:
    """Let *size* agreements leave, and nobody join."""
    done = in_place_of(lambda row, _: replace(row, agency=f"{row.agency}, dissolved"))(scene, size)
    scene.lines = [line for line in scene.lines if line.origin is not None]
    return done // 2


EVENTS: dict[str, Planting] = {
    "agreements join": beside(_stranger),
    "a like-named sheriff joins beside another": beside(_like_named_sheriff),
    "an agency joins under another power": beside(_another_power),
    "agreements leave": left,
    "one leaves, a stranger joins": in_place_of(_stranger),
    "the same among ten slips": in_place_of(_stranger, slips_beside=_SLIPS_BESIDE),
    "one leaves, a stranger of the same day joins": in_place_of(_stranger_of_the_day),
    "police leave, the county's sheriff joins": in_place_of(_sheriff_for_police),
    "a precinct leaves, the next one joins": in_place_of(_next_precinct),
    "a town leaves, its namesake joins": in_place_of(_namesake),
    "one power for another": in_place_of(_another_power),
    "a sheriff leaves, a like-named one joins": in_place_of(_like_named_sheriff),
    "the same, no county printed": in_place_of(_like_named_sheriff_without_county),
}
