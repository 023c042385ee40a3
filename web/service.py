"""What is not news: about, style, icon, and the two questions that machines ask."""

from __future__ import annotations

import logging

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from domain.changes import ChangeKind
from domain.vocabulary import SupportType
from web import conditional
from web.rendering import asset
from web.site import Site, add_page

_log = logging.getLogger(__name__)
_COSTLY = (
    *("/captures/", "/subscribe/", "/api/v1/", "/changes.csv", "/changes.json", "/changes.parquet"),
    *("/agreements.csv", "/agreements.json", "/agreements.geojson", "/agreements.parquet"),
)
"""What no crawler needs: large files, and questions that the interface for programs answers better."""
_ONE_YEAR = "public, max-age=31536000, immutable"
"""Our pages name style and icon with a fingerprint, so a new release is a new address."""


class ServicePages:
    """About, assets and health over one site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._style = asset("site.css")
        self._icon = asset("icon.svg")

    def router(self) -> APIRouter:
        """Return the routes of these pages."""
        router = APIRouter()
        add_page(router, "/about", self.about)
        add_page(router, "/site.css", self.style)
        add_page(router, "/icon.svg", self.icon)
        add_page(router, "/robots.txt", self.robots)
        add_page(router, "/healthz", self.healthz)
        add_page(router, "/readyz", self.readyz)
        return router

    def about(self, request: Request) -> Response:
        """Say what this is, how it works and what each word means."""
        return conditional.answer(
            request,
            lambda: self._site.renderer.render(
                "about.html", request, kinds=list(ChangeKind), support_types=list(SupportType)
            ),
        )

    def style(self) -> Response:
        """Give the style sheet."""
        return Response(self._style, media_type="text/css; charset=utf-8", headers={"Cache-Control": _ONE_YEAR})

    def icon(self) -> Response:
        """Give the icon."""
        return Response(self._icon, media_type="image/svg+xml", headers={"Cache-Control": _ONE_YEAR})

    def robots(self) -> Response:
        """Ask crawlers to leave alone what is large or costly."""
        asked = "".join(f"Disallow: {start}{path}\n" for path in _COSTLY for start in ("", "/es"))
        return PlainTextResponse(f"User-agent: *\n{asked}\nSitemap: {self._site.absolute('/sitemap.xml')}\n")

    def healthz(self) -> Response:
        """Say that the process answers; touches nothing else."""
        return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})

    def readyz(self) -> Response:
        """Say whether the record answers."""
        try:
            self._site.reader.marks()
        except Exception:  # noqa: BLE001 - the boundary: whatever the record raises means "not ready"
            _log.warning("The record does not answer.", exc_info=True)
            return PlainTextResponse("the record does not answer", 503, {"Cache-Control": "no-store"})
        return PlainTextResponse("ready", headers={"Cache-Control": "no-store"})
