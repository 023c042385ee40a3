"""Who hears of what goes out together: one event once, what is replaced never, and corrections to whoever was told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from domain.changes import AgencyEvent, Change, ChangeKind
from domain.subscriptions import Filter, chosen, refers_to
from domain.vocabulary import SupportType
from tests.domain.cast import GOLIAD, KINNEY, Story

JEM, TFM = SupportType.JAIL_ENFORCEMENT, SupportType.TASK_FORCE
DEFAULT = Filter()
ALL = Filter(kinds=frozenset(ChangeKind))
[PLAIN] = Story.of(KINNEY).sees(KINNEY, GOLIAD)


def of(kind: ChangeKind, name: str = "", support_type: SupportType = TFM, **other: Any) -> Change:
    """Return a change of *kind* whose id is *name*, else the kind."""
    facts = replace(PLAIN.facts, support_type=support_type)
    return replace(PLAIN, id=name or kind.value, kind=kind, facts=facts, **other)


SWITCH: dict[str, Any] = {"agency_event": AgencyEvent.EXPANDED, "powers_before": (JEM,), "powers_after": (TFM,)}
NEW = of(ChangeKind.NEW, **SWITCH)
ONLY_ADDED = replace(NEW, powers_after=(TFM, JEM))
MISSING = of(ChangeKind.MISSING, support_type=JEM, part_of="new", **SWITCH)
TERMINATED = of(ChangeKind.TERMINATED, support_type=JEM, part_of="new", supersedes="missing", **SWITCH)
RETURNED = of(ChangeKind.RETURNED, support_type=JEM, supersedes="missing")
RETRACTED = of(ChangeKind.RETRACTED, supersedes="new")
JAIL_ONLY = Filter(support_types=frozenset({JEM}), kinds=frozenset({ChangeKind.MISSING, ChangeKind.TERMINATED}))


def heard(wish: Filter, *changes: Change, told: Iterable[str] = (), earlier: Iterable[Change] = ()) -> list[str]:
    return [c.id for c in chosen(wish, changes, told=set(told), earlier={c.id: c for c in earlier})]


def test_a_switch_is_one_event_for_who_hears_of_both() -> None:
    assert heard(ALL, NEW, MISSING) == ["new"]
    assert heard(ALL, MISSING, NEW) == ["new"]


def test_who_follows_only_the_power_that_ends_hears_of_its_end() -> None:
    assert heard(JAIL_ONLY, NEW, MISSING) == ["missing"]
    assert heard(JAIL_ONLY, TERMINATED, told=["missing"], earlier=[NEW, MISSING]) == ["terminated"]


def test_who_was_told_of_the_whole_hears_no_part_of_it_later() -> None:
    assert heard(DEFAULT, TERMINATED, told=["new"], earlier=[NEW, MISSING]) == []
    assert heard(DEFAULT, TERMINATED, earlier=[NEW, MISSING]) == ["terminated"]


def test_who_was_promised_a_confirmation_gets_it_even_as_a_part() -> None:
    """Missing first, then the new power: whoever read "we will confirm or take it back" is told how it ended."""
    assert heard(ALL, TERMINATED, told=["new", "missing"], earlier=[NEW, MISSING]) == ["terminated"]


def test_who_was_told_that_a_power_was_given_up_hears_that_it_is_back() -> None:
    assert heard(DEFAULT, RETURNED, told=["new"], earlier=[MISSING, NEW]) == ["returned"]
    assert heard(DEFAULT, RETURNED, told=["new"], earlier=[MISSING, ONLY_ADDED]) == []
    assert heard(DEFAULT, RETURNED, told=[], earlier=[MISSING, NEW]) == []


def test_a_digest_that_tells_of_a_switch_also_tells_that_the_old_power_is_back() -> None:
    elsewhere = Filter(states=frozenset({"Florida"}))

    assert heard(DEFAULT, NEW, MISSING, RETURNED) == ["new", "returned"]
    assert heard(DEFAULT, ONLY_ADDED, MISSING, RETURNED) == ["new"]
    assert heard(elsewhere, NEW, MISSING, RETURNED) == []
    assert heard(DEFAULT, NEW, MISSING, RETURNED, RETRACTED) == []


def test_a_retraction_goes_to_who_got_what_it_takes_back_and_to_who_asks_by_name() -> None:
    elsewhere = Filter(states=frozenset({"Florida"}))
    for wish in (DEFAULT, elsewhere, JAIL_ONLY):
        assert heard(wish, RETRACTED, told=["new"], earlier=[NEW]) == ["retracted"]
        assert heard(wish, RETRACTED, earlier=[NEW]) == []
    by_name = frozenset({ChangeKind.RETRACTED})
    assert heard(Filter(kinds=by_name), RETRACTED, earlier=[NEW]) == ["retracted"]
    assert heard(Filter(kinds=by_name, states=frozenset({"Florida"})), RETRACTED, earlier=[NEW]) == []


ABSENT = of(ChangeKind.MISSING)
ENDED = of(ChangeKind.TERMINATED, supersedes="missing")
BACK = of(ChangeKind.RETURNED, supersedes="missing")
BACK_AFTER_ALL = of(ChangeKind.RETURNED, supersedes="terminated")


def test_an_absence_and_its_confirmation_recorded_together_are_told_as_the_confirmation() -> None:
    assert heard(ALL, ABSENT, ENDED) == ["terminated"]
    assert heard(DEFAULT, ABSENT, ENDED) == ["terminated"]


def test_who_asks_only_for_absences_hears_the_confirmation_in_its_place() -> None:
    only_missing = Filter(kinds=frozenset({ChangeKind.MISSING}))

    assert heard(only_missing, ABSENT, ENDED) == ["terminated"]
    assert heard(Filter(kinds=frozenset({ChangeKind.NEW})), ABSENT, ENDED) == []


@pytest.mark.parametrize("told", [(ABSENT, BACK), (ABSENT, ENDED, BACK_AFTER_ALL), (NEW, RETRACTED)])
def test_what_is_taken_back_before_anybody_heard_of_it_is_not_told(told: tuple[Change, ...]) -> None:
    asks_for_the_first = Filter(kinds=frozenset({told[0].kind}))

    assert heard(DEFAULT, *told) == []
    assert heard(asks_for_the_first, *told) == []
    assert heard(ALL, *told) == [told[-1].id]


def test_who_heard_the_first_of_a_chain_hears_its_end() -> None:
    assert heard(DEFAULT, ENDED, BACK_AFTER_ALL, told=["missing"], earlier=[ABSENT]) == ["returned"]
    assert heard(DEFAULT, ENDED, BACK_AFTER_ALL, earlier=[ABSENT]) == []


def test_an_application_that_became_active_is_still_told_once() -> None:
    assert heard(DEFAULT, of(ChangeKind.NEW), of(ChangeKind.PENDING_GONE)) == ["new"]


def test_changes_keep_their_order() -> None:
    changes = [of(ChangeKind.NEW, name) for name in "cab"]

    assert heard(DEFAULT, *changes) == ["c", "a", "b"]


def test_what_changes_refer_to_is_what_they_supersede_and_what_they_are_part_of() -> None:
    assert refers_to([NEW, TERMINATED]) == {"missing", "new"}
    assert refers_to([RETRACTED]) == {"new"}
