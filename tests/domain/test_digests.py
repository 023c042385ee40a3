"""A digest comes once at its reader's own hour, whatever the clocks and the service did."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.digests import digest_is_due, latest_turn
from domain.subscriptions import Cadence, Timing

CHICAGO = Timing(hour=7, time_zone="America/Chicago")
MONDAY = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
"""7:00 in Chicago, in winter."""
ZONES = ("America/New_York", "America/Phoenix", "Pacific/Pago_Pago", "Pacific/Guam", "UTC")


def written(cadence: Cadence, timing: Timing, start: datetime, end: datetime, step: timedelta) -> list[datetime]:
    """Return when digests are written by a service that looks every *step*."""
    times, since, now = [], start, start
    while now <= end:
        if digest_is_due(cadence, timing, since, now):
            times.append(now)
            since = now
        now += step
    return times


def test_a_daily_digest_is_due_from_its_hour_on() -> None:
    yesterday = MONDAY - timedelta(days=1)
    assert not digest_is_due(Cadence.DAILY, CHICAGO, yesterday, MONDAY - timedelta(seconds=1))
    assert digest_is_due(Cadence.DAILY, CHICAGO, yesterday, MONDAY)


def test_a_weekly_digest_is_due_on_monday_where_its_reader_is() -> None:
    guam = Timing(hour=8, time_zone="Pacific/Guam")
    monday_there = datetime(2026, 3, 1, 22, 0, tzinfo=UTC)
    a_week_before = monday_there - timedelta(days=7)
    assert not digest_is_due(Cadence.WEEKLY, guam, a_week_before, monday_there - timedelta(minutes=1))
    assert digest_is_due(Cadence.WEEKLY, guam, a_week_before, monday_there)


def test_what_is_told_at_once_has_no_digest() -> None:
    assert not digest_is_due(Cadence.AT_ONCE, CHICAGO, MONDAY - timedelta(days=30), MONDAY)


@pytest.mark.parametrize("hour", [0, 1, 2, 3, 12, 23])
@pytest.mark.parametrize("change_of_clocks", [datetime(2026, 3, 8, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)])
def test_a_change_of_the_clocks_neither_doubles_nor_swallows_a_digest(hour: int, change_of_clocks: datetime) -> None:
    timing = Timing(hour=hour, time_zone="America/New_York")
    start = change_of_clocks - timedelta(days=3)
    times = written(Cadence.DAILY, timing, start, start + timedelta(days=8), timedelta(minutes=15))
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert len(times) in {7, 8}
    assert all(timedelta(hours=22) <= gap <= timedelta(hours=26) for gap in gaps)


def test_a_service_that_was_down_at_the_hour_catches_up_once() -> None:
    late = MONDAY + timedelta(hours=30)
    since = MONDAY - timedelta(days=1)
    assert digest_is_due(Cadence.DAILY, CHICAGO, since, late)
    assert not digest_is_due(Cadence.DAILY, CHICAGO, late, late + timedelta(minutes=5))


def test_a_weekly_digest_that_missed_its_monday_comes_on_tuesday() -> None:
    assert digest_is_due(Cadence.WEEKLY, CHICAGO, MONDAY - timedelta(days=7), MONDAY + timedelta(days=1, hours=3))


def test_nobody_gets_a_report_of_an_hour() -> None:
    assert not digest_is_due(Cadence.DAILY, CHICAGO, MONDAY - timedelta(hours=1), MONDAY)
    assert not digest_is_due(Cadence.WEEKLY, CHICAGO, MONDAY - timedelta(days=2), MONDAY)


def test_a_clock_that_went_back_brings_no_second_digest() -> None:
    assert not digest_is_due(Cadence.DAILY, CHICAGO, MONDAY + timedelta(hours=1), MONDAY)


@given(
    now=st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    hour=st.integers(0, 23),
    zone=st.sampled_from(ZONES),
    cadence=st.sampled_from([Cadence.DAILY, Cadence.WEEKLY]),
)
def test_the_latest_turn_has_come_and_the_next_one_has_not(
    now: datetime, hour: int, zone: str, cadence: Cadence
) -> None:
    turn = latest_turn(cadence, Timing(hour=hour, time_zone=zone), now)
    length = timedelta(days=1 if cadence is Cadence.DAILY else 7)
    assert turn <= now < turn + length + timedelta(hours=1)


def test_a_time_zone_that_the_world_gave_up_delays_a_digest_and_loses_none() -> None:
    lost = Timing(hour=7, time_zone="America/Atlantis")
    assert latest_turn(Cadence.DAILY, lost, MONDAY) == datetime(2026, 3, 2, 7, tzinfo=UTC)
