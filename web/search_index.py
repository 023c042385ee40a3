"""What can be searched, in memory: agencies by every spelling, counties, states, and what releases are called and name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from domain.agency_groups import Agency
from domain.agreements import Standing
from domain.counties import County, counties
from domain.search import WordIndex
from domain.vocabulary import STATE_CODES, STATES
from web.places import Kept, Places, home_of
from web.site import Site
from workflows.press_views import LoggedRelease, ReleaseQuery

MOST_RELEASES = 5_000
"""The newest that are searched: all that newsrooms have brought in years."""
_EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class Indexed:
    """What can be searched at one state of the record; agencies that are listed come first where they fit alike."""

    agencies: WordIndex[Agency]
    by_state: dict[str, WordIndex[Agency]]
    releases: WordIndex[LoggedRelease]
    listed_in: Counter[str]
    """How many agencies are listed in each county, by its FIPS code."""


class SearchIndex:
    """The index over one site, built anew where the record has changed. One is shared by all requests."""

    def __init__(self, site: Site, places: Places) -> None:
        self._site = site
        self._places = places
        self._kept: Kept[Indexed] = Kept(site)

    def read(self) -> Indexed:
        """Return what can be searched now."""
        return self._kept.get(_EVERYTHING, self._build)

    def agencies_like(self, query: str, state: str | None, *, most: int) -> Sequence[Agency]:
        """Return the agencies of one state, or of all, that *query* names; all of a state's where it is empty."""
        if state is not None and not query.strip():
            return self._of_state(state)[:most]
        indexed = self.read()
        index = indexed.agencies if state is None else indexed.by_state.get(state)
        return [hit.found for hit in index.search(query, most=most)] if index else []

    def _of_state(self, state: str) -> list[Agency]:
        return sorted((a for a in self._places.agencies(state) if not _is_merged(a)), key=lambda a: not a.listed)

    def _build(self) -> Indexed:
        by_state = {state: agencies for state in STATES if (agencies := self._of_state(state))}
        releases = self._site.press.releases(ReleaseQuery(limit=MOST_RELEASES))
        everywhere = sorted((a for agencies in by_state.values() for a in agencies), key=lambda a: not a.listed)
        return Indexed(
            WordIndex((agency, list(_names(agency))) for agency in everywhere),
            {state: WordIndex((a, list(_names(a))) for a in agencies) for state, agencies in by_state.items()},
            WordIndex((logged, list(_release_texts(logged))) for logged in releases),
            Counter(home.fips for agency in everywhere if agency.listed and (home := home_of(agency))),
        )


@cache
def county_index() -> WordIndex[County]:
    """Return the counties of the country by their names."""
    return WordIndex((county, [county.name, f"{county.full_name} {_place(county.state)}"]) for county in counties())


@cache
def state_index() -> WordIndex[str]:
    """Return the states and territories by name and code."""
    return WordIndex((state, [state, STATE_CODES[state]]) for state in STATES)


def _names(agency: Agency) -> Iterator[str]:
    yield from agency.spellings
    yield f"{agency.county} {_place(agency.state)}"


def _place(state: str) -> str:
    return f"{state} {STATE_CODES[state]}"


def _release_texts(logged: LoggedRelease) -> Iterator[str]:
    reading = logged.release.reading
    yield logged.release.title
    for mention in reading.agencies:
        yield from (mention.agency, mention.words)
    for county in reading.counties:
        yield county.name
    yield from reading.states
    yield from reading.support_types


def _is_merged(agency: Agency) -> bool:
    return all(agreement.standing is Standing.MERGED for agreement in agency.agreements)
