"""Which state a row means when its state and its county contradict each other."""

from __future__ import annotations

from functools import lru_cache

from domain.counties import county_named_by, county_named_exactly, find_county, states_with_county
from domain.vocabulary import STATES, is_blank

_KEPT = 16_384


@lru_cache(maxsize=_KEPT)
def state_meant(agency: str, county: str, state: str) -> str:
    """Return the state that a row printed under *state* means: nearly always that very one.

    ICE has put Crow Wing County, Minnesota, under Massachusetts, and several more like it in 2025. Where an agency's
    own name names a county that *state* does not have, not even with a slip, and that one other state alone has, and
    the COUNTY cell does not say otherwise, the row means that other state. A town's name proves nothing: many states
    have a Scranton.
    """
    if county_named_by(agency, state) or find_county(county, state):
        return state
    named = [found for other in STATES if (found := county_named_exactly(agency, other))]
    if len(named) != 1:
        return state
    [meant] = named
    return meant.state if is_blank(county) or find_county(county, meant.state) == meant else state


def states_of_county(county: str, state: str) -> frozenset[str]:
    """Return the other states that have a county so called, where *state* has none: the row contradicts itself."""
    if is_blank(county) or find_county(county, state) is not None:
        return frozenset()
    return states_with_county(county)
