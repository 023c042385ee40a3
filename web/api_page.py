"""The page that explains the programming interface to people."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from web import conditional
from web.api_query import MOST, USUAL
from web.site import Site, add_page


class ApiPage:
    """The page about the programming interface, over one site."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def router(self) -> APIRouter:
        """Return the route of the page."""
        router = APIRouter()
        add_page(router, "/api", self.page)
        return router

    def page(self, request: Request) -> Response:
        """Say in plain words what can be asked, with examples, and on which terms."""
        return conditional.answer(
            request,
            lambda: self._site.renderer.render(
                "api.html", request, base=self._site.absolute("/api/v1"), most=MOST, usual=USUAL
            ),
        )
