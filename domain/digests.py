"""When a digest is due, on the clock of the reader's own place."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.subscriptions import Cadence, Timing

_MONDAY = 0
_NEARLY_A_DAY = timedelta(hours=12)
_NEARLY_A_WEEK = timedelta(days=5)
"""A digest that would cover less waits for the next turn: nobody wants a week's report of an hour."""


def digest_is_due(cadence: Cadence, timing: Timing, since: datetime, now: datetime) -> bool:
    """Tell whether a digest that was last written, or begun, at *since* is due at *now*.

    Daily ones are due once a local day at their hour, weekly ones on Mondays. A service that was down at the hour
    catches up once; a change of the clocks neither doubles nor swallows a digest.
    """
    if cadence is Cadence.AT_ONCE:
        return False
    nearly = _NEARLY_A_DAY if cadence is Cadence.DAILY else _NEARLY_A_WEEK
    return latest_turn(cadence, timing, now) - since >= nearly


def latest_turn(cadence: Cadence, timing: Timing, now: datetime) -> datetime:
    """Return the last moment up to *now* at which a digest of this *cadence* was to be written."""
    zone = _zone(timing.time_zone)
    day = now.astimezone(zone).date()
    if cadence is Cadence.WEEKLY:
        day -= timedelta(days=(day.weekday() - _MONDAY) % 7)
    turn = datetime.combine(day, time(timing.hour), zone)
    if turn > now:
        turn = datetime.combine(day - timedelta(days=1 if cadence is Cadence.DAILY else 7), time(timing.hour), zone)
    return turn


def _zone(name: str) -> tzinfo:
    """Return a time zone; UTC for one that the world has given up since it was chosen: late beats never."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
