"""Shapes of counties: paths for maps, and points and rings for GeoJSON. Read from our archive when first asked for.

The archive is made by `.ci/make_geometry`, which says what it holds and where it comes from. Counties change: the few
of domain.counties that it has no shape for are in WITHOUT_SHAPE, each with the reason.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from domain.counties import County, counties
from domain.vocabulary import STATE_CODES

_ARCHIVE = Path(__file__).parent / "shapes" / "counties.zip"
_STATES_KEPT = 8
"""States whose shapes are kept in memory: about 100 kB each."""
_SPLIT = "Until 2019 this was half of Valdez-Cordova, and the boundaries that we draw are of 2017."
_REGION = (
    "The boundaries that we draw are of 2017; Connecticut has planning regions in the place of its counties since 2022."
)
WITHOUT_SHAPE: Mapping[str, str] = {
    **dict.fromkeys(("02063", "02066"), _SPLIT),
    **dict.fromkeys(("09110", "09120", "09130", "09140", "09150", "09160", "09170", "09180", "09190"), _REGION),
    "51610": "Falls Church is a city of five square kilometres, too small for a boundary at 1:10,000,000.",
    **dict.fromkeys(("60030", "60040"), "A few islets of American Samoa, too small for boundaries at 1:10,000,000."),
}
"""Counties that have no shape, by FIPS code, and why. Falls Church has a point and neighbours all the same."""
Ring = list[tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatePaths:
    """The map of a state: *width* and *height* of its viewBox, which starts at 0 0, and the path of each county."""

    width: int
    height: int
    counties: Sequence[tuple[County, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NationPaths:
    """The map of the country, territories left out: county paths by FIPS code, and the outlines of the states."""

    width: int
    height: int
    counties: Mapping[str, str]
    states: str


def county_point(fips: str) -> tuple[float, float] | None:
    """Return longitude and latitude of a point inside the county, or None where we have none."""
    found = _points().get(fips)
    return None if found is None else (found[0], found[1])


def neighbours(fips: str) -> tuple[str, ...]:
    """Return the FIPS codes of the counties that share a stretch of boundary with this one, other states' included."""
    found = _points().get(fips)
    return () if found is None else tuple(found[2])


def county_shape(fips: str) -> list[list[Ring]] | None:
    """Return the coordinates of a GeoJSON MultiPolygon (RFC 7946), in degrees to three places; None without a shape.

    Asked county by county in the order of FIPS codes, each state is read once.
    """
    state = _state_of(fips)
    polygons = _state(state)["shapes"].get(fips) if state else None
    return None if polygons is None else [[_ring(steps) for steps in polygon] for polygon in polygons]


def county_paths(state: str) -> StatePaths | None:
    """Return the map of *state*, an official name, its counties by FIPS code; None where there is nothing to draw."""
    read = _state(state)
    drawn = [(county, read["paths"][county.fips]) for county in counties() if county.fips in read["paths"]]
    width, height = read["size"]
    return StatePaths(width=width, height=height, counties=drawn) if drawn else None


@cache
def nation_paths() -> NationPaths:
    """Return the map of the country."""
    read = _member("nation.json")
    width, height = read["size"]
    return NationPaths(width=width, height=height, counties=read["counties"], states=read["states"])


def _ring(steps: list[int]) -> Ring:
    x = y = 0
    points: Ring = []
    for place in range(0, len(steps), 2):
        x, y = x + steps[place], y + steps[place + 1]
        points.append((x / 1000, y / 1000))
    return points


@cache
def _codes() -> Mapping[str, str]:
    """Return the states by the first two digits of their counties' codes."""
    return {county.fips[:2]: county.state for county in counties()}


def _state_of(fips: str) -> str | None:
    return _codes().get(fips[:2])


@cache
def _points() -> dict[str, Any]:
    return _member("counties.json")


@lru_cache(maxsize=_STATES_KEPT)
def _state(state: str) -> dict[str, Any]:
    return _member(f"{STATE_CODES[state]}.json")


def _member(name: str) -> dict[str, Any]:
    with ZipFile(_ARCHIVE) as archive:
        read: dict[str, Any] = json.loads(archive.read(name))
    return read
