"""When a delivery is tried again, and what the outcome of an attempt means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class DeliveryStatus(StrEnum):
    """The life of a delivery: pending, claimed by a sender, then sent, given up (failed) or parked (dead)."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    """The address can never work: nobody there, hook removed."""
    DEAD = "dead"
    """Every retry was used up, or the outcome stayed unknown: an operator can replay it."""


class Purpose(StrEnum):
    """What a message is for. All go the same way out, so that none is lost."""

    ALERT = "alert"
    RELEASE = "release"
    """Tells at once of releases, as an alert does of changes."""
    DIGEST = "digest"
    TEST = "test"
    CONFIRM = "confirm"
    """Asks whether the owner of an address wants the subscription that somebody made for it."""
    CODE = "code"
    """The same for a channel: the code that it shows must be typed on our page."""
    MANAGE = "manage"
    """The link by which a subscription is changed."""
    END = "end"
    """Asks a shared address whether its subscription is to end."""
    ENDED = "ended"
    """Says that a subscription ended, with a link that takes it back."""
    OUTAGE = "outage"
    """Says that the lists could not be read for a day, so that silence is not taken for quiet."""
    RESUMED = "resumed"
    """Says that they are read again."""
    SIGNAL = "signal"
    """Tells the operator of the service's own troubles."""
    SYNTHETIC = "synthetic"
    """The operator's daily proof that messages go out."""


TELLS_OF_RELEASES = frozenset({Purpose.RELEASE, Purpose.DIGEST})
"""What may hold releases."""
TELLS_NEWS = frozenset({Purpose.ALERT, Purpose.RELEASE, Purpose.DIGEST})
"""What holds changes or releases; the other purposes are the service's own letters."""
FOR_SUBSCRIBERS = TELLS_NEWS | {Purpose.TEST, Purpose.OUTAGE, Purpose.RESUMED}
"""What comes because somebody subscribed, and ends with the subscription."""


class OutcomeKind(StrEnum):
    """What an attempt came to."""

    SENT = "sent"
    RETRY = "retry"
    """Not delivered, may work later."""
    PERMANENT = "permanent"
    """Not delivered and never will be."""
    REFUSED = "refused"
    """The receiver calls our message malformed: our fault, the address is fine."""
    UNKNOWN = "unknown"
    """The request went out and no answer came: it may have arrived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one attempt came to; *detail* is for operators and must hold no address, token or webhook URL."""

    kind: OutcomeKind
    detail: str = ""
    retry_after: timedelta | None = None


RETRY_WAITS: tuple[timedelta, ...] = tuple(
    timedelta(seconds=s) for s in (5, 30, 120, 600, 1800, 7200, 21600, 43200, 86400)
)
"""The wait before tries 2 to 10; design section 8 (the first try is at once, ten tries in about 45 hours)."""
JITTER = 0.2
RETRY_AFTER_CAP = timedelta(hours=1)
"""A receiver may ask for patience, but not for silence: `Retry-After` above this is cut (promise P5)."""
UNKNOWN_WAITS: tuple[timedelta, ...] = (timedelta(seconds=30), timedelta(minutes=5), timedelta(hours=1))
"""The wait before each flagged repeat after an unknown outcome; after the third the delivery is parked."""
LEASE = timedelta(seconds=60)
"""How long a claim holds: longer than the longest attempt (15 s), so a lapsed lease means a dead sender."""


def next_attempt(
    attempts: int, now: datetime, *, jitter: float, retry_after: timedelta | None = None
) -> datetime | None:
    """Return when to try again after *attempts* failed tries, or None when the schedule is used up.

    *jitter* is a number from -1 to 1, drawn by the caller; it moves the wait by up to 20 %. *retry_after* makes the
    wait longer, never shorter.
    """
    if attempts < 1 or attempts > len(RETRY_WAITS):
        return None
    wait = RETRY_WAITS[attempts - 1] * (1 + JITTER * jitter)
    if retry_after is not None:
        wait = max(wait, min(retry_after, RETRY_AFTER_CAP))
    return now + wait


def next_repeat(unknown_outcomes: int, now: datetime) -> datetime | None:
    """Return when to repeat after the *unknown_outcomes*-th attempt whose outcome is unknown, or None to park it."""
    if unknown_outcomes < 1 or unknown_outcomes > len(UNKNOWN_WAITS):
        return None
    return now + UNKNOWN_WAITS[unknown_outcomes - 1]


def after_attempt(
    outcome: Outcome, *, attempts: int, unknown_outcomes: int, now: datetime, jitter: float
) -> tuple[DeliveryStatus, datetime]:
    """Return what becomes of a delivery after an attempt, and when it is due again (for a pending one).

    *attempts* counts this one; *unknown_outcomes* those before it. *jitter* is as in `next_attempt`.
    """
    match outcome.kind:
        case OutcomeKind.SENT:
            return DeliveryStatus.SENT, now
        case OutcomeKind.PERMANENT:
            return DeliveryStatus.FAILED, now
        case OutcomeKind.REFUSED:
            return DeliveryStatus.DEAD, now
        case OutcomeKind.UNKNOWN:
            again = next_repeat(unknown_outcomes + 1, now)
        case OutcomeKind.RETRY:
            again = next_attempt(attempts, now, jitter=jitter, retry_after=outcome.retry_after)
    return (DeliveryStatus.PENDING, again) if again else (DeliveryStatus.DEAD, now)


HOPELESS_AFTER = 3
HOPELESS_OVER = timedelta(hours=72)


def is_hopeless(in_vain: Sequence[datetime]) -> bool:
    """Tell whether an address is given up: *in_vain* are the moments of messages of which none could be delivered.

    Three used-up schedules over three days or more (promise P7): one bad afternoon of a server ends nothing.
    """
    return len(in_vain) >= HOPELESS_AFTER and max(in_vain) - min(in_vain) >= HOPELESS_OVER
