"""The ways in which prose writes the name of an agency that ICE prints in one way."""

from __future__ import annotations

import re
from functools import lru_cache

from domain.agencies import AgencyName, parse_agency
from domain.counties import County, CountyKind, counties, county_named_by, find_county
from domain.mention_words import Prose

Key = tuple[str, ...]
"""A name in the words that it is compared by."""
STATE_BODIES = {
    tuple(body.split())
    for body in (
        "state police",
        "state police department",
        "department of state police",
        "state patrol",
        "highway patrol",
        "state highway patrol",
        "department of public safety",
        "department of public safety and corrections",
        "department of corrections",
        "department of corrections services",
        "department of corrections and rehabilitation",
        "division of corrections and rehabilitation",
        "department of criminal justice",
        "department of law enforcement",
        "law enforcement division",
        "bureau of investigation",
        "division of criminal investigation",
        "department of safety and homeland security",
        "department of homeland security",
        "national guard",
        "state guard",
        "attorney generals office",
        "office of the attorney general",
        "fish and wildlife conservation commission",
        "department of natural resources",
        "department of wildlife resources",
        "department of wildlife and fisheries",
    )
}
"""What stands behind a state's name in the name of an agency of that state, as ICE's lists have them and alike."""
LONGEST_BODY = max(map(len, STATE_BODIES))
_PARTS = re.compile(r"\s*[,/]\s*|\s+[-–]\s*|\s*[-–]\s+")
"""What parts an office of a state from its division: "Texas Department of Public Safety - Texas Highway Patrol"."""


def ways_to_write(name: str, parsed: AgencyName, state: str) -> set[Key]:
    """Return the sequences of words under which prose may have the agency: ICE's own, and those that mean the same."""
    printed = tuple(word.key for word in Prose(name, None).words)
    ways = {printed, tuple(parsed.full.split())}
    if parsed.government:
        ways |= {key[key.index("of") + 1 :] for key in list(ways) if "of" in key}
    for key in list(ways):
        ways |= _rewritten(key, state)
    return {key for key in ways if key}


_ENDINGS = (
    ("police department", ("police",)),
    ("police office", ("police", "police department")),
    ("police services department", ("police", "police department")),
    ("sheriff office", ("sheriff", "sheriff department")),
    ("sheriff department", ("sheriff", "sheriff office")),
    ("marshal office", ("marshal",)),
    ("constable office", ("constable",)),
    ("department of public safety", ("public safety department",)),
    ("public safety", ("department of public safety", "public safety department")),
    ("corrections department", ("department of corrections",)),
    ("state police department", ("state police",)),
    ("department of state police", ("state police", "state police department")),
    ("highway patrol", ("state highway patrol",)),
    ("state highway patrol", ("highway patrol",)),
    ("attorney generals office", ("office of the attorney general",)),
    ("office of the attorney general", ("attorney generals office",)),
)
"""Endings of names, and those that mean the same body of the same place."""


def _rewritten(key: Key, state: str) -> set[Key]:
    text = f" {' '.join(key)}"
    ways = {
        (*text.removesuffix(f" {ending}").split(), *other.split())
        for ending, others in _ENDINGS
        if text.endswith(f" {ending}") and text != f" {ending}"
        for other in others
    }
    if text.endswith(" police department"):
        place = text.removesuffix(" police department").split()
        ways.add(("police", "department", "of", *place))
        if place[0] in {"metro", "metropolitan"} and len(place) > 1:
            ways |= {(*place[1:], "police"), (*place[1:], "police", "department")}
        else:
            ways |= {(metro, *place, "police") for metro in ("metro", "metropolitan")}
    return ways | _last_part(key, state)


def _last_part(key: Key, state: str) -> set[Key]:
    """Return the name of a division behind its department's: "…, Division of Highway Patrol" is the Highway Patrol."""
    own = tuple(parse_agency(state, "").full.split())
    for length in range(LONGEST_BODY, 1, -1):
        body, before = key[-length:], key[:-length]
        if body in STATE_BODIES and len(before) > len(own) + 1 and before[: len(own)] == own:
            is_division = before[-2:] == ("division", "of") or before[-len(own) :] == own
            return {(*own, *body)} if is_division else set()
    return set()


def without_county(name: str, parsed: AgencyName, state: str) -> set[Key]:
    """Return the short ways to write a county's sheriff, "the Barnstable sheriff", where no city has the name too."""
    county = county_named_by(name, state)
    place, _, body = (
        parsed.full.rpartition(" county ") if " county " in parsed.full else parsed.full.rpartition(" parish ")
    )
    if county is None or _has_city(county) or not place or not body.startswith("sheriff") or " sheriff" in place:
        return set()
    ends = (
        ("sheriff", "sheriff office", "sheriff department")
        if body in {"sheriff office", "sheriff department", "sheriff"}
        else ()
    )
    return {(*place.split(), *end.split()) for end in ends}


def parents(name: str, state: str) -> set[Key]:
    """Return the department that a division's name names first: "Texas Department of Public Safety - …"."""
    own = tuple(parse_agency(state, "").full.split())
    head, *rest = _PARTS.split(name, maxsplit=1)
    key = tuple(parse_agency(head, state).full.split())
    return {key} if rest and key[: len(own)] == own and key[len(own) :] in STATE_BODIES else set()


def without_department(name: Key) -> Key:
    """Return what tells one state agency from another, for "X State Police" and "X State Police Department"."""
    return tuple(word for word in name if word not in {"department", "of", "the", "office"})


def county_body(name: str, parsed: AgencyName, county_printed: str, state: str) -> Key | None:
    """Return what county body the name names and nothing else: the sheriff, the county's police, one constable."""
    county = county_named_by(name, state) or find_county(county_printed, state)
    if county is None or len(parsed.bodies) != 1:
        return None
    [kind] = parsed.bodies
    if parsed.place != parse_agency(f"{county.name} County", state).place:
        return None
    numbers = sorted(parsed.numbers)
    if kind == "sheriff" and not numbers and not (county_named_by(name, state) is None and _has_city(county)):
        return kind, county.state, county.fips, ""
    if kind == "police" and not numbers and county_named_by(name, state):
        return kind, county.state, county.fips, ""
    if kind == "constable" and len(numbers) == 1 and county_named_by(name, state):
        return kind, county.state, county.fips, numbers[0]
    return None


@lru_cache(maxsize=4_096)
def _has_city(county: County) -> bool:
    """Tell whether an independent city has the county's name: Richmond's sheriff is not Richmond County's."""
    return any(
        c.kind is CountyKind.INDEPENDENT_CITY and c.state == county.state and c.name == county.name for c in counties()
    )
