"""Which agencies are of which county, and how far their powers reach together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.agency_groups import Agency
from domain.counties import County, counties
from domain.vocabulary import SupportType
from web.places import county_words, home_of

_WORDS = {word: word for word in ("county", "parish", "municipio")}
_FARTHEST_FIRST = (SupportType.TASK_FORCE, SupportType.JAIL_ENFORCEMENT, SupportType.WARRANT_SERVICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One county with its agencies that are listed now, by name."""

    county: County
    agencies: Sequence[Agency]

    @property
    def powers(self) -> tuple[SupportType, ...]:
        """Return the support types that its agencies are listed for, the farthest-reaching first."""
        held = {power for agency in self.agencies for power in agency.powers}
        return tuple(power for power in _FARTHEST_FIRST if power in held)

    @property
    def on_the_street(self) -> bool:
        """Tell whether any of its agencies may question people outside of a jail."""
        return SupportType.TASK_FORCE in self.powers


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyCount:
    """Which counties of a state the agencies listed there name, by name."""

    all: int
    held: Sequence[Holding]
    without: Sequence[County]
    word: str
    """What the state's counties are called: the last part of the key `counties.word.…`."""
    unplaced: int
    """Agencies of no county that we could tell: state police, or a cell that ICE left empty."""


def count_counties(state: str, agencies: Iterable[Agency]) -> CountyCount:
    """Return which counties of *state* the *agencies* listed now name."""
    found: dict[County | None, list[Agency]] = {}
    for agency in agencies:
        found.setdefault(home_of(agency), []).append(agency)
    known = sorted((county for county in counties() if county.state == state), key=lambda county: county.name)
    return CountyCount(
        all=len(known),
        held=[Holding(county=county, agencies=found[county]) for county in known if county in found],
        without=[county for county in known if county not in found],
        word=_WORDS.get(county_words(state)[0], "mixed"),
        unplaced=len(found.get(None, ())),
    )
