"""What every page needs: the record, the kept bytes, the clock, our own address and the templates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from web.filters import ChangeFilter
from web.rendering import Renderer
from workflows.ports import Archive
from workflows.press_views import PressReader, ReleaseQuery
from workflows.reading import ChangeQuery, LoggedChange, LogReader

SITE_NAME = "Lookout 287(g)"
READ_METHODS = ["GET", "HEAD"]

_LARGEST_ID = 2**63 - 1
"""What a database column for counted ids can hold; a larger number names nothing and must not reach it."""
Before = Annotated[int | None, Query(ge=1, le=_LARGEST_ID)]
"""Cursor of a long list: only what was recorded before this place in the log."""
CaptureId = Annotated[int, Path(ge=1, le=_LARGEST_ID)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The parts that pages are made of. *public_url* has no slash at its end."""

    reader: LogReader
    press: PressReader
    archive: Archive
    renderer: Renderer
    public_url: str
    now: Callable[[], datetime]

    def today(self) -> date:
        """Return the current UTC day."""
        return self.now().astimezone(UTC).date()

    def midnight(self, on: date) -> datetime:
        """Return the first instant of a UTC day."""
        return datetime.combine(on, time(), UTC)

    def latest(self) -> LoggedChange | None:
        """Return the newest entry of the log: while it stays, nothing in the log has changed."""
        return next(iter(self.reader.changes(ChangeQuery(newest_first=True, limit=1))), None)

    def log_stamp(self, *more: object) -> tuple[object, ...]:
        """Return what a page depends on that shows nothing but the log, the releases and *more*."""
        latest = self.latest()
        release = next(iter(self.press.releases(ReleaseQuery(repeats=True, limit=1))), None)
        return (self.renderer.look, latest.seq if latest else 0, release.seq if release else 0, *more)

    def record_stamp(self) -> tuple[object, ...]:
        """Return what a page depends on that shows agreements: a first version is listed without being news."""
        versions = [(source.key, source.versions) for source in self.reader.sources(self.now())]
        return self.log_stamp(tuple(versions))

    def absolute(self, path: str) -> str:
        """Return the public address of *path*; never taken from the request."""
        return self.public_url + path

    def feeds(self, wanted: ChangeFilter) -> list[tuple[str, str, str]]:
        """Return the ways to take a filtered log away: (label, path, media type)."""
        query = wanted.query_string()
        return [
            ("Atom feed", f"/feed.atom{query}", "application/atom+xml"),
            ("JSON feed", f"/feed.json{query}", "application/feed+json"),
            ("CSV", f"/changes.csv{query}", "text/csv"),
        ]


def add_page(router: APIRouter, path: str, handler: Callable[..., Any]) -> None:
    """Serve *handler* at *path* for reading: GET and HEAD, no response model."""
    router.add_api_route(path, handler, methods=READ_METHODS, response_model=None, response_class=Response)
