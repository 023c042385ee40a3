"""Agreements by support type over time: three bands, one above the other, as a drawing, in words and as a table."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from domain.vocabulary import SupportType
from web import conditional
from web.csv_export import as_download
from web.growth import known_state
from web.growth_chart import NARROW, WIDE, Axes, Size, month_marks, round_levels
from web.phrases import Phrases, words_of
from web.places import Places, state_path
from web.powers import POWER_KEYS, power_name
from web.site import Site, add_page
from workflows.past import PowersPoint

COLUMNS = ("day", "task_force", "jail_enforcement", "warrant_service", "all")
_SHORTEST = timedelta(days=30)
"""Days that the drawing spans at least: a record of one day would have no width."""
_SIZES = {"": NARROW, "wide": WIDE}
_KEY_LINE = 18
_TOP = 16 + 3 * _KEY_LINE
"""Room for the legend above the bands."""
_BELOW = 30
_EMPTY = 60
"""Height where there is nothing to draw."""
POWERS = (SupportType.TASK_FORCE, SupportType.JAIL_ENFORCEMENT, SupportType.WARRANT_SERVICE)
"""From the top band to the bottom one."""
_STYLE = (
    "svg{font:12px system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Liberation Sans',sans-serif;color:#14181d}"
    "text{fill:currentColor}.soft text{fill:#4b5563}.paper{fill:#fff}.grid path{stroke:#c9d0d8}"
    ".task_force,.jail_enforcement,.warrant_service{stroke:#fff;stroke-width:1}"
    ".task_force{fill:#0b4f8a}.jail_enforcement{fill:#c77700}.warrant_service{fill:#5f7a5a}"
    "@media (prefers-color-scheme:dark){svg{color:#eceff2}.soft text{fill:#b3bcc7}.paper{fill:#101418}"
    ".grid path{stroke:#3a444f}.task_force,.jail_enforcement,.warrant_service{stroke:#101418}"
    ".task_force{fill:#8ec5ff}.jail_enforcement{fill:#ffcf70}.warrant_service{fill:#a5c49f}}"
)
"""Written into the drawing, where a page's own style does not reach; the legend names each band, colour only helps."""
POWERS_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{POWERS_STYLE_HASH}'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One support type: its name, its style, its area as a path, and the newest count."""

    name: str
    style: str
    path: str
    held: int
    key_y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerChart:
    """A drawing, ready for its template."""

    size: Size
    height: int
    left: float
    right: float
    bottom: float
    bands: Sequence[Band]
    levels: Sequence[tuple[float, str]]
    months: Sequence[tuple[float, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerFigure:
    """What a page needs to show the bands: where the drawings are, how large, and what they show in words."""

    path: str
    csv: str
    words: str
    narrow: tuple[int, int]
    wide: tuple[int, int]


def counts_of(point: PowersPoint) -> dict[SupportType, int]:
    """Return what one day held of each support type."""
    return {
        SupportType.TASK_FORCE: point.task_force,
        SupportType.JAIL_ENFORCEMENT: point.jail_enforcement,
        SupportType.WARRANT_SERVICE: point.warrant_service,
    }


def power_figure(words: Phrases, points: Sequence[PowersPoint], state: str | None) -> PowerFigure:
    """Return the figure of one state or of the country."""
    folder = state_path(state) if state else ""
    return PowerFigure(
        path=f"{folder}/powers.svg",
        csv=f"{folder}/powers.csv",
        words=in_words(words, points, state),
        narrow=(NARROW.width, _height(NARROW) if points else _EMPTY),
        wide=(WIDE.width, _height(WIDE) if points else _EMPTY),
    )


def in_words(words: Phrases, points: Sequence[PowersPoint], state: str | None) -> str:
    """Return the bands in a sentence or two, for those who cannot see them."""
    place = state or words.say("powers.country")
    if not points:
        return words.say("powers.nothing", place=place)
    first, last = points[0], points[-1]
    now = words.say("powers.held", place=place, day=words.day(last.on), counts=_counted(words, last))
    if len(points) == 1:
        return now
    return f"{words.say('powers.began', place=place, day=words.day(first.on), counts=_counted(words, first))} {now}"


def _counted(words: Phrases, point: PowersPoint) -> str:
    return ", ".join(f"{words.number(n)} {power_name(words, power)}" for power, n in counts_of(point).items())


def _height(size: Size) -> int:
    return _TOP + size.plot_height + _BELOW


def draw_powers(words: Phrases, points: Sequence[PowersPoint], size: Size) -> PowerChart:
    """Return the bands of *points*, one or more."""
    highest = max(1, *(sum(counts_of(point).values()) for point in points), 0)
    levels = round_levels(highest, size)
    end = max(points[-1].on, points[0].on + _SHORTEST)
    axes = Axes(size=size, start=points[0].on, end=end, top=_TOP, highest=levels[-1])
    bands = []
    for number, power in enumerate(POWERS):
        under = POWERS[number + 1 :]
        lower = [(p.on, sum(counts_of(p)[other] for other in under)) for p in points]
        upper = [(on, floor + counts_of(p)[power]) for (on, floor), p in zip(lower, points, strict=True)]
        bands.append(
            Band(
                name=power_name(words, power),
                style=POWER_KEYS[power],
                path=_area(upper, lower, axes),
                held=counts_of(points[-1])[power],
                key_y=16 + number * _KEY_LINE,
            )
        )
    return PowerChart(
        size=size,
        height=_height(size),
        left=axes.left,
        right=axes.right,
        bottom=axes.bottom,
        bands=bands,
        levels=[(axes.y(level), words.number(level)) for level in levels],
        months=month_marks(words, axes),
    )


def _area(upper: Sequence[tuple[date, int]], lower: Sequence[tuple[date, int]], axes: Axes) -> str:
    """Return the path around a band: each count is held until the next one; back along the lower edge."""
    there = _corners(upper, axes)
    back = reversed(_corners(lower, axes))
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in [*there, *back]) + "Z"


def _corners(counts: Sequence[tuple[date, int]], axes: Axes) -> list[tuple[float, float]]:
    corners: list[tuple[float, float]] = []
    for on, count in counts:
        x, y = axes.x(on), axes.y(count)
        if not corners:
            corners.append((x, y))
        elif y != corners[-1][1]:
            corners += [(x, corners[-1][1]), (x, y)]
    end = max(axes.x(counts[-1][0]), axes.x(counts[0][0]) + 1)
    return [*corners, (end, corners[-1][1])]


class PowerPages:
    """Drawings and tables of the bands over one site."""

    def __init__(self, site: Site, places: Places) -> None:
        self._site = site
        self._places = places

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        add_page(router, "/powers.svg", self.drawing)
        add_page(router, "/powers.csv", self.table)
        add_page(router, "/states/{code}/powers.svg", self.state_drawing)
        add_page(router, "/states/{code}/powers.csv", self.state_table)
        return router

    def drawing(self, request: Request) -> Response:
        """Draw the country's bands."""
        return self._drawing(request, None)

    def state_drawing(self, request: Request, code: str) -> Response:
        """Draw a state's bands."""
        return self._drawing(request, known_state(code))

    def table(self, request: Request) -> StreamingResponse:
        """Give the country's bands as a table."""
        return as_download(request, _rows(self._places.powers(None)), "powers")

    def state_table(self, request: Request, code: str) -> StreamingResponse:
        """Give a state's bands as a table."""
        return as_download(request, _rows(self._places.powers(known_state(code))), f"powers-{code}")

    def _drawing(self, request: Request, state: str | None) -> Response:
        size, words = _SIZES.get(request.query_params.get("size", ""), NARROW), words_of(request)

        def render() -> str:
            points = self._places.powers(state)
            return self._site.renderer.render(
                "powers.svg",
                request,
                size=size,
                chart=draw_powers(words, points, size) if points else None,
                empty=_EMPTY,
                title=words.say("powers.drawing", place=state or words.say("powers.country")),
                description=in_words(words, points, state),
                style=_STYLE,
            )

        stamp = (*self._site.record_stamp(), "powers", state, size.width)
        answer = conditional.answer(request, render, stamp=stamp, media_type="image/svg+xml")
        answer.headers["Content-Security-Policy"] = _POLICY
        return answer


def _rows(points: Sequence[PowersPoint]) -> Iterator[tuple[str, ...]]:
    yield COLUMNS
    for point in points:
        held = list(counts_of(point).values())
        yield point.on.isoformat(), *map(str, held), str(sum(held))
