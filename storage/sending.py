"""The path that each message takes: claimed, its attempt noted, settled.

It is walked thousands of times after one poll, so its statements are built once: putting one together costs SQLAlchemy
more than the database needs to run it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, exists, insert, select, update

from domain.deliveries import LEASE, TELLS_NEWS, TELLS_OF_RELEASES, DeliveryStatus, OutcomeKind, Purpose
from domain.subscriptions import Standing
from storage.subscribers import ENDED_BEFORE_SENT, PAUSED, SubscriberPart
from storage.tables import (
    AttemptRow,
    ChangeRow,
    DeliveryChangeRow,
    DeliveryReleaseRow,
    DeliveryRow,
    SubscriptionRow,
)
from storage.tellable import Tellable
from storage.vault import VaultError
from workflows.ledger import ClaimedDelivery, Settlement
from workflows.ports import AlertItem, Notice, ReleaseItem

_CLAIM_TRIES = 5
"""How often a claim is tried when other senders take the candidate first."""
_LOOK_AGAIN = timedelta(hours=6)
"""When a message to a paused subscription is looked at again; going on makes it due at once."""
_PENDING, _SENDING = DeliveryStatus.PENDING.value, DeliveryStatus.SENDING.value
_delivery = DeliveryRow.__table__  # type: ignore[attr-defined]  # SQLModel does not type its table
_subscription = SubscriptionRow.__table__  # type: ignore[attr-defined]
_carried = DeliveryChangeRow.__table__  # type: ignore[attr-defined]
_carried_release = DeliveryReleaseRow.__table__  # type: ignore[attr-defined]
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
_CARRIED_RELEASES = (
    select(_carried_release.c.release_id)
    .where(_carried_release.c.delivery_id == bindparam("delivery_id"))
    .order_by(_carried_release.c.release_id)
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


class SendingPart(SubscriberPart):
    """The part of the ledger that a sender works with."""

    _tellable: Tellable

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
        elif standing is Standing.PAUSED and purpose in TELLS_NEWS and row.created_at < row.standing_at:
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
            items=self._items(row),
            period_from=row.period_from,
            period_to=row.period_to,
            purpose=Purpose(row.purpose),
            link_name=row.link_name,
            checks=row.checks,
            notice=notice_from_json(row.notice),
            attempts=row.attempts,
            unknown_outcomes=row.unknown_outcomes,
            releases=self._releases(row),
        )

    def _items(self, row: Row[Any]) -> tuple[AlertItem, ...]:
        if row.purpose == Purpose.RELEASE:
            return ()
        return self._tellable.changes(self._session, self._ids(_CARRIED, row.id))

    def _releases(self, row: Row[Any]) -> tuple[ReleaseItem, ...]:
        if row.purpose not in TELLS_OF_RELEASES:
            return ()
        return self._tellable.releases(self._session, self._ids(_CARRIED_RELEASES, row.id))

    def _ids(self, statement: Select[Any], delivery_id: str) -> tuple[str, ...]:
        return tuple(self._session.connection().execute(statement, {"delivery_id": delivery_id}).scalars())

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
