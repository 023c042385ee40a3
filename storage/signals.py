"""What the operator must know: how the sending goes, and what was told of the service's own troubles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from domain.deliveries import DeliveryStatus, Purpose
from storage.tables import DeliveryRow, SignalRow
from workflows.ledger import OpenSignal, OutboxHealth

_DEAD_FOR = timedelta(days=7)
"""A parked message older than a week is history, not a task."""


class SignalPart:
    """The part of the ledger that keeps the operator's signals."""

    _session: Session

    def open_signals(self) -> Sequence[OpenSignal]:
        """Return what the operator was told of and that has not ended."""
        query = select(SignalRow).where(col(SignalRow.ended_at).is_(None)).order_by(col(SignalRow.id))
        return [
            OpenSignal(id=row.id or 0, key=row.key, summary=row.summary, began_at=row.began_at, told_at=row.told_at)
            for row in self._session.execute(query).scalars()
        ]

    def begin_signal(self, key: str, summary: str, at: datetime) -> int:
        """Write down what the operator is being told of."""
        row = SignalRow(key=key, summary=summary, began_at=at, told_at=at)
        self._session.add(row)
        self._session.flush()
        assert row.id is not None
        return row.id

    def repeat_signal(self, signal_id: int, summary: str, at: datetime) -> None:
        """Note that the operator is being reminded."""
        self._write(signal_id, summary=summary, told_at=at)

    def end_signal(self, signal_id: int, at: datetime) -> None:
        """Note that it is over."""
        self._write(signal_id, ended_at=at)

    def _write(self, signal_id: int, **values: object) -> None:
        self._session.execute(update(SignalRow).where(col(SignalRow.id) == signal_id).values(**values))

    def outbox_health(self, *, now: datetime, since: datetime, synthetic_due_before: datetime) -> OutboxHealth:
        """Return how the sending goes."""
        status = col(DeliveryRow.status)
        unsent = status.in_([DeliveryStatus.PENDING.value, DeliveryStatus.SENDING.value])
        untried = select(func.min(col(DeliveryRow.due_at))).where(
            status == DeliveryStatus.PENDING.value, col(DeliveryRow.attempts) == 0, col(DeliveryRow.due_at) <= now
        )
        overdue = self._count(
            unsent,
            col(DeliveryRow.purpose) == Purpose.SYNTHETIC.value,
            col(DeliveryRow.created_at) < synthetic_due_before,
        )
        lately = col(DeliveryRow.settled_at) >= since
        return OutboxHealth(
            waiting=self._count(unsent),
            oldest_due_at=self._session.execute(untried).scalar_one(),
            dead=self._count(status == DeliveryStatus.DEAD.value, col(DeliveryRow.settled_at) >= now - _DEAD_FOR),
            sent_lately=self._count(status == DeliveryStatus.SENT.value, lately),
            # An ending cancels what was never tried; a bounce was.
            bounced_lately=self._count(status == DeliveryStatus.FAILED.value, lately, col(DeliveryRow.attempts) > 0),
            synthetic_overdue=overdue > 0,
        )

    def _count(self, *conditions: object) -> int:
        query = select(func.count()).select_from(DeliveryRow).where(*conditions)  # type: ignore[arg-type]
        return int(self._session.execute(query).scalar_one())
