"""What becomes of an absence that was withheld: it counts from the first list that lacked the agreement, or it was nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.agreements import Standing
from domain.changes import Certainty, ChangeKind
from tests.domain.cast import HOUR, OKALOOSA, START, constables, kinds
from tests.domain.guarded import MANY, GuardedStory

OHIO = tuple(constables(3, state="Ohio"))
FIRST_ABSENCE = START + HOUR


@pytest.fixture
def story() -> GuardedStory:
    """Every agreement of Ohio has just gone from the list, and that is doubted."""
    story = GuardedStory.of(*MANY, *OHIO)
    assert story.sees(*MANY) == ()
    return story


def test_an_agreement_whose_departure_is_withheld_stays_listed_and_keeps_since_when(story: GuardedStory) -> None:
    story.sees(*MANY, OKALOOSA, after=timedelta(days=3))

    for one in OHIO:
        agreement = story.agreement(one)
        assert (agreement.standing, agreement.held_since) == (Standing.LISTED, FIRST_ABSENCE)
    assert all(agreement.held_since is None for agreement in map(story.agreement, MANY))


def test_a_withheld_departure_is_never_confirmed_by_waiting(story: GuardedStory) -> None:
    assert story.sees(*MANY, after=timedelta(days=9)) == ()
    assert story.sees_the_same(timedelta(days=9)) == ()


def test_released_within_a_day_it_is_missing_since_the_first_absence(story: GuardedStory) -> None:
    changes = story.sees(*MANY, released=story.withheld, after=timedelta(hours=23))

    assert kinds(changes) == [ChangeKind.MISSING] * 3
    assert {change.certainty for change in changes} == {Certainty.UNCONFIRMED}
    assert "Absent since 03 Mar 2025, 15:00 UTC, which was held back" in changes[0].reason
    for one in OHIO:
        agreement = story.agreement(one)
        assert (agreement.standing, agreement.missing_since) == (Standing.MISSING, FIRST_ABSENCE)
        assert agreement.held_since is None
    assert kinds(story.sees_the_same(HOUR)) == [ChangeKind.TERMINATED] * 3


def test_released_a_day_later_it_is_missing_and_terminated_at_once(story: GuardedStory) -> None:
    changes = story.sees(*MANY, released=story.withheld, after=timedelta(days=1))

    missing = {change.agreement_id: change for change in changes if change.kind is ChangeKind.MISSING}
    terminated = {change.agreement_id: change for change in changes if change.kind is ChangeKind.TERMINATED}
    assert len(missing) == len(terminated) == 3
    assert all(terminated[of].supersedes == missing[of].id for of in missing)
    assert all("since 03 Mar 2025, 15:00 UTC" in change.reason for change in changes)


def test_a_withheld_agreement_that_comes_back_leaves_no_trace(story: GuardedStory) -> None:
    before = dict(GuardedStory.of(*MANY, *OHIO).known)

    assert story.sees(*MANY, *OHIO, after=timedelta(days=3)) == ()
    assert story.withheld == ()
    assert story.known == before
    assert story.sees_the_same(timedelta(days=3)) == ()


def test_one_that_comes_back_and_reads_differently_has_been_absent_no_longer(story: GuardedStory) -> None:
    [change, *_] = story.sees(*MANY, replace(OHIO[0], agency_type="Special District"), *OHIO[1:])

    assert change.kind is ChangeKind.CORRECTED
    assert {story.agreement(one).held_since for one in OHIO} == {None}


def test_after_coming_back_a_later_absence_counts_from_then_on(story: GuardedStory) -> None:
    story.sees(*MANY, *OHIO, after=timedelta(days=3))

    [change] = story.sees(*MANY, *OHIO[1:], after=timedelta(days=1))

    assert (change.kind, story.agreement(OHIO[0]).missing_since) == (ChangeKind.MISSING, story.now)


def test_one_of_those_in_doubt_may_come_back_and_the_others_are_then_told(story: GuardedStory) -> None:
    changes = story.sees(*MANY, OHIO[0], after=timedelta(hours=2))

    assert {change.facts.agency for change in changes} == {one.agency for one in OHIO[1:]}
    assert kinds(changes) == [ChangeKind.MISSING] * 2
    assert story.agreement(OHIO[1]).missing_since == FIRST_ABSENCE
    assert story.agreement(OHIO[0]).held_since is None


def test_an_absence_told_before_the_doubt_is_not_withheld_again() -> None:
    story = GuardedStory.of(*MANY, *OHIO)
    assert kinds(story.sees(*MANY, *OHIO[1:])) == [ChangeKind.MISSING]

    story.sees(*MANY)

    assert kinds(story.sees_the_same(timedelta(days=1)))[-1:] == [ChangeKind.TERMINATED]
    assert story.agreement(OHIO[0]).standing is Standing.TERMINATED
