"""The commit points of a delivery: claim and note the attempt, send, settle. A delivery row is the truth."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from domain.addresses import at
from domain.deliveries import (
    FOR_SUBSCRIBERS,
    LEASE,
    DeliveryStatus,
    Outcome,
    OutcomeKind,
    Purpose,
    after_attempt,
    is_hopeless,
)
from domain.subscriptions import LIVE, Audience, Channel, Standing
from workflows.ledger import ClaimedDelivery, Ledger, OpenLedger, Settlement
from workflows.ports import AlertMessage, Clock, LinkPurpose, Sender, Tokens

_FRESH = LEASE / 2
"""An attempt takes 15 seconds at most; what begins later than this could outlast its lease."""
_SETTLE_TRIES = 3
"""Each waits for a busy database by itself (10 s on SQLite)."""
_LEADS_TO = {
    Purpose.CONFIRM: ("confirm", LinkPurpose.CONFIRM),
    Purpose.MANAGE: ("manage", LinkPurpose.MANAGE),
    Purpose.END: ("end", LinkPurpose.END),
    Purpose.ENDED: ("undo", LinkPurpose.UNDO),
}
"""Where the link of a letter leads: the first part of its path, and what it allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivering:
    """What a sender works with. *jitter* draws a number from -1 to 1."""

    ledger: OpenLedger
    sender: Sender
    tokens: Tokens
    clock: Clock
    public_url: str
    jitter: Callable[[], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunAttempt:
    """A delivery that was claimed and whose attempt was noted: the request may go out."""

    delivery: ClaimedDelivery
    attempt_id: int
    at: datetime


def deliver_due(delivering: Delivering, *, keep_going: Callable[[], bool] = lambda: True) -> int:
    """Send what is due, one message after the other, until nothing is due or *keep_going* says stop; return how many.

    What a dead sender left behind is put back first.
    """
    put_back_lapsed(delivering)
    attempted = 0
    while keep_going() and deliver_one(delivering):
        attempted += 1
    return attempted


def put_back_lapsed(delivering: Delivering, alive: Collection[str] = ()) -> int:
    """Put back what a dead sender left claimed; return how many. *alive* are claims of this sender under way."""
    with delivering.ledger() as ledger:
        return ledger.requeue_lapsed(delivering.clock.now(), alive)


def deliver_one(delivering: Delivering) -> bool:
    """Claim and attempt the delivery that is due longest; False when none is due.

    Each step is its own transaction, so that a crash anywhere loses nothing: an attempt that was begun and never
    settled is known to have an unknown outcome.
    """
    begun = begin(delivering)
    if begun is None:
        return False
    attempt(delivering, begun)
    return True


def begin(delivering: Delivering, *, not_to: Collection[str] = ()) -> BegunAttempt | None:
    """Claim the delivery that is due longest and note its attempt, in one transaction; None when none is due.

    *not_to* are routes to leave alone for now.
    """
    with delivering.ledger() as ledger:
        now = delivering.clock.now()
        delivery = ledger.claim_delivery(now, claim=uuid.uuid4().hex, not_to=not_to)
        if delivery is None:
            return None
        attempt_id = ledger.begin_attempt(delivery, now)
        assert attempt_id is not None, "the claim is ours until this transaction ends"
        return BegunAttempt(delivery=delivery, attempt_id=attempt_id, at=now)


def attempt(delivering: Delivering, begun: BegunAttempt) -> Outcome:
    """Send a message whose attempt was noted, and write what came of it at once.

    A sender that was put to sleep meanwhile sends nothing: somebody else has the delivery by then.
    """
    message = message_of(delivering, begun.delivery)
    if delivering.clock.now() - begun.at > _FRESH:
        outcome = Outcome(kind=OutcomeKind.RETRY, detail="The sender was held up for too long. Nothing was sent.")
    else:
        outcome = delivering.sender.send(message)
    for tries_left in reversed(range(_SETTLE_TRIES)):
        try:
            _settle(delivering, begun, outcome)
            break
        except Exception:
            # What came of it is known here and nowhere else: while it is not written, the message would be repeated.
            if not tries_left:
                raise
    return outcome


def _settle(delivering: Delivering, begun: BegunAttempt, outcome: Outcome) -> None:
    delivery = begun.delivery
    now = delivering.clock.now()
    status, due_at = after_attempt(
        outcome,
        attempts=delivery.attempts + 1,
        unknown_outcomes=delivery.unknown_outcomes,
        now=now,
        jitter=delivering.jitter(),
    )
    settlement = Settlement(status=status, due_at=due_at, outcome=outcome)
    with delivering.ledger() as ledger:
        settled = ledger.settle(delivery, begun.attempt_id, settlement, now)
        if settled and status is not DeliveryStatus.SENT:
            standing = _standing_after(ledger, delivery, status, outcome)
            if standing is not None:
                ledger.stand(delivery.subscription.id, standing, now)


def _standing_after(
    ledger: Ledger, delivery: ClaimedDelivery, status: DeliveryStatus, outcome: Outcome
) -> Standing | None:
    """Return where the subscription stands from now on; None where nothing changes."""
    subscription = ledger.subscription(delivery.subscription.id)
    if subscription is None or subscription.standing not in LIVE or subscription.audience is Audience.OPERATOR:
        return None
    gone = outcome.kind is OutcomeKind.PERMANENT
    hopeless = status is DeliveryStatus.DEAD and is_hopeless(ledger.fruitless(subscription.id))
    return Standing.BROKEN if gone or hopeless else None


def message_of(delivering: Delivering, delivery: ClaimedDelivery) -> AlertMessage:
    """Return the message that *delivery* is, with the links that its reader may use."""
    subscription = delivery.subscription
    ending = _unsubscribe_url(delivering, delivery)
    may_end_with_one_click = subscription.address.channel is Channel.EMAIL and not subscription.shared
    return AlertMessage(
        message_id=delivery.id,
        address=subscription.address,
        language=subscription.language,
        cadence=subscription.cadence,
        items=delivery.items,
        period_from=delivery.period_from,
        period_to=delivery.period_to,
        change_log_url=_log_url(delivering, delivery),
        manage_url=ending,
        purpose=delivery.purpose,
        one_click_url=ending if may_end_with_one_click else "",
        action_url=_action_url(delivering, delivery),
        code=delivering.tokens.code(delivery.link_name or "") if delivery.purpose is Purpose.CODE else "",
        wish=subscription.filter,
        timing=subscription.timing,
        checks=delivery.checks,
        notice=delivery.notice,
        possible_repeat=delivery.unknown_outcomes > 0,
        releases=delivery.releases,
    )


def _log_url(delivering: Delivering, delivery: ClaimedDelivery) -> str:
    """Return where all that the service knows of its kind stands: the releases, or the changes of that day."""
    if delivery.purpose is Purpose.RELEASE:
        return _page(delivering, delivery, "/releases")
    return _page(delivering, delivery, f"/days/{delivery.period_to.date().isoformat()}")


def _unsubscribe_url(delivering: Delivering, delivery: ClaimedDelivery) -> str:
    if delivery.purpose not in FOR_SUBSCRIBERS:
        return ""
    token = delivering.tokens.token(LinkPurpose.UNSUBSCRIBE, delivery.subscription.name)
    return _page(delivering, delivery, f"/unsubscribe/{token}")


def _action_url(delivering: Delivering, delivery: ClaimedDelivery) -> str:
    if delivery.purpose not in _LEADS_TO or delivery.link_name is None:
        return ""
    path, purpose = _LEADS_TO[delivery.purpose]
    return _page(delivering, delivery, f"/{path}/{delivering.tokens.token(purpose, delivery.link_name)}")


def _page(delivering: Delivering, delivery: ClaimedDelivery, path: str) -> str:
    """Return the whole address of a page of ours, in the language that its reader chose."""
    return delivering.public_url + at(delivery.subscription.language, path)
