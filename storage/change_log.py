"""The change log, the incidents and how polls went: what readers and operators look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import inspect, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col

from domain.changes import Change
from domain.deliveries import DeliveryStatus
from storage.rows import change_from_row, change_to_values, incident_from_row
from storage.tables import ChangeRow, DeliveryChangeRow, DeliveryRow, IncidentRow, PollDayRow, SourceRow
from workflows.ledger import NewIncident
from workflows.reading import IncidentStatus, IncidentView, PollOutcome

_TELLS = tuple(status.value for status in (DeliveryStatus.PENDING, DeliveryStatus.SENDING, DeliveryStatus.SENT))
"""Where a delivery stands whose changes its subscription knows, or will."""


def insert_new(session: Session, table: type[SQLModel], values: list[dict[str, object]]) -> int:
    """Insert rows, leaving alone those that stand there already; return how many were new."""
    if not values:
        return 0
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    keys = list(inspect(table).primary_key)
    inserted = 0
    for value in values:
        # Counted by what comes back: PostgreSQL's driver gives no row count for an insert that may do nothing.
        statement = dialect.insert(table).values(**value).on_conflict_do_nothing().returning(*keys)
        inserted += len(session.execute(statement).all())
    return inserted


def source_row(session: Session, key: str) -> SourceRow:
    """Return the row of a source, a new one where it has none."""
    row = kept_sources(session).get(key) or session.get(SourceRow, key)
    if row is None:
        row = SourceRow(key=key)
        session.add(row)
    kept_sources(session)[key] = row
    return row


def kept_sources(session: Session) -> dict[str, SourceRow]:
    """Return the sources' rows that a transaction has seen: by itself a session forgets them, and asks for each again."""
    kept: dict[str, SourceRow] = session.info.setdefault("sources", {})
    return kept


class ChangeLogPart:
    """The part of the ledger that keeps changes, incidents and polls."""

    _session: Session
    _now: datetime

    def add_changes(self, changes: Sequence[Change]) -> None:
        """Append to the change log. A change that stands there already is left as it is."""
        values = [{**change_to_values(change), "recorded_at": self._now} for change in changes]
        insert_new(self._session, ChangeRow, values)

    def change(self, change_id: str) -> Change | None:
        """Return one change of the log."""
        row = self._session.execute(select(ChangeRow).where(col(ChangeRow.id) == change_id)).scalar_one_or_none()
        return None if row is None else change_from_row(row)

    def changes_after(self, seq: int) -> Sequence[tuple[int, Change]]:
        """Return the changes recorded after *seq*, with their places in the log."""
        rows = self._session.execute(
            select(ChangeRow).where(col(ChangeRow.seq) > seq).order_by(col(ChangeRow.seq))
        ).scalars()
        return [(row.seq or 0, change_from_row(row)) for row in rows]

    def recipients(self, change_ids: Iterable[str]) -> Mapping[str, frozenset[int]]:
        """Return, per change, the subscriptions that were told of it or are about to be.

        Who was written to in vain was not told: a delivery that failed or died counts for nothing, unless nobody can
        tell whether it arrived.
        """
        ids = list(change_ids)
        query = (
            select(col(DeliveryChangeRow.change_id), col(DeliveryChangeRow.subscription_id))
            .join(DeliveryRow, col(DeliveryRow.id) == col(DeliveryChangeRow.delivery_id))
            .where(
                col(DeliveryChangeRow.change_id).in_(ids),
                col(DeliveryRow.status).in_(_TELLS) | (col(DeliveryRow.unknown_outcomes) > 0),
            )
        )
        told: dict[str, set[int]] = {change_id: set() for change_id in ids}
        for change_id, subscription_id in self._session.execute(query):
            told[change_id].add(subscription_id)
        return {change_id: frozenset(subscriptions) for change_id, subscriptions in told.items()}

    def open_incident(self, incident: NewIncident, at: datetime) -> int:
        """Open an incident, or note that an open one was seen again; return its id."""
        query = select(IncidentRow).where(
            col(IncidentRow.source) == incident.source,
            col(IncidentRow.kind) == incident.kind,
            col(IncidentRow.subject) == incident.subject,
            col(IncidentRow.status) == IncidentStatus.OPEN,
        )
        row = self._session.execute(query).scalar_one_or_none()
        if row is None:
            row = IncidentRow(
                source=incident.source,
                kind=incident.kind,
                subject=incident.subject,
                status=IncidentStatus.OPEN,
                summary=incident.summary,
                rules=list(incident.rules),
                capture_ids=list(incident.capture_ids),
                opened_at=at,
                last_seen_at=at,
            )
            self._session.add(row)
        else:
            row.seen += at > row.last_seen_at  # both lists of one visit may speak of one swap
            row.last_seen_at = max(row.last_seen_at, at)
            row.summary, row.rules = incident.summary, list(incident.rules)
            row.capture_ids = sorted({*row.capture_ids, *incident.capture_ids})
        self._session.flush()
        assert row.id is not None
        return row.id

    def see_incident(self, incident_id: int, at: datetime) -> None:
        """Note that what an incident, decided already, was about has been seen again."""
        self._session.execute(update(IncidentRow).where(col(IncidentRow.id) == incident_id).values(last_seen_at=at))

    def incident(self, incident_id: int) -> IncidentView | None:
        """Return one incident."""
        row = self._session.get(IncidentRow, incident_id)
        return None if row is None else incident_from_row(row)

    def incident_about(self, source: str, subject: str) -> IncidentView | None:
        """Return the newest incident of *source* about *subject*, whatever its status."""
        query = (
            select(IncidentRow)
            .where(col(IncidentRow.source) == source, col(IncidentRow.subject) == subject)
            .order_by(col(IncidentRow.id).desc())
            .limit(1)
        )
        row = self._session.execute(query).scalar_one_or_none()
        return None if row is None else incident_from_row(row)

    def open_incidents(self, source: str) -> Sequence[IncidentView]:
        """Return the open incidents of *source*."""
        query = (
            select(IncidentRow)
            .where(col(IncidentRow.source) == source, col(IncidentRow.status) == IncidentStatus.OPEN)
            .order_by(col(IncidentRow.id))
        )
        return [incident_from_row(row) for row in self._session.execute(query).scalars()]

    def close_incidents(self, ids: Iterable[int], status: IncidentStatus, at: datetime, why: str) -> None:
        """Decide incidents. What was rejected may be released after all; every other decision stands."""
        wanted = list(ids)
        decidable = [IncidentStatus.OPEN]
        if status is IncidentStatus.RELEASED:
            decidable.append(IncidentStatus.REJECTED)
        if wanted:
            self._session.execute(
                update(IncidentRow)
                .where(col(IncidentRow.id).in_(wanted), col(IncidentRow.status).in_(decidable))
                .values(status=status.value, decided_at=at, decided_why=why)
            )

    def note_poll(self, source: str, at: datetime, outcome: PollOutcome, message: str, *, good: bool) -> None:
        """Note how a poll of *source* ended; *good* says whether the source was read and believed, if only in part."""
        self._count_poll(source, at, good=good)
        row = source_row(self._session, source)
        row.last_attempt_at, row.last_outcome, row.last_message = at, outcome.value, message
        if good:
            row.last_success_at = at
        if outcome is PollOutcome.CHANGED:
            row.last_change_at = at
        self._session.flush()

    def _count_poll(self, source: str, at: datetime, *, good: bool) -> None:
        day = self._session.get(PollDayRow, (source, at.date()))
        if day is None:
            day = PollDayRow(source=source, on_day=at.date())
            self._session.add(day)
        if good:
            day.good += 1
        else:
            day.bad += 1
