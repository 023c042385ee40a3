"""How a newsroom or a watched page is doing: what its last visit came to, and whether it shows what it should.

A source that shows too little is broken until shown otherwise: it is never "no news".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

FEED_BEHIND = timedelta(days=3)
"""How much older a feed's newest release may be than the list's. Washington's feed stopped in January 2025 while its
list went on; feeds are often some hours late and rarely a day."""


class Condition(StrEnum):
    """What a visit came to. The first two are good; each of the others is an incident of its own kind."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    BLOCKED = "blocked"
    """403, a challenge, robots.txt."""
    GONE = "gone"
    """404, 410, or it leads elsewhere."""
    UNREACHABLE = "unreachable"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    """It came and shows nothing, or far too little."""
    STALE = "stale"
    """It shows nothing new for too long, or less than another way of the same source."""


GOOD = frozenset({Condition.UNCHANGED, Condition.CHANGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectations:
    """What a healthy newsroom shows on its first page."""

    items_min: int
    newest_within: timedelta
    dated_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What one way of a newsroom showed. *way* is its place among the source's ways, from 0."""

    way: int
    strategy: str
    items: int
    dated: int
    newest_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """Something that a source should show and does not, in a sentence that says what to do."""

    condition: Condition
    message: str


def shortfall(sighting: Sighting, expected: Expectations, today: date) -> Shortfall | None:
    """Return the first expectation that *sighting* does not meet, or None. *today* is the day at the publisher's."""
    if sighting.items < expected.items_min:
        return Shortfall(
            condition=Condition.EMPTY,
            message=f"The {sighting.strategy} shows {sighting.items} releases, at least {expected.items_min} are "
            "expected: the site may have been rebuilt. Open it, and mend the source's file.",
        )
    if sighting.dated < expected.dated_share * sighting.items:
        return Shortfall(
            condition=Condition.UNREADABLE,
            message=f"Only {sighting.dated} of {sighting.items} releases have a day that can be read: the way dates are "
            "printed may have changed. Open the site, and mend the source's file.",
        )
    if sighting.newest_on is not None and today - sighting.newest_on > expected.newest_within:
        return Shortfall(
            condition=Condition.STALE,
            message=f"The newest release is of {_day(sighting.newest_on)}; one within {expected.newest_within.days} days "
            "is expected: the publisher may have moved its news. Open the site, and mend the source's file.",
        )
    return None


def behind(sightings: Sequence[Sighting]) -> Shortfall | None:
    """Tell of a way that shows older news than a later one of the same visit: a feed that stopped is not silence."""
    newest = max((s for s in sightings if s.newest_on), key=lambda s: s.newest_on or date.min, default=None)
    if newest is None or newest.newest_on is None:
        return None
    for sighting in sightings:
        if sighting.newest_on is not None and newest.newest_on - sighting.newest_on > FEED_BEHIND:
            return Shortfall(
                condition=Condition.STALE,
                message=f"The {sighting.strategy} (way {sighting.way + 1}) ends with {_day(sighting.newest_on)}, while "
                f"the {newest.strategy} (way {newest.way + 1}) has news of {_day(newest.newest_on)}: it has stopped. "
                "The other was read as well; put it first in the source's file.",
            )
    return None


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
