"""The page that asks which agency and which day, and leads to the agency's page as of that day."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.vocabulary import STATES
from web import conditional
from web.filters import read_past_day, read_state
from web.search_index import SearchIndex
from web.search_pages import LONGEST, read_query
from web.site import Site, add_page

_MOST = 100
"""Agencies shown for a state alone; a name narrows them."""


class InForcePages:
    """The question over one site."""

    def __init__(self, site: Site, index: SearchIndex) -> None:
        self._site = site
        self._index = index

    def router(self) -> APIRouter:
        """Return the route of the question."""
        router = APIRouter()
        add_page(router, "/in-force", self.page)
        return router

    def page(self, request: Request) -> Response:
        """Show the form, and the agencies that it names."""
        query = request.query_params
        state = read_state(query.get("state", ""))
        on = read_past_day(query.get("on", ""), "on", today=self._site.today())
        agency = read_query(query.get("agency", ""))
        asked = bool(agency or state)
        found = self._index.agencies_like(agency, state, most=_MOST + 1) if asked else []

        def render() -> str:
            return self._site.renderer.render(
                "in_force.html",
                request,
                agency=agency,
                state=state,
                on=on,
                today=self._site.today(),
                states=STATES,
                longest=LONGEST,
                asked=asked,
                said_something="agency" in query,
                found=found[:_MOST],
                more=len(found) > _MOST,
            )

        # No stamp: what somebody looks for is kept nowhere, not even in memory.
        return conditional.answer(request, render)
