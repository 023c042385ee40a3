"""How instants and days are written for readers, and how a day in an address is read."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from web.phrases import Phrases

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def shown_instant(words: Phrases, at: datetime) -> str:
    """Return the aware instant *at* as "22 Sep 2025, 19:05 UTC"."""
    utc = at.astimezone(UTC)
    return f"{words.day(utc)}, {utc:%H:%M} UTC"


def shown_time(at: datetime) -> str:
    """Return the aware instant *at* as "19:05 UTC", for lists that already name the day."""
    return f"{at.astimezone(UTC):%H:%M} UTC"


def shown_span(words: Phrases, seconds: int) -> str:
    """Return a span of whole *seconds* in the largest unit that fits it: "10 minutes", "1 hour", "90 seconds"."""
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length and seconds % length == 0:
            return words.counted(f"span.{unit}", seconds // length)
    return words.counted("span.second", seconds)


def utc_day(at: datetime) -> date:
    """Return the UTC day of the aware instant *at*."""
    return at.astimezone(UTC).date()


def iso_instant(at: datetime) -> str:
    """Return the aware instant *at* for machines: "2025-09-22T19:05:00Z", as Atom and HTML's `time` want it."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def read_day(text: str) -> date | None:
    """Return the day that *text* names, or None unless it is written exactly as 2025-09-22 and exists."""
    if not _ISO_DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def day_bounds(on: date) -> tuple[datetime, datetime]:
    """Return the first instant of UTC day *on* and the first instant of the day after it."""
    start = datetime.combine(on, time.min, tzinfo=UTC)
    return start, datetime.max.replace(tzinfo=UTC) if on == date.max else start + timedelta(days=1)
