"""What an agency's name says: which place, which body, which number; and how alike two names are.

ICE abbreviates ("Gulf County BOCC", "Tampa PD"), spells out again, prefixes the state, transposes words and slips.
A name is taken apart so that a slip in it weighs little while another place, another body or another precinct number
weighs all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import DamerauLevenshtein

from domain.text import comparable
from domain.vocabulary import STATE_CODES

_SPELLED_OUT = {
    "pd": "police department",
    "so": "sheriff office",
    "bocc": "board of county commissioners",
    "bcc": "board of county commissioners",
    "dps": "department of public safety",
    "doc": "department of corrections",
    "da": "district attorney",
    "dept": "department",
    "dpt": "department",
    "depts": "department",
    "div": "division",
    "co": "county",
    "cnty": "county",
    "ft": "fort",
    "st": "saint",
    "ste": "sainte",
    "mt": "mount",
    "twp": "township",
    "boro": "borough",
    "univ": "university",
    "hwy": "highway",
    "dist": "district",
    "auth": "authority",
    "reg": "regional",
    "comm": "commission",
    "ofc": "office",
    "const": "constable",
    "pol": "police",
    "pct": "precinct",
    "prec": "precinct",
    "shff": "sheriff",
    "shrf": "sheriff",
    "commr": "commissioner",
    "commrs": "commissioners",
    "comrs": "commissioners",
    "sheriffs": "sheriff",
    "constables": "constable",
    "marshals": "marshal",
    "attorneys": "attorney",
    "prosecutors": "prosecutor",
    "offices": "office",
    "correctional": "corrections",
    "correction": "corrections",
}

_BODIES = {
    "sheriff": "sheriff",
    "police": "police",
    "constable": "constable",
    "marshal": "marshal",
    "corrections": "corrections",
    "jail": "corrections",
    "prison": "corrections",
    "detention": "corrections",
    "commissioners": "board",
    "trustees": "board",
    "attorney": "attorney",
    "prosecutor": "attorney",
    "patrol": "patrol",
    "guard": "guard",
}
_GENERIC = frozenset(
    [
        "a",
        "an",
        "and",
        "at",
        "board",
        "city",
        "commission",
        "circuit",
        "commissioners",
        "county",
        "department",
        "district",
        "division",
        "enforcement",
        "facility",
        "for",
        "in",
        "judicial",
        "law",
        "municipal",
        "of",
        "office",
        "parish",
        "precinct",
        "public",
        "safety",
        "services",
        "service",
        "state",
        "the",
        "town",
        "village",
        "ward",
        "borough",
        "township",
    ]
)
_SMALL_WORDS = frozenset(["a", "an", "and", "at", "for", "in", "of", "the"])
_MISSPELT = (
    "commissioners",
    "constable",
    "corrections",
    "county",
    "department",
    "detention",
    "office",
    "police",
    "sheriff",
    "township",
)
"""Words that ICE misspells often enough to matter ("Departent", "Couny", "Constbales") and that no place is called."""
_SLIP_LENGTH = 5
_LONG_WORD = 7
_BESIDE = frozenset(
    ["north", "south", "east", "west", "upper", "lower", "new", "old", "port", "lake", "inner", "outer"]
)
"""Words that make another place of the same name: Upper and Lower Makefield, New Port Richey and Port Richey."""
_NUMBERED = frozenset(["district", "division", "precinct", "region", "troop", "ward", "zone"])
"""Words behind which a Roman numeral or a single letter is a number: Precinct IV, Ward B."""
_ROMAN = {
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "x": "10",
}
_LOCAL_BODIES = frozenset(["sheriff", "police", "constable", "marshal", "board"])
"""Sorts of body that every county or town has one of."""
_MUNICIPAL_PREFIX = re.compile(r"^(?:the )?(city|town|village|borough|township) of ")
_NUMBER_WORDS = {
    word: str(number)
    for number, words in enumerate(
        [
            "first one",
            "second two",
            "third three",
            "fourth four",
            "fifth five",
            "sixth six",
            "seventh seven",
            "eighth eight",
            "ninth nine",
            "tenth ten",
            "eleventh eleven",
            "twelfth twelve",
            "thirteenth thirteen",
            "fourteenth fourteen",
            "fifteenth fifteen",
            "sixteenth sixteen",
            "seventeenth seventeen",
            "eighteenth eighteen",
            "nineteenth nineteen",
            "twentieth twenty",
        ],
        start=1,
    )
    for word in words.split()
}
_ORDINAL = re.compile(r"^(\d+)[a-z]{0,3}$")
"""A number with its ending, misspelt or not: "33rd", "33td", "4th"."""
_GLUED = re.compile(r"(?<=[^\W\d]{3})(?=\d)|(?<=\d(?:st|nd|rd|th))(?=[^\W\d]{4})")
"""Where a blank is missing beside a number: "Precinct1", "33rdJudicial"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyName:
    """One agency name taken apart for comparing.

    *full* is the whole name with abbreviations spelled out. *place* holds the words that tell it from others of its
    kind, sorted; *bodies* what sort of body it is; *numbers* its precinct, ward or district numbers.
    """

    full: str
    place: tuple[str, ...]
    bodies: frozenset[str]
    numbers: frozenset[str]
    is_state: bool = False
    """The name names its own state: "Texas Department of Public Safety" needs no other place."""

    @property
    def government(self) -> str:
        """Return which government the name names: "city", "town", …; "" where it names none."""
        match = _MUNICIPAL_PREFIX.match(self.full)
        return match.group(1) if match else ""

    @property
    def content(self) -> tuple[str, ...]:
        """Return the words of the whole name but for the smallest, sorted."""
        return tuple(sorted(word for word in self.full.split() if word not in _SMALL_WORDS))

    @property
    def is_anybody(self) -> bool:
        """Tell whether the name tells no agency from another: "Police Department", its first word lost.

        "Department of Corrections" and "State Police" are the state's own, and there is but one of each.
        """
        local = bool(self.bodies) and self.bodies <= _LOCAL_BODIES
        return local and not (self.place or self.numbers or self.is_state or "state" in self.full.split())

    @property
    def beside(self) -> frozenset[str]:
        """Return the words that set a place off from another of the same name."""
        return frozenset(self.place) & _BESIDE


