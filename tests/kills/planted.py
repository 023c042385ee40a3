"""Faults of the kind that the matrix is there to find, planted on purpose to see that it finds them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from domain.deliveries import DeliveryStatus, Outcome, OutcomeKind
from workflows.ledger import ClaimedDelivery, Ledger, NewDelivery, OpenLedger, Settlement
from workflows.ports import AlertMessage, Sender


class Planted(StrEnum):
    """What is wrong."""

    MARKS_FIRST = "marks-first"
    """A message is marked as sent before it is sent."""
    OUTBOX_LATER = "outbox-later"
    """Deliveries are written in a second transaction, after the changes."""
    UNLABELLED = "unlabelled"
    """A repeat does not say that it may be one."""


def planted(open_ledger: OpenLedger, fault: Planted | None) -> OpenLedger:
    """Return *open_ledger* with *fault* in it."""
    if fault is Planted.MARKS_FIRST:
        return _wrapping(open_ledger, _MarksFirst)
    if fault is Planted.OUTBOX_LATER:
        return _outbox_later(open_ledger)
    return open_ledger


@dataclass(frozen=True, slots=True)
class Unlabelled:
    """A sender that forgets to say that a message may be a repeat."""

    sender: Sender

    def send(self, message: AlertMessage) -> Outcome:
        return self.sender.send(replace(message, possible_repeat=False))


@dataclass
class _Wrapped:
    ledger: Ledger

    def __getattr__(self, name: str) -> Any:
        return getattr(self.ledger, name)


class _MarksFirst(_Wrapped):
    def begin_attempt(self, delivery: ClaimedDelivery, now: datetime) -> int | None:
        number = self.ledger.begin_attempt(delivery, now)
        if number is not None:
            sent = Settlement(status=DeliveryStatus.SENT, due_at=now, outcome=Outcome(kind=OutcomeKind.SENT))
            self.ledger.settle(delivery, number, sent, now)
        return number

    def settle(self, *_: object) -> bool:
        return True


@dataclass
class _OutboxLater(_Wrapped):
    later: list[tuple[NewDelivery, datetime]] = field(default_factory=list)

    def queue(self, delivery: NewDelivery, at: datetime) -> bool:
        self.later.append((delivery, at))
        return True


def _wrapping(open_ledger: OpenLedger, wrap: Callable[[Ledger], _Wrapped]) -> OpenLedger:
    @contextmanager
    def opened() -> Iterator[Ledger]:
        with open_ledger() as ledger:
            yield cast("Ledger", wrap(ledger))

    return opened


def _outbox_later(open_ledger: OpenLedger) -> OpenLedger:
    @contextmanager
    def opened() -> Iterator[Ledger]:
        with open_ledger() as ledger:
            wrapped = _OutboxLater(ledger)
            yield cast("Ledger", wrapped)
        if wrapped.later:
            with open_ledger() as ledger:
                for delivery, at in wrapped.later:
                    ledger.queue(delivery, at)

    return opened
