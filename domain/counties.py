"""Which county is meant: by what ICE printed in its COUNTY column, and by an agency's own name.

ICE misspells counties (Okfusfee, Layafette, "Hinds Couny"), calls Louisiana's parishes counties and at times puts a
row into the wrong state. A near miss resolves to the one county of the state it can mean, and to none where it could
mean two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from domain.county_names import COUNTY_TABLE
from domain.text import comparable
from domain.vocabulary import STATE_CODES, is_blank


class CountyKind(StrEnum):
    """What a county or county equivalent is, by the word the Census Bureau puts behind its name."""

    COUNTY = "County"
    PARISH = "Parish"
    BOROUGH = "Borough"
    CITY_AND_BOROUGH = "City and Borough"
    CENSUS_AREA = "Census Area"
    MUNICIPALITY = "Municipality"
    MUNICIPIO = "Municipio"
    DISTRICT = "District"
    ISLAND = "Island"
    PLANNING_REGION = "Planning Region"
    INDEPENDENT_CITY = "independent city"
    WHOLE = "whole"
    """The District of Columbia and Guam, each of which counts as one county."""


@dataclass(frozen=True, slots=True)
class County:
    """One county or county equivalent.

    *fips* is its five-digit code, *state* the official name of domain.vocabulary.STATES, *name* the bare name: "Clay",
    "St. Louis".
    """

    fips: str
    state: str
    name: str
    kind: CountyKind

    @property
    def full_name(self) -> str:
        """Return the name with what it is: "Clay County", "Orleans Parish", "St. Louis (independent city)"."""
        if self.kind is CountyKind.WHOLE:
            return self.name
        if self.kind is CountyKind.INDEPENDENT_CITY:
            return f"{self.name} ({self.kind})"
        return f"{self.name} {self.kind}"


_OTHER_NAMES = {
    "02158": ("Wade Hampton",),
    "11001": ("Washington", "Washington DC"),
    "12086": ("Dade",),
    "13021": ("Macon-Bibb",),
    "36005": ("The Bronx",),
    "36047": ("Brooklyn",),
    "36061": ("Manhattan",),
    "36085": ("Staten Island",),
    "46102": ("Shannon",),
    "51019": ("Bedford City", "City of Bedford"),
    "60030": ("Rose Atoll",),
}
"""Names beside the Census Bureau's, by FIPS code: former ones (Dade until 1997, Shannon and Wade Hampton until 2015),
New York's boroughs, Bibb's since it joined with the city of Macon (there is a Macon County too), and the city of
Bedford, independent until 2013 and since then part of Bedford County."""

_SPELLED_OUT = {"st": "saint", "ste": "sainte", "ft": "fort", "co": "county", "cnty": "county"}
_NO_SUFFIX = {CountyKind.INDEPENDENT_CITY, CountyKind.WHOLE}
_KIND_WORDS = sorted((comparable(kind).split() for kind in CountyKind if kind not in _NO_SUFFIX), key=len, reverse=True)
_KINDS_MISSPELT = ("county", "parish", "borough")
_MARKS_OF = {"Alaska": ("county", "borough"), "Louisiana": ("county", "parish")}
_NO_MISSPELLING = frozenset(["country", "counts", "bounty"])
"""Words one edit from "county" that are themselves meant: Texas Hill Country is not Hill County."""
_SHORTEST_NEAR_MISS = 3
"""Letters below which a county is taken only when exact."""
_SHORT_NAME = 6
"""Letters up to which one edit is allowed, and two above: "Clay" and "Cass" are near too much."""
_NO_SLIPS = frozenset(
    [
        *("north", "south", "east", "west", "northern", "southern", "eastern", "western", "central", "middle"),
        *("upper", "lower", "inner", "outer", "inter", "multi", "metro", "tri", "mid", "joint", "state", "regional"),
        *("city", "town", "village", "township", "district", "board", "office", "jail", "police", "sheriff"),
    ]
)
"""Words that stand before "County" and misspell none: the North County Police Cooperative is not Worth County's."""
_LINKING = frozenset(["a", "an", "and", "at", "by", "for", "in", "of", "on", "the"])
"""Words that no county's name begins or ends with."""
_LONGEST_NAME = 4
"""Words of the longest names that stand before "County", "Parish" or "Borough": St. John the Baptist Parish."""
_LISTED = re.compile(r"[,;/&]|\band\b", re.IGNORECASE)
"""What parts the places of "Rappahannock, Shenandoah, Warren Regional Jail"."""
_CACHED = 16_384


