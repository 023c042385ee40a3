"""What is told with an arrival or a departure beside the bare fact: first in its county, pending since, became active."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.agencies import parse_agency
from domain.agreements import Agreement, Standing
from domain.changes import RowFacts
from domain.counties import county_of
from domain.text import comparable
from domain.vocabulary import is_blank

PENDING_MEMORY = timedelta(days=180)
"""How long after it left the pending list an application is still told with the agreement it became."""


class Places:
    """Which states and counties have ever had an agreement, before the list now compared."""

    def __init__(self, every: Sequence[Agreement]) -> None:
        known = [a for a in every if a.standing is not Standing.MERGED]
        self._states = {a.facts.state for a in known}
        self._counties = {_county(a.facts) for a in known}

    def first_in_state(self, facts: RowFacts) -> bool:
        """Tell whether the state has never had an agreement."""
        return facts.state not in self._states

    def first_in_county(self, facts: RowFacts) -> bool:
        """Tell whether the county has never had an agreement; False where neither row nor name tells the county."""
        county = _county(facts)
        return county is not None and county not in self._counties


def _county(facts: RowFacts) -> tuple[str, str] | None:
    """Return what names the county for certain: its FIPS code, or ICE's own word where that is no county we know.

    ICE's lists of early 2025 have no COUNTY column; "Collier County Sheriff's Office" tells its county all the same.
    """
    county = county_of(facts.agency, facts.county, facts.state)
    if county:
        return county.state, county.fips
    return None if is_blank(facts.county) else (facts.state, comparable(facts.county))


def pending_since(opened: Agreement, pending: Sequence[Agreement], now: datetime) -> datetime | None:
    """Return since when this agreement's application has been on the pending list, if it has been there lately."""
    key = _application_key(opened)
    found = [
        a.first_listed_at
        for a in pending
        if a.standing is not Standing.MERGED
        and _application_key(a) == key
        and (a.missing_since is None or now - a.missing_since <= PENDING_MEMORY)
    ]
    return max(found, default=None)


def became_active(application: Agreement, active: Sequence[Agreement]) -> bool:
    """Tell whether the participating list has what the pending list had."""
    key = _application_key(application)
    return any(a.standing is Standing.LISTED and _application_key(a) == key for a in active)


def _application_key(agreement: Agreement) -> tuple[str, str, str]:
    facts = agreement.facts
    return facts.state, facts.support_type, parse_agency(facts.agency, facts.state).full
