"""Which later date is a signature and which a slip of the year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.changes import ChangeKind
from tests.domain.cast import GOLIAD, KINNEY, LAVERNIA, OKALOOSA, Story, fields

OTHERS = (KINNEY, LAVERNIA, OKALOOSA)


@pytest.mark.parametrize(
    ("signed_on", "kind"),
    [
        (date(2026, 2, 20), ChangeKind.CORRECTED),  # GOLIAD's day in the next year: a mistyped year
        (date(2026, 2, 21), ChangeKind.RENEWED),
        (date(2026, 3, 20), ChangeKind.RENEWED),
        (date(2024, 2, 21), ChangeKind.CORRECTED),
    ],
)
def test_the_very_day_in_another_year_is_a_mistyped_year(signed_on: date, kind: ChangeKind) -> None:
    story = Story.of(*OTHERS, GOLIAD)
    later = replace(GOLIAD, signed_on=signed_on, signed_text=signed_on.isoformat())

    [change] = story.sees(*OTHERS, later, after=timedelta(days=500))

    assert change.kind is kind


def test_a_list_that_says_nothing_new_leaves_the_record_as_it_is() -> None:
    story = Story.of(*OTHERS, GOLIAD)

    story.sees(GOLIAD, *OTHERS)

    assert story.last is not None
    assert story.last.agreements == ()


def test_one_that_was_absent_is_stored_again_when_it_is_back() -> None:
    story = Story.of(*OTHERS, GOLIAD)
    story.sees(*OTHERS)

    story.sees(*OTHERS, GOLIAD)

    assert story.last is not None
    assert [agreement.facts.agency for agreement in story.last.agreements] == [GOLIAD.agency]


@pytest.mark.parametrize(("before", "after"), [("Feb 30", "Feb 31"), ("2/2O/25", "2/30/25")])
def test_a_date_that_cannot_be_read_is_compared_as_printed(before: str, after: str) -> None:
    story = Story.of(*OTHERS, replace(GOLIAD, signed_on=None, signed_text=before))

    [change] = story.sees(*OTHERS, replace(GOLIAD, signed_on=None, signed_text=after))

    assert fields(change) == {"signed": (before, after)}


def test_an_absence_says_when_it_will_be_confirmed() -> None:
    [change] = Story.of(*OTHERS, GOLIAD).sees(*OTHERS)

    assert change.reason.startswith("Not on the newest list")
    assert "after 24 hours" in change.reason
