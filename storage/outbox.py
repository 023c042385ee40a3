"""Subscriptions and deliveries: who is to be told what, and how far each message has come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from domain.deliveries import LEASE, DeliveryStatus, OutcomeKind, next_repeat
from domain.subscriptions import Address, Cadence, Language, Subscription
from storage.change_log import insert_new
from storage.rows import change_from_row, filter_from_json, filter_to_json
from storage.tables import (
    AttemptRow,
    CaptureRow,
    ChangeRow,
    DeliveryChangeRow,
    DeliveryRow,
    ServiceLockRow,
    SubscriptionRow,
    VersionRow,
)
from storage.vault import Vault
from workflows.ledger import ClaimedDelivery, DigestDue, NewDelivery, Settlement
from workflows.ports import AlertItem, NewSubscription

_CLAIM_TRIES = 5
"""How often a claim is tried when other senders take the candidate first."""


class OutboxPart:
    """The part of the ledger that keeps subscriptions, deliveries and the service's lock."""

    _session: Session
    _now: datetime
    _vault: Vault
    _public_url: str

    def subscribe(self, wish: NewSubscription, at: datetime) -> int:
        """Write a subscription and return its id; the same address with the same wish is the same one."""
        fingerprint = self._vault.fingerprint(wish.address)
        data = filter_to_json(wish.filter)
        rows = self._session.execute(
            select(SubscriptionRow).where(col(SubscriptionRow.address_hash) == fingerprint)
        ).scalars()
        for row in rows:
            if (row.wish, row.cadence) == (data, wish.cadence.value):
                row.active, row.language = True, wish.language.value
                found: int = row.id
                return found
        fresh = SubscriptionRow(
            channel=wish.address.channel,
            address=self._vault.seal(wish.address),
            address_hash=fingerprint,
            wish=data,
            cadence=wish.cadence.value,
            language=wish.language.value,
            created_on=at.date(),
            digest_seq=self._last_seq(),
            digest_at=at,
        )
        self._session.add(fresh)
        self._session.flush()
        assert fresh.id is not None
        return fresh.id

    def _last_seq(self) -> int:
        newest: int | None = self._session.execute(
            select(col(ChangeRow.seq)).order_by(col(ChangeRow.seq).desc()).limit(1)
        ).scalar_one_or_none()
        return newest or 0

    def subscriptions(self, cadence: Cadence) -> Sequence[Subscription]:
        """Return the active subscriptions of one cadence."""
        query = (
            select(SubscriptionRow)
            .where(col(SubscriptionRow.active).is_(True), col(SubscriptionRow.cadence) == cadence.value)
            .order_by(col(SubscriptionRow.id))
        )
        return [self._subscription(row) for row in self._session.execute(query).scalars()]

    def addresses(self) -> Sequence[tuple[Subscription, Address]]:
        """Return every subscription with its address, for the operator's list."""
        rows = self._session.execute(select(SubscriptionRow).order_by(col(SubscriptionRow.id))).scalars()
        return [(subscription, subscription.address) for subscription in map(self._subscription, rows)]

    def _subscription(self, row: SubscriptionRow) -> Subscription:
        assert row.id is not None
        return Subscription(
            id=row.id,
            address=self._vault.unseal(row.address),
            filter=filter_from_json(row.wish),
            cadence=Cadence(row.cadence),
            language=Language(row.language),
            active=row.active,
        )

    def disable(self, subscription_id: int) -> None:
        """Stop a subscription, and what is still on its way to it."""
        self._session.execute(
            update(SubscriptionRow).where(col(SubscriptionRow.id) == subscription_id).values(active=False)
        )
        self._session.execute(
            update(DeliveryRow)
            .where(
                col(DeliveryRow.subscription_id) == subscription_id,
                col(DeliveryRow.status) == DeliveryStatus.PENDING.value,
            )
            .values(status=DeliveryStatus.FAILED.value, last_detail="The subscription ended before it was sent.")
        )

    def digests(self) -> Sequence[DigestDue]:
        """Return the active daily and weekly subscriptions."""
        query = select(SubscriptionRow).where(
            col(SubscriptionRow.active).is_(True), col(SubscriptionRow.cadence) != Cadence.AT_ONCE.value
        )
        return [
            DigestDue(
                subscription=self._subscription(row),
                after_seq=row.digest_seq,
                last_at=row.digest_at,
                since=row.digest_at or _midnight(row.created_on),
                began_at=_midnight(row.created_on),
            )
            for row in self._session.execute(query.order_by(col(SubscriptionRow.id))).scalars()
        ]

    def digest_written(self, subscription_id: int, seq: int, at: datetime) -> None:
        """Note up to where and when a digest was written."""
        self._session.execute(
            update(SubscriptionRow)
            .where(col(SubscriptionRow.id) == subscription_id)
            .values(digest_seq=seq, digest_at=at)
        )

    def queue(self, delivery: NewDelivery, at: datetime) -> bool:
        """Write a delivery; return False when it stands there already or all its changes were told."""
        row: dict[str, object] = {
            "id": delivery.id,
            "subscription_id": delivery.subscription_id,
            "status": DeliveryStatus.PENDING.value,
            "is_test": delivery.is_test,
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
        carried = insert_new(
            self._session,
            DeliveryChangeRow,
            [
                {"delivery_id": delivery.id, "change_id": change_id, "subscription_id": delivery.subscription_id}
                for change_id in delivery.change_ids
            ],
        )
        if delivery.change_ids and not carried:
            self._session.execute(
                update(DeliveryRow)
                .where(col(DeliveryRow.id) == delivery.id)
                .values(status=DeliveryStatus.SENT.value, last_detail="Every change in it had been told before.")
            )
            return False
        return True

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

    def claim_delivery(self, now: datetime, claim: str) -> ClaimedDelivery | None:
        """Claim the delivery that is due longest, if any.

        Compare-and-set: the UPDATE says what it expects to find, so that of several senders one alone gets the row.
        """
        ahead = self._must_wait()
        for _ in range(_CLAIM_TRIES):
            query = (
                select(col(DeliveryRow.id))
                .where(col(DeliveryRow.status) == DeliveryStatus.PENDING.value, col(DeliveryRow.due_at) <= now, ~ahead)
                .order_by(col(DeliveryRow.due_at), col(DeliveryRow.created_at), col(DeliveryRow.id))
                .limit(1)
            )
            delivery_id = self._session.execute(query).scalar_one_or_none()
            if delivery_id is None:
                return None
            claimed = self._session.execute(
                update(DeliveryRow)
                .where(col(DeliveryRow.id) == delivery_id, col(DeliveryRow.status) == DeliveryStatus.PENDING.value)
                .values(status=DeliveryStatus.SENDING.value, claim=claim, lease_until=now + LEASE)
            )
            if claimed.rowcount == 1:  # type: ignore[attr-defined]  # CursorResult for DML
                return self._claimed(delivery_id, claim)
        return None

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

    def _claimed(self, delivery_id: str, claim: str) -> ClaimedDelivery:
        row = self._session.get_one(DeliveryRow, delivery_id, populate_existing=True)
        owner = self._session.get_one(SubscriptionRow, row.subscription_id)
        return ClaimedDelivery(
            id=row.id,
            claim=claim,
            subscription=self._subscription(owner),
            items=self._items(delivery_id),
            period_from=row.period_from,
            period_to=row.period_to,
            is_test=row.is_test,
            attempts=row.attempts,
            unknown_outcomes=row.unknown_outcomes,
        )

    def _items(self, delivery_id: str) -> tuple[AlertItem, ...]:
        earlier = aliased(ChangeRow)
        query = (
            select(ChangeRow, CaptureRow, earlier)
            .join(DeliveryChangeRow, col(DeliveryChangeRow.change_id) == col(ChangeRow.id))
            .join(
                VersionRow,
                (col(VersionRow.source) == col(ChangeRow.source))
                & (col(VersionRow.number) == col(ChangeRow.version_to)),
            )
            .join(CaptureRow, col(CaptureRow.id) == col(VersionRow.capture_id))
            .outerjoin(earlier, col(earlier.id) == col(ChangeRow.supersedes))
            .where(col(DeliveryChangeRow.delivery_id) == delivery_id)
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

    def take_lock(self, name: str, holder: str, now: datetime, until: datetime) -> str | None:
        """Take or renew a lock; return None when it is ours, else who holds it."""
        long_ago = now - timedelta(days=1)
        insert_new(self._session, ServiceLockRow, [{"name": name, "holder": "", "lease_until": long_ago}])
        self._session.execute(
            update(ServiceLockRow)
            .where(
                col(ServiceLockRow.name) == name,
                (col(ServiceLockRow.holder) == holder) | (col(ServiceLockRow.lease_until) < now),
            )
            .values(holder=holder, lease_until=until)
        )
        row = self._session.get_one(ServiceLockRow, name, populate_existing=True)
        return None if row.holder == holder else row.holder

    def drop_lock(self, name: str, holder: str) -> None:
        """Give a lock back."""
        self._session.execute(
            update(ServiceLockRow)
            .where(col(ServiceLockRow.name) == name, col(ServiceLockRow.holder) == holder)
            .values(lease_until=self._now - timedelta(days=1))
        )


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), UTC)
