"""The agreements in force, today or on an earlier day, by state."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.vocabulary import STATES
from web import conditional
from web.filters import ChangeFilter, read_past_day, read_state
from web.overview import CurrentOverview, count
from web.places import state_path
from web.site import Site, add_page


class AgreementPages:
    """The list of agreements over one site."""

    def __init__(self, site: Site, overview: CurrentOverview) -> None:
        self._site = site
        self._overview = overview

    def router(self) -> APIRouter:
        """Return the routes of these pages."""
        router = APIRouter()
        add_page(router, "/agreements", self.agreements)
        return router

    def agreements(self, request: Request) -> Response:
        """Show the counts of every state, or the agreements of one."""
        site = self._site
        state = read_state(request.query_params.get("state", ""))
        on = read_past_day(request.query_params.get("on", ""), "on", today=site.today())

        def render() -> str:
            listed = list(site.reader.agreements(on=on, state=state)) if state or on else []
            overview = count(listed) if state or on else self._overview.read()
            day = on.isoformat() if on else None
            return site.renderer.render(
                "agreements.html",
                request,
                overview=overview,
                state_links={name: f"/agreements{_query(name, day)}" for name in overview.states},
                state_page=state_path(state) if state else "",
                agreements=listed if state else [],
                state=state,
                on=on,
                today=site.today(),
                states=STATES,
                query=_query(state, day),
                state_filter=ChangeFilter(state=state),
            )

        stamp = (*site.record_stamp(), "agreements", state, on, site.today())
        return conditional.answer(request, render, stamp=stamp)


def _query(state: str | None, on: str | None) -> str:
    return ChangeFilter(state=state).query_string(on=on)
