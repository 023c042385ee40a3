"""The commit points of a subscription, and the digests that some of them get."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from domain.changes import ChangeKind
from domain.subscriptions import Cadence, Filter
from domain.text import shown
from domain.vocabulary import SupportType, resolve_state, resolve_support_type
from workflows.alerts import Past, delivery_id
from workflows.ledger import DigestDue, Ledger, NewDelivery, OpenLedger
from workflows.ports import NewSubscription

DIGEST_HOUR = 12
"""Digests are written from noon UTC on: breakfast time in the western states, mid-morning in the eastern ones."""
_MONDAY = 0
_NEARLY_A_DAY = timedelta(hours=12)
_NEARLY_A_WEEK = timedelta(days=5)
_MORE_THAN_A_WEEK = timedelta(days=8)
"""A service that was down all Monday catches up."""


class FilterError(ValueError):
    """A filter names something that no list can hold; the message says what to write instead."""


def make_filter(
    *,
    states: Iterable[str] = (),
    counties: Iterable[str] = (),
    agencies: Iterable[str] = (),
    support_types: Iterable[str] = (),
    kinds: Iterable[str] = (),
) -> Filter:
    """Return the filter that people's words mean. Raises FilterError."""
    return Filter(
        states=frozenset(_state(text) for text in states),
        counties=frozenset(shown(text) for text in counties if shown(text)),
        agencies=frozenset(shown(text) for text in agencies if shown(text)),
        support_types=frozenset(_support_type(text) for text in support_types),
        kinds=frozenset(_kind(text) for text in kinds),
    )


def _state(text: str) -> str:
    found = resolve_state(text)
    if found is None:
        raise FilterError(f'"{text}" is no state or territory: write its name or its two letters, such as Texas or TX.')
    return found


def _support_type(text: str) -> SupportType:
    found = resolve_support_type(text)
    if found is None:
        raise FilterError(
            f'"{text}" is no support type: write "Jail Enforcement Model", "Task Force Model" or '
            '"Warrant Service Officer" (or JEM, TFM, WSO).'
        )
    return found


def _kind(text: str) -> ChangeKind:
    try:
        return ChangeKind(text.strip().lower())
    except ValueError as error:
        known = ", ".join(ChangeKind)
        raise FilterError(f'"{text}" is no kind of change: write one of {known}.') from error


def subscribe(ledger: OpenLedger, wish: NewSubscription, now: datetime, *, test: bool = False) -> int:
    """Write a subscription and return its id; *test* also queues a test message to it."""
    with ledger() as open_ledger:
        subscription_id = open_ledger.subscribe(wish, now)
        if test:
            open_ledger.queue(
                NewDelivery(
                    id=delivery_id(subscription_id, ("test", now.isoformat())),
                    subscription_id=subscription_id,
                    change_ids=(),
                    due_at=now,
                    period_from=now,
                    period_to=now,
                    is_test=True,
                ),
                now,
            )
    return subscription_id


def write_digests(ledger: OpenLedger, now: datetime) -> int:
    """Write the daily and weekly digests that are due; return how many.

    A digest holds every change recorded since the last one, read from the change log itself. A quiet day brings no
    daily digest; a quiet week brings a weekly one that says so.
    """
    with ledger() as open_ledger:
        due = [digest for digest in open_ledger.digests() if _is_due(digest, now)]
        return sum(_write_digest(open_ledger, digest, now) for digest in due)


def _is_due(digest: DigestDue, now: datetime) -> bool:
    if now.hour < DIGEST_HOUR:
        return False
    waited = now - digest.since
    if digest.subscription.cadence is Cadence.DAILY:
        return waited >= _NEARLY_A_DAY
    return waited >= _NEARLY_A_WEEK and (now.weekday() == _MONDAY or waited >= _MORE_THAN_A_WEEK)


def _write_digest(ledger: Ledger, digest: DigestDue, now: datetime) -> bool:
    recorded = [item for item in ledger.changes_after(digest.after_seq) if item[1].observed_at >= digest.began_at]
    subscription = digest.subscription
    changes = [change for _, change in recorded]
    wanted = Past.of(ledger, changes).chosen(subscription, changes)
    last = max((seq for seq, _ in recorded), default=digest.after_seq)
    ledger.digest_written(subscription.id, last, now)
    if not wanted and subscription.cadence is Cadence.DAILY:
        return False
    return ledger.queue(
        NewDelivery(
            id=delivery_id(subscription.id, ("digest", now.date().isoformat())),
            subscription_id=subscription.id,
            change_ids=tuple(change.id for change in wanted),
            due_at=now,
            period_from=digest.since,
            period_to=now,
        ),
        now,
    )
