"""What every page needs: the record, the kept bytes, the clock, our own address and the templates."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from domain.addresses import at
from web.filters import ChangeFilter
from web.phrases import Phrases
from web.rendering import Renderer
from workflows.ports import Archive
from workflows.press_views import PressReader
from workflows.reading import LogReader

SITE_NAME = "Lookout 287(g)"
TABLE = "CSV"
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

    def record_stamp(self, *more: Hashable) -> tuple[Hashable, ...]:
        """Return what a page depends on that shows what is on record: log, agreements, releases; and *more*."""
        marks = self.reader.marks()
        return (self.renderer.look, marks.record, marks.newest, marks.newest_at, *more)

    def health_stamp(self, *more: Hashable) -> tuple[Hashable, ...]:
        """Return what a page depends on that also shows how sources are doing: they grow stale by the minute."""
        marks, now = self.reader.marks(), self.now()
        minute = now.replace(second=0, microsecond=0)
        return (self.renderer.look, marks.record, marks.newest, marks.newest_at, marks.health, minute, *more)

    def absolute(self, path: str) -> str:
        """Return the public address of *path*; never taken from the request."""
        return self.public_url + path

    def feeds(self, words: Phrases, wanted: ChangeFilter) -> list[tuple[str, str, str]]:
        """Return the ways to take a filtered log away: (label, address, media type). Feeds speak, tables do not."""
        query = wanted.query_string()
        return [
            (words.say("take.atom"), at(words.language, f"/feed.atom{query}"), "application/atom+xml"),
            (words.say("take.json"), at(words.language, f"/feed.json{query}"), "application/feed+json"),
            (TABLE, f"/changes.csv{query}", "text/csv"),
        ]


def add_page(router: APIRouter, path: str, handler: Callable[..., Any]) -> None:
    """Serve *handler* at *path* for reading: GET and HEAD, no response model."""
    router.add_api_route(path, handler, methods=READ_METHODS, response_model=None, response_class=Response)
