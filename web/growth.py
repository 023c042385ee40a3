"""The growth curve: its page, its drawing and its table, for the country and for each state."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from web import conditional
from web.csv_export import as_download
from web.errors import NotFoundError
from web.growth_chart import (
    NARROW,
    WIDE,
    Size,
    claimed,
    claimed_by,
    claims_beside,
    counts_of,
    described,
    draw,
    events_shown,
    happened,
    when,
)
from web.phrases import Phrases, words_of
from web.places import Places, state_by_code, state_path
from web.site import Site, add_page
from workflows.reading import GrowthPoint

NO_STATE = "error.no_state_code"
COLUMNS = ("day", "agreements", "agencies")
_STYLE = (
    "svg{font:12px system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Liberation Sans',sans-serif;color:#14181d}"
    "text{fill:currentColor}.soft text{fill:#4b5563}.paper{fill:#fff}.grid path{stroke:#c9d0d8}"
    ".agreements,.agencies{fill:none;stroke-width:2.5}.agreements{stroke:#0b4f8a}"
    ".agencies{stroke:#7a4a00;stroke-dasharray:5 3}.event{stroke:#4b5563;stroke-dasharray:2 3}"
    ".said{fill:#fff;stroke:currentColor;stroke-width:1.5}.sign{font-weight:700}"
    "@media (prefers-color-scheme:dark){svg{color:#eceff2}.soft text{fill:#b3bcc7}.paper,.said{fill:#101418}"
    ".grid path{stroke:#3a444f}.agreements{stroke:#8ec5ff}.agencies{stroke:#ffcf70}.event{stroke:#b3bcc7}}"
)
"""Written into the drawing, where a page's own style does not reach; no quotation mark or less-than sign in it."""
STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'"
"""A drawing opened by itself may use this one style and nothing else."""
_SIZES = {"": NARROW, "wide": WIDE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What a page needs to show a curve: where its drawings are, how large, and what they show in words."""

    path: str
    csv: str
    words: str
    narrow: tuple[int, int]
    wide: tuple[int, int]


def figure(words: Phrases, points: Sequence[GrowthPoint], state: str | None) -> Figure:
    """Return the figure of one state or of the country."""
    folder = state_path(state) if state else ""
    return Figure(
        path=f"{folder}/growth.svg",
        csv=f"{folder}/growth.csv",
        words=described(words, points, state),
        narrow=_measures(words, points, NARROW, state),
        wide=_measures(words, points, WIDE, state),
    )


def _measures(words: Phrases, points: Sequence[GrowthPoint], size: Size, state: str | None) -> tuple[int, int]:
    """Return width and height, so that a page keeps its place while the drawing loads."""
    return size.width, round(draw(words, points, size, state=state).height) if points else 60


class GrowthPages:
    """The curve over one site."""

    def __init__(self, site: Site, places: Places) -> None:
        self._site = site
        self._places = places

    def router(self) -> APIRouter:
        """Return the routes of the curve."""
        router = APIRouter()
        add_page(router, "/growth", self.page)
        add_page(router, "/growth.svg", self.drawing)
        add_page(router, "/growth.csv", self.table)
        add_page(router, "/states/{code}/growth.svg", self.state_drawing)
        add_page(router, "/states/{code}/growth.csv", self.state_table)
        return router

    def page(self, request: Request) -> Response:
        """Show the country's curve with the events and the claims beside it, in words and numbers too."""

        def render() -> str:
            points, words = self._places.growth(None), words_of(request)
            return self._site.renderer.render(
                "growth.html",
                request,
                figure=figure(words, points, None),
                points=points,
                events=events_shown(points, None),
                claims=claims_beside(points),
                when=partial(when, words),
                happened=partial(happened, words),
                claimed=partial(claimed, words),
                claimed_by=partial(claimed_by, words),
                counts_of=partial(counts_of, words),
            )

        return conditional.answer(request, render, stamp=(*self._site.record_stamp(), "growth"))

    def drawing(self, request: Request) -> Response:
        """Draw the country's curve."""
        return self._drawing(request, None)

    def state_drawing(self, request: Request, code: str) -> Response:
        """Draw a state's curve."""
        return self._drawing(request, known_state(code))

    def table(self, request: Request) -> StreamingResponse:
        """Give the country's curve as a table."""
        return as_download(request, _rows(self._places.growth(None)), "growth")

    def state_table(self, request: Request, code: str) -> StreamingResponse:
        """Give a state's curve as a table."""
        return as_download(request, _rows(self._places.growth(known_state(code))), f"growth-{code}")

    def _drawing(self, request: Request, state: str | None) -> Response:
        size = _SIZES.get(request.query_params.get("size", ""), NARROW)

        def render() -> str:
            points, words = self._places.growth(state), words_of(request)
            return self._site.renderer.render(
                "growth.svg",
                request,
                size=size,
                chart=draw(words, points, size, state=state) if points else None,
                last=points[-1] if points else None,
                title=words.say("growth.drawing", place=state or words.say("growth.country")),
                description=described(words, points, state),
                style=_STYLE,
            )

        stamp = (*self._site.record_stamp(), "drawing", state, size.width)
        answer = conditional.answer(request, render, stamp=stamp, media_type="image/svg+xml")
        answer.headers["Content-Security-Policy"] = _POLICY
        return answer


def known_state(code: str) -> str:
    """Return the state whose code stands in an address. Raises NotFoundError."""
    state = state_by_code(code)
    if state is None:
        raise NotFoundError(NO_STATE)
    return state


def _rows(points: Sequence[GrowthPoint]) -> Iterator[tuple[str, ...]]:
    yield COLUMNS
    for point in points:
        yield point.on.isoformat(), str(point.agreements), str(point.agencies)
