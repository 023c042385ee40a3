"""Reads what the lists said on days gone by, when they were read, and with which evidence. Writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import Engine, String, cast, func, select
from sqlmodel import Session, col

from domain.in_force import Checks, ListReading, Printed
from domain.vocabulary import ListKind
from storage.growth import growth_by_power
from storage.rows import facts_from_text
from storage.tables import CaptureRow, ListingRow, PollDayRow, VersionRow
from workflows.past import PowersPoint
from workflows.ports import SourceConfig
from workflows.reading import Evidence

_AT_ONCE = 500
"""How many ids one question names: SQLite takes 32,766 values, and older ones 999."""


class SqlPastReader:
    """The part of the log reader that looks back."""

    _engine: Engine
    _sources: Callable[[], Iterable[SourceConfig]]

    def printed(self, agreement_ids: Collection[str]) -> Mapping[str, Sequence[Printed]]:
        """Return what its list has said of each agreement, oldest first."""
        ids = sorted(agreement_ids)
        found: dict[str, list[Printed]] = defaultdict(list)
        with Session(self._engine) as session:
            for start in range(0, len(ids), _AT_ONCE):
                query = (
                    select(
                        col(ListingRow.agreement_id),
                        col(ListingRow.valid_from),
                        col(ListingRow.valid_to),
                        cast(col(ListingRow.facts), String),
                    )
                    .where(col(ListingRow.agreement_id).in_(ids[start : start + _AT_ONCE]))
                    .order_by(col(ListingRow.id))
                )
                for agreement_id, first, until, facts in session.execute(query):
                    found[agreement_id].append(Printed(first, until, facts_from_text(facts)))
        return dict(found)

    def readings(self, source: str) -> Sequence[ListReading]:
        """Return the versions of a list in their order."""
        query = (
            select(col(VersionRow.number), col(VersionRow.observed_at))
            .where(col(VersionRow.source) == source)
            .order_by(col(VersionRow.number))
        )
        with Session(self._engine) as session:
            return [ListReading(number, at) for number, at in session.execute(query)]

    def checks(self, source: str, on: date) -> Checks:
        """Return whether a list was read well on a UTC day, and on which days around it."""
        day, good = col(PollDayRow.on_day), (col(PollDayRow.source) == source, col(PollDayRow.good) > 0)
        query = select(
            select(func.count()).where(*good, day == on).scalar_subquery(),
            select(func.max(day)).where(*good, day < on).scalar_subquery(),
            select(func.min(day)).where(*good, day > on).scalar_subquery(),
        )
        with Session(self._engine) as session:
            count, before, after = session.execute(query).one()
        return Checks(bool(count), before, after)

    def evidence_of(self, source: str, version: int) -> Evidence | None:
        """Return the capture behind a version of a list, or None where there is no such version."""
        with Session(self._engine) as session:
            return version_evidence(session, source, version)

    def growth_by_power(self, state: str | None = None) -> Sequence[PowersPoint]:
        """Return what the participating list held by support type, of one state or of all, for each day with a version."""
        source = next((c.key for c in self._sources() if c.list_kind is ListKind.PARTICIPATING), None)
        if source is None:
            return []
        with Session(self._engine) as session:
            return growth_by_power(session, source, state)


def version_evidence(session: Session, source: str, version: int | None) -> Evidence | None:
    """Return the capture behind a version, or None where there is no such version."""
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
