"""The closed lists that ICE's workbooks draw from, and how a near miss resolves to one of them.

ICE misspells states (PENNSLYVANIA, UTAHJ) and support types ("Warrant Services Officer"). A near miss resolves to the
one official word it can mean; a far one resolves to nothing, and the caller must report the row.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from domain.text import comparable


class SupportType(StrEnum):
    """The power an agreement gives, by ICE's official name."""

    JAIL_ENFORCEMENT = "Jail Enforcement Model"
    TASK_FORCE = "Task Force Model"
    WARRANT_SERVICE = "Warrant Service Officer"


class AgencyType(StrEnum):
    """Whose body an agency is, as the column TYPE has it."""

    COUNTY = "County"
    MUNICIPALITY = "Municipality"
    STATE = "State Agency"


class ListKind(StrEnum):
    """Which of ICE's two lists a workbook is."""

    PARTICIPATING = "participating"
    PENDING = "pending"


# The 50 states, the District of Columbia and the five inhabited territories: 287(g) of the Immigration and
# Nationality Act (8 U.S.C. 1357(g)) speaks of "a State, or any political subdivision", and 8 U.S.C. 1101(a)(36)
# counts the District and the territories among the States.
STATES: tuple[str, ...] = (
    "Alabama",
    "Alaska",
    "American Samoa",
    "Arizona",
    "Arkansas",
    "California",
    "Colorado",
    "Connecticut",
    "Delaware",
    "District of Columbia",
    "Florida",
    "Georgia",
    "Guam",
    "Hawaii",
    "Idaho",
    "Illinois",
    "Indiana",
    "Iowa",
    "Kansas",
    "Kentucky",
    "Louisiana",
    "Maine",
    "Maryland",
    "Massachusetts",
    "Michigan",
    "Minnesota",
    "Mississippi",
    "Missouri",
    "Montana",
    "Nebraska",
    "Nevada",
    "New Hampshire",
    "New Jersey",
    "New Mexico",
    "New York",
    "North Carolina",
    "North Dakota",
    "Northern Mariana Islands",
    "Ohio",
    "Oklahoma",
    "Oregon",
    "Pennsylvania",
    "Puerto Rico",
    "Rhode Island",
    "South Carolina",
    "South Dakota",
    "Tennessee",
    "Texas",
    "U.S. Virgin Islands",
    "Utah",
    "Vermont",
    "Virginia",
    "Washington",
    "West Virginia",
    "Wisconsin",
    "Wyoming",
)

STATE_CODES: dict[str, str] = dict(
    zip(
        STATES,
        [
            "AL",
            "AK",
            "AS",
            "AZ",
            "AR",
            "CA",
            "CO",
            "CT",
            "DE",
            "DC",
            "FL",
            "GA",
            "GU",
            "HI",
            "ID",
            "IL",
            "IN",
            "IA",
            "KS",
            "KY",
            "LA",
            "ME",
            "MD",
            "MA",
            "MI",
            "MN",
            "MS",
            "MO",
            "MT",
            "NE",
            "NV",
            "NH",
            "NJ",
            "NM",
            "NY",
            "NC",
            "ND",
            "MP",
            "OH",
            "OK",
            "OR",
            "PA",
            "PR",
            "RI",
            "SC",
            "SD",
            "TN",
            "TX",
            "VI",
            "UT",
            "VT",
            "VA",
            "WA",
            "WV",
            "WI",
            "WY",
        ],
        strict=True,
    )
)

_OTHER_STATE_NAMES = {
    "virgin islands": "U.S. Virgin Islands",
    "us virgin islands": "U.S. Virgin Islands",
    "cnmi": "Northern Mariana Islands",
    "commonwealth of the northern mariana islands": "Northern Mariana Islands",
    "commonwealth of puerto rico": "Puerto Rico",
    "washington dc": "District of Columbia",
    "washington d c": "District of Columbia",
    "d c": "District of Columbia",
}
_STATE_BY_TEXT = {
    **{comparable(name): name for name in STATES},
    **{code.casefold(): name for name, code in STATE_CODES.items()},
    **_OTHER_STATE_NAMES,
}

