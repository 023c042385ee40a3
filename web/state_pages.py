"""States: who holds what there now, in which counties, how it grew and what changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from http import HTTPStatus

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.agency_groups import Agency
from domain.releases import Action
from domain.state_laws import AS_OF
from domain.vocabulary import STATES
from web import conditional
from web.county_holdings import count_counties
from web.errors import NotFoundError
from web.filters import ChangeFilter
from web.growth import NO_STATE, figure
from web.laws import views_of
from web.maps import nation_size, state_map
from web.overview import CurrentOverview, count
from web.phrases import words_of
from web.places import Places, county_words, state_by_code, state_meant, state_path
from web.power_chart import power_figure
from web.press import publishers_of
from web.site import Site, add_page
from web.state_card import HEIGHT, WIDTH, card_path
from workflows.press_views import LoggedRelease, ReleaseQuery
from workflows.reading import ChangeQuery

CHANGES_SHOWN = 8
RELEASES_SHOWN = 10
_LAWS = frozenset({Action.BANS, Action.MANDATES})


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
                request,
                overview=overview,
                map_size=nation_size(),
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
        stamp = (*self._site.record_stamp(), "state", state, self._site.today())
        return conditional.answer(request, lambda: self._page(request, state), stamp=stamp)

    def _page(self, request: Request, state: str) -> str:
        site, wanted = self._site, ChangeFilter(state=state)
        agencies, points = self._places.agencies(state), self._places.growth(state)
        power_points = self._places.powers(state)
        listed = [agency for agency in agencies if agency.listed]
        by_county = count_counties(state, listed)
        releases = site.press.releases(ReleaseQuery(state=state))
        return site.renderer.render(
            "state.html",
            request,
            state=state,
            tally=self._overview.read().states.get(state) or count([]).total,
            listed=listed,
            unlisted=[agency for agency in agencies if not agency.listed and not _is_merged(agency)],
            signed_days=signed_days,
            counties=by_county,
            map=state_map(state, by_county),
            state_page=state_path(state),
            county_words=county_words(state),
            points=points,
            figure=figure(words_of(request), points, state),
            power_points=power_points,
            power_figure=power_figure(words_of(request), power_points, state),
            law_views=views_of(state, agencies, today=site.today()),
            as_of=AS_OF,
            changes=site.reader.changes(ChangeQuery(state=state, newest_first=True, limit=CHANGES_SHOWN)),
            releases=releases[:RELEASES_SHOWN],
            laws=_on_laws(releases)[:RELEASES_SHOWN],
            publishers=publishers_of(site.reader.sources(site.now())),
            state_filter=wanted,
            follow=wanted.follow_path(),
            feeds=site.feeds(words_of(request), wanted),
            card=card_path(state),
            card_size=(WIDTH, HEIGHT),
        )


def signed_days(agency: Agency) -> list[date]:
    """Return the days on which the agreements that an agency is listed for were signed, the latest first."""
    return sorted({a.facts.signed_on for a in agency.listed if a.facts.signed_on}, reverse=True)


def _is_merged(agency: Agency) -> bool:
    return all(agreement.standing.value == "merged" for agreement in agency.agreements)


def _on_laws(releases: Iterable[LoggedRelease]) -> list[LoggedRelease]:
    return [logged for logged in releases if _LAWS.intersection(logged.release.reading.actions)]
