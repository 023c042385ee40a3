"""The audit log: appended to under the recording lock, so that its chain of seals cannot fork."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select
from sqlmodel import Session, col

from storage.recording_lock import hold_recording
from storage.tables import AuditRow
from workflows.audit import FIRST_SEAL, AuditEntry, SealedEntry, seal_entry


class AuditPart:
    """The part of the ledger that keeps what people decided."""

    _session: Session

    def audit(self, entry: AuditEntry, at: datetime) -> None:
        """Append what a person decided to the audit log, sealed with the entry before it."""
        hold_recording(self._session)
        query = select(col(AuditRow.id), col(AuditRow.seal)).order_by(col(AuditRow.id).desc()).limit(1)
        last = self._session.execute(query).first()
        # The number is given here and is the primary key: without the lock two writers would clash, never fork.
        number, before = (last.id + 1, last.seal) if last else (1, FIRST_SEAL)
        sealed = seal_entry(entry, number=number, at=at, before=before)
        self._session.execute(insert(AuditRow), [_values(sealed)])


def read_audit(session: Session) -> list[SealedEntry]:
    """Return the whole audit log, oldest first."""
    rows = session.execute(select(AuditRow).order_by(col(AuditRow.id))).scalars()
    return [_from_row(row) for row in rows]


def _values(sealed: SealedEntry) -> dict[str, object]:
    entry = sealed.entry
    return {
        "id": sealed.number,
        "at": sealed.decided_at,
        "reviewer": entry.reviewer,
        "action": entry.action,
        "subject": entry.subject,
        "why": entry.why,
        "result": entry.result,
        "seal": sealed.seal,
    }


def _from_row(row: AuditRow) -> SealedEntry:
    assert row.id is not None
    entry = AuditEntry(reviewer=row.reviewer, action=row.action, subject=row.subject, why=row.why, result=row.result)
    return SealedEntry(number=row.id, decided_at=row.at, entry=entry, seal=row.seal)