@lru_cache(maxsize=16_384)
def parse_agency(name: str, state: str) -> AgencyName:
    """Take *name* apart. *state* is the official state name, whose own words tell nothing inside that state."""
    words = _spelled_out(name, state)
    own = comparable(state).split()
    numbers = frozenset(_numbers(words))
    place = tuple(
        sorted(
            {w for w in words if w not in _GENERIC and w not in _BODIES and _number(w) is None and not _near(w, own)}
        )
    )
    bodies = frozenset(_BODIES[w] for w in words if w in _BODIES)
    return AgencyName(
        full=" ".join(words), place=place, bodies=bodies, numbers=numbers, is_state=any(_near(w, own) for w in words)
    )


def same_agency_twice(a: str, b: str, state: str) -> bool:
    """Tell whether two names in one list are one agency entered twice: equal but for abbreviations, blanks and "City of".

    "City of Zephyrhills Police Department" and "Zephyrhills Police Department" are; "Town of X" and "City of X", which
    can be two governments, are not.
    """
    first, second = parse_agency(a, state).full, parse_agency(b, state).full
    if first == second or letters(a) == letters(b):
        return True
    bare = [_MUNICIPAL_PREFIX.sub("", name) for name in (first, second)]
    return bare[0] == bare[1] and (bare[0] in {first, second})


def abbreviates(short: str, whole: str) -> bool:
    """Tell whether *short* may stand for *whole*: its letters in their order, the first one first (cnstbl, constable)."""
    rest = iter(whole)
    return 1 < len(short) < len(whole) and short[0] == whole[0] and all(letter in rest for letter in short)


def letters(name: str) -> str:
    """Return the letters and digits of *name* in one piece: a blank too many, lost or moved is no other name."""
    return comparable(name).replace(" ", "")


def name_likeness(a: AgencyName, b: AgencyName) -> float:
    """Return how alike two whole names are, 0 to 1; the order of the words tells nothing ("Police Department of X")."""
    if a.content == b.content:
        return 1.0
    return word_likeness(a.full, b.full)


@lru_cache(maxsize=65_536)
def word_likeness(a: str, b: str) -> float:
    """Return how alike two words are, 0 to 1: one minus the share of letters to edit, neighbours swapped counting one."""
    if a == b:
        return 1.0
    return 1.0 - DamerauLevenshtein.distance(a, b) / max(len(a), len(b))


def words_likeness(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    """Return how alike two sets of words are, 0 to 1, pairing each word with its best partner; 1 when both are empty."""
    if not a or not b:
        return 1.0 if not a and not b else 0.0
    joined = word_likeness("".join(a), "".join(b))
    pairs = sorted(((word_likeness(x, y), i, j) for i, x in enumerate(a) for j, y in enumerate(b)), reverse=True)
    used_a: set[int] = set()
    used_b: set[int] = set()
    total = 0.0
    for likeness, i, j in pairs:
        if i not in used_a and j not in used_b:
            used_a.add(i)
            used_b.add(j)
            total += likeness
    return max(joined, total / max(len(a), len(b)))


def _spelled_out(name: str, state: str) -> list[str]:
    words: list[str] = []
    for word in _GLUED.sub(" ", comparable(name)).split():
        if word.upper() == STATE_CODES.get(state):
            words += comparable(state).split()
        else:
            words += _SPELLED_OUT.get(word, _mended(word)).split()
    return words


def _near(word: str, names: list[str]) -> bool:
    """Tell whether *word* is one of *names*, a slip aside in all but the shortest."""
    return any(
        word == name or (len(name) >= _SLIP_LENGTH and DamerauLevenshtein.distance(word, name, score_cutoff=1) <= 1)
        for name in names
    )


@lru_cache(maxsize=16_384)
def _mended(word: str) -> str:
    """Return the common word that *word* misspells: one edit away, or two in a long one; else *word* itself."""
    if len(word) < _SLIP_LENGTH or word in _BODIES or word in _GENERIC:
        return word
    for common in _MISSPELT:
        allowed = 2 if len(common) >= _LONG_WORD else 1
        edits = min(DamerauLevenshtein.distance(word, form, score_cutoff=allowed) for form in (common, f"{common}s"))
        if edits <= allowed:
            return common
    return word


def _numbers(words: list[str]) -> Iterator[str]:
    """Yield the numbers in a name; a letter or a Roman numeral is one only right behind the word it numbers."""
    for before, word in pairwise(["", *words]):
        number = _number(word)
        if number is not None:
            yield number
        elif before in _NUMBERED and (word in _ROMAN or len(word) == 1):
            yield _ROMAN.get(word, word)


def _number(word: str) -> str | None:
    match = _ORDINAL.match(word)
    return match.group(1).lstrip("0") or "0" if match else _NUMBER_WORDS.get(word)
