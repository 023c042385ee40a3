"""The change log as Atom and JSON Feed, whole or filtered."""

from __future__ import annotations

import json
from datetime import datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.changes import Change
from web import conditional, wording
from web.dates import iso_instant
from web.filters import ChangeFilter, read_filter
from web.links import change_path, host_of
from web.log_pages import read_page
from web.site import SITE_NAME, Site, add_page
from workflows.reading import LoggedChange

IN_A_FEED = 50
"""The busiest known day had more changes than any reader keeps; the log has them all."""


class Feeds:
    """The feeds over one site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._tag = f"tag:{host_of(site.public_url)},2025:"

    def router(self) -> APIRouter:
        """Return the routes of the feeds."""
        router = APIRouter()
        add_page(router, "/feed.atom", self.atom)
        add_page(router, "/feed.json", self.json_feed)
        return router

    def atom(self, request: Request) -> Response:
        """Give the newest changes as Atom (RFC 4287); ids are `tag:` URIs that outlive any address."""
        return self._answer(request, "/feed.atom", "application/atom+xml; charset=utf-8")

    def json_feed(self, request: Request) -> Response:
        """Give the newest changes as JSON Feed 1.1."""
        return self._answer(request, "/feed.json", "application/feed+json; charset=utf-8")

    def _answer(self, request: Request, path: str, media_type: str) -> Response:
        site, wanted = self._site, read_filter(request.query_params)
        latest = site.latest()
        stamp = (site.renderer.look, path, wanted, latest.seq if latest else 0)

        def render() -> str:
            entries = read_page(site.reader, wanted, before=None, size=IN_A_FEED).entries
            if path == "/feed.json":
                return self._json(wanted, entries)
            return self._atom(wanted, entries, entries[0].recorded_at if entries else site.now())

        return conditional.answer(
            request,
            render,
            media_type=media_type,
            stamp=stamp,
            modified_at=latest.recorded_at if latest else None,
            now=site.now(),
        )

    def _atom(self, wanted: ChangeFilter, entries: tuple[LoggedChange, ...], updated_at: datetime) -> str:
        query = wanted.query_string()
        return self._site.renderer.render(
            "feed.atom",
            feed_id=f"{self._tag}changes{query}",
            tag=self._tag,
            title=_title(wanted),
            updated_at=updated_at,
            self_url=self._site.absolute(f"/feed.atom{query}"),
            page_url=self._site.absolute(f"/changes{query}"),
            entries=entries,
        )

    def _json(self, wanted: ChangeFilter, entries: tuple[LoggedChange, ...]) -> str:
        query = wanted.query_string()
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": _title(wanted),
            "home_page_url": self._site.absolute(f"/changes{query}"),
            "feed_url": self._site.absolute(f"/feed.json{query}"),
            "language": "en",
            "items": [self._json_item(entry) for entry in entries],
        }
        return json.dumps(feed, ensure_ascii=False)

    def _json_item(self, entry: LoggedChange) -> dict[str, object]:
        change = entry.change
        return {
            "id": f"{self._tag}changes/{change.id}",
            "url": self._site.absolute(change_path(change.id)),
            "title": wording.headline(change),
            "content_text": " ".join(wording.told(change)),
            "date_published": iso_instant(entry.recorded_at),
            "tags": [change.kind, change.certainty, change.facts.state, change.facts.support_type, *_events(change)],
        }


def _events(change: Change) -> list[str]:
    return [change.agency_event] if change.agency_event else []


def _title(wanted: ChangeFilter) -> str:
    described = wanted.described()
    return f"{SITE_NAME} change log: {described}" if described else f"{SITE_NAME} change log"
