"""What the pages of places share: agencies of a state and growth curves, worked out once per state of the record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, TypeVar

from domain.agency_groups import Agency, agencies_of, agency_of
from domain.agreements import Agreement
from domain.counties import County, county_of
from domain.vocabulary import STATE_CODES, resolve_state
from web.site import Site
from workflows.past import PowersPoint
from workflows.reading import GrowthPoint

_LONGEST_NAME = 100
"""Longer than any state: what is longer is not looked at."""
_CODES = {code.casefold(): state for state, code in STATE_CODES.items()}
_MIXED = frozenset(
    [
        "Alaska",
        "American Samoa",
        "Connecticut",
        "District of Columbia",
        "Guam",
        "Maryland",
        "Missouri",
        "Nevada",
        "Northern Mariana Islands",
        "U.S. Virgin Islands",
        "Virginia",
    ]
)
"""Where not all that counts as a county is called one: boroughs, independent cities, islands, planning regions."""
_Worked = TypeVar("_Worked")


class Places:
    """Agencies and growth over one site. One is shared by all requests; at most two entries per state are kept."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._growth: Kept[Sequence[GrowthPoint]] = Kept(site)
        self._powers: Kept[Sequence[PowersPoint]] = Kept(site)
        self._agreements: Kept[Sequence[Agreement]] = Kept(site)
        self._agencies: dict[str, tuple[Sequence[Agreement], tuple[Agency, ...]]] = {}

    def growth(self, state: str | None) -> Sequence[GrowthPoint]:
        """Return the growth of the participating list, of one state or of all."""
        return self._growth.get(state or "", lambda: self._site.reader.growth(state))

    def powers(self, state: str | None) -> Sequence[PowersPoint]:
        """Return the growth of the participating list by support type, of one state or of all."""
        return self._powers.get(state or "", lambda: self._site.reader.growth_by_power(state))

    def agencies(self, state: str) -> tuple[Agency, ...]:
        """Return the agencies of one state, by name.

        They are told apart anew only where one of the state's own agreements has changed: it takes a while.
        """
        agreements = self._agreements.get(state, lambda: self._site.reader.every_agreement(state))
        kept = self._agencies.get(state)
        if kept is None or kept[0] != agreements:
            kept = self._agencies[state] = (agreements, agencies_of(agreements))
        return kept[1]

    def agency_of(self, agreement: Agreement) -> Agency:
        """Return the agency that an agreement on record belongs to."""
        for agency in self.agencies(agreement.facts.state):
            if any(own.id == agreement.id for own in agency.agreements):
                return agency
        # It came, or moved to another state, between two looks at the record.
        return agency_of(agreement, self._site.reader.every_agreement(agreement.facts.state))


class Kept(Generic[_Worked]):
    """What was worked out, by name, until the record changes."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._lock = Lock()
        self._kept: dict[str, tuple[tuple[object, ...], _Worked]] = {}

    def get(self, name: str, work: Callable[[], _Worked]) -> _Worked:
        """Return what is kept, else what *work* returns. The stamp is read first: nothing kept is older than its own."""
        stamp = self._site.record_stamp()
        with self._lock:
            kept = self._kept.get(name)
            if kept is None or kept[0] != stamp:
                kept = self._kept[name] = (stamp, work())
            return kept[1]


def home_of(agency: Agency) -> County | None:
    """Return the county of an agency; None for a body of the whole state, and where nothing tells the county."""
    return county_of(agency.name, agency.county, agency.state)


def state_path(state: str) -> str:
    """Return the path of a state's page."""
    return f"/states/{STATE_CODES[state].casefold()}"


def state_by_code(code: str) -> str | None:
    """Return the state whose page has *code*, two lower-case letters, at its end."""
    return _CODES.get(code) if code.islower() else None


def state_meant(text: str) -> str | None:
    """Return the state that *text* means: a code in capitals, a name with blanks or hyphens."""
    return resolve_state(text.replace("-", " ")) if len(text) <= _LONGEST_NAME else None


def county_words(state: str) -> tuple[str, str]:
    """Return what a state's counties are called, one and many."""
    return {"Louisiana": ("parish", "parishes"), "Puerto Rico": ("municipio", "municipios")}.get(
        state,
        ("county or county equivalent", "counties and county equivalents")
        if state in _MIXED
        else ("county", "counties"),
    )
