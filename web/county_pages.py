"""One county: who holds what there now, what changed, who speaks of it, and how it stands with its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.agency_groups import Agency
from domain.agreements import Standing
from domain.changes import ChangeKind
from domain.counties import County, county_by_fips
from web import conditional
from web.county_holdings import Holding
from web.errors import NotFoundError
from web.filters import ChangeFilter
from web.geometry import WITHOUT_SHAPE, neighbours
from web.links import county_path
from web.phrases import words_of
from web.places import Places, home_of, state_path
from web.press import publishers_of
from web.site import Site, add_page
from workflows.press_views import LoggedRelease, ReleaseQuery
from workflows.reading import ChangeQuery, LoggedChange

CHANGES_SHOWN = 50
"""More than has happened in nearly any county; the log has the rest."""
RELEASES_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyAgencies:
    """The agencies of one county by how they stand, each by name."""

    listed: Sequence[Agency]
    pending: Sequence[Agency]
    gone: Sequence[Agency]

    @property
    def every(self) -> list[Agency]:
        """Return all of them."""
        return [*self.listed, *self.pending, *self.gone]


class CountyPages:
    """The pages of counties over one site."""

    def __init__(self, site: Site, places: Places) -> None:
        self._site = site
        self._places = places

    def router(self) -> APIRouter:
        """Return the route of these pages."""
        router = APIRouter()
        add_page(router, "/counties/{fips}", self.county)
        return router

    def county(self, request: Request, fips: str) -> Response:
        """Show one county, by its five-digit FIPS code."""
        county = county_by_fips(fips)
        if county is None:
            raise NotFoundError("error.no_county_code")
        stamp = self._site.record_stamp("county", fips)
        return conditional.answer(request, lambda: self._page(request, county), stamp=stamp)

    def _page(self, request: Request, county: County) -> str:
        site, wanted = self._site, ChangeFilter(state=county.state, county=county.fips)
        agencies = self._agencies(county)
        return site.renderer.render(
            "county.html",
            request,
            county=county,
            permalink=site.absolute(county_path(county.fips)),
            state_page=state_path(county.state),
            agencies=agencies,
            holding=Holding(county=county, agencies=agencies.listed),
            first=self._first(county),
            changes=site.reader.changes(ChangeQuery(county=county.fips, newest_first=True, limit=CHANGES_SHOWN)),
            releases=self._releases(county, agencies.every)[:RELEASES_SHOWN],
            publishers=publishers_of(site.reader.sources(site.now())),
            beside=[self._holding(beside) for beside in _neighbours(county)],
            has_shape=county.fips not in WITHOUT_SHAPE,
            county_filter=wanted,
            follow=wanted.follow_path(),
            feeds=site.feeds(words_of(request), wanted),
        )

    def _agencies(self, county: County) -> CountyAgencies:
        found = [agency for agency in self._places.agencies(county.state) if home_of(agency) == county]
        shown = [agency for agency in found if any(a.standing is not Standing.MERGED for a in agency.agreements)]
        return CountyAgencies(
            listed=[agency for agency in shown if agency.listed],
            pending=[agency for agency in shown if agency.pending and not agency.listed],
            gone=[agency for agency in shown if not agency.listed and not agency.pending],
        )

    def _holding(self, county: County) -> Holding:
        return Holding(county=county, agencies=self._agencies(county).listed)

    def _first(self, county: County) -> LoggedChange | None:
        """Return the change with which the county's first agreement appeared, where we saw it and it still holds."""
        query = ChangeQuery(county=county.fips, kinds=frozenset({ChangeKind.NEW}))
        firsts = (entry for entry in self._site.reader.changes(query) if entry.change.first_in_county)
        return next((entry for entry in firsts if entry.superseded_by is None), None)

    def _releases(self, county: County, agencies: Sequence[Agency]) -> list[LoggedRelease]:
        """Return the releases that name an agency of the county, or the county itself, newest first."""
        ids = [agreement.id for agency in agencies for agreement in agency.agreements]
        found = {one.release.id: one for one in (self._site.press.releases_naming(ids) if ids else ())}
        for one in self._site.press.releases(ReleaseQuery(state=county.state)):
            named = one.release.reading.counties
            if any((mention.state, mention.name) == (county.state, county.name) for mention in named):
                found[one.release.id] = one
        return sorted(found.values(), key=lambda one: one.seq, reverse=True)


def _neighbours(county: County) -> list[County]:
    found = (county_by_fips(fips) for fips in neighbours(county.fips))
    return sorted(
        (beside for beside in found if beside), key=lambda beside: (beside.state != county.state, beside.name)
    )
