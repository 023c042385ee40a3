"""A second row of one name whose true owner vanished from another state: ICE misprinted the state, nobody left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.changes import ChangeKind
from domain.snapshots import ListedRow
from domain.vocabulary import SupportType
from tests.domain.cast import KINNEY, OKALOOSA, Story, fields, kinds, row

SIGNED, LATER = date(2025, 2, 20), date(2025, 3, 15)
FLORIDA = row("Lee County Sheriff's Office", "Lee County", state="Florida", signed_on=SIGNED)
GEORGIA = row("Lee County Sheriff's Office", "Lee County", state="Georgia", signed_on=LATER)
MISPRINTED = replace(GEORGIA, signed_on=SIGNED, signed_text=FLORIDA.signed_text)
OTHERS = (KINNEY, OKALOOSA)


def dated(listed: ListedRow, signed_on: date) -> ListedRow:
    return replace(listed, signed_on=signed_on, signed_text=signed_on.isoformat())


def test_a_second_row_with_the_date_of_the_one_that_vanished_elsewhere_is_that_one() -> None:
    story = Story.of(*OTHERS, FLORIDA, GEORGIA)
    florida = story.agreement(FLORIDA).id

    [change] = story.sees(*OTHERS, GEORGIA, MISPRINTED)

    assert (change.kind, change.agreement_id) == (ChangeKind.CORRECTED, florida)
    assert fields(change)["state"] == ("FLORIDA", "GEORGIA")
    assert "under another state" in change.reason


def test_it_is_no_twin_of_the_one_that_it_stands_beside() -> None:
    story = Story.of(*OTHERS, FLORIDA, GEORGIA)
    georgia = story.agreement(GEORGIA).id

    story.sees(*OTHERS, GEORGIA, MISPRINTED)

    assert story.known[georgia].twins == frozenset()


@pytest.mark.parametrize(
    "second",
    [
        dated(GEORGIA, date(2025, 2, 21)),  # nobody's date
        replace(GEORGIA, signed_on=None, signed_text=""),
    ],
)
def test_a_second_row_with_another_date_is_a_twin_and_the_one_that_vanished_has_left(second: ListedRow) -> None:
    story = Story.of(*OTHERS, FLORIDA, GEORGIA)

    assert kinds(story.sees(*OTHERS, GEORGIA, second)) == [ChangeKind.MISSING]


def test_a_row_of_another_power_is_not_the_one_that_vanished() -> None:
    jail = replace(FLORIDA, support_type=SupportType.JAIL_ENFORCEMENT)
    story = Story.of(*OTHERS, jail, GEORGIA)

    assert kinds(story.sees(*OTHERS, GEORGIA, MISPRINTED)) == [ChangeKind.MISSING]


def test_of_two_that_vanished_with_that_date_none_is_chosen() -> None:
    story = Story.of(*OTHERS, FLORIDA, replace(FLORIDA, state="Alabama", state_text="ALABAMA"), GEORGIA)

    assert kinds(story.sees(*OTHERS, GEORGIA, MISPRINTED)) == [ChangeKind.MISSING, ChangeKind.MISSING]


def test_two_rows_with_that_date_are_one_of_them_and_a_twin() -> None:
    story = Story.of(*OTHERS, FLORIDA, GEORGIA)

    assert kinds(story.sees(*OTHERS, GEORGIA, MISPRINTED, MISPRINTED)) == [ChangeKind.CORRECTED]
