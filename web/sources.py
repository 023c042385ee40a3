"""How the sources are doing, and what needed a person."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.source_health import GOOD
from web import conditional
from web.phrases import Phrases, words_of
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

        def render() -> str:
            sources = site.reader.sources(site.now())
            return site.renderer.render(
                "sources.html",
                request,
                sources=sources,
                followed=by_jurisdiction(sources),
                tally=tally(words_of(request), sources),
                incidents=site.reader.incidents(only_open=True),
                titles={source.key: source.title for source in sources},
            )

        return conditional.answer(request, render, stamp=site.health_stamp("sources"), is_restless=True)

    def incidents(self, request: Request) -> Response:
        """Show every incident, newest first."""
        site = self._site

        def render() -> str:
            titles = {source.key: source.title for source in site.reader.sources(site.now())}
            incidents = site.reader.incidents()
            return site.renderer.render("incidents.html", request, incidents=incidents, titles=titles)

        return conditional.answer(request, render, stamp=site.health_stamp("incidents"), is_restless=True)


def tally(words: Phrases, sources: Sequence[SourceHealth]) -> str:
    """Return a sentence that counts how the newsrooms and pages are doing."""
    followed = [source for source in sources if source.kind != "list"]
    active = [source for source in followed if source.status == "active"]
    good = sum(1 for source in active if source.condition in GOOD)
    waiting = sum(1 for source in active if source.condition is None)
    parts = [
        words.counted("sources.tally_followed", len(followed)),
        words.say("sources.tally_good", good=words.number(good), active=words.number(len(active))),
    ]
    if waiting:
        parts.append(words.counted("sources.tally_waiting", waiting))
    if len(followed) > len(active):
        parts.append(words.counted("sources.tally_unread", len(followed) - len(active)))
    return "; ".join(parts) + "."
