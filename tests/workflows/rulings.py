"""What the tests of a reviewer's rulings share: a few agencies, and short ways to tell of their lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.changes import Change, ChangeKind
from tests.workflows.stage import (
    GOLIAD,
    TEXAS,
    Entry,
    Stage,
    without,
)
from workflows.review import same

BY = "editor"
WHY = "The county says so."
PATROL = Entry(agency="Harbor Patrol", county="Aransas County", signed_on=date(2025, 5, 6))
"""Nobody could guess that this is the sheriff of Goliad."""
SLIP = replace(GOLIAD, agency="Golaid Sherifs Office")
POLICE = replace(GOLIAD, agency="Goliad Police Department")
JAILERS = replace(PATROL, agency="Coastal Jailers", county=GOLIAD.county)
OTHERS = tuple(without(TEXAS, GOLIAD))
EVERYTHING = frozenset(ChangeKind)


def sees(stage: Stage, *lists: list[Entry]) -> None:
    """Print *lists* ten minutes apart, each saved anew."""
    for entries in lists:
        stage.clock.wait(minutes=10)
        stage.print_list(entries, saved=int(stage.clock.now().timestamp()))


def only(changes: tuple[Change, ...] | list[Change], kind: ChangeKind) -> Change:
    [found] = [change for change in changes if change.kind is kind]
    return found


def logged(stage: Stage, kind: ChangeKind, entry: Entry) -> Change:
    return only([change for change in stage.changes() if change.facts.agency == entry.agency], kind)


def declare_same(stage: Stage, other: Entry = PATROL) -> tuple[Change, ...]:
    """Declare the patrol to be the sheriff, half an hour after the last list."""
    stage.clock.wait(minutes=30)
    ids = stage.agreement(GOLIAD).id, stage.agreement(other).id
    return same(stage.polling, stage.log, *ids, WHY, BY).changes


SLIP_ALONE = replace(SLIP, county="Aransas County", signed_on=date(2025, 9, 9))
