"""A state in a card that other sites may show in a frame: counts, the latest change, and as of when. No script."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web import conditional
from web.errors import NotFoundError
from web.growth import NO_STATE
from web.overview import CurrentOverview, count
from web.places import state_by_code, state_meant, state_path
from web.rendering import asset
from web.site import Site, add_page
from workflows.reading import ChangeQuery

CARD_POLICY = "default-src 'none'; style-src 'self'; form-action 'none'; frame-ancestors *; base-uri 'none'"
"""The one page that any site may frame. It runs nothing, asks nothing, and its links open pages of their own."""
_FRAMED = {"Content-Security-Policy": CARD_POLICY, "Cross-Origin-Opener-Policy": "unsafe-none"}
WIDTH, HEIGHT = 340, 330
_LIST = "ice-287g"


def card_path(state: str) -> str:
    """Return the path of a state's card."""
    return f"/embed{state_path(state)}"


class StateCards:
    """The cards over one site."""

    def __init__(self, site: Site, overview: CurrentOverview) -> None:
        self._site = site
        self._overview = overview
        self._style = asset("card.css")

    def router(self) -> APIRouter:
        """Return the routes of the cards."""
        router = APIRouter()
        add_page(router, "/embed/states/{code}", self.card)
        add_page(router, "/card.css", self.style)
        return router

    def style(self) -> Response:
        """Give the cards' style sheet."""
        return Response(
            self._style,
            media_type="text/css; charset=utf-8",
            headers={"Cache-Control": "public, max-age=31536000, immutable"},
        )

    def card(self, request: Request, code: str) -> Response:
        """Show one state in a card; a code in capitals, or a name, leads there."""
        state = state_by_code(code)
        if state is None:
            if meant := state_meant(code):
                return RedirectResponse(card_path(meant), status_code=HTTPStatus.SEE_OTHER, headers=_FRAMED)
            raise NotFoundError(NO_STATE)
        answer = conditional.answer(request, lambda: self._card(request, state))
        answer.headers.update(_FRAMED)  # on a 304 too: a browser takes the headers of what it keeps from there
        return answer

    def _card(self, request: Request, state: str) -> str:
        changes = self._site.reader.changes(ChangeQuery(state=state, newest_first=True, limit=1))
        return self._site.renderer.render(
            "card.html",
            request,
            state=state,
            path=state_path(state),
            tally=self._overview.read().states.get(state) or count([]).total,
            latest=changes[0].change if changes else None,
            as_of=self._read_at(),
        )

    def _read_at(self) -> datetime | None:
        """Return when ICE's list was last read and believed."""
        sources = self._site.reader.sources(self._site.now())
        return next((source.last_success_at for source in sources if source.key == _LIST), None)
