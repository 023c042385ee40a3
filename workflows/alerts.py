"""Who is told of new changes and releases: one delivery per subscription and poll, written with them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.changes import Change
from domain.deliveries import Purpose
from domain.releases import Release
from domain.subscriptions import Cadence, Standing, Subscription, chosen, corrections_of, refers_to
from workflows.ledger import Ledger, NewDelivery


def queue_alerts(ledger: Ledger, changes: Sequence[Change], now: datetime) -> int:
    """Write one delivery for each subscription that is to hear at once of any of *changes*; return how many."""
    if not changes:
        return 0
    past = Past.of(ledger, changes)
    queued = 0
    for subscription in ledger.subscriptions(Cadence.AT_ONCE):
        wanted = past.chosen(subscription, changes)
        if wanted:
            queued += ledger.queue(_delivery(subscription, wanted, now), now)
    return queued


def queue_release_alerts(ledger: Ledger, releases: Sequence[Release], now: datetime) -> int:
    """Write one delivery for each subscription that is to hear at once of any of *releases*; return how many."""
    if not releases:
        return 0
    queued = 0
    for subscription in ledger.subscriptions(Cadence.AT_ONCE):
        wanted = releases_for(subscription, releases)
        if wanted:
            queued += ledger.queue(_release_delivery(subscription, wanted, now), now)
    return queued


def releases_for(subscription: Subscription, releases: Sequence[Release]) -> list[Release]:
    """Return those of *releases* that *subscription* is told of: none while it is paused, for they correct nothing."""
    if subscription.standing is Standing.PAUSED:
        return []
    return [release for release in releases if subscription.filter.wants_release(release)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """The earlier changes that a batch of changes refers to, by id, and who was told of each."""

    earlier: Mapping[str, Change]
    told: Mapping[str, frozenset[int]]

    @classmethod
    def of(cls, ledger: Ledger, changes: Sequence[Change]) -> Past:
        """Look up what *changes* refer to, and what that was part of in its turn."""
        earlier = _found(ledger, refers_to(changes))
        earlier |= _found(ledger, refers_to(earlier.values()) - earlier.keys())
        return cls(earlier=earlier, told=ledger.recipients(earlier))

    def chosen(self, subscription: Subscription, changes: Sequence[Change]) -> list[Change]:
        """Return those of *changes*, which go out together, that *subscription* is told of."""
        told = {change_id for change_id, heard_by in self.told.items() if subscription.id in heard_by}
        choose = corrections_of if subscription.standing is Standing.PAUSED else chosen
        return choose(subscription.filter, changes, told=told, earlier=self.earlier)


def _found(ledger: Ledger, ids: Iterable[str]) -> dict[str, Change]:
    return {change.id: change for change_id in sorted(ids) if (change := ledger.change(change_id)) is not None}


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


def _release_delivery(subscription: Subscription, releases: Sequence[Release], now: datetime) -> NewDelivery:
    ids = tuple(release.id for release in releases)
    return NewDelivery(
        id=delivery_id(subscription.id, (Purpose.RELEASE.value, *ids)),
        subscription_id=subscription.id,
        change_ids=(),
        release_ids=ids,
        due_at=now,
        period_from=min(release.first_seen_at for release in releases),
        period_to=max(release.first_seen_at for release in releases),
        purpose=Purpose.RELEASE,
    )


def delivery_id(subscription_id: int, parts: Sequence[str]) -> str:
    """Return the id of a message: the same news to the same subscription is the same message, for ever."""
    return hashlib.sha256("|".join((str(subscription_id), *parts)).encode()).hexdigest()[:24]
