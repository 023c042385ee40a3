"""What is too close to call is asked, nobody is told of it, and a reviewer's answer is honoured from then on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.changes import ChangeKind
from domain.questions import Ruling
from domain.text import comparable
from tests.domain.cast import GOLIAD, KINNEY, OKALOOSA, Story, kinds, row

OLD = row("Refugio Marshal", "Refugio County")
DOUBTFUL = row("Refugo Wter Marshal", "Refugio County")


@pytest.fixture
def story() -> Story:
    return Story.of(KINNEY, OKALOOSA, OLD)


def test_a_doubtful_pair_is_asked_and_nobody_is_told(story: Story) -> None:
    assert story.sees(KINNEY, OKALOOSA, DOUBTFUL) == ()

    assert story.last is not None
    [question] = story.last.questions
    assert (question.agreement.facts.agency, question.listing.row.agency) == (OLD.agency, DOUBTFUL.agency)
    assert 0.70 <= question.fit < 0.76
    assert question.how.startswith("same signing date 2025-02-20, same county, name 0.")
    assert story.last.listed == 3


def test_a_doubt_does_not_hold_back_what_is_beyond_doubt(story: Story) -> None:
    assert kinds(story.sees(OKALOOSA, DOUBTFUL, GOLIAD)) == [ChangeKind.MISSING, ChangeKind.NEW]


def test_a_doubt_that_stands_is_asked_again_and_never_turns_into_a_departure(story: Story) -> None:
    story.sees(KINNEY, OKALOOSA, DOUBTFUL)

    assert story.sees_the_same(timedelta(days=3)) == ()
    assert story.sees(KINNEY, OKALOOSA, DOUBTFUL, after=timedelta(days=3)) == ()
    assert story.last is not None
    assert len(story.last.questions) == 1


def test_a_doubt_whose_row_goes_back_to_the_old_name_was_nothing(story: Story) -> None:
    story.sees(KINNEY, OKALOOSA, DOUBTFUL)

    assert story.sees(KINNEY, OKALOOSA, OLD) == ()
    assert story.last is not None
    assert story.last.questions == ()


def test_the_same_is_a_correction_by_the_reviewers_word(story: Story) -> None:
    story.rule(OLD, comparable(DOUBTFUL.agency), Ruling.SAME)

    [change] = story.sees(KINNEY, OKALOOSA, DOUBTFUL)

    assert change.kind is ChangeKind.CORRECTED
    assert "a reviewer decided" in change.reason
    assert DOUBTFUL.agency in story.agreement(OLD).aliases


def test_different_is_a_departure_and_an_arrival(story: Story) -> None:
    story.rule(OLD, comparable(DOUBTFUL.agency), Ruling.DIFFERENT)

    assert kinds(story.sees(KINNEY, OKALOOSA, DOUBTFUL)) == [ChangeKind.MISSING, ChangeKind.NEW]


def test_a_reviewer_can_join_names_that_have_nothing_in_common(story: Story) -> None:
    story.rule(OLD, "harbor patrol", Ruling.SAME)

    assert kinds(story.sees(KINNEY, OKALOOSA, row("Harbor Patrol"))) == [ChangeKind.CORRECTED]


def test_a_reviewer_can_part_names_that_look_the_same(story: Story) -> None:
    story.rule(OLD, "refugo marshal", Ruling.DIFFERENT)

    assert kinds(story.sees(KINNEY, OKALOOSA, replace(OLD, agency="Refugo Marshal"))) == [
        ChangeKind.MISSING,
        ChangeKind.NEW,
    ]


def test_a_ruling_holds_for_the_agreement_and_name_it_was_made_for(story: Story) -> None:
    story.rule(OLD, "some other name", Ruling.DIFFERENT)

    assert kinds(story.sees(KINNEY, OKALOOSA, replace(OLD, agency="Refugo Marshal"))) == [ChangeKind.CORRECTED]


def test_a_reviewer_can_say_that_what_left_earlier_is_what_came(story: Story) -> None:
    story.sees(KINNEY, OKALOOSA)
    story.sees_the_same(timedelta(days=2))
    story.rule(OLD, "harbor patrol", Ruling.SAME)

    assert kinds(story.sees(KINNEY, OKALOOSA, row("Harbor Patrol"))) == [ChangeKind.RETURNED]


def test_two_equally_good_names_for_one_agreement_are_asked() -> None:
    county = "Brantley County"
    story = Story.of(KINNEY, row("Brantley Police Department", county))

    told = story.sees(KINNEY, row("Brantly Police Department", county), row("Brantey Police Department", county))

    assert story.last is not None
    assert story.last.questions != ()
    assert ChangeKind.CORRECTED not in kinds(told)
    assert ChangeKind.MISSING not in kinds(told)


def test_a_clearly_better_name_is_taken_without_asking() -> None:
    county = "Brantley County"
    story = Story.of(KINNEY, row("Brantley Police Department", county))

    told = story.sees(KINNEY, row("Brantly Police Department", county), row("Brentwood Police Department", county))

    assert kinds(told) == [ChangeKind.CORRECTED, ChangeKind.NEW]
    assert story.last is not None
    assert story.last.questions == ()
