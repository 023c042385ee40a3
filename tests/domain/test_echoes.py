"""One event is told once: an application that became active is told by the new agreement alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.changes import Change, ChangeKind
from domain.snapshots import ListedRow
from domain.subscriptions import without_echoes
from domain.vocabulary import SupportType
from tests.domain.cast import GOLIAD, KINNEY, LAVERNIA, OKALOOSA, Story, row


def arrived(listed: ListedRow) -> Change:
    [change] = Story.of(OKALOOSA).sees(OKALOOSA, listed)
    return change


def no_longer_pending(listed: ListedRow) -> Change:
    bare = replace(listed, signed_on=None, signed_text="")
    [change] = Story.of(KINNEY, bare, pending=True).sees(KINNEY)
    assert change.kind is ChangeKind.PENDING_GONE
    return change


def test_an_application_that_became_active_is_told_by_the_new_agreement() -> None:
    new = arrived(GOLIAD)

    assert without_echoes([no_longer_pending(GOLIAD), new]) == [new]


def test_another_spelling_of_the_application_is_the_same_application() -> None:
    new = arrived(LAVERNIA)

    assert without_echoes([new, no_longer_pending(replace(LAVERNIA, agency="La Vernia PD"))]) == [new]


@pytest.mark.parametrize(
    "other",
    [
        LAVERNIA,
        replace(GOLIAD, support_type=SupportType.JAIL_ENFORCEMENT),
        replace(GOLIAD, state="Kansas"),
        row("Goliad Police Department", "Goliad County"),
    ],
)
def test_an_application_of_another_agency_power_or_state_is_told(other: ListedRow) -> None:
    new, gone = arrived(GOLIAD), no_longer_pending(other)

    assert without_echoes([new, gone]) == [new, gone]


@pytest.mark.parametrize("kind", [kind for kind in ChangeKind if kind is not ChangeKind.NEW])
def test_only_a_new_agreement_tells_what_became_of_an_application(kind: ChangeKind) -> None:
    other, gone = replace(arrived(GOLIAD), kind=kind), no_longer_pending(GOLIAD)

    assert gone in without_echoes([other, gone])