@lru_cache(maxsize=_CACHED)
def find_county(printed: str, state: str) -> County | None:
    """Return the county of *state* that *printed* means, or None when it means none of them for certain.

    *printed* is a cell of ICE's COUNTY column, *state* an official state name. Case, punctuation, blanks, "St." or
    "Saint" and the word for the kind of county do not count. "Baltimore City" and "City of Baltimore" mean the
    independent city, plain "Baltimore" the county. A near miss is at most two edits (swapped neighbours count one; one
    edit up to six letters) away from exactly one county. Where the name is a county of another state, one edit fewer
    is allowed, and up to six letters none but a letter too many or too few: ICE also puts rows into the wrong state
    (Wichita County under Oklahoma, which has a Washita).
    """
    if is_blank(printed) or state not in STATE_CODES:
        return None
    return _exact(printed, state) or _near(printed, state) or _joined_with_city(printed, state)


@lru_cache(maxsize=_CACHED)
def is_exact(printed: str, state: str) -> bool:
    """Tell whether *printed* names a county of *state* without a slip, as find_county reads it."""
    if is_blank(printed) or state not in STATE_CODES:
        return False
    return bool(_exact(printed, state) or (_joined_with_city(printed, state) and not _near(printed, state)))


@lru_cache(maxsize=_CACHED)
def states_with_county(name: str) -> frozenset[str]:
    """Return the official names of the states that have a county called exactly *name*."""
    return frozenset(state for state in STATE_CODES if _exact(name, state)) if not is_blank(name) else frozenset()


@lru_cache(maxsize=_CACHED)
def county_named_by(agency: str, state: str) -> County | None:
    """Return the county that the agency's name names for certain, a slip aside; None where it names none or several.

    Only the words beside "County", "Co." or "County of" name one, beside "Parish" in Louisiana and beside "Borough" in
    Alaska (a borough of Pennsylvania is a town): "Houston Police Department" is not Houston County's. An independent
    city that has no county of its name beside it is one: "Hopewell County Sheriff's Office" in Virginia.
    """
    if state not in STATE_CODES:
        return None
    marks = [place for place, word in enumerate(comparable(agency).split()) if _marks_county(word, state)]
    named = {county for place in marks for county in _beside(_words(agency), place, state)}
    if named:
        named |= _listed_with(agency, state)
    return named.pop() if len(named) == 1 else None


def county_of(agency: str, printed: str, state: str) -> County | None:
    """Return the county of a row of ICE's list: the one its COUNTY cell means, else the one that the agency's name names.

    None for a body of the whole state, and where neither tells the county for certain.
    """
    return find_county(printed, state) or county_named_by(agency, state)


def county_by_fips(fips: str) -> County | None:
    """Return the county of a five-digit code, or None."""
    return _by_fips().get(fips)


def county_named_exactly(agency: str, state: str) -> County | None:
    """Return what county_named_by does where the name stands there to the letter: a slip may hit another county."""
    county = county_named_by(agency, state)
    if county is None:
        return None
    words, name = _words(agency), "".join(_words(county.name))
    stretches = ("".join(words[i : i + n]) for i in range(len(words)) for n in range(1, _LONGEST_NAME + 1))
    return county if name in stretches else None


def counties() -> tuple[County, ...]:
    """Return every county and county equivalent, by state and kind."""
    return tuple(county for listed in _by_state().values() for county in listed)


@cache
def _by_state() -> Mapping[str, tuple[County, ...]]:
    listed: dict[str, list[County]] = {}
    state = prefix = ""
    kind = CountyKind.COUNTY
    for line in COUNTY_TABLE.splitlines():
        if line[0].isdigit():
            for entry in line.rstrip(";").split(";"):
                code, _, name = entry.partition(" ")
                listed.setdefault(state, []).append(County(prefix + code, state, name, kind))
        else:
            state, prefix, printed_kind = line.split(" | ")
            kind = CountyKind(printed_kind)
    return {name: tuple(found) for name, found in listed.items()}


@cache
def _by_fips() -> Mapping[str, County]:
    return {county.fips: county for county in counties()}


@cache
def _by_key(state: str) -> Mapping[str, tuple[County, ...]]:
    """Return the counties of *state* by every name they have, written as one lower-case word."""
    keys: dict[str, tuple[County, ...]] = {}
    for county in _by_state()[state]:
        for name in (county.name, *_OTHER_NAMES.get(county.fips, ())):
            key = "".join(_words(name))
            keys[key] = (*keys.get(key, ()), county)
    return keys


def _words(printed: str) -> list[str]:
    return [_SPELLED_OUT.get(word, word) for word in comparable(printed).split()]


def _exact(printed: str, state: str) -> County | None:
    words = _words(printed)
    bare = _without_kind(words)
    keys = _by_key(state)
    for name in (words, bare):
        if county := _county_first(keys.get("".join(name), ())):
            return county
    return _city(keys.get("".join(_city_meant(bare)), ()))


