"""When the operator is told of the service's own troubles: once as they begin, daily while they last, once at the end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

REMIND_EVERY = timedelta(days=1)
LATE_OUTBOX = timedelta(minutes=5)
"""A message that was due for longer and never tried means that nobody sends (reliability facts, section 7)."""
LEAST_FREE = 0.15
"""Share of the disk that must be free."""
MOST_BOUNCES = 0.02
FEWEST_SETTLED = 50
"""Below this many messages a day one dead mailbox would look like a catastrophe."""
FAILED_POLLS = 2
"""One failed poll mends itself; news is the second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that is wrong now. *key* says what about, *summary* in one sentence what to do."""

    key: str
    summary: str


class Turn(StrEnum):
    """What is told of a trouble."""

    BEGAN = "began"
    LASTS = "lasts"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A trouble that the operator was told of, and when last."""

    key: str
    summary: str
    told_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One thing to tell now."""

    turn: Turn
    key: str
    summary: str


def signals(troubles: Iterable[Trouble], told: Iterable[Told], now: datetime) -> list[Signal]:
    """Return what the operator is to be told now, given what is wrong and what was told before; often nothing."""
    known = {earlier.key: earlier for earlier in told}
    now_wrong = {trouble.key: trouble for trouble in troubles}
    found = []
    for key, trouble in now_wrong.items():
        earlier = known.get(key)
        if earlier is None:
            found.append(Signal(turn=Turn.BEGAN, key=key, summary=trouble.summary))
        elif now - earlier.told_at >= REMIND_EVERY:
            found.append(Signal(turn=Turn.LASTS, key=key, summary=trouble.summary))
    found += [Signal(turn=Turn.ENDED, key=key, summary=known[key].summary) for key in known if key not in now_wrong]
    return found


def bounces_too_much(sent: int, bounced: int) -> bool:
    """Tell whether so many of the messages of a day came back for good that something is wrong with our sending."""
    settled = sent + bounced
    return settled >= FEWEST_SETTLED and bounced / settled > MOST_BOUNCES
