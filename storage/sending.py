"""The path that each message takes: claimed, its attempt noted, settled.

It is walked thousands of times after one poll, so its statements are built once: putting one together costs SQLAlchemy
more than the database needs to run it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, exists, insert, select, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from domain.deliveries import LEASE, TELLS_OF_CHANGES, DeliveryStatus, OutcomeKind, Purpose
from domain.subscriptions import Standing
from storage.rows import change_from_row
from storage.subscribers import ENDED_BEFORE_SENT, PAUSED, SubscriberPart
from storage.tables import (
    AttemptRow,
    CaptureRow,
    ChangeRow,
    DeliveryChangeRow,
    DeliveryRow,
    SubscriptionRow,
    VersionRow,
)
from storage.vault import VaultError
from workflows.ledger import ClaimedDelivery, Settlement
from workflows.ports import AlertItem, Notice

_CLAIM_TRIES = 5
"""How often a claim is tried when other senders take the candidate first."""
_ITEMS_KEPT = 64
"""Sets of changes kept ready: most subscriptions of one poll are told the same ones."""
_LOOK_AGAIN = timedelta(hours=6)
"""When a message to a paused subscription is looked at again; going on makes it due at once."""
_PENDING, _SENDING = DeliveryStatus.PENDING.value, DeliveryStatus.SENDING.value
_delivery = DeliveryRow.__table__  # type: ignore[attr-defined]  # SQLModel does not type its table
_subscription = SubscriptionRow.__table__  # type: ignore[attr-defined]
_carried = DeliveryChangeRow.__table__  # type: ignore[attr-defined]
_attempt = AttemptRow.__table__  # type: ignore[attr-defined]


def _must_wait() -> ColumnElement[bool]:
    """Tell whether a delivery corrects another one that is still on its way to the same subscription.

    A correction never overtakes what it corrects.
    """
    mine, theirs, original = _carried.alias(), _carried.alias(), _delivery.alias()
    change = ChangeRow.__table__  # type: ignore[attr-defined]
    return exists(
        select(original.c.id)
        .select_from(mine)
        .join(change, change.c.id == mine.c.change_id)
        .join(theirs, theirs.c.change_id == change.c.supersedes)
        .join(original, original.c.id == theirs.c.delivery_id)
        .where(
            mine.c.delivery_id == _delivery.c.id,
            original.c.subscription_id == _delivery.c.subscription_id,
            original.c.id != _delivery.c.id,
            original.c.status.in_([_PENDING, _SENDING]),
        )
        .correlate(_delivery)
    )


_DUE = (
    select(_delivery, _subscription.c.standing, _subscription.c.standing_at)
    .join(_subscription, _subscription.c.id == _delivery.c.subscription_id)
    .where(
        _delivery.c.status == _PENDING,
        _delivery.c.due_at <= bindparam("now"),
        _delivery.c.route.not_in(bindparam("not_to", expanding=True)),
        ~_must_wait(),
    )
    .order_by(_delivery.c.due_at, _delivery.c.created_at, _delivery.c.id)
    .limit(1)
    # Where several senders ask at once, each gets another one and none waits.
    .with_for_update(skip_locked=True, of=_delivery)
)
_OWNER = select(_subscription).where(_subscription.c.id == bindparam("subscription_id"))
_CARRIED = (
    select(_carried.c.change_id)
    .where(_carried.c.delivery_id == bindparam("delivery_id"))
    .order_by(_carried.c.change_id)
)
_CLAIM = (
    update(_delivery)
    .where(_delivery.c.id == bindparam("delivery_id"), _delivery.c.status == _PENDING)
    .values(status=_SENDING, claim=bindparam("by"), lease_until=bindparam("until"))
)
_SET_ASIDE = (
    update(_delivery)
    .where(_delivery.c.id == bindparam("delivery_id"), _delivery.c.status.in_([_PENDING, _SENDING]))
    .values(
        status=bindparam("new_status"),
        due_at=bindparam("new_due_at"),
        settled_at=bindparam("at"),
        last_detail=bindparam("said"),
        claim=None,
        lease_until=None,
    )
)
_HOLD = (
    update(_delivery)
    .where(_delivery.c.id == bindparam("delivery_id"), _delivery.c.claim == bindparam("by"))
    .values(attempts=bindparam("tries"), lease_until=bindparam("until"))
)
_BEGIN_ATTEMPT = insert(_attempt).returning(_attempt.c.id)
_SETTLE = (
    update(_delivery)
    .where(
        _delivery.c.id == bindparam("delivery_id"),
        _delivery.c.claim == bindparam("by"),
        _delivery.c.status == _SENDING,
    )
    .values(
        status=bindparam("new_status"),
        due_at=bindparam("new_due_at"),
        claim=None,
        lease_until=None,
        unknown_outcomes=bindparam("unknown"),
        settled_at=bindparam("at"),
        last_detail=bindparam("said"),
    )
)
_END_ATTEMPT = (
    update(_attempt)
    .where(_attempt.c.id == bindparam("attempt_id"))
    .values(finished_at=bindparam("at"), outcome=bindparam("came_of_it"), detail=bindparam("said"))
)


class TellableItems:
    """Changes with their evidence, by the ids they were asked for with; neither ever changes once written."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, ...], tuple[AlertItem, ...]] = OrderedDict()

    def get(self, ids: tuple[str, ...]) -> tuple[AlertItem, ...] | None:
        """Return what was put for *ids*, if it is still kept."""
        with self._lock:
            if ids in self._kept:
                self._kept.move_to_end(ids)
            return self._kept.get(ids)

    def put(self, ids: tuple[str, ...], items: tuple[AlertItem, ...]) -> None:
        """Keep *items*; the set that was not asked for longest gives way."""
        with self._lock:
            self._kept[ids] = items
            while len(self._kept) > _ITEMS_KEPT:
                self._kept.popitem(last=False)


