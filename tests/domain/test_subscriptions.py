"""Who hears of a change: what a filter wants, and who is told when an earlier change is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.changes import Change, ChangeKind
from domain.subscriptions import HEARD_BY_DEFAULT, Address, Channel, Filter, hears
from domain.vocabulary import SupportType
from tests.domain.cast import GOLIAD, KINNEY, Story

EVERYTHING = Filter()
TEXAS = Filter(states=frozenset({"Texas"}))
UNCONFIRMED = Filter(kinds=frozenset({ChangeKind.MISSING, ChangeKind.RETURNED}))


def goliad(kind: ChangeKind = ChangeKind.NEW) -> Change:
    [change] = Story.of(KINNEY).sees(KINNEY, GOLIAD)
    return replace(change, kind=kind)


def test_who_names_no_kinds_hears_what_is_certain_and_matters() -> None:
    heard = {kind for kind in ChangeKind if EVERYTHING.wants(goliad(kind))}

    assert heard == HEARD_BY_DEFAULT
    assert not heard & {ChangeKind.MISSING, ChangeKind.CORRECTED, ChangeKind.MOA_PUBLISHED, ChangeKind.MOA_CHANGED}


def test_who_names_kinds_hears_these_and_no_others() -> None:
    wish = Filter(kinds=frozenset({ChangeKind.MOA_PUBLISHED}))

    assert {kind for kind in ChangeKind if wish.wants(goliad(kind))} == {ChangeKind.MOA_PUBLISHED}


@pytest.mark.parametrize(
    ("wish", "wanted"),
    [
        (EVERYTHING, True),
        (TEXAS, True),
        (Filter(states=frozenset({"Florida"})), False),
        (Filter(states=frozenset({"Florida", "Texas"})), True),
        (Filter(counties=frozenset({"goliad"})), True),
        (Filter(counties=frozenset({"GOLIAD County"})), True),
        (Filter(counties=frozenset({"Goliad Parish"})), True),
        (Filter(counties=frozenset({"Kinney County"})), False),
        (Filter(counties=frozenset({"Gol"})), False),
        (Filter(agencies=frozenset({"goliad county sheriff’s office"})), True),
        (Filter(agencies=frozenset({"Goliad"})), False),
        (Filter(support_types=frozenset({SupportType.TASK_FORCE})), True),
        (Filter(support_types=frozenset({SupportType.JAIL_ENFORCEMENT})), False),
        (Filter(states=frozenset({"Texas"}), counties=frozenset({"Kinney"})), False),
        (Filter(states=frozenset({"Florida"}), counties=frozenset({"Goliad"})), False),
        (Filter(agencies=frozenset({GOLIAD.agency}), support_types=frozenset({SupportType.WARRANT_SERVICE})), False),
    ],
)
def test_a_filter_wants_what_meets_all_of_it(wish: Filter, wanted: bool) -> None:
    assert wish.wants(goliad()) is wanted


@pytest.mark.parametrize("county", ["County", "Borough"])
def test_a_county_called_by_the_bare_word_is_itself(county: str) -> None:
    change = goliad()
    here = replace(change, facts=replace(change.facts, county=county))

    assert Filter(counties=frozenset({county})).wants(here)
    assert not Filter(counties=frozenset({"Goliad"})).wants(here)


@pytest.mark.parametrize("wish", [EVERYTHING, UNCONFIRMED, Filter(states=frozenset({"Florida"}))])
def test_whoever_got_a_change_hears_that_it_is_taken_back_whatever_they_filter(wish: Filter) -> None:
    for superseded in (ChangeKind.MISSING, ChangeKind.TERMINATED):
        assert hears(wish, goliad(ChangeKind.RETURNED), superseded=superseded, got_superseded=True)


def test_a_return_after_a_mere_absence_is_for_those_who_ask_for_it_by_name() -> None:
    returned = goliad(ChangeKind.RETURNED)

    assert hears(UNCONFIRMED, returned, superseded=ChangeKind.MISSING, got_superseded=False)
    assert not hears(EVERYTHING, returned, superseded=ChangeKind.MISSING, got_superseded=False)
    elsewhere = replace(UNCONFIRMED, states=frozenset({"Florida"}))
    assert not hears(elsewhere, returned, superseded=ChangeKind.MISSING, got_superseded=False)


def test_a_return_after_a_termination_is_for_all_who_want_it() -> None:
    returned = goliad(ChangeKind.RETURNED)

    assert hears(EVERYTHING, returned, superseded=ChangeKind.TERMINATED, got_superseded=False)
    assert not hears(
        Filter(states=frozenset({"Ohio"})), returned, superseded=ChangeKind.TERMINATED, got_superseded=False
    )


def test_a_termination_is_heard_also_by_who_never_heard_of_the_absence() -> None:
    story = Story.of(GOLIAD, KINNEY)
    story.sees(KINNEY)
    [terminated] = story.sees_the_same(timedelta(hours=24))

    assert hears(TEXAS, terminated, superseded=ChangeKind.MISSING, got_superseded=False)


def test_an_address_never_shows_in_a_printed_value() -> None:
    assert "alice" not in repr(Address(channel=Channel.EMAIL, value="alice@example.org"))
