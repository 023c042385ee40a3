"""Maps by county: a state's within its page, and drawings of each state and of the country to take away.

A county is filled by how far the powers of its agencies reach: whole where any holds the Task Force Model, hatched
where officers work in a jail alone. So the map reads without colour, in print and in the dark.

On a state's page the map is hidden from those who do not see it and takes no stop of the keyboard: the list of the
same counties beside it says the same and leads to the same pages. A hundred stops before that list would help nobody.
"""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.counties import county_of
from domain.vocabulary import SupportType
from web import conditional
from web.county_holdings import CountyCount, Holding, count_counties
from web.geometry import county_paths, nation_paths
from web.growth import known_state
from web.places import Places
from web.site import Site, add_page

_STYLE = (
    "svg{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Liberation Sans',sans-serif;color:#14181d}"
    "text{fill:currentColor}.paper,.plain{fill:#fff}.plain{stroke:#8b96a3}.far{fill:#12395b;stroke:#fff}"
    ".near{stroke:#12395b}.hatch{stroke:#12395b}.states{fill:none;stroke:#14181d}"
    "@media (prefers-color-scheme:dark){svg{color:#eceff2}.paper,.plain{fill:#101418}.plain{stroke:#6a7683}"
    ".far{fill:#a9d3ff;stroke:#101418}.near,.hatch{stroke:#a9d3ff}.states{stroke:#eceff2}}"
)
"""Written into a drawing, where a page's own style does not reach; no double quotation mark or less-than sign in it."""
MAP_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{MAP_STYLE_HASH}'"
"""A drawing opened by itself may use this one style and nothing else."""
LEGEND = 128
"""Height of the lines below a map that say what it shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPlace:
    """A county that is filled."""

    holding: Holding
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StateMap:
    """A state's map: its filled counties, and all the others as one path."""

    width: int
    height: int
    filled: Sequence[MapPlace]
    plain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NationMap:
    """The country's map: counties where an agency may work on the street, those with jails alone, the states' outlines."""

    width: int
    height: int
    far: str
    near: str
    states: str
    far_count: int
    near_count: int


def state_map(state: str, count: CountyCount) -> StateMap | None:
    """Return the map of *state*, or None where we have no shapes."""
    drawn = county_paths(state)
    if drawn is None:
        return None
    held = {holding.county: holding for holding in count.held}
    return StateMap(
        width=drawn.width,
        height=drawn.height,
        filled=[MapPlace(holding=held[county], path=path) for county, path in drawn.counties if county in held],
        plain="".join(path for county, path in drawn.counties if county not in held),
    )


class MapPages:
    """The drawings over one site."""

    def __init__(self, site: Site, places: Places) -> None:
        self._site = site
        self._places = places

    def router(self) -> APIRouter:
        """Return the routes of the drawings."""
        router = APIRouter()
        add_page(router, "/map.svg", self.nation)
        add_page(router, "/states/{code}/map.svg", self.state)
        return router

    def nation(self, request: Request) -> Response:
        """Draw the country's map."""
        return self._drawing(request, "nation_map.svg", None, lambda: nation_map(self._powers()))

    def state(self, request: Request, code: str) -> Response:
        """Draw a state's map."""
        state = known_state(code)

        def draw() -> StateMap | None:
            listed = [agency for agency in self._places.agencies(state) if agency.listed]
            return state_map(state, count_counties(state, listed))

        return self._drawing(request, "state_map.svg", state, draw)

    def _drawing(self, request: Request, template: str, state: str | None, draw: Callable[[], object]) -> Response:
        def render() -> str:
            points = self._places.growth(state)
            list_of = points[-1].on if points else None
            return self._site.renderer.render(
                template, request, map=draw(), state=state, list_of=list_of, style=_STYLE, legend=LEGEND
            )

        stamp = self._site.record_stamp("map", state)
        answer = conditional.answer(request, render, stamp=stamp, media_type="image/svg+xml")
        answer.headers["Content-Security-Policy"] = _POLICY
        return answer

    def _powers(self) -> Mapping[str, set[SupportType]]:
        """Return the support types listed now in each county, by FIPS code."""
        held: dict[str, set[SupportType]] = defaultdict(set)
        for view in self._site.reader.agreements():
            facts = view.facts
            county = county_of(facts.agency, facts.county, facts.state)
            if county and view.status == "listed":
                held[county.fips].add(facts.support_type)
        return held


def nation_map(powers: Mapping[str, set[SupportType]]) -> NationMap:
    """Return the country's map, from the support types listed in each county by FIPS code."""
    drawn = nation_paths()
    far = [fips for fips, held in powers.items() if SupportType.TASK_FORCE in held]
    near = [fips for fips, held in powers.items() if held and SupportType.TASK_FORCE not in held]
    return NationMap(
        width=drawn.width,
        height=drawn.height,
        far="".join(drawn.counties.get(fips, "") for fips in sorted(far)),
        near="".join(drawn.counties.get(fips, "") for fips in sorted(near)),
        states=drawn.states,
        far_count=len(far),
        near_count=len(near),
    )


def nation_size() -> tuple[int, int]:
    """Return width and height of the country's drawing as a page shows it."""
    drawn = nation_paths()
    return drawn.width // 2, drawn.height // 2 + LEGEND
