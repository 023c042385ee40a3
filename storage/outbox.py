"""Deliveries: what each subscription is owed, and how far each message has come."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased
from sqlmodel import col

from domain.deliveries import LEASE, TELLS_OF_CHANGES, DeliveryStatus, OutcomeKind, Purpose, next_repeat
from domain.subscriptions import Standing
from storage.change_log import insert_new
from storage.rows import change_from_row
from storage.subscribers import ENDED_BEFORE_SENT, SubscriberPart
from storage.tables import (
    AttemptRow,
    CaptureRow,
    ChangeRow,
    DeliveryChangeRow,
    DeliveryRow,
    SubscriptionRow,
    VersionRow,
)
from workflows.ledger import ClaimedDelivery, DeliveryView, NewDelivery, Settlement
from workflows.ports import AlertItem, Notice

_CLAIM_TRIES = 5
"""How often a claim is tried when other senders take the candidate first."""
_ITEMS_KEPT = 64
"""Sets of changes kept ready: most subscriptions of one poll are told the same ones."""


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


class OutboxPart(SubscriberPart):
    """The part of the ledger that keeps deliveries and their attempts."""

    _public_url: str
    _tellable: TellableItems

    def queue(self, delivery: NewDelivery, at: datetime) -> bool:
        """Write a delivery; return False when it stands there already or all its changes were told."""
        route = self._session.execute(
            select(col(SubscriptionRow.route)).where(col(SubscriptionRow.id) == delivery.subscription_id)
        ).scalar_one()
        row: dict[str, object] = {
            "id": delivery.id,
            "subscription_id": delivery.subscription_id,
            "route": route,
            "status": DeliveryStatus.PENDING.value,
            "purpose": delivery.purpose.value,
            "link_id": delivery.link_id,
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
        if not insert_new(self._session, DeliveryRow, [row]):
            return False
        if delivery.change_ids and not self._carry(delivery):
            self._session.execute(
                update(DeliveryRow)
                .where(col(DeliveryRow.id) == delivery.id)
                .values(status=DeliveryStatus.SENT.value, last_detail="Every change in it had been told before.")
            )
            return False
        return True

    def _carry(self, delivery: NewDelivery) -> bool:
        """Write which changes a delivery carries, leaving out those told before; False when none is left."""
        dialect = postgresql if self._session.get_bind().dialect.name == "postgresql" else sqlite
        self._session.connection().execute(
            dialect.insert(DeliveryChangeRow).on_conflict_do_nothing(),
            [
                {"delivery_id": delivery.id, "change_id": change_id, "subscription_id": delivery.subscription_id}
                for change_id in delivery.change_ids
            ],
        )
        carried = select(col(DeliveryChangeRow.change_id)).where(col(DeliveryChangeRow.delivery_id) == delivery.id)
        return self._session.execute(carried.limit(1)).first() is not None

    def requeue_lapsed(self, now: datetime) -> int:
        """Put back what a dead sender left claimed; return how many."""
        query = select(DeliveryRow).where(
            col(DeliveryRow.status) == DeliveryStatus.SENDING.value, col(DeliveryRow.lease_until) < now
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

    def claim_delivery(self, now: datetime, claim: str, *, not_to: Collection[str] = ()) -> ClaimedDelivery | None:
        """Claim the delivery that is due longest, if any, leaving alone the routes *not_to*.

        Compare-and-set: the UPDATE says what it expects to find, so that of several senders one alone gets the row.
        """
        for _ in range(_CLAIM_TRIES):
            found = self._due(now, not_to)
            if found is None:
                return None
            delivery, owner = found
            hears = Standing(owner.standing).hears(Purpose(delivery.purpose))
            ours = {"status": DeliveryStatus.SENDING.value, "claim": claim, "lease_until": now + LEASE}
            over = {"status": DeliveryStatus.FAILED.value, "settled_at": now, "last_detail": ENDED_BEFORE_SENT}
            claimed = self._session.execute(
                update(DeliveryRow)
                .where(col(DeliveryRow.id) == delivery.id, col(DeliveryRow.status) == DeliveryStatus.PENDING.value)
                .values(ours if hears else over)
                .execution_options(synchronize_session=False)
            )
            if hears and claimed.rowcount == 1:  # type: ignore[attr-defined]  # CursorResult for DML
                return self._claimed(delivery, owner, claim)
        return None

    def _due(self, now: datetime, not_to: Collection[str]) -> tuple[DeliveryRow, SubscriptionRow] | None:
        query = (
            select(DeliveryRow, SubscriptionRow)
            .join(SubscriptionRow, col(SubscriptionRow.id) == col(DeliveryRow.subscription_id))
            .where(
                col(DeliveryRow.status) == DeliveryStatus.PENDING.value,
                col(DeliveryRow.due_at) <= now,
                col(DeliveryRow.route).not_in(sorted(not_to)),
                ~self._must_wait(),
            )
            .order_by(col(DeliveryRow.due_at), col(DeliveryRow.created_at), col(DeliveryRow.id))
            .limit(1)
            # Where several senders ask at once, each gets another one and none waits.
            .with_for_update(skip_locked=True, of=DeliveryRow)
            .execution_options(populate_existing=True)
        )
        row = self._session.execute(query).first()
        return None if row is None else (row[0], row[1])

    def _must_wait(self) -> ColumnElement[bool]:
        """Tell whether a delivery corrects another one that is still on its way to the same subscription.

        A correction never overtakes what it corrects.
        """
        mine, theirs = aliased(DeliveryChangeRow), aliased(DeliveryChangeRow)
        original = aliased(DeliveryRow)
        return exists(
            select(col(original.id))
            .join(theirs, col(theirs.delivery_id) == col(original.id))
            .join(ChangeRow, col(ChangeRow.supersedes) == col(theirs.change_id))
            .join(mine, col(mine.change_id) == col(ChangeRow.id))
            .where(
                col(mine.delivery_id) == col(DeliveryRow.id),
                col(original.subscription_id) == col(DeliveryRow.subscription_id),
                col(original.id) != col(DeliveryRow.id),
                col(original.status).in_([DeliveryStatus.PENDING.value, DeliveryStatus.SENDING.value]),
            )
            .correlate(DeliveryRow)
        )

    def _claimed(self, row: DeliveryRow, owner: SubscriptionRow, claim: str) -> ClaimedDelivery:
        return ClaimedDelivery(
            id=row.id,
            claim=claim,
            subscription=self._subscription(owner),
            route=row.route,
            items=self._items(row.id),
            period_from=row.period_from,
            period_to=row.period_to,
            purpose=Purpose(row.purpose),
            link_id=row.link_id,
            checks=row.checks,
            notice=_notice_from_json(row.notice),
            attempts=row.attempts,
            unknown_outcomes=row.unknown_outcomes,
        )

    def _items(self, delivery_id: str) -> tuple[AlertItem, ...]:
        carried = select(col(DeliveryChangeRow.change_id)).where(col(DeliveryChangeRow.delivery_id) == delivery_id)
        ids = tuple(self._session.execute(carried.order_by(col(DeliveryChangeRow.change_id))).scalars())
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
        attempt = AttemptRow(delivery_id=delivery.id, number=delivery.attempts + 1, started_at=now)
        still_ours = self._session.execute(
            update(DeliveryRow)
            .where(col(DeliveryRow.id) == delivery.id, col(DeliveryRow.claim) == delivery.claim)
            .values(attempts=delivery.attempts + 1, lease_until=now + LEASE)
        )
        if still_ours.rowcount != 1:  # type: ignore[attr-defined]  # CursorResult for DML
            return None
        self._session.add(attempt)
        self._session.flush()
        assert attempt.id is not None
        return attempt.id

    def settle(self, delivery: ClaimedDelivery, attempt_id: int, settlement: Settlement, now: datetime) -> bool:
        """Write what an attempt came to; False when the claim was lost meanwhile and nothing was written."""
        outcome = settlement.outcome
        unknown = delivery.unknown_outcomes + (outcome.kind is OutcomeKind.UNKNOWN)
        settled = self._session.execute(
            update(DeliveryRow)
            .where(
                col(DeliveryRow.id) == delivery.id,
                col(DeliveryRow.claim) == delivery.claim,
                col(DeliveryRow.status) == DeliveryStatus.SENDING.value,
            )
            .values(
                status=settlement.status.value,
                due_at=settlement.due_at,
                claim=None,
                lease_until=None,
                unknown_outcomes=unknown,
                settled_at=now,
                last_detail=outcome.detail,
            )
        )
        if settled.rowcount != 1:  # type: ignore[attr-defined]  # CursorResult for DML
            return False
        self._session.execute(
            update(AttemptRow)
            .where(col(AttemptRow.id) == attempt_id)
            .values(finished_at=now, outcome=outcome.kind.value, detail=outcome.detail)
        )
        return True

    def deliveries(self, status: DeliveryStatus | None, limit: int) -> Sequence[DeliveryView]:
        """Return deliveries, newest first."""
        carried = (
            select(func.count())
            .select_from(DeliveryChangeRow)
            .where(col(DeliveryChangeRow.delivery_id) == col(DeliveryRow.id))
            .correlate(DeliveryRow)
            .scalar_subquery()
        )
        query = select(DeliveryRow, carried).order_by(col(DeliveryRow.created_at).desc(), col(DeliveryRow.id))
        if status is not None:
            query = query.where(col(DeliveryRow.status) == status.value)
        return [
            DeliveryView(
                id=row.id,
                subscription_id=row.subscription_id,
                purpose=Purpose(row.purpose),
                status=DeliveryStatus(row.status),
                changes=changes,
                attempts=row.attempts,
                created_at=row.created_at,
                due_at=row.due_at,
                settled_at=row.settled_at,
                last_detail=row.last_detail,
            )
            for row, changes in self._session.execute(query.limit(limit))
        ]

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
        """Take superseded changes out of a delivery; False when that leaves nothing to tell."""
        superseded = select(col(ChangeRow.supersedes)).where(col(ChangeRow.supersedes).is_not(None))
        held = col(DeliveryChangeRow.delivery_id) == row.id
        before = self._session.execute(select(DeliveryChangeRow).where(held)).first()
        self._session.execute(
            delete(DeliveryChangeRow)
            .where(held, col(DeliveryChangeRow.change_id).in_(superseded))
            .execution_options(synchronize_session=False)
        )
        return before is None or self._session.execute(select(DeliveryChangeRow).where(held)).first() is not None

    def fruitless(self, subscription_id: int) -> Sequence[datetime]:
        """Return when the changes were due that could not be delivered since the last delivery that could."""
        mine = col(DeliveryRow.subscription_id) == subscription_id
        last_sent = select(func.max(col(DeliveryRow.created_at))).where(
            mine, col(DeliveryRow.status) == DeliveryStatus.SENT.value
        )
        since = self._session.execute(last_sent).scalar_one()
        query = select(col(DeliveryRow.created_at)).where(
            mine,
            col(DeliveryRow.status) == DeliveryStatus.DEAD.value,
            col(DeliveryRow.purpose).in_(list(TELLS_OF_CHANGES)),
        )
        if since is not None:
            query = query.where(col(DeliveryRow.created_at) > since)
        return list(self._session.execute(query.order_by(col(DeliveryRow.created_at))).scalars())


def _notice_to_json(notice: Notice | None) -> dict[str, Any] | None:
    return None if notice is None else {"headline": notice.headline, "lines": list(notice.lines)}


def _notice_from_json(data: dict[str, Any] | None) -> Notice | None:
    return None if data is None else Notice(headline=data["headline"], lines=tuple(data["lines"]))
