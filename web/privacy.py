"""What is held about people who subscribe, why, and for how long."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from web import conditional
from web.site import Site, add_page

HELD = (
    "address",
    "wish",
    "cadence",
    "language",
    "shared",
    "standing",
    "links",
    "deliveries",
    "never",
    "ip",
    "reviewer",
)
"""What is held, in the order of the page: `held.{name}`, `why.{name}` and `how_long.{name}` in the catalogues."""


class PrivacyPage:
    """The page about privacy, over one site."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def router(self) -> APIRouter:
        """Return the route of the page."""
        router = APIRouter()
        add_page(router, "/privacy", self.privacy)
        return router

    def privacy(self, request: Request) -> Response:
        """Say what is held, why, for how long, and how to be forgotten."""
        return conditional.answer(request, lambda: self._site.renderer.render("privacy.html", request, held=HELD))