_SUPPORT_TYPE_WORDS = {
    SupportType.JAIL_ENFORCEMENT: ("jail", "jem"),
    SupportType.TASK_FORCE: ("task", "tfm"),
    SupportType.WARRANT_SERVICE: ("warrant", "wso"),
}
_AGENCY_TYPES = {
    "county": AgencyType.COUNTY,
    "parish": AgencyType.COUNTY,
    "municipality": AgencyType.MUNICIPALITY,
    "municipal": AgencyType.MUNICIPALITY,
    "city": AgencyType.MUNICIPALITY,
    "state agency": AgencyType.STATE,
    "state": AgencyType.STATE,
}
_TYPE_MAX_EDITS = 2
"""Edits allowed on an agency type: the three are far apart."""
_SHORTEST_NEAR_MISS = 4
"""Letters below which a state is taken only when exact: "Uta" could be much else."""
_SHORT_NAME = 6
"""Letters up to which one edit is allowed, and not two: "Maine" and "Texas" are near too much."""
_SUPPORT_TYPE_MAX_EDITS = 4
"""Edits allowed on the whole phrase: enough for "warrant service office" and two slips besides."""


def resolve_state(printed: str) -> str | None:
    """Return the official name that *printed* means, or None when it means none of them for certain.

    A near miss is at most two edits (swapped neighbours count one; one edit up to six letters) away from exactly one
    official name. Two-letter codes resolve only when exact.
    """
    text = comparable(printed)
    if not text:
        return None
    if exact := _STATE_BY_TEXT.get(text):
        return exact
    if len(text) < _SHORTEST_NEAR_MISS:
        return None
    joined = text.replace(" ", "")
    ranked = sorted((DamerauLevenshtein.distance(joined, comparable(name).replace(" ", "")), name) for name in STATES)
    (best, name), (runner_up, _) = ranked[0], ranked[1]
    allowed = 1 if len(joined) <= _SHORT_NAME else 2
    return name if best <= allowed and runner_up > best else None


def resolve_support_type(printed: str) -> SupportType | None:
    """Return the support type that *printed* means, or None when it means none of the three for certain.

    The first word decides ("jail", "task", "warrant" or its abbreviation, one edit allowed) where the rest of the
    phrase also comes near; ICE has written "Warrant Services Officer", "Task Force Officer" and
    "Warrant Service Office".
    """
    text = comparable(printed)
    if not text:
        return None
    for support_type in SupportType:
        if text == comparable(support_type) or text == _SUPPORT_TYPE_WORDS[support_type][1]:
            return support_type
    near = []
    for support_type in SupportType:
        official = comparable(support_type)
        edits = DamerauLevenshtein.distance(text, official)
        if edits <= _SUPPORT_TYPE_MAX_EDITS or _same_opening(text, official):
            near.append((edits, support_type))
    near.sort()
    if not near or (len(near) > 1 and near[0][0] == near[1][0]):
        return None
    return near[0][1]


def resolve_agency_type(printed: str) -> AgencyType | None:
    """Return the agency type that *printed* means, or None when it means none of the three for certain.

    ICE has written "Muncipality", "Municipal" and "State" too.
    """
    text = comparable(printed)
    if text in _AGENCY_TYPES:
        return _AGENCY_TYPES[text]
    near = {kind for name, kind in _AGENCY_TYPES.items() if DamerauLevenshtein.distance(text, name) <= _TYPE_MAX_EDITS}
    return near.pop() if len(near) == 1 and len(text) >= _SHORTEST_NEAR_MISS else None


def _same_opening(text: str, official: str) -> bool:
    """Tell whether two phrases begin with the same two words, one edit allowed in each ("task force officer")."""
    words, wanted = text.split()[:2], official.split()[:2]
    return len(words) == len(wanted) and all(
        DamerauLevenshtein.distance(word, want) <= 1 for word, want in zip(words, wanted, strict=True)
    )


@lru_cache(maxsize=16_384)
def is_blank(printed: str) -> bool:
    """Tell whether a cell says nothing: empty, a dash, or one of Excel's and ICE's ways to write "not available"."""
    return re.sub(r"[^a-z0-9]", "", printed.casefold()) in {"", "na", "none", "null", "ref", "value", "name"}
