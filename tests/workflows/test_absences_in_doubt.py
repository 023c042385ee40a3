"""An absence that may be none is never told as fact: not by the list that raises the doubt and not by those after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from domain.agreements import Standing
from tests.workflows.stage import GOLIAD, LEON, TEXAS, Entry, Stage, sheriff, without

UNREAD = replace(LEON, unread=True)
"""Leon's row is on the list, under a support type that nobody knows."""
POLICE = replace(LEON, agency="Leon Police Department")
AHEAD = [sheriff(name, signed_on=date(2030, 1, 1)) for name in ("Polk", "Archer", "Bowie", "Crane", "Delta")]
"""Five arrivals that nobody can have signed yet; with a sixth such row they are doubted."""
BACK_WITH_A_DATE_AHEAD = replace(LEON, signed_on=date(2030, 1, 1))
DOUBTS = [
    pytest.param([UNREAD], id="in a row not understood"),
    pytest.param([POLICE], id="in a question"),
    pytest.param([*AHEAD, BACK_WITH_A_DATE_AHEAD], id="withheld"),
]


@pytest.mark.parametrize("shows", DOUBTS)
def test_a_missing_agreement_in_doubt_is_not_confirmed_by_the_polls_that_follow(
    stage: Stage, shows: Sequence[Entry]
) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list(without(TEXAS, LEON))
    stage.clock.wait(minutes=10)
    stage.print_list([*without(TEXAS, LEON), *shows])
    for saved in (1, 1, 2, 2):
        stage.clock.wait(hours=20)
        stage.print_list([*without(TEXAS, LEON), *shows], saved=saved)

    assert stage.told() == [("missing", LEON.agency)]
    assert stage.agreement(LEON).standing is Standing.MISSING


@pytest.mark.parametrize("shows", DOUBTS[:2])
def test_a_listed_agreement_in_doubt_is_not_even_missing(stage: Stage, shows: Sequence[Entry]) -> None:
    stage.print_list(TEXAS)
    for saved in (1, 1, 2, 2):
        stage.clock.wait(hours=20)
        stage.print_list([*without(TEXAS, LEON), *shows], saved=saved)

    assert stage.told() == []
    assert stage.agreement(LEON).standing is Standing.LISTED


@pytest.mark.parametrize("shows", DOUBTS)
def test_once_the_doubt_is_gone_the_absence_begins_anew(stage: Stage, shows: Sequence[Entry]) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list(without(TEXAS, LEON))
    stage.clock.wait(minutes=10)
    stage.print_list([*without(TEXAS, LEON), *shows])
    stage.clock.wait(hours=40)
    stage.print_list(without(TEXAS, LEON), saved=3)
    assert stage.told() == [("missing", LEON.agency)]
    stage.clock.wait(hours=24)
    stage.print_list(without(TEXAS, LEON), saved=3)

    assert stage.told() == [("missing", LEON.agency), ("terminated", LEON.agency)]


def test_an_unread_row_of_another_protects_nobody(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list([*without(TEXAS, LEON), replace(GOLIAD, agency="Refugio Marshal", unread=True)])
    stage.clock.wait(days=1)
    stage.print_list([*without(TEXAS, LEON), replace(GOLIAD, agency="Refugio Marshal", unread=True)])

    assert stage.told() == [("missing", LEON.agency), ("terminated", LEON.agency)]
