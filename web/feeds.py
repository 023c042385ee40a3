"""The change log as Atom and JSON Feed, whole or filtered."""

from __future__ import annotations

import json
from datetime import datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.addresses import at
from domain.changes import Change
from web import conditional, wording
from web.dates import iso_instant
from web.filters import ChangeFilter, read_filter
from web.links import change_path, host_of
from web.log_pages import read_page
from web.phrases import Phrases, words_of
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
        site, wanted, words = self._site, read_filter(request.query_params), words_of(request)
        marks = site.reader.marks()
        # Of the log alone: what else is recorded shows in no feed, and its readers come every few minutes.
        stamp = (site.renderer.look, path, wanted, marks.newest, marks.newest_at)

        def render() -> str:
            entries = read_page(site.reader, wanted, before=None, size=IN_A_FEED).entries
            if path == "/feed.json":
                return self._json(words, wanted, entries)
            return self._atom(request, wanted, entries, entries[0].recorded_at if entries else site.now())

        return conditional.answer(
            request,
            render,
            media_type=media_type,
            stamp=stamp,
            modified_at=marks.newest_at,
            now=site.now(),
        )

    def _atom(
        self, request: Request, wanted: ChangeFilter, entries: tuple[LoggedChange, ...], updated_at: datetime
    ) -> str:
        query, words = wanted.query_string(), words_of(request)
        return self._site.renderer.render(
            "feed.atom",
            request,
            feed_id=f"{self._entries(words)}{query}",
            entries_id=self._entries(words),
            title=_title(words, wanted),
            updated_at=updated_at,
            self_url=self._at(words, f"/feed.atom{query}"),
            page_url=self._at(words, f"/changes{query}"),
            entries=entries,
        )

    def _json(self, words: Phrases, wanted: ChangeFilter, entries: tuple[LoggedChange, ...]) -> str:
        query = wanted.query_string()
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": _title(words, wanted),
            "home_page_url": self._at(words, f"/changes{query}"),
            "feed_url": self._at(words, f"/feed.json{query}"),
            "icon": self._site.absolute("/icon.svg"),
            "authors": [{"name": SITE_NAME, "url": self._site.absolute("/")}],
            "language": words.language.value,
            "items": [self._json_item(words, entry) for entry in entries],
        }
        return json.dumps(feed, ensure_ascii=False)

    def _json_item(self, words: Phrases, entry: LoggedChange) -> dict[str, object]:
        change = entry.change
        return {
            "id": f"{self._entries(words)}/{change.id}",
            "url": self._at(words, change_path(change.id)),
            "title": wording.headline(words, change),
            "content_text": " ".join(" ".join(filter(None, pair)) for pair in wording.told(words, change)),
            "date_published": iso_instant(entry.recorded_at),
            "tags": [change.kind, change.certainty, change.facts.state, change.facts.support_type, *_events(change)],
        }

    def _at(self, words: Phrases, path: str) -> str:
        return self._site.absolute(at(words.language, path))

    def _entries(self, words: Phrases) -> str:
        """Return what the ids of all entries in one language begin with.

        A program that follows both languages takes two entries with one id for two states of the same entry, and
        would show only the one that it read last. English keeps the ids that its readers know.
        """
        return f"{self._tag}{at(words.language, '/changes').removeprefix('/')}"


def _events(change: Change) -> list[str]:
    return [change.agency_event] if change.agency_event else []


def _title(words: Phrases, wanted: ChangeFilter) -> str:
    title = words.say("feed.title", site=SITE_NAME)
    described = wanted.described(words)
    return f"{title}: {described}" if described else title
