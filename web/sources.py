"""How the sources are doing, and what needed a person."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.source_health import GOOD
from web import conditional
from web.press import by_jurisdiction
from web.site import Site, add_page
from workflows.reading import SourceHealth


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
            lambda: site.renderer.render(
                "sources.html",
                sources=sources,
                followed=by_jurisdiction(sources),
                tally=tally(sources),
                incidents=incidents,
                titles=titles,
            ),
        )

    def incidents(self, request: Request) -> Response:
        """Show every incident, newest first."""
        site = self._site
        titles = {source.key: source.title for source in site.reader.sources(site.now())}
        incidents = site.reader.incidents()
        return conditional.answer(
            request, lambda: site.renderer.render("incidents.html", incidents=incidents, titles=titles)
        )


def tally(sources: Sequence[SourceHealth]) -> str:
    """Return a sentence that counts how the newsrooms and pages are doing."""
    followed = [source for source in sources if source.kind != "list"]
    active = [source for source in followed if source.status == "active"]
    good = sum(1 for source in active if source.condition in GOOD)
    waiting = sum(1 for source in active if source.condition is None)
    parts = [f"{len(followed)} are followed", f"{good} of {len(active)} in use were read well when last checked"]
    if waiting:
        parts.append(f"{waiting} were not checked yet")
    if len(followed) > len(active):
        parts.append(f"{len(followed) - len(active)} cannot be read so far and are tried once a day")
    return "; ".join(parts) + "."
