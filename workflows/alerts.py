"""Who is told of new changes: one delivery per subscription and poll, written with the changes themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.changes import Change
from domain.subscriptions import Cadence, Subscription, hears, without_echoes
from workflows.ledger import Ledger, NewDelivery


def queue_alerts(ledger: Ledger, changes: Sequence[Change], now: datetime) -> int:
    """Write one delivery for each subscription that is to hear at once of any of *changes*; return how many."""
    if not changes:
        return 0
    superseded = {c.supersedes: ledger.change(c.supersedes) for c in changes if c.supersedes}
    told = ledger.recipients(superseded)
    worth_telling = without_echoes(changes)
    queued = 0
    for subscription in ledger.subscriptions(Cadence.AT_ONCE):
        wanted = [c for c in worth_telling if _hears(subscription, c, superseded.get(c.supersedes or ""), told)]
        if wanted:
            queued += ledger.queue(_delivery(subscription, wanted, now), now)
    return queued


def _hears(
    subscription: Subscription,
    change: Change,
    superseded: Change | None,
    told: Mapping[str, frozenset[int]],
) -> bool:
    return hears(
        subscription.filter,
        change,
        superseded=superseded.kind if superseded else None,
        got_superseded=superseded is not None and subscription.id in told.get(superseded.id, frozenset()),
    )


def _delivery(subscription: Subscription, changes: Sequence[Change], now: datetime) -> NewDelivery:
    ids = tuple(change.id for change in changes)
    return NewDelivery(
        id=delivery_id(subscription.id, ids),
        subscription_id=subscription.id,
        change_ids=ids,
        due_at=now,
        period_from=min(change.observed_at for change in changes),
        period_to=max(change.observed_at for change in changes),
    )


def delivery_id(subscription_id: int, parts: Sequence[str]) -> str:
    """Return the id of a message: the same changes to the same subscription are the same message, for ever."""
    return hashlib.sha256("|".join((str(subscription_id), *parts)).encode()).hexdigest()[:24]
