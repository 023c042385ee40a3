"""What only a person can say: another sort of body, a place set off by a word, a misspelt copy of a row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.changes import ChangeKind
from domain.compare import confirm_departures
from domain.identity import Ruling
from domain.snapshots import ListedRow
from domain.text import comparable
from tests.domain.cast import DOCUMENTS, GOLIAD, KINNEY, LAVERNIA, OKALOOSA, Story, fields, kinds, row, unread

PAIRS = [
    (row("Haskell Police Department", "Haskell County"), row("Haskell County Sheriff's Office", "Haskell County")),
    (row("Walton County BOCC", "Walton County"), row("Walton County Sheriff's Office", "Walton County")),
    (row("Upper Allen Township Police", "Perry County"), row("Lower Allen Township Police", "Perry County")),
    (row("North Bay Village Police", "Dade County"), row("South Bay Village Police", "Dade County")),
]


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_another_sort_of_body_or_another_place_beside_it_is_asked(before: ListedRow, after: ListedRow) -> None:
    story = Story.of(KINNEY, OKALOOSA, before)

    assert story.sees(KINNEY, OKALOOSA, after) == ()
    assert story.last is not None
    [question] = story.last.questions
    assert ", but " in question.how


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_the_same_document_settles_it(before: ListedRow, after: ListedRow) -> None:
    old, new = (replace(one, moa_url=DOCUMENTS + "One.pdf", moa_text="Link") for one in (before, after))
    story = Story.of(KINNEY, OKALOOSA, old)

    assert kinds(story.sees(KINNEY, OKALOOSA, new)) == [ChangeKind.CORRECTED]


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_both_in_one_list_are_two_agreements(before: ListedRow, after: ListedRow) -> None:
    story = Story.of(KINNEY, before)

    assert ChangeKind.CORRECTED not in kinds(story.sees(KINNEY, before, after))
    assert ChangeKind.CORRECTED not in kinds(Story.of(KINNEY, before, after).sees(KINNEY, after))


class TestMisspeltCopies:
    COPY = replace(LAVERNIA, agency="La Venria Police Department")

    def test_a_misspelt_copy_beside_its_row_is_asked_and_nobody_is_told(self) -> None:
        story = Story.of(KINNEY, LAVERNIA)

        assert story.sees(KINNEY, LAVERNIA, self.COPY) == ()
        assert story.last is not None
        [question] = story.last.questions
        assert question.how.endswith("both rows stand in the list")

    def test_declared_the_same_it_is_a_twin_and_its_removal_no_departure(self) -> None:
        story = Story.of(KINNEY, LAVERNIA)
        story.rule(LAVERNIA, comparable(self.COPY.agency), Ruling.SAME)

        assert story.sees(KINNEY, LAVERNIA, self.COPY) == ()
        assert story.last is not None
        assert story.last.questions == ()
        assert story.sees(KINNEY, LAVERNIA) == ()

    def test_declared_different_it_is_an_arrival(self) -> None:
        story = Story.of(KINNEY, LAVERNIA)
        story.rule(LAVERNIA, comparable(self.COPY.agency), Ruling.DIFFERENT)

        assert kinds(story.sees(KINNEY, LAVERNIA, self.COPY)) == [ChangeKind.NEW]

    def test_a_like_name_signed_on_another_day_is_an_arrival(self) -> None:
        story = Story.of(KINNEY, LAVERNIA)
        other = replace(self.COPY, signed_on=date(2025, 3, 1), signed_text="2025-03-01")

        assert kinds(story.sees(KINNEY, LAVERNIA, other)) == [ChangeKind.NEW]


class TestDepartures:
    def test_an_absence_in_doubt_is_not_confirmed_while_the_doubt_stands(self) -> None:
        story = Story.of(GOLIAD, KINNEY)
        story.sees(KINNEY)
        goliad = story.agreement(GOLIAD)
        later = story.now + timedelta(days=3)

        assert confirm_departures([goliad], later, 3, doubtful=frozenset({goliad.id})) == ([], [])
        assert len(confirm_departures([goliad], later, 3)[0]) == 1

    def test_a_row_not_understood_and_a_question_are_doubts(self) -> None:
        story = Story.of(GOLIAD, KINNEY, PAIRS[0][0])

        story.sees(KINNEY, PAIRS[0][1], unread=(unread(GOLIAD.agency),))

        assert story.last is not None
        assert story.last.doubtful == {story.agreement(GOLIAD).id, story.agreement(PAIRS[0][0]).id}

    def test_a_doubtful_return_of_a_missing_agreement_is_asked(self) -> None:
        story = Story.of(KINNEY, PAIRS[0][0])
        story.sees(KINNEY)

        assert story.sees(KINNEY, PAIRS[0][1]) == ()
        assert story.last is not None
        assert len(story.last.questions) == 1


def test_a_row_that_was_merged_into_another_and_comes_back_is_a_correction() -> None:
    board = row("Walton County BOCC", "Walton County", moa="Walton.pdf")
    sheriff = row("Walton County Sheriff's Office", "Walton County", moa="Walton.pdf")
    story = Story.of(KINNEY, board, sheriff)
    [merged] = story.sees(KINNEY, sheriff)

    [back] = story.sees(KINNEY, board, sheriff)

    assert (merged.kind, back.kind) == (ChangeKind.CORRECTED, ChangeKind.CORRECTED)
    assert back.supersedes == merged.id


def test_the_same_day_of_another_year_is_a_mistyped_year_and_no_renewal() -> None:
    story = Story.of(GOLIAD, KINNEY)
    mistyped = replace(GOLIAD, signed_on=date(2026, 2, 20), signed_text="2026-02-20")

    [change] = story.sees(mistyped, KINNEY)

    assert change.kind is ChangeKind.CORRECTED
    assert fields(change) == {"signed": ("2025-02-20", "2026-02-20")}
