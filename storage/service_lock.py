"""Who runs the service on this database."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col

from storage.change_log import insert_new
from storage.tables import ServiceLockRow


class ServiceLockPart:
    """The part of the ledger that keeps a second service from doing the first one's work."""

    _session: Session
    _now: datetime

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
