"""Deliveries: what each subscription is owed, and how far each message has come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, ScalarSelect, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from domain.deliveries import RETRY_WAITS, TELLS_NEWS, DeliveryStatus, OutcomeKind, Purpose, next_repeat
from domain.subscriptions import Standing
from storage.sending import SendingPart
from storage.tables import (
    AttemptRow,
    ChangeRow,
    DeliveryChangeRow,
    DeliveryReleaseRow,
    DeliveryRow,
    SubscriptionRow,
)
from workflows.ledger import DeliveryView, NewDelivery
from workflows.ports import Notice

_delivery = DeliveryRow.__table__  # type: ignore[attr-defined]  # SQLModel does not type its table
_subscription = SubscriptionRow.__table__  # type: ignore[attr-defined]
_carried = DeliveryChangeRow.__table__  # type: ignore[attr-defined]
_carried_release = DeliveryReleaseRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class _Inserts:
    """Inserts that leave alone what stands there already, in the words of one database."""

    delivery: Executable
    carried: Executable
    carried_release: Executable


def _inserts(dialect: Any) -> _Inserts:
    return _Inserts(
        delivery=dialect.insert(_delivery).on_conflict_do_nothing().returning(_delivery.c.id),
        carried=dialect.insert(_carried).on_conflict_do_nothing(),
        carried_release=dialect.insert(_carried_release).on_conflict_do_nothing(),
    )


# Built once: after a busy poll they run thousands of times.
_FOR = {"sqlite": _inserts(sqlite), "postgresql": _inserts(postgresql)}
_ROUTE = select(_subscription.c.route).where(_subscription.c.id == bindparam("subscription_id"))
_ANY_CARRIED = select(_carried.c.change_id).where(_carried.c.delivery_id == bindparam("delivery_id")).limit(1)
_ANY_CARRIED_RELEASE = (
    select(_carried_release.c.release_id).where(_carried_release.c.delivery_id == bindparam("delivery_id")).limit(1)
)
_ALL_TOLD = (
    update(_delivery)
    .where(_delivery.c.id == bindparam("delivery_id"))
    .values(status=DeliveryStatus.SENT.value, last_detail="Everything in it had been told before.")
)


class OutboxPart(SendingPart):
    """The part of the ledger that keeps deliveries and their attempts."""

    def queue(self, delivery: NewDelivery, at: datetime) -> bool:
        """Write a delivery; return False when it stands there already or all that it tells was told."""
        connection = self._session.connection()
        statements = _FOR[connection.dialect.name]
        self._session.flush()
        route = connection.execute(_ROUTE, {"subscription_id": delivery.subscription_id}).scalar_one()
        row = {
            "id": delivery.id,
            "subscription_id": delivery.subscription_id,
            "route": route,
            "status": DeliveryStatus.PENDING.value,
            "purpose": delivery.purpose.value,
            "link_name": delivery.link_name,
            "checks": delivery.checks,
            "notice": _notice_to_json(delivery.notice),
            "created_at": at,
            "due_at": delivery.due_at,
            "period_from": delivery.period_from,
            "period_to": delivery.period_to,
            "attempts": 0,
            "unknown_outcomes": 0,
            "last_detail": "",
        }
        # Counted by what comes back: PostgreSQL's driver gives no row count for an insert that may do nothing.
        if connection.execute(statements.delivery, row).first() is None:
            return False
        is_news = bool(delivery.change_ids or delivery.release_ids)
        if is_news and not self._load(delivery):
            connection.execute(_ALL_TOLD, {"delivery_id": delivery.id})
            return False
        return True

    def _load(self, delivery: NewDelivery) -> bool:
        """Write what a delivery carries; False where its subscription was told all of it before."""
        connection = self._session.connection()
        statements = _FOR[connection.dialect.name]
        its = {"delivery_id": delivery.id, "subscription_id": delivery.subscription_id}
        loads = (
            (delivery.change_ids, "change_id", statements.carried, _ANY_CARRIED),
            (delivery.release_ids, "release_id", statements.carried_release, _ANY_CARRIED_RELEASE),
        )
        carries = False
        for ids, column, insert, any_carried in loads:
            if ids:
                connection.execute(insert, [{**its, column: name} for name in ids])
                carries |= connection.execute(any_carried, {"delivery_id": delivery.id}).first() is not None
        return carries

    def requeue_lapsed(self, now: datetime, alive: Collection[str] = ()) -> int:
        """Put back what a dead sender left claimed; return how many. *alive* are claims whose senders are at work.

        By a clock that went forward those look as if they had lapsed.
        """
        query = select(DeliveryRow).where(
            col(DeliveryRow.status) == DeliveryStatus.SENDING.value,
            col(DeliveryRow.lease_until) < now,
            col(DeliveryRow.claim).not_in(sorted(alive)),
        )
        query = query.with_for_update(skip_locked=True)  # another process may be putting the same ones back
        lapsed = list(self._session.execute(query).scalars())
        for row in lapsed:
            open_attempt = self._open_attempt(row.id)
            row.claim, row.lease_until = None, None
            if open_attempt is None:
                row.status, row.due_at = DeliveryStatus.PENDING.value, now
                continue
            open_attempt.finished_at, open_attempt.outcome = now, OutcomeKind.UNKNOWN.value
            open_attempt.detail = "The sender stopped before it stored the answer."
            row.unknown_outcomes += 1
            again = next_repeat(row.unknown_outcomes, now)
            row.status = (DeliveryStatus.PENDING if again else DeliveryStatus.DEAD).value
            row.due_at = again or row.due_at
            row.settled_at = None if again else now
            row.last_detail = open_attempt.detail
        self._session.flush()
        return len(lapsed)

    def _open_attempt(self, delivery_id: str) -> AttemptRow | None:
        query = (
            select(AttemptRow)
            .where(col(AttemptRow.delivery_id) == delivery_id, col(AttemptRow.finished_at).is_(None))
            .order_by(col(AttemptRow.id).desc())
            .limit(1)
        )
        return self._session.execute(query).scalar_one_or_none()

    def deliveries(self, status: DeliveryStatus | None, limit: int) -> Sequence[DeliveryView]:
        """Return deliveries, newest first."""
        query = select(DeliveryRow, _number(DeliveryChangeRow), _number(DeliveryReleaseRow)).order_by(
            col(DeliveryRow.created_at).desc(), col(DeliveryRow.id)
        )
        if status is not None:
            query = query.where(col(DeliveryRow.status) == status.value)
        return [
            DeliveryView(
                id=row.id,
                subscription_id=row.subscription_id,
                purpose=Purpose(row.purpose),
                status=DeliveryStatus(row.status),
                changes=changes,
                releases=releases,
                attempts=row.attempts,
                created_at=row.created_at,
                due_at=row.due_at,
                settled_at=row.settled_at,
                last_detail=row.last_detail,
            )
            for row, changes, releases in self._session.execute(query.limit(limit))
        ]

    def park(self, now: datetime) -> int:
        """Park every delivery of news that is on its way, so that nothing goes out before a person says so."""
        parked = self._session.execute(
            update(DeliveryRow)
            .where(
                col(DeliveryRow.status).in_([DeliveryStatus.PENDING.value, DeliveryStatus.SENDING.value]),
                col(DeliveryRow.purpose).in_(list(TELLS_NEWS)),
            )
            .values(
                status=DeliveryStatus.DEAD.value,
                claim=None,
                lease_until=None,
                settled_at=now,
                last_detail="Parked by the operator.",
            )
            .execution_options(synchronize_session=False)
        )
        return int(parked.rowcount)  # type: ignore[attr-defined]  # CursorResult for DML

    def resend(self, delivery_id: str, now: datetime) -> bool:
        """Make a dead or failed delivery due again under its own id; False when it is in no such state.

        What was taken back since is left out of it: nobody is told what is known to be wrong.
        """
        row = self._session.get(DeliveryRow, delivery_id, populate_existing=True, with_for_update=True)
        if row is None or row.status not in {DeliveryStatus.DEAD.value, DeliveryStatus.FAILED.value}:
            return False
        owner = self._session.get_one(SubscriptionRow, row.subscription_id)
        if not Standing(owner.standing).hears(Purpose(row.purpose)) or not self._leave_out_what_was_taken_back(row):
            return False
        row.status, row.due_at, row.settled_at = DeliveryStatus.PENDING.value, now, None
        row.attempts = 0
        self._session.flush()
        return True

    def _leave_out_what_was_taken_back(self, row: DeliveryRow) -> bool:
        """Take superseded changes out of a delivery; False when that leaves nothing to tell.

        A release is its publisher's word, which nothing of ours takes back.
        """
        superseded = select(col(ChangeRow.supersedes)).where(col(ChangeRow.supersedes).is_not(None))
        held = col(DeliveryChangeRow.delivery_id) == row.id
        before = self._session.execute(select(DeliveryChangeRow).where(held)).first()
        self._session.execute(
            delete(DeliveryChangeRow)
            .where(held, col(DeliveryChangeRow.change_id).in_(superseded))
            .execution_options(synchronize_session=False)
        )
        if before is None or self._session.execute(select(DeliveryChangeRow).where(held)).first() is not None:
            return True
        return self._session.connection().execute(_ANY_CARRIED_RELEASE, {"delivery_id": row.id}).first() is not None

    def has_delivery(self, delivery_id: str) -> bool:
        """Tell whether this delivery was ever written."""
        return self._session.get(DeliveryRow, delivery_id) is not None

    def fruitless(self, subscription_id: int) -> Sequence[datetime]:
        """Return when those messages were written that used up all their tries since the last one that arrived.

        What was refused as malformed, or parked by a person, is not the address's fault.
        """
        mine = col(DeliveryRow.subscription_id) == subscription_id
        last_sent = select(func.max(col(DeliveryRow.created_at))).where(
            mine, col(DeliveryRow.status) == DeliveryStatus.SENT.value
        )
        since = self._session.execute(last_sent).scalar_one()
        query = select(col(DeliveryRow.created_at)).where(
            mine,
            col(DeliveryRow.status) == DeliveryStatus.DEAD.value,
            col(DeliveryRow.purpose).in_(list(TELLS_NEWS)),
            col(DeliveryRow.attempts) > len(RETRY_WAITS),
        )
        if since is not None:
            query = query.where(col(DeliveryRow.created_at) > since)
        return list(self._session.execute(query.order_by(col(DeliveryRow.created_at))).scalars())


def _number(carried: type[DeliveryChangeRow | DeliveryReleaseRow]) -> ScalarSelect[int]:
    """Return how many of its kind a delivery carries, as part of a query for deliveries."""
    return (
        select(func.count())
        .select_from(carried)
        .where(col(carried.delivery_id) == col(DeliveryRow.id))
        .correlate(DeliveryRow)
        .scalar_subquery()
    )


def _notice_to_json(notice: Notice | None) -> dict[str, Any] | None:
    return None if notice is None else {"headline": notice.headline, "lines": list(notice.lines)}
