"""Reads releases and watched pages for the web and the command line. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine, Select, func, select
from sqlmodel import Session, col

from domain.changes import RowFacts
from domain.corroboration import Counts, count
from storage.release_rows import release_from_row
from storage.tables import PageChangeRow, ReleaseAgreementRow, ReleaseRow, VersionRow
from workflows.press_ledger import PageChange
from workflows.press_views import LoggedRelease, ReleaseQuery

_LIST = "ice-287g"
_DAYS_COUNTED = 64
"""Days whose counts are kept in memory: a release's page asks for one, again and again."""


class SqlPressReader:
    """The record of releases and pages as readers see it. *listed* returns the facts listed at the end of a UTC day."""

    def __init__(self, engine: Engine, listed: Callable[[date], Iterable[RowFacts]]) -> None:
        self._engine = engine
        self._listed = listed
        self._counted = lru_cache(maxsize=_DAYS_COUNTED)(self._count)

    def _read(self) -> AbstractContextManager[Session]:
        return Session(self._engine)

    def releases(self, query: ReleaseQuery) -> Sequence[LoggedRelease]:
        """Return releases, newest first by the order of recording."""
        statement = _filtered(select(ReleaseRow), query).order_by(col(ReleaseRow.seq).desc())
        found = self._logged(statement)
        if query.state is not None:
            found = [logged for logged in found if query.state in logged.release.reading.states]
        return found[: query.limit]

    def release(self, release_id: str) -> LoggedRelease | None:
        """Return one release, or None."""
        return next(iter(self._logged(select(ReleaseRow).where(col(ReleaseRow.id) == release_id))), None)

    def repeats_of(self, release_id: str) -> Sequence[LoggedRelease]:
        """Return the releases that repeat one."""
        return self._logged(
            select(ReleaseRow).where(col(ReleaseRow.same_as) == release_id).order_by(col(ReleaseRow.seq))
        )

    def releases_naming(self, agreement_ids: Collection[str]) -> Sequence[LoggedRelease]:
        """Return the releases that name the agency of any of these agreements, newest first."""
        named = select(col(ReleaseAgreementRow.release_id)).where(
            col(ReleaseAgreementRow.agreement_id).in_(sorted(agreement_ids))
        )
        return self._logged(
            select(ReleaseRow).where(col(ReleaseRow.id).in_(named)).order_by(col(ReleaseRow.seq).desc())
        )

    def counts_on(self, on: date) -> Counts | None:
        """Return how much the participating list held at the end of UTC day *on*; None before our first version."""
        end = datetime.combine(on, time(), UTC) + timedelta(days=1)
        query = select(func.max(col(VersionRow.number))).where(
            col(VersionRow.source) == _LIST, col(VersionRow.observed_at) < end
        )
        with self._read() as session:
            version = session.execute(query).scalar_one()
        return None if version is None else self._counted(on, version)

    def _count(self, on: date, version: int) -> Counts:  # noqa: ARG002  # the version is what the kept counts hold for
        return count(self._listed(on), on)

    def page_changes(
        self, *, source: str | None = None, since: datetime | None = None, until: datetime | None = None, limit: int
    ) -> Sequence[PageChange]:
        """Return changes of watched pages, newest first."""
        statement = select(PageChangeRow).order_by(col(PageChangeRow.id).desc()).limit(limit)
        if source is not None:
            statement = statement.where(col(PageChangeRow.source) == source)
        if since is not None:
            statement = statement.where(col(PageChangeRow.observed_at) >= since)
        if until is not None:
            statement = statement.where(col(PageChangeRow.observed_at) < until)
        with self._read() as session:
            return [_page_change(row) for row in session.execute(statement).scalars()]

    def _logged(self, statement: Select[Any]) -> list[LoggedRelease]:
        with self._read() as session:
            return [
                LoggedRelease(
                    seq=row.seq or 0,
                    release=release_from_row(row),
                    recorded_at=row.recorded_at,
                    told=row.told_place is not None,
                )
                for row in session.execute(statement).scalars()
            ]


def _filtered(statement: Select[Any], query: ReleaseQuery) -> Select[Any]:
    day = func.coalesce(col(ReleaseRow.published_on), func.date(col(ReleaseRow.first_seen_at)))
    if query.source is not None:
        statement = statement.where(col(ReleaseRow.source) == query.source)
    if query.since is not None:
        statement = statement.where(day >= query.since)
    if query.until is not None:
        statement = statement.where(day < query.until)
    if query.before_seq is not None:
        statement = statement.where(col(ReleaseRow.seq) < query.before_seq)
    if not query.repeats:
        statement = statement.where(col(ReleaseRow.same_as).is_(None))
    if query.limit is not None and query.state is None:
        statement = statement.limit(query.limit)
    return statement


def _page_change(row: PageChangeRow) -> PageChange:
    return PageChange(
        source=row.source,
        observed_at=row.observed_at,
        version_from=row.version_from,
        version_to=row.version_to,
        blocks=tuple((old, new) for old, new in row.blocks),
        relevant=row.relevant,
    )
