"""A new row that lost the words that name somebody may be any of those that vanished: none of these is told as gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.changes import ChangeKind
from domain.snapshots import ListedRow
from domain.vocabulary import SupportType
from tests.domain.cast import GOLIAD, KINNEY, LAVERNIA, OKALOOSA, Story, kinds, row

SIGNED = date(2025, 2, 11)
POLICE = row("Police Department", signed_on=SIGNED)
"""What ICE printed where La Vernia's police should stand."""


def told_beside(nameless: ListedRow, left: ListedRow = LAVERNIA) -> list[ChangeKind]:
    """Return what is told when *left* goes and *nameless* comes."""
    return kinds(Story.of(KINNEY, OKALOOSA, left).sees(KINNEY, OKALOOSA, nameless))


@pytest.mark.parametrize(
    "nameless",
    [
        POLICE,
        replace(POLICE, county="#N/A"),
        replace(POLICE, signed_on=None, signed_text=""),
        replace(POLICE, signed_on=SIGNED + timedelta(days=7)),
        replace(POLICE, signed_on=SIGNED - timedelta(days=7)),
    ],
)
def test_nobody_that_it_may_be_is_told_as_gone(nameless: ListedRow) -> None:
    assert ChangeKind.MISSING not in told_beside(nameless)


@pytest.mark.parametrize("signed_on", [SIGNED, date(2025, 6, 1)])
def test_an_agreement_without_a_date_may_be_it_whenever_it_was_signed(signed_on: date) -> None:
    undated = replace(LAVERNIA, signed_on=None, signed_text="")

    assert ChangeKind.MISSING not in told_beside(replace(POLICE, signed_on=signed_on), undated)


@pytest.mark.parametrize(
    "nameless",
    [
        replace(POLICE, state="Ohio"),
        replace(POLICE, support_type=SupportType.JAIL_ENFORCEMENT),
        replace(POLICE, agency="Sheriff's Office"),
        replace(POLICE, signed_on=SIGNED + timedelta(days=8)),
        replace(POLICE, signed_on=SIGNED - timedelta(days=8)),
        replace(POLICE, agency="Alice Police Department", signed_on=date(2025, 6, 1)),
        replace(POLICE, county="Jim Wells County", signed_on=date(2025, 6, 1)),
    ],
)
def test_whom_it_cannot_be_is_missing(nameless: ListedRow) -> None:
    assert ChangeKind.MISSING in told_beside(nameless)


def test_everybody_that_it_may_be_waits() -> None:
    alice = row("Alice Police Department", "Jim Wells County", signed_on=SIGNED)
    story = Story.of(KINNEY, OKALOOSA, LAVERNIA, alice, GOLIAD)

    told = story.sees(KINNEY, OKALOOSA, replace(POLICE, signed_on=SIGNED + timedelta(days=1)))

    assert {change.facts.agency for change in told if change.kind is ChangeKind.MISSING} == {GOLIAD.agency}


def test_of_several_that_it_may_be_none_is_chosen_by_the_length_of_its_name() -> None:
    alice = row("Alice Police Department", "Jim Wells County", signed_on=SIGNED)
    story = Story.of(KINNEY, OKALOOSA, LAVERNIA, alice)

    assert story.sees(KINNEY, OKALOOSA, POLICE) == ()

    assert story.last is not None
    assert {question.agreement.facts.agency for question in story.last.questions} == {alice.agency, LAVERNIA.agency}
