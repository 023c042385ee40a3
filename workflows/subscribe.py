"""What somebody wants to hear, read from their words, and the operator's way to subscribe an address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from domain.changes import ChangeKind
from domain.deliveries import Purpose
from domain.subscriptions import Address, Audience, Cadence, Filter, Language, Standing
from domain.text import shown
from domain.vocabulary import SupportType, resolve_state, resolve_support_type
from workflows.alerts import delivery_id
from workflows.ledger import Ledger, NewDelivery, OpenLedger
from workflows.ports import NewSubscription


class FilterError(ValueError):
    """A filter names something that no list can hold; the message says what to write instead."""


def make_filter(
    *,
    states: Iterable[str] = (),
    counties: Iterable[str] = (),
    agencies: Iterable[str] = (),
    support_types: Iterable[str] = (),
    kinds: Iterable[str] = (),
    unconfirmed: bool = False,
    releases: bool = False,
) -> Filter:
    """Return the filter that people's words mean. Raises FilterError."""
    return Filter(
        states=frozenset(_state(text) for text in states),
        counties=frozenset(shown(text) for text in counties if shown(text)),
        agencies=frozenset(shown(text) for text in agencies if shown(text)),
        support_types=frozenset(_support_type(text) for text in support_types),
        kinds=frozenset(_kind(text) for text in kinds),
        unconfirmed=unconfirmed,
        releases=releases,
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
            queue_letter(open_ledger, subscription_id, Purpose.TEST, now)
    return subscription_id


def set_operators(ledger: OpenLedger, addresses: Iterable[Address], now: datetime) -> None:
    """Let exactly *addresses* be the operator's: they hear of the service's own troubles, and never of changes."""
    with ledger() as open_ledger:
        wanted = {
            open_ledger.subscribe(
                NewSubscription(
                    address=address,
                    filter=Filter(),
                    cadence=Cadence.AT_ONCE,
                    language=Language.ENGLISH,
                    audience=Audience.OPERATOR,
                ),
                now,
            )
            for address in addresses
        }
        for operator in open_ledger.operators():
            if operator.id not in wanted:
                open_ledger.stand(operator.id, Standing.ENDED, now)


def queue_letter(
    ledger: Ledger, subscription_id: int, purpose: Purpose, now: datetime, *, link_name: str | None = None
) -> None:
    """Write a letter of the service's own to a subscription; the same one is written once."""
    ledger.queue(
        NewDelivery(
            id=delivery_id(subscription_id, (purpose.value, link_name or "", now.isoformat())),
            subscription_id=subscription_id,
            change_ids=(),
            due_at=now,
            period_from=now,
            period_to=now,
            purpose=purpose,
            link_name=link_name,
        ),
        now,
    )
