"""When an agreement is missing, when its departure is a fact, and when it is back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.agreements import Standing
from domain.changes import Certainty, ChangeKind
from tests.domain.cast import CAST, GOLIAD, HOUR, KINNEY, LAVERNIA, OKALOOSA, START, Story, kinds, unread

DAY = timedelta(hours=24)
OTHERS = (KINNEY, LAVERNIA, OKALOOSA)


@pytest.fixture
def story() -> Story:
    """Goliad County has just gone from the list."""
    story = Story.of(*CAST)
    story.sees(*OTHERS)
    return story


def test_an_agreement_absent_from_the_list_is_missing_and_unconfirmed() -> None:
    story = Story.of(*CAST)

    [change] = story.sees(*OTHERS)

    assert (change.kind, change.certainty) == (ChangeKind.MISSING, Certainty.UNCONFIRMED)
    assert change.facts == change.before == story.agreement(GOLIAD).facts
    assert change.after is None
    assert story.agreement(GOLIAD).standing is Standing.MISSING


def test_an_absence_is_told_once_and_not_confirmed_before_24_hours(story: Story) -> None:
    assert story.sees(*OTHERS, after=HOUR) == ()
    assert story.sees_the_same(DAY - HOUR - timedelta(seconds=1)) == ()


def test_the_first_good_poll_after_24_hours_confirms_and_supersedes(story: Story) -> None:
    missing = story.agreement(GOLIAD).departure_change

    [change] = story.sees_the_same(DAY)

    assert (change.kind, change.certainty) == (ChangeKind.TERMINATED, Certainty.CONFIRMED)
    assert (change.supersedes, change.version_from, change.version_to) == (missing, 2, 2)
    assert change.observed_at == START + HOUR + DAY
    assert story.agreement(GOLIAD).standing is Standing.TERMINATED
    assert story.sees_the_same(DAY) == ()


def test_a_new_list_confirms_as_well_as_an_unchanged_one(story: Story) -> None:
    [change] = story.sees(*OTHERS, after=DAY)

    assert (change.kind, change.version_from, change.version_to) == (ChangeKind.TERMINATED, 2, 3)


def test_a_missing_agreement_that_is_listed_again_takes_its_absence_back(story: Story) -> None:
    missing = story.agreement(GOLIAD).departure_change

    [change] = story.sees(*CAST)

    assert (change.kind, change.certainty) == (ChangeKind.RETURNED, Certainty.CONFIRMED)
    assert change.supersedes == missing is not None
    assert story.agreement(GOLIAD).standing is Standing.LISTED
    assert story.sees_the_same(DAY) == ()


def test_a_return_at_the_very_poll_that_would_confirm_is_a_return(story: Story) -> None:
    assert kinds(story.sees(*CAST, after=DAY)) == [ChangeKind.RETURNED]


def test_a_terminated_agreement_listed_again_supersedes_its_termination(story: Story) -> None:
    [terminated] = story.sees_the_same(DAY)

    [change] = story.sees(*CAST, after=timedelta(days=90))

    assert (change.kind, change.supersedes) == (ChangeKind.RETURNED, terminated.id)


def test_an_agreement_that_comes_back_under_another_spelling_is_still_a_return(story: Story) -> None:
    [change] = story.sees(*OTHERS, replace(GOLIAD, agency="Goliad Cnty Sheriff"))

    assert change.kind is ChangeKind.RETURNED
    assert change.agreement_id == story.agreement(GOLIAD).id


def test_after_a_return_the_next_absence_is_missing_again(story: Story) -> None:
    story.sees(*CAST)

    [change] = story.sees(*OTHERS)

    assert change.kind is ChangeKind.MISSING
    assert story.sees_the_same(DAY - timedelta(seconds=1)) == ()


@pytest.mark.parametrize(
    ("away", "kind"),
    [(timedelta(days=14), ChangeKind.RETURNED), (timedelta(days=14, seconds=1), ChangeKind.NEW)],
)
def test_a_new_signing_date_after_two_weeks_away_is_a_new_agreement(
    story: Story, away: timedelta, kind: ChangeKind
) -> None:
    story.sees_the_same(DAY)

    [change] = story.sees(
        *OTHERS, replace(GOLIAD, signed_on=date(2025, 3, 12), signed_text="2025-03-12"), after=away - DAY
    )

    assert change.kind is kind
    assert (change.supersedes is None) is (kind is ChangeKind.NEW)


def test_an_agreement_signed_anew_may_publish_its_document_anew(story: Story) -> None:
    anew = replace(GOLIAD, signed_on=date(2025, 4, 1), signed_text="2025-04-01", moa_url=None, moa_text="link pending")
    story.sees_the_same(DAY)
    story.sees(*OTHERS, anew, after=timedelta(days=20))

    [change] = story.sees(*OTHERS, replace(anew, moa_url="https://www.ice.gov/doclib/new.pdf", moa_text="Link"))

    assert change.kind is ChangeKind.MOA_PUBLISHED


def test_an_agreement_whose_row_cannot_be_understood_has_not_left() -> None:
    story = Story.of(*CAST)

    assert story.sees(*OTHERS, unread=(unread("GOLIAD County Sheriff’s Office"),)) == ()
    assert kinds(story.sees(*OTHERS)) == [ChangeKind.MISSING]


def test_an_unread_row_of_somebody_else_protects_nobody() -> None:
    story = Story.of(*CAST)

    assert kinds(story.sees(*OTHERS, unread=(unread("Refugio Marshal"),))) == [ChangeKind.MISSING]
