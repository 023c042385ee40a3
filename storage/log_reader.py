"""Reads the record for the web, the feeds and the command line. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Engine, Select, String, cast, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from domain.agreements import Agreement, Standing
from domain.changes import Change, ChangeKind, RowFacts
from domain.source_health import Condition
from domain.vocabulary import ListKind
from storage.audit import read_audit
from storage.day_book import BookedDay, DayBook
from storage.growth import growth
from storage.log_rows import LOG, lines_from_rows, logged_lines
from storage.past import SqlPastReader, version_evidence
from storage.rows import (
    agreement_from_row,
    capture_from_row,
    facts_from_json,
    incident_from_row,
)
from storage.steps import last_step, read_steps
from storage.tables import (
    AgreementRow,
    CaptureRow,
    IncidentRow,
    ListingRow,
    PollDayRow,
    RevisionRow,
    SourceRow,
    VersionRow,
)
from workflows.audit import SealedEntry
from workflows.ports import SourceConfig
from workflows.reading import (
    AgreementStep,
    AgreementView,
    CaptureView,
    ChangeQuery,
    DaySummary,
    Evidence,
    GrowthPoint,
    IncidentStatus,
    IncidentView,
    LoggedChange,
    Marks,
    PollOutcome,
    SourceHealth,
    Stretch,
)

STALE_GRACE = timedelta(minutes=5)
"""A source is stale when its last good poll is older than twice its cadence and this (promise P13)."""


class SqlLogReader(SqlPastReader):
    """The record as readers see it."""

    def __init__(self, engine: Engine, sources: Callable[[], Iterable[SourceConfig]]) -> None:
        self._engine = engine
        self._sources = sources
        self._book = DayBook(engine)

    @contextmanager
    def _read(self) -> Iterator[Session]:
        with Session(self._engine) as session:
            yield session

    def marks(self) -> Marks:
        """Return how far the record has come."""
        with self._engine.connect() as connection:
            row = connection.execute(_MARKS).one()
        return Marks(newest=row.newest or 0, newest_at=row.newest_at, record=row.record or 0, health=row.health or 0)

    def changes(self, query: ChangeQuery) -> Sequence[LoggedChange]:
        """Return the changes that *query* asks for, in the order of recording."""
        statement = _filtered(logged_lines(), query)
        if query.since is not None or query.until is not None:
            first, last = self._book.stretch(query.since, query.until)
            if first > last:
                return []
            statement = statement.where(LOG.c.seq.between(first, last))
        statement = statement.order_by(LOG.c.seq.desc() if query.newest_first else LOG.c.seq)
        if query.limit is not None:
            statement = statement.limit(query.limit)
        with self._engine.connect() as connection:
            return lines_from_rows(connection.execute(statement))

    def change(self, change_id: str) -> LoggedChange | None:
        """Return one change, or None."""
        with self._engine.connect() as connection:
            rows = connection.execute(logged_lines().where(LOG.c.id == change_id))
            return next(iter(lines_from_rows(rows)), None)

    def evidence(self, change: Change) -> tuple[Evidence | None, Evidence | None]:
        """Return the captures behind the version before and the version after *change*."""
        with self._read() as session:
            return (
                version_evidence(session, change.source, change.version_from),
                version_evidence(session, change.source, change.version_to),
            )

    def day(self, on: date) -> DaySummary:
        """Return what happened on one UTC day."""
        return self._summaries({on: self._book.day(on)})[0]

    def days(self, limit: int) -> Sequence[DaySummary]:
        """Return the latest days with at least one change, newest first."""
        return self._summaries({day.on: day for day in self._book.latest(limit)})

    def _summaries(self, days: Mapping[date, BookedDay | None]) -> list[DaySummary]:
        if not days:
            return []
        # A newsroom that could be read says nothing of what ICE's lists held that day.
        lists = [config.key for config in self._sources() if config.kind == "list"]
        query = (
            select(col(PollDayRow.on_day), func.sum(col(PollDayRow.good)))
            .where(col(PollDayRow.on_day).between(min(days), max(days)), col(PollDayRow.source).in_(lists))
            .group_by(col(PollDayRow.on_day))
        )
        with self._read() as session:
            polls = dict(session.execute(query).all())
        return [
            DaySummary(
                on=on,
                polls=polls.get(on, 0),
                counts=tuple((kind, day.counts[kind]) for kind in ChangeKind if day.counts.get(kind)) if day else (),
            )
            for on, day in days.items()
        ]

    def sources(self, now: datetime) -> Sequence[SourceHealth]:
        """Return every source with its health, by key."""
        with self._read() as session:
            rows = {row.key: row for row in session.execute(select(SourceRow)).scalars()}
            versions = dict(
                session.execute(select(col(VersionRow.source), func.count()).group_by(col(VersionRow.source))).all()
            )
            listed = dict(
                session.execute(
                    select(col(AgreementRow.source), func.count())
                    .where(col(AgreementRow.standing) == Standing.LISTED.value)
                    .group_by(col(AgreementRow.source))
                ).all()
            )
            incidents = dict(
                session.execute(
                    select(col(IncidentRow.source), func.count())
                    .where(col(IncidentRow.status) == IncidentStatus.OPEN.value)
                    .group_by(col(IncidentRow.source))
                ).all()
            )
        return [
            _health(
                config,
                rows.get(config.key),
                now,
                versions=versions.get(config.key, 0),
                listed=listed.get(config.key, 0),
                incidents=incidents.get(config.key, 0),
            )
            for config in sorted(self._sources(), key=lambda config: config.key)
        ]

    def incidents(self, *, only_open: bool = False) -> Sequence[IncidentView]:
        """Return incidents, newest first."""
        statement = select(IncidentRow).order_by(col(IncidentRow.id).desc())
        if only_open:
            statement = statement.where(col(IncidentRow.status) == IncidentStatus.OPEN.value)
        with self._read() as session:
            return [incident_from_row(row) for row in session.execute(statement).scalars()]

    def agreements(self, *, on: date | None = None, state: str | None = None) -> Iterable[AgreementView]:
        """Return the agreements listed at the end of UTC day *on* (now, when None), by state and agency.

        Both lists are read: what stands on the pending list has the status "pending".
        """
        with self._read() as session:
            views = [
                view
                for config in self._sources()
                if config.kind == "list"
                for view in self._listed(session, config, on)
                if state is None or view.facts.state == state
            ]
        return sorted(views, key=lambda v: (v.facts.state, v.facts.agency, v.facts.support_type, v.id))

    def listed_on(self, on: date) -> list[RowFacts]:
        """Return what the participating list said at the end of UTC day *on*."""
        with self._read() as session:
            return [
                view.facts
                for config in self._sources()
                if config.list_kind is ListKind.PARTICIPATING
                for view in self._listed(session, config, on)
            ]

    def _listed(self, session: Session, config: SourceConfig, on: date | None) -> Iterator[AgreementView]:
        version = self._version_on(session, config.key, on)
        if version is None:
            return
        query = (
            select(AgreementRow, col(ListingRow.facts))
            .join(ListingRow, col(ListingRow.agreement_id) == col(AgreementRow.id))
            .where(
                col(AgreementRow.source) == config.key,
                col(ListingRow.valid_from) <= version.number,
                (col(ListingRow.valid_to).is_(None)) | (col(ListingRow.valid_to) > version.number),
            )
        )
        for row, facts in session.execute(query):
            yield AgreementView(
                id=row.id,
                facts=facts_from_json(facts),
                status="pending" if config.list_kind == "pending" else "listed",
                first_listed_at=row.first_listed_at,
                last_seen_at=version.observed_at,
                agency_aliases=tuple(row.aliases),
                source=row.source,
            )

    def _version_on(self, session: Session, source: str, on: date | None) -> VersionRow | None:
        query = select(VersionRow).where(col(VersionRow.source) == source)
        if on is not None:
            query = query.where(col(VersionRow.observed_at) < _bounds(on)[1])
        return session.execute(query.order_by(col(VersionRow.number).desc()).limit(1)).scalar_one_or_none()

    def agreement(self, agreement_id: str) -> Agreement | None:
        """Return one agreement as it stands now, in any standing, or None."""
        with self._read() as session:
            row = session.execute(_as_they_stand().where(col(AgreementRow.id) == agreement_id)).first()
        return None if row is None else agreement_from_row(row)

    def agreement_steps(self, stretch: Stretch, *, limit: int) -> Sequence[AgreementStep]:
        """Return the next *limit* steps of *stretch* in their order, one for each agreement.

        An agreement that took several is in the place of its last. One that came and went meanwhile is left out.
        """
        with self._read() as session:
            steps = read_steps(session, stretch, limit=limit)
            query = _as_they_stand().where(col(AgreementRow.id).in_([agreement_id for _, agreement_id, _, _ in steps]))
            found = {row.id: agreement_from_row(row) for row in session.execute(query)}
        return [
            AgreementStep(number=number, agreement=found[agreement_id], held=held, present=present)
            for number, agreement_id, held, present in steps
        ]

    def last_agreement_step(self) -> int:
        """Return the number of the newest step; 0 before the first."""
        with self._read() as session:
            return last_step(session)

    def every_agreement(self, state: str) -> Sequence[Agreement]:
        """Return every agreement of one state, on both lists and in any standing, in the order of first listing."""
        query = (
            _as_they_stand()
            .where(col(ListingRow.facts)["state"].as_string() == state)
            .order_by(col(AgreementRow.first_listed_at), col(AgreementRow.id))
        )
        with self._read() as session:
            return [agreement_from_row(row) for row in session.execute(query)]

    def growth(self, state: str | None = None) -> Sequence[GrowthPoint]:
        """Return how much the participating list held, of one state or of all, on each day it had a version."""
        source = next((c.key for c in self._sources() if c.list_kind is ListKind.PARTICIPATING), None)
        if source is None:
            return []
        with self._read() as session:
            return growth(session, source, state)

    def captures(self, *, limit: int | None = None) -> Sequence[CaptureView]:
        """Return captures, newest first."""
        statement = self._captures().order_by(col(CaptureRow.id).desc())
        if limit is not None:
            statement = statement.limit(limit)
        with self._read() as session:
            return [capture_from_row(row, version) for row, version in session.execute(statement)]

    def capture(self, capture_id: int) -> CaptureView | None:
        """Return one capture, or None."""
        with self._read() as session:
            found = session.execute(self._captures().where(col(CaptureRow.id) == capture_id)).first()
        return None if found is None else capture_from_row(*found)

    def audit(self) -> Sequence[SealedEntry]:
        """Return the whole audit log, oldest first."""
        with self._read() as session:
            return read_audit(session)

    def _captures(self) -> Select[CaptureRow, int | None]:
        """Select captures with the newest version that each became."""
        version = (
            select(func.max(col(VersionRow.number)))
            .where(col(VersionRow.capture_id) == col(CaptureRow.id))
            .correlate(CaptureRow)
            .scalar_subquery()
        )
        return select(CaptureRow, version)


def _newest(column: Any) -> Any:
    return select(column).order_by(LOG.c.seq.desc()).limit(1).scalar_subquery()


def _number(name: str) -> Any:
    return select(col(RevisionRow.number)).where(col(RevisionRow.name) == name).scalar_subquery()


_MARKS = select(
    _newest(LOG.c.seq).label("newest"),
    _newest(LOG.c.recorded_at).label("newest_at"),
    _number("record").label("record"),
    _number("health").label("health"),
)


def _as_they_stand() -> Select[Any, str]:
    """Select agreements with the newest facts of each as text, as `storage.rows.agreement_from_row` takes them."""
    other = aliased(ListingRow)
    newest = select(func.max(col(other.id))).where(col(other.agreement_id) == col(AgreementRow.id)).scalar_subquery()
    return (
        select(AgreementRow.__table__, cast(col(ListingRow.facts), String).label("facts_text"))  # type: ignore[attr-defined]  # set by SQLModel
        .join(ListingRow, col(ListingRow.agreement_id) == col(AgreementRow.id))
        .where(col(ListingRow.id) == newest)
    )


def _filtered(statement: Select[Any], query: ChangeQuery) -> Select[Any]:
    if query.since is not None:
        statement = statement.where(LOG.c.observed_at >= query.since)
    if query.until is not None:
        statement = statement.where(LOG.c.observed_at < query.until)
    if query.kinds:
        kinds = sorted(query.kinds)
        # One kind is asked for plainly: a list of one keeps PostgreSQL from reading an index in the log's order.
        statement = statement.where(LOG.c.kind == kinds[0] if len(kinds) == 1 else LOG.c.kind.in_(kinds))
    for column, wanted in (
        (LOG.c.certainty, query.certainty),
        (LOG.c.state, query.state),
        (LOG.c.support_type, query.support_type),
        (LOG.c.county_fips, query.county),
        (LOG.c.source, query.source),
        (LOG.c.agreement_id, query.agreement_id),
    ):
        if wanted is not None:
            statement = statement.where(column == wanted)
    if query.before_seq is not None:
        statement = statement.where(LOG.c.seq < query.before_seq)
    if query.after_seq is not None:
        statement = statement.where(LOG.c.seq > query.after_seq)
    return statement


def _bounds(on: date) -> tuple[datetime, datetime]:
    start = datetime.combine(on, time(), UTC)
    return start, start + timedelta(days=1)


def _health(
    config: SourceConfig, row: SourceRow | None, now: datetime, *, versions: int, listed: int, incidents: int
) -> SourceHealth:
    limit = 2 * config.cadence + STALE_GRACE
    success = row.last_success_at if row else None
    return SourceHealth(
        key=config.key,
        title=config.title,
        publisher=config.publisher,
        url=config.url,
        cadence_seconds=int(config.cadence.total_seconds()),
        last_attempt_at=row.last_attempt_at if row else None,
        last_success_at=success,
        last_change_at=row.last_change_at if row else None,
        last_outcome=PollOutcome(row.last_outcome) if row and row.last_outcome else None,
        last_message=row.last_message if row else "",
        versions=versions,
        listed=listed,
        open_incidents=incidents,
        # One that is not expected to answer is not stale for not answering.
        stale=row is not None and config.status in {"active", "silent"} and (success is None or now - success > limit),
        notes=config.notes,
        kind=config.kind,
        jurisdiction=config.jurisdiction,
        status=config.status,
        evidence=config.evidence,
        strategies=config.strategies,
        condition=Condition(row.condition) if row and row.condition else None,
        condition_since=row.condition_since if row else None,
    )
