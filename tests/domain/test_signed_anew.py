"""An agency that left and signs again weeks later: the new agreement says that there was an earlier one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.changes import Change, ChangeKind
from domain.snapshots import ListedRow
from domain.vocabulary import SupportType
from tests.domain.cast import KINNEY, LAVERNIA, OKALOOSA, START, Story, row

OTHERS = (KINNEY, OKALOOSA)
ANEW = replace(LAVERNIA, signed_on=date(2025, 4, 1), signed_text="2025-04-01")


def signed_again(listed: ListedRow) -> Change:
    """La Vernia leaves an hour after the first list, and is told as gone; *listed* comes a month later."""
    story = Story.of(*OTHERS, LAVERNIA)
    story.sees(*OTHERS)
    [gone] = story.sees_the_same(timedelta(days=1))
    assert gone.kind is ChangeKind.TERMINATED
    [change] = story.sees(*OTHERS, listed, after=timedelta(days=30))
    return change


@pytest.mark.parametrize("printed", [LAVERNIA.agency, "La Vernia PD"])
def test_it_says_when_the_earlier_one_left(printed: str) -> None:
    change = signed_again(replace(ANEW, agency=printed))

    assert change.kind is ChangeKind.NEW
    assert change.reason.startswith("Signed anew")
    assert f"left the list on {START:%d %b %Y}." in change.reason


@pytest.mark.parametrize(
    "other",
    [
        replace(ANEW, support_type=SupportType.JAIL_ENFORCEMENT),
        row("Refugio Marshal", "Refugio County"),
    ],
)
def test_another_power_or_agency_is_not_signed_anew(other: ListedRow) -> None:
    change = signed_again(other)

    assert change.kind is ChangeKind.NEW
    assert change.reason.startswith("Not on the list before")


def test_beside_one_that_is_listed_still_nothing_was_signed_anew() -> None:
    story = Story.of(*OTHERS, LAVERNIA)
    bexar = replace(LAVERNIA, county="Bexar County", signed_on=date(2025, 4, 1))

    [change] = story.sees(*OTHERS, LAVERNIA, bexar)

    assert change.reason.startswith("Not on the list before")
