"""How the sources are doing, and what needed a person."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from web import conditional
from web.site import Site, add_page


class SourcePages:
    """Sources and incidents over one site."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def router(self) -> APIRouter:
        """Return the routes of these pages."""
        router = APIRouter()
        add_page(router, "/sources", self.sources)
        add_page(router, "/incidents", self.incidents)
        return router

    def sources(self, request: Request) -> Response:
        """Show every source with its health, and what is open."""
        site = self._site
        sources = site.reader.sources(site.now())
        incidents = site.reader.incidents(only_open=True)
        titles = {source.key: source.title for source in sources}
        return conditional.answer(
            request,
            lambda: site.renderer.render("sources.html", sources=sources, incidents=incidents, titles=titles),
        )

    def incidents(self, request: Request) -> Response:
        """Show every incident, newest first."""
        site = self._site
        titles = {source.key: source.title for source in site.reader.sources(site.now())}
        incidents = site.reader.incidents()
        return conditional.answer(
            request, lambda: site.renderer.render("incidents.html", incidents=incidents, titles=titles)
        )
