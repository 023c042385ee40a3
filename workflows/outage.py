"""Subscribers are told when the lists could not be read for a day: silence must not be taken for "nothing happened"."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.deliveries import Purpose
from domain.subscriptions import Cadence, Standing, Subscription
from workflows.alerts import delivery_id
from workflows.ledger import Ledger, NewDelivery
from workflows.signals import FOR_READERS, Watching

SILENT_FOR = timedelta(hours=24)
"""Promise P13: once after a day, and once as the lists are read again."""
_LIST = "ice-287g"
_KEY = f"{FOR_READERS}{_LIST}"


def tell_readers(watching: Watching) -> int:
    """Write to every active subscription that the list has not been read for a day, or that it is read again.

    Return how many messages were written; usually none.
    """
    now = watching.clock.now()
    health = next((source for source in watching.reader.sources(now) if source.key == _LIST), None)
    if health is None or health.last_success_at is None:
        return 0
    silent = now - health.last_success_at >= SILENT_FOR
    with watching.ledger() as ledger:
        told = next((signal for signal in ledger.open_signals() if signal.key == _KEY), None)
        if silent and told is None:
            number = ledger.begin_signal(_KEY, "The list could not be read for a day.", now)
            return _write(ledger, Purpose.OUTAGE, number, health.last_success_at, now)
        if told is not None and not silent:
            ledger.end_signal(told.id, now)
            return _write(ledger, Purpose.RESUMED, told.id, told.began_at, now)
        return 0


def _write(ledger: Ledger, purpose: Purpose, number: int, since: datetime, now: datetime) -> int:
    """Write to everybody, or, when it is over, to those who were told that it began."""
    return sum(
        ledger.queue(
            NewDelivery(
                id=_message_id(subscription, purpose, number),
                subscription_id=subscription.id,
                change_ids=(),
                due_at=now,
                period_from=since,
                period_to=now,
                purpose=purpose,
            ),
            now,
        )
        for cadence in Cadence
        for subscription in ledger.subscriptions(cadence)
        if _is_for(ledger, subscription, purpose, number)
    )


def _is_for(ledger: Ledger, subscription: Subscription, purpose: Purpose, number: int) -> bool:
    if purpose is Purpose.OUTAGE:
        return subscription.standing is Standing.ACTIVE
    return ledger.has_delivery(_message_id(subscription, Purpose.OUTAGE, number))


def _message_id(subscription: Subscription, purpose: Purpose, number: int) -> str:
    return delivery_id(subscription.id, (purpose.value, str(number)))
