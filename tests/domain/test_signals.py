"""The operator hears of a trouble as it begins, once a day while it lasts, and once as it ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.deliveries import is_hopeless
from domain.signals import REMIND_EVERY, Signal, Told, Trouble, Turn, bounces_too_much, signals

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DISK = Trouble(key="disk", summary="Make room.")


def told(at: datetime) -> Told:
    return Told(key="disk", summary="Make room.", told_at=at)


def turns(found: list[Signal]) -> list[Turn]:
    return [signal.turn for signal in found]


def test_a_trouble_is_told_as_it_begins() -> None:
    assert turns(signals([DISK], [], NOW)) == [Turn.BEGAN]


def test_a_trouble_that_was_told_is_not_told_again_before_a_day_is_over() -> None:
    assert signals([DISK], [told(NOW - REMIND_EVERY + timedelta(seconds=1))], NOW) == []
    assert turns(signals([DISK], [told(NOW - REMIND_EVERY)], NOW)) == [Turn.LASTS]


def test_the_end_of_a_trouble_is_told_once_with_its_own_words() -> None:
    assert signals([], [told(NOW)], NOW) == [Signal(turn=Turn.ENDED, key="disk", summary="Make room.")]


def test_one_trouble_does_not_hide_another() -> None:
    stale = Trouble(key="stale ice-287g", summary="Poll.")
    assert turns(signals([DISK, stale], [told(NOW)], NOW)) == [Turn.BEGAN]


@pytest.mark.parametrize(
    ("sent", "bounced", "too_much"), [(0, 0, False), (10, 5, False), (97, 3, True), (98, 2, False), (0, 50, True)]
)
def test_bounces_are_a_trouble_above_two_in_a_hundred_and_never_for_a_handful(
    sent: int, bounced: int, too_much: bool
) -> None:
    assert bounces_too_much(sent, bounced) is too_much


def test_an_address_is_given_up_after_three_used_up_schedules_over_three_days() -> None:
    day = timedelta(days=1)
    assert is_hopeless([NOW, NOW + day, NOW + 3 * day])
    assert not is_hopeless([NOW, NOW + 3 * day])
    assert not is_hopeless([NOW, NOW + day, NOW + 3 * day - timedelta(seconds=1)])