def _joined_with_city(printed: str, state: str) -> County | None:
    """Return the county of a government that a city and its county share: "Athens-Clarke County"."""
    city, hyphen, county = printed.replace("–", "-").replace("/", "-").rpartition("-")
    return _exact(county, state) if hyphen and not _exact(city, state) else None


def _near(printed: str, state: str) -> County | None:
    """Return the one county of *state* that *printed* misspells."""
    words = _words(printed)
    if len(words) > 1 and _misspells(words[-1], _KINDS_MISSPELT):
        words = words[:-1]
    bare = _without_kind(words)
    if _NO_SLIPS.issuperset(bare):
        return None
    ranked = list(_slips("".join(bare), _by_key(state), _county_first))
    ranked += _slips("".join(_city_meant(bare)), _by_key(state), _city)
    best = min((edits for edits, _ in ranked), default=0)
    nearest = {county for edits, county in ranked if edits == best}
    return nearest.pop() if len(nearest) == 1 else None


def _slips(
    name: str, keys: Mapping[str, tuple[County, ...]], choose: Callable[[tuple[County, ...]], County | None]
) -> Iterator[tuple[int, County]]:
    """Yield the counties that *name* may misspell, each with the edits between."""
    if len(name) < _SHORTEST_NEAR_MISS:
        return
    allowed = 1 if len(name) <= _SHORT_NAME else 2
    for key, found in keys.items():
        edits = DamerauLevenshtein.distance(name, key, score_cutoff=allowed)
        county = choose(found)
        if county and edits <= allowed and not (edits and _another(name, edits, same_length=len(name) == len(key))):
            yield edits, county


def _another(name: str, edits: int, *, same_length: bool) -> bool:
    """Tell whether *name* is more likely a county of another state than a slip of so many edits."""
    too_far = same_length if len(name) <= _SHORT_NAME else edits > 1
    return too_far and bool(states_with_county(name))


def _county_first(found: tuple[County, ...]) -> County | None:
    """Return the county of that name before the independent city."""
    return min(found, key=lambda county: county.kind is CountyKind.INDEPENDENT_CITY, default=None)


def _city(found: tuple[County, ...]) -> County | None:
    return next((county for county in found if county.kind is CountyKind.INDEPENDENT_CITY), None)


def _without_kind(words: list[str]) -> list[str]:
    """Return *words* without the kind of county before or behind them: "Clay County", "City and County of Denver"."""
    for kind in _KIND_WORDS:
        for opening in (["city", "and", *kind, "of"], [*kind, "of"]):
            if words[: len(opening)] == opening and len(words) > len(opening):
                return words[len(opening) :]
        if words[-len(kind) :] == kind and len(words) > len(kind):
            return words[: -len(kind)]
    return words


def _city_meant(words: list[str]) -> list[str]:
    """Return the name of the city that *words* call a city: "City of Salem", "Salem city"; else no words."""
    if words[:2] == ["city", "of"]:
        return words[2:]
    if words[-1:] == ["city"]:
        return words[:-2] if words[-2:-1] == ["independent"] else words[:-1]
    return []


def _misspells(word: str, common: tuple[str, ...]) -> bool:
    """Tell whether *word* is one of the *common* words or one edit away from it, a plural or possessive s aside."""
    return word not in _NO_MISSPELLING and any(
        min(DamerauLevenshtein.distance(form, right, score_cutoff=1) for form in (word, word.removesuffix("s"))) <= 1
        for right in common
    )


def _marks_county(word: str, state: str) -> bool:
    if word in {"co", "cnty"}:
        return STATE_CODES[state].casefold() != word
    return _misspells(word, _MARKS_OF.get(state, ("county",)))


def _beside(words: list[str], place: int, state: str) -> Iterator[County]:
    """Yield the county named beside the word "County" at *place*, the longest name that makes one; two when in doubt.

    In doubt is a longer name with a slip that holds a shorter one without: "Rd Lake County" beside Lake County.
    """
    after = words[place + 2 : place + 2 + _LONGEST_NAME] if words[place + 1 : place + 2] == ["of"] else []
    before = words[max(0, place - _LONGEST_NAME) : place]
    windows = [after[:end] for end in range(len(after), 0, -1)] + [before[start:] for start in range(len(before))]
    names = [" ".join(window) for window in windows if _LINKING.isdisjoint((window[0], window[-1]))]
    for read in (_exact, find_county):
        if county := next(filter(None, (read(name, state) for name in names)), None):
            yield county


def _listed_with(agency: str, state: str) -> set[County]:
    """Return the counties that stand alone between commas or "and" in the agency's name, the state's own name aside."""
    parts = [part for part in _LISTED.split(agency) if comparable(part) != comparable(state)]
    return {county for part in parts if (county := _exact(part, state))}
