"""States: who holds what there now, in which counties, how it grew and what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.agency_groups import Agency
from domain.counties import County, counties, county_named_by, find_county
from domain.releases import Action
from domain.vocabulary import STATES
from web import conditional
from web.errors import NotFoundError
from web.filters import ChangeFilter
from web.growth import NO_STATE, figure
from web.overview import CurrentOverview, count
from web.places import Places, county_words, state_by_code, state_meant, state_path
from web.press import publishers_of
from web.site import Site, add_page
from workflows.press_views import LoggedRelease, ReleaseQuery
from workflows.reading import ChangeQuery

CHANGES_SHOWN = 8
RELEASES_SHOWN = 10
_LAWS = frozenset({Action.BANS, Action.MANDATES})


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyCount:
    """Which counties of a state the agencies listed there name, and how many agencies each."""

    all: int
    held: Sequence[tuple[County, int]]
    without: Sequence[County]
    unplaced: int
    """Agencies of no county that we could tell: state police, or a cell that ICE left empty."""


class StatePages:
    """The pages of states over one site."""

    def __init__(self, site: Site, overview: CurrentOverview, places: Places) -> None:
        self._site = site
        self._overview = overview
        self._places = places

    def router(self) -> APIRouter:
        """Return the routes of these pages."""
        router = APIRouter()
        add_page(router, "/states", self.states)
        add_page(router, "/states/{code}", self.state)
        return router

    def states(self, request: Request) -> Response:
        """Show the counts of every state, each with the way to its page."""

        def render() -> str:
            overview = self._overview.read()
            return self._site.renderer.render(
                "states.html",
                overview=overview,
                links={name: state_path(name) for name in overview.states},
                others=[(name, state_path(name)) for name in STATES if name not in overview.states],
            )

        return conditional.answer(request, render, stamp=(*self._site.record_stamp(), "states"))

    def state(self, request: Request, code: str) -> Response:
        """Show one state, by its code in lower case: its permalink. A name or a code in capitals leads there."""
        state = state_by_code(code)
        if state is None:
            if meant := state_meant(code):
                return RedirectResponse(state_path(meant), status_code=HTTPStatus.SEE_OTHER)
            raise NotFoundError(NO_STATE)
        stamp = (*self._site.record_stamp(), "state", state)
        return conditional.answer(request, lambda: self._page(state), stamp=stamp)

    def _page(self, state: str) -> str:
        site, wanted = self._site, ChangeFilter(state=state)
        agencies, points = self._places.agencies(state), self._places.growth(state)
        listed = [agency for agency in agencies if agency.listed]
        releases = site.press.releases(ReleaseQuery(state=state))
        return site.renderer.render(
            "state.html",
            state=state,
            permalink=site.absolute(state_path(state)),
            tally=self._overview.read().states.get(state) or count([]).total,
            listed=listed,
            unlisted=[agency for agency in agencies if not agency.listed and not _is_merged(agency)],
            signed_days=signed_days,
            counties=count_counties(state, listed),
            county_words=county_words(state),
            points=points,
            figure=figure(points, state),
            changes=site.reader.changes(ChangeQuery(state=state, newest_first=True, limit=CHANGES_SHOWN)),
            releases=releases[:RELEASES_SHOWN],
            laws=_on_laws(releases)[:RELEASES_SHOWN],
            publishers=publishers_of(site.reader.sources(site.now())),
            state_filter=wanted,
            follow=wanted.follow_path(),
            feeds=site.feeds(wanted),
        )


def count_counties(state: str, agencies: Iterable[Agency]) -> CountyCount:
    """Return which counties of *state* the *agencies* name, by the cell for it or else by their own name."""
    found = Counter(find_county(agency.county, state) or county_named_by(agency.name, state) for agency in agencies)
    unplaced = found.pop(None, 0)
    known = sorted((county for county in counties() if county.state == state), key=lambda county: county.name)
    return CountyCount(
        all=len(known),
        held=[(county, found[county]) for county in known if county in found],
        without=[county for county in known if county not in found],
        unplaced=unplaced,
    )


def signed_days(agency: Agency) -> list[date]:
    """Return the days on which the agreements that an agency is listed for were signed, the latest first."""
    return sorted({a.facts.signed_on for a in agency.listed if a.facts.signed_on}, reverse=True)


def _is_merged(agency: Agency) -> bool:
    return all(agreement.standing.value == "merged" for agreement in agency.agreements)


def _on_laws(releases: Iterable[LoggedRelease]) -> list[LoggedRelease]:
    return [logged for logged in releases if _LAWS.intersection(logged.release.reading.actions)]
