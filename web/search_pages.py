"""One box for everything: agencies first, then states, counties, releases and the latest changes. Nothing is noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.agency_groups import Agency, is_pending
from domain.counties import County
from web import conditional
from web.errors import BadRequestError
from web.places import state_path
from web.press import publishers_of
from web.search_index import SearchIndex, county_index, state_index
from web.site import Site, add_page
from workflows.press_views import LoggedRelease
from workflows.reading import ChangeQuery, LoggedChange

LONGEST = 100
"""Letters of a query: longer than any agency's name."""
MOST_AGENCIES = 20
_MOST_PLACES = 6
_MOST_RELEASES = 8
_CHANGES_OF = 3
"""Agencies whose latest changes are shown, the best hits."""
_CHANGES_EACH = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What one query found, each group with the best hit first."""

    agencies: Sequence[Agency] = ()
    more_agencies: bool = False
    states: Sequence[str] = ()
    counties: Sequence[tuple[County, int]] = ()
    """With how many agencies are listed there."""
    releases: Sequence[LoggedRelease] = ()
    changes: Sequence[LoggedChange] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was found."""
        return not (self.agencies or self.states or self.counties or self.releases)


def read_query(text: str) -> str:
    """Return what is looked for, without blanks around it. Raises BadRequestError for what no name can be."""
    if "\x00" in text:
        raise BadRequestError("error.odd_search")
    if len(text) > LONGEST:
        raise BadRequestError("error.long_search", count=LONGEST)
    return text.strip()


class Searching:
    """Searches over one site, for the page and for programs alike."""

    def __init__(self, site: Site, index: SearchIndex) -> None:
        self._site = site
        self._index = index

    def search(self, query: str) -> Results:
        """Return what *query* finds; nothing where it is empty."""
        if not query:
            return Results()
        indexed = self._index.read()
        agencies = [hit.found for hit in indexed.agencies.search(query, most=MOST_AGENCIES + 1)]
        counties = [hit.found for hit in county_index().search(query, most=_MOST_PLACES)]
        return Results(
            agencies=agencies[:MOST_AGENCIES],
            more_agencies=len(agencies) > MOST_AGENCIES,
            states=[hit.found for hit in state_index().search(query, most=_MOST_PLACES)],
            counties=[(county, indexed.listed_in[county.fips]) for county in counties],
            releases=[hit.found for hit in indexed.releases.search(query, most=_MOST_RELEASES)],
            changes=self._changes(agencies[:_CHANGES_OF]),
        )

    def _changes(self, agencies: Sequence[Agency]) -> list[LoggedChange]:
        found = []
        for agency in agencies:
            own = [
                entry
                for one in agency.agreements
                for entry in self._site.reader.changes(
                    ChangeQuery(agreement_id=one.id, newest_first=True, limit=_CHANGES_EACH)
                )
            ]
            found += sorted(own, key=lambda entry: entry.seq, reverse=True)[:_CHANGES_EACH]
        return found


class SearchPages:
    """The search over one site."""

    def __init__(self, site: Site, searching: Searching) -> None:
        self._site = site
        self._searching = searching

    def router(self) -> APIRouter:
        """Return the route of the search."""
        router = APIRouter()
        add_page(router, "/search", self.page)
        return router

    def page(self, request: Request) -> Response:
        """Show the form, and what was found."""
        query = read_query(request.query_params.get("q", ""))

        def render() -> str:
            results = self._searching.search(query)
            return self._site.renderer.render(
                "search.html",
                request,
                query=query,
                longest=LONGEST,
                results=results,
                state_links={state: state_path(state) for state in results.states},
                publishers=publishers_of(self._site.reader.sources(self._site.now())) if results.releases else {},
                is_pending=is_pending,
            )

        # No stamp: what somebody looks for is kept nowhere, not even in memory.
        answer = conditional.answer(request, render)
        answer.headers["X-Robots-Tag"] = "noindex"
        return answer
