"""What the robustness bench counts: false alerts, agencies taken for one another, events that are told of nowhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from domain.changes import ChangeKind
from domain.snapshots import ListedRow
from lookout.mutants.judging import Base, Tally, Told, there, there_and_back
from lookout.mutants.lists import invented_list
from lookout.mutants.name_slips import NAME_SLIPS
from lookout.mutants.planting import Line, Planting, Scene, dice, in_rows, plant
from lookout.mutants.real_events import EVENTS
from lookout.mutants.whole_lists import WHOLE_LISTS

SHEET = invented_list(150)
BASE = Base.of(SHEET)


def told(planting: Planting, size: int = 1, how: Callable[..., Told] = there_and_back) -> Told:
    return how(BASE, plant(SHEET, planting, size, dice("told", size)))


def slips(one: Told) -> Tally:
    tally = Tally()
    tally.add_slips(one)
    return tally


def events(one: Told) -> Tally:
    tally = Tally()
    tally.add_events(one)
    return tally


def leave(scene: Scene, size: int) -> int:
    del scene.lines[:size]
    return size


def pretend_nobody_left(scene: Scene, size: int) -> int:
    """Take rows out and say that they are still there: every departure told of them is false."""
    for place in range(size):
        scene.lines[place] = Line(scene.lines[place].origin, scene.lines[-1].row)
    return size


def test_a_typo_brings_no_false_alert() -> None:
    tally = slips(told(in_rows(NAME_SLIPS["name: one letter"]), 10))

    assert (tally.lists, tally.mutated, tally.false, tally.crossed, tally.held) == (1, 10, 0, 0, 0)


def test_an_alert_about_a_row_that_is_said_to_be_there_is_false_and_kept_as_an_example() -> None:
    tally = slips(told(pretend_nobody_left, 2))

    assert tally.false == 2
    assert [change.kind for change in tally.examples] == [ChangeKind.MISSING] * 2
    assert tally.per_thousand() == 1000.0


def test_a_list_that_is_held_as_a_whole_tells_nothing() -> None:
    one = told(WHOLE_LISTS["list: cut to half"])

    assert one.whole_list_held
    assert one.changes == ()
    assert slips(one).held == 1


def test_departures_and_arrivals_that_are_told_are_not_false_and_not_lost() -> None:
    tally = events(told(EVENTS["one leaves, a stranger joins"], 3, there))

    assert (tally.mutated, tally.told, tally.lost, tally.false) == (6, 6, 0, 0)


def test_an_event_that_waits_for_a_person_is_not_lost() -> None:
    whole = events(told(WHOLE_LISTS["list: cut to half"], how=there))
    many = events(told(leave, 12, there))

    assert (whole.told, whole.lost) == (0, 0)
    assert (many.told, many.lost) == (0, 0)
    assert many.withheld == 12


@pytest.mark.parametrize("kept", ["left", "joined"])
def test_an_event_told_of_nowhere_is_lost(kept: str) -> None:
    one = told(EVENTS["one leaves, a stranger joins"], 1, there)
    side = {ChangeKind.MISSING} if kept == "left" else {ChangeKind.NEW}

    tally = events(replace(one, changes=tuple(change for change in one.changes if change.kind in side)))

    assert (tally.told, tally.lost) == (1, 1)


def test_a_question_about_an_event_is_no_loss() -> None:
    tally = events(told(EVENTS["police leave, the county's sheriff joins"], 1, there))

    assert (tally.told, tally.lost) == (0, 0)
    assert tally.asked == 1


def test_what_is_told_beside_the_events_is_false() -> None:
    one = told(EVENTS["agreements join"], 1, there)
    [change] = one.alerts
    stranger = replace(change, facts=replace(change.facts, agency="Nowhere Police Department"))

    tally = events(replace(one, changes=(*one.changes, stranger)))

    assert (tally.told, tally.false) == (1, 1)
    assert tally.examples == [stranger]


def test_one_agency_taken_for_another_is_counted_even_where_nobody_is_alerted() -> None:
    one = told(in_rows(NAME_SLIPS["name: two letters"]), 1)
    correction = next(change for change in one.changes if change.kind is ChangeKind.CORRECTED)
    assert correction.before is not None
    crossed = replace(correction, before=replace(correction.before, agency="Nowhere Police Department"))

    assert slips(one).crossed == 0
    assert slips(replace(one, changes=(crossed,))).crossed == 1


def test_the_way_back_is_judged_too() -> None:
    seen = told(in_rows(lambda row, _: replace(row, agency=row.agency.upper() + " X")), 1)

    assert [change.version_to for change in seen.changes] == [2, 3]


def test_a_base_knows_every_row_of_its_list() -> None:
    rows: Sequence[ListedRow] = SHEET.rows

    assert len(BASE.known) == len(rows)
    assert {agreement.facts.agency for agreement in BASE.known} == {row.agency for row in rows}
