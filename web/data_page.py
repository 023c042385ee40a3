"""The page from which the record is taken away, and its catalogue for machines."""

from __future__ import annotations

import json

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from web import conditional
from web.catalog import FORMS, Measures, catalog
from web.overview import CurrentOverview
from web.places import Places, state_path
from web.site import Site, add_page
from web.state_card import HEIGHT, WIDTH, card_path
from workflows.reading import ChangeQuery

_EXAMPLE = "Texas"
_EVERY_DAY = 100_000
"""More days than any record has."""


class DataPages:
    """The page about the data and its catalogue, over one site."""

    def __init__(self, site: Site, overview: CurrentOverview, places: Places) -> None:
        self._site = site
        self._overview = overview
        self._places = places

    def router(self) -> APIRouter:
        """Return the routes of both."""
        router = APIRouter()
        add_page(router, "/data", self.page)
        add_page(router, "/catalog.jsonld", self.catalog)
        return router

    def page(self, request: Request) -> Response:
        """Show everything that can be taken away, how to keep a copy, and how to cite it."""
        site = self._site

        def render() -> str:
            measures = self._measures()
            return site.renderer.render(
                "data.html",
                request,
                catalog=catalog(measures, site.absolute),
                measures=measures,
                forms=[(name, [f for f in FORMS if f[0] == name]) for name in ("agreements", "changes")],
                base=site.absolute("/api/v1"),
                state=_EXAMPLE,
                state_page=state_path(_EXAMPLE),
                card=card_path(_EXAMPLE),
                card_size=(WIDTH, HEIGHT),
                today=site.today(),
            )

        return conditional.answer(request, render, stamp=(*site.record_stamp(), "data", site.today()))

    def catalog(self, request: Request) -> Response:
        """Give the catalogue as JSON-LD."""
        return conditional.answer(
            request,
            lambda: json.dumps(catalog(self._measures(), self._site.absolute), ensure_ascii=False, indent=1),
            media_type="application/ld+json",
            stamp=(*self._site.record_stamp(), "catalog"),
        )

    def _measures(self) -> Measures:
        reader = self._site.reader
        newest = next(iter(reader.changes(ChangeQuery(newest_first=True, limit=1))), None)
        days = reader.days(_EVERY_DAY)
        points = self._places.growth(None)
        return Measures(
            tally=self._overview.read().total,
            changes=sum(number for day in days for _, number in day.counts),
            first_on=points[0].on if points else None,
            first_change_on=days[-1].on if days else None,
            modified_at=newest.recorded_at if newest else None,
        )