class SendingPart(SubscriberPart):
    """The part of the ledger that a sender works with."""

    _public_url: str
    _tellable: TellableItems

    def claim_delivery(self, now: datetime, claim: str, *, not_to: Collection[str] = ()) -> ClaimedDelivery | None:
        """Claim the delivery that is due longest, if any, leaving alone the routes *not_to*.

        Compare-and-set: the UPDATE says what it expects to find, so that of several senders one alone gets the row.
        """
        connection = self._session.connection()
        lost = 0
        while lost < _CLAIM_TRIES:
            row = connection.execute(_DUE, {"now": now, "not_to": sorted(not_to)}).first()
            if row is None:
                return None
            if self._is_set_aside(row, now):
                continue
            claimed = connection.execute(_CLAIM, {"delivery_id": row.id, "by": claim, "until": now + LEASE})
            if claimed.rowcount != 1:
                lost += 1
                continue
            try:
                return self._claimed(row, claim)
            except VaultError as error:
                # One address that no key opens must not keep everybody else's messages from going out.
                connection.execute(_SET_ASIDE, _set_aside(row.id, DeliveryStatus.DEAD, now, str(error), at=now))
        return None

    def _is_set_aside(self, row: Row[Any], now: datetime) -> bool:
        """Set a delivery aside whose subscription is over, or was paused after it was written; tell whether it was."""
        standing, purpose = Standing(row.standing), Purpose(row.purpose)
        if not standing.hears(purpose):
            values = _set_aside(row.id, DeliveryStatus.FAILED, now, ENDED_BEFORE_SENT, at=now)
        elif standing is Standing.PAUSED and purpose in TELLS_OF_CHANGES and row.created_at < row.standing_at:
            values = _set_aside(row.id, DeliveryStatus.PENDING, now + _LOOK_AGAIN, PAUSED, at=None)
        else:
            return False
        self._session.connection().execute(_SET_ASIDE, values)
        return True

    def _claimed(self, row: Row[Any], claim: str) -> ClaimedDelivery:
        owner = self._session.connection().execute(_OWNER, {"subscription_id": row.subscription_id}).one()
        return ClaimedDelivery(
            id=row.id,
            claim=claim,
            subscription=self._subscription(owner),
            route=row.route,
            items=self._items(row.id),
            period_from=row.period_from,
            period_to=row.period_to,
            purpose=Purpose(row.purpose),
            link_name=row.link_name,
            checks=row.checks,
            notice=notice_from_json(row.notice),
            attempts=row.attempts,
            unknown_outcomes=row.unknown_outcomes,
        )

    def _items(self, delivery_id: str) -> tuple[AlertItem, ...]:
        ids = tuple(self._session.connection().execute(_CARRIED, {"delivery_id": delivery_id}).scalars())
        if not ids:
            return ()
        kept = self._tellable.get(ids)
        if kept is None:
            kept = self._look_up(ids)
            self._tellable.put(ids, kept)
        return kept

    def _look_up(self, ids: tuple[str, ...]) -> tuple[AlertItem, ...]:
        earlier = aliased(ChangeRow)
        query = (
            select(ChangeRow, CaptureRow, earlier)
            .join(
                VersionRow,
                (col(VersionRow.source) == col(ChangeRow.source))
                & (col(VersionRow.number) == col(ChangeRow.version_to)),
            )
            .join(CaptureRow, col(CaptureRow.id) == col(VersionRow.capture_id))
            .outerjoin(earlier, col(earlier.id) == col(ChangeRow.supersedes))
            .where(col(ChangeRow.id).in_(ids))
            .order_by(col(ChangeRow.seq))
        )
        return tuple(
            AlertItem(
                change=change_from_row(change),
                permalink=f"{self._public_url}/changes/{change.id}",
                capture_sha256=capture.sha256,
                captured_at=capture.fetched_at,
                document_url=capture.url,
                earlier=None if superseded is None else change_from_row(superseded),
            )
            for change, capture, superseded in self._session.execute(query)
        )

    def begin_attempt(self, delivery: ClaimedDelivery, now: datetime) -> int | None:
        """Note that the request is about to go out; return the attempt's id, or None when the claim is lost."""
        connection = self._session.connection()
        tries = delivery.attempts + 1
        held = connection.execute(
            _HOLD, {"delivery_id": delivery.id, "by": delivery.claim, "tries": tries, "until": now + LEASE}
        )
        if held.rowcount != 1:
            return None
        begun = {"delivery_id": delivery.id, "number": tries, "started_at": now, "detail": ""}
        number: int = connection.execute(_BEGIN_ATTEMPT, begun).scalar_one()
        return number

    def settle(self, delivery: ClaimedDelivery, attempt_id: int, settlement: Settlement, now: datetime) -> bool:
        """Write what an attempt came to; False when the claim was lost meanwhile and nothing was written."""
        connection, outcome = self._session.connection(), settlement.outcome
        settled = connection.execute(
            _SETTLE,
            {
                "delivery_id": delivery.id,
                "by": delivery.claim,
                "new_status": settlement.status.value,
                "new_due_at": settlement.due_at,
                "unknown": delivery.unknown_outcomes + (outcome.kind is OutcomeKind.UNKNOWN),
                "at": now,
                "said": outcome.detail,
            },
        )
        if settled.rowcount != 1:
            return False
        ended = {"attempt_id": attempt_id, "at": now, "came_of_it": outcome.kind.value, "said": outcome.detail}
        connection.execute(_END_ATTEMPT, ended)
        return True


def _set_aside(
    delivery_id: str, status: DeliveryStatus, due_at: datetime, detail: str, *, at: datetime | None
) -> dict[str, Any]:
    return {"delivery_id": delivery_id, "new_status": status.value, "new_due_at": due_at, "said": detail, "at": at}


def notice_from_json(data: dict[str, Any] | None) -> Notice | None:
    """Return the notice that the outbox wrote."""
    return None if data is None else Notice(headline=data["headline"], lines=tuple(data["lines"]))
