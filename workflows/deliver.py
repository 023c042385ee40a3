"""The commit points of a delivery: claim, note the attempt, send, settle. A delivery row is the truth."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from domain.deliveries import DeliveryStatus, Outcome, after_attempt
from workflows.ledger import ClaimedDelivery, OpenLedger, Settlement
from workflows.ports import AlertMessage, Clock, Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivering:
    """What a sender works with. *jitter* draws a number from -1 to 1."""

    ledger: OpenLedger
    sender: Sender
    clock: Clock
    public_url: str
    jitter: Callable[[], float]


def deliver_due(delivering: Delivering, *, keep_going: Callable[[], bool] = lambda: True) -> int:
    """Send what is due, one message after the other, until nothing is due or *keep_going* says stop; return how many.

    What a dead sender left behind is put back first.
    """
    with delivering.ledger() as ledger:
        ledger.requeue_lapsed(delivering.clock.now())
    attempted = 0
    while keep_going() and deliver_one(delivering):
        attempted += 1
    return attempted


def deliver_one(delivering: Delivering) -> bool:
    """Claim and attempt the delivery that is due longest; False when none is due.

    Each step is its own transaction, in this order, so that a crash anywhere loses nothing: a claim lapses, and an
    attempt that was begun and never settled is known to have an unknown outcome.
    """
    now = delivering.clock.now()
    with delivering.ledger() as ledger:
        delivery = ledger.claim_delivery(now, claim=uuid.uuid4().hex)
    if delivery is None:
        return False
    with delivering.ledger() as ledger:
        attempt_id = ledger.begin_attempt(delivery, delivering.clock.now())
    if attempt_id is None:  # we were away for longer than the lease, and somebody else has it now
        return True
    outcome = delivering.sender.send(_message(delivering, delivery))
    _settle(delivering, delivery, attempt_id, outcome)
    return True


def _settle(delivering: Delivering, delivery: ClaimedDelivery, attempt_id: int, outcome: Outcome) -> None:
    now = delivering.clock.now()
    status, due_at = after_attempt(
        outcome,
        attempts=delivery.attempts + 1,
        unknown_outcomes=delivery.unknown_outcomes,
        now=now,
        jitter=delivering.jitter(),
    )
    with delivering.ledger() as ledger:
        settled = ledger.settle(delivery, attempt_id, Settlement(status=status, due_at=due_at, outcome=outcome), now)
        if settled and status is DeliveryStatus.FAILED:
            ledger.disable(delivery.subscription.id)


def _message(delivering: Delivering, delivery: ClaimedDelivery) -> AlertMessage:
    subscription = delivery.subscription
    return AlertMessage(
        message_id=delivery.id,
        address=subscription.address,
        language=subscription.language,
        cadence=subscription.cadence,
        items=delivery.items,
        period_from=delivery.period_from,
        period_to=delivery.period_to,
        change_log_url=f"{delivering.public_url}/days/{delivery.period_to.date().isoformat()}",
        manage_url="",
        possible_repeat=delivery.unknown_outcomes > 0,
        is_test=delivery.is_test,
    )
