"""Which pages there are, for search engines: an index and its parts, each page in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.addresses import at
from domain.subscriptions import Language
from domain.vocabulary import STATES
from web import conditional
from web.errors import NotFoundError
from web.links import agency_path, county_path
from web.places import Places, home_of, state_path
from web.site import Site, add_page
from workflows.press_views import ReleaseQuery
from workflows.reading import ChangeQuery

PAGES_IN_A_PART = 20_000
"""Each stands there twice, in English and in Spanish; a part may hold 50,000 addresses and 50 MB."""
_ALWAYS = (
    *("/", "/changes", "/agreements", "/states", "/growth", "/laws", "/in-force", "/releases"),
    *("/sources", "/about", "/data", "/api", "/privacy"),
)
_EVERY_DAY = 100_000
_PART = re.compile(r"([a-z]{1,20})-([1-9][0-9]{0,3})", re.ASCII)
_XML = "application/xml"
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'


@dataclass(frozen=True, slots=True)
class Page:
    """A page by its English path; *changed_on* only where it is known that nothing has changed since."""

    path: str
    changed_on: date | None = None


class Sitemaps:
    """The sitemaps over one site."""

    def __init__(self, site: Site, places: Places) -> None:
        self._site = site
        self._places = places
        self._kinds: dict[str, Callable[[], Sequence[Page]]] = {
            "pages": lambda: [Page(path) for path in _ALWAYS],
            "states": self._states,
            "counties": self._counties,
            "agencies": self._agencies,
            "days": self._days,
        }

    def router(self) -> APIRouter:
        """Return the routes of the index and its parts."""
        router = APIRouter()
        add_page(router, "/sitemap.xml", self.index)
        add_page(router, "/sitemap-{part}.xml", self.part)
        return router

    def index(self, request: Request) -> Response:
        """Name every part."""

        def render() -> str:
            addresses = (
                self._site.absolute(f"/sitemap-{kind}-{number}.xml")
                for kind, pages in self._kinds.items()
                for number in range(1, -(-len(pages()) // PAGES_IN_A_PART) + 1)
            )
            listed = "".join(f"<sitemap><loc>{escape(address)}</loc></sitemap>\n" for address in addresses)
            return f"{_HEAD}<sitemapindex {_NAMESPACES}>\n{listed}</sitemapindex>\n"

        return conditional.answer(request, render, media_type=_XML, stamp=(*self._site.record_stamp(), "sitemap"))

    def part(self, request: Request, part: str) -> Response:
        """Name the pages of one part."""
        named = _PART.fullmatch(part)
        pages = self._kinds[named[1]]() if named and named[1] in self._kinds else ()
        start = (int(named[2]) - 1) * PAGES_IN_A_PART if named else 0
        shown = pages[start : start + PAGES_IN_A_PART]
        if not shown:
            raise NotFoundError("error.no_sitemap")

        def render() -> str:
            listed = "".join(line for page in shown for line in self._lines(page))
            return f"{_HEAD}<urlset {_NAMESPACES}>\n{listed}</urlset>\n"

        return conditional.answer(request, render, media_type=_XML, stamp=(*self._site.record_stamp(), "sitemap", part))

    def _lines(self, page: Page) -> Iterator[str]:
        addresses = {language: escape(self._site.absolute(at(language, page.path))) for language in Language}
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language.value}" href="{address}"/>'
            for language, address in addresses.items()
        )
        changed = f"<lastmod>{page.changed_on.isoformat()}</lastmod>" if page.changed_on else ""
        for address in addresses.values():
            yield f"<url><loc>{address}</loc>{changed}{others}</url>\n"

    def _states(self) -> Sequence[Page]:
        return [Page(state_path(state), self._changed_on(state)) for state in STATES]

    def _changed_on(self, state: str) -> date | None:
        """Return the day of the newest change or release of a state: what else its page shows comes of those two."""
        changes = self._site.reader.changes(ChangeQuery(state=state, newest_first=True, limit=1))
        releases = self._site.press.releases(ReleaseQuery(state=state, limit=1))
        recorded = [*(entry.recorded_at for entry in changes), *(logged.recorded_at for logged in releases)]
        return max((instant.date() for instant in recorded), default=None)

    def _agencies(self) -> Sequence[Page]:
        return [Page(agency_path(agency.id)) for state in STATES for agency in self._places.agencies(state)]

    def _counties(self) -> Sequence[Page]:
        """Return the counties in which an agency is listed."""
        homes = (home_of(agency) for state in STATES for agency in self._places.agencies(state) if agency.listed)
        return [Page(county_path(fips)) for fips in sorted({county.fips for county in homes if county})]

    def _days(self) -> Sequence[Page]:
        return [Page(f"/days/{day.on.isoformat()}") for day in self._site.reader.days(_EVERY_DAY)]
