"""Reads the record for the web, the feeds and the command line. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Engine, Select, String, cast, func, select
from sqlmodel import Session, col

from domain.agreements import Agreement, Standing
from domain.changes import Change, ChangeKind, RowFacts
from domain.source_health import Condition
from domain.vocabulary import ListKind
from storage.audit import read_audit
from storage.growth import growth
from storage.rows import (
    agreement_from_row,
    capture_from_row,
    change_from_row,
    facts_from_json,
    incident_from_row,
)
from storage.tables import (
    AgreementRow,
    CaptureRow,
    ChangeRow,
    IncidentRow,
    ListingRow,
    PollDayRow,
    SourceRow,
    VersionRow,
)
from workflows.audit import SealedEntry
from workflows.ports import SourceConfig
from workflows.reading import (
    AgreementView,
    CaptureView,
    ChangeQuery,
    DaySummary,
    Evidence,
    GrowthPoint,
    IncidentStatus,
    IncidentView,
    LoggedChange,
    PollOutcome,
    SourceHealth,
)

STALE_GRACE = timedelta(minutes=5)
"""A source is stale when its last good poll is older than twice its cadence and this (promise P13)."""


class SqlLogReader:
    """The record as readers see it."""

    def __init__(self, engine: Engine, sources: Callable[[], Iterable[SourceConfig]]) -> None:
        self._engine = engine
        self._sources = sources

    @contextmanager
    def _read(self) -> Iterator[Session]:
        with Session(self._engine) as session:
            yield session

    def changes(self, query: ChangeQuery) -> Sequence[LoggedChange]:
        """Return the changes that *query* asks for, in the order of recording."""
        statement = _filtered(select(ChangeRow), query)
        order = col(ChangeRow.seq).desc() if query.newest_first else col(ChangeRow.seq)
        statement = statement.order_by(order)
        if query.limit is not None:
            statement = statement.limit(query.limit)
        with self._read() as session:
            return self._logged(session, list(session.execute(statement).scalars()))

    def change(self, change_id: str) -> LoggedChange | None:
        """Return one change, or None."""
        with self._read() as session:
            rows = list(session.execute(select(ChangeRow).where(col(ChangeRow.id) == change_id)).scalars())
            return self._logged(session, rows)[0] if rows else None

    def _logged(self, session: Session, rows: list[ChangeRow]) -> list[LoggedChange]:
        superseded: dict[str, str] = {}
        ids = [row.id for row in rows]
        for start in range(0, len(ids), 500):
            query = select(col(ChangeRow.supersedes), col(ChangeRow.id)).where(
                col(ChangeRow.supersedes).in_(ids[start : start + 500])
            )
            superseded.update({old: new for old, new in session.execute(query.order_by(col(ChangeRow.seq))) if old})
        return [
            LoggedChange(
                seq=row.seq or 0,
                change=change_from_row(row),
                recorded_at=row.recorded_at,
                superseded_by=superseded.get(row.id),
            )
            for row in rows
        ]

    def evidence(self, change: Change) -> tuple[Evidence | None, Evidence | None]:
        """Return the captures behind the version before and the version after *change*."""
        with self._read() as session:
            return (
                self._evidence(session, change.source, change.version_from),
                self._evidence(session, change.source, change.version_to),
            )

    def _evidence(self, session: Session, source: str, version: int | None) -> Evidence | None:
        query = (
            select(CaptureRow)
            .join(VersionRow, col(VersionRow.capture_id) == col(CaptureRow.id))
            .where(col(VersionRow.source) == source, col(VersionRow.number) == version)
        )
        row = session.execute(query).scalar_one_or_none()
        if row is None or version is None:
            return None
        assert row.id is not None
        return Evidence(
            capture_id=row.id,
            url=row.url,
            published_name=row.published_name,
            fetched_at=row.fetched_at,
            status=row.status,
            sha256=row.sha256,
            bytes=row.size,
            version=version,
        )

    def day(self, on: date) -> DaySummary:
        """Return what happened on one UTC day."""
        start, end = _bounds(on)
        # A newsroom that could be read says nothing of what ICE's lists held that day.
        lists = [config.key for config in self._sources() if config.kind == "list"]
        with self._read() as session:
            polls = session.execute(
                select(func.coalesce(func.sum(col(PollDayRow.good)), 0)).where(
                    col(PollDayRow.on_day) == on, col(PollDayRow.source).in_(lists)
                )
            ).scalar_one()
            counts = session.execute(
                select(col(ChangeRow.kind), func.count())
                .where(col(ChangeRow.observed_at) >= start, col(ChangeRow.observed_at) < end)
                .group_by(col(ChangeRow.kind))
            ).all()
        by_kind = {ChangeKind(kind): count for kind, count in counts}
        return DaySummary(on=on, polls=polls, counts=tuple((k, by_kind[k]) for k in ChangeKind if k in by_kind))

    def days(self, limit: int) -> Sequence[DaySummary]:
        """Return the latest days with at least one change, newest first."""
        days: list[DaySummary] = []
        before: datetime | None = None
        while len(days) < limit:
            newest = self._newest_before(before)
            if newest is None:
                break
            days.append(self.day(newest.date()))
            before = _bounds(newest.date())[0]
        return days

    def _newest_before(self, before: datetime | None) -> datetime | None:
        statement = select(func.max(col(ChangeRow.observed_at)))
        if before is not None:
            statement = statement.where(col(ChangeRow.observed_at) < before)
        with self._read() as session:
            newest: datetime | None = session.execute(statement).scalar_one()
        return newest

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


def _as_they_stand() -> Select[Any, str]:
    """Select agreements with the newest facts of each as text, as `storage.rows.agreement_from_row` takes them."""
    newest = select(func.max(col(ListingRow.id)).label("id")).group_by(col(ListingRow.agreement_id)).subquery()
    return (
        select(AgreementRow.__table__, cast(col(ListingRow.facts), String).label("facts_text"))  # type: ignore[attr-defined]  # set by SQLModel
        .join(ListingRow, col(ListingRow.agreement_id) == col(AgreementRow.id))
        .join(newest, newest.c.id == col(ListingRow.id))
    )


def _filtered(statement: Select[tuple[ChangeRow]], query: ChangeQuery) -> Select[tuple[ChangeRow]]:
    if query.since is not None:
        statement = statement.where(col(ChangeRow.observed_at) >= query.since)
    if query.until is not None:
        statement = statement.where(col(ChangeRow.observed_at) < query.until)
    if query.kinds:
        statement = statement.where(col(ChangeRow.kind).in_(sorted(query.kinds)))
    for column, wanted in (
        (col(ChangeRow.certainty), query.certainty),
        (col(ChangeRow.state), query.state),
        (col(ChangeRow.support_type), query.support_type),
        (col(ChangeRow.source), query.source),
        (col(ChangeRow.agreement_id), query.agreement_id),
    ):
        if wanted is not None:
            statement = statement.where(column == wanted)
    if query.before_seq is not None:
        statement = statement.where(col(ChangeRow.seq) < query.before_seq)
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
