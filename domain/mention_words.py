"""A release's words as `domain.mentions` reads them: words with what parts them, sentences, and the states they name.

A state's name is not always the state: there are Indiana County, Kansas City, the Washington Post and George
Washington. Each rule below says which of these it keeps apart.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from domain.text import comparable
from domain.vocabulary import STATE_CODES, STATES

READ_AT_MOST = 200_000
"""Characters of a text that are read. The longest release is a few thousand words (some 30,000 characters); what is
longer is a whole document or hostile, and its later pages name whom its first pages name."""
_WORD = re.compile(r"[^\W_]+(?:['’ʼ‘`´][^\W_]+)*['’]?|&")
_SPELLED_OUT = {
    "dept": "department",
    "depts": "department",
    "departments": "department",
    "offices": "office",
    "sheriffs": "sheriff",
    "constables": "constable",
    "marshals": "marshal",
    "attorneys": "attorney",
    "prosecutors": "prosecutor",
    "correctional": "corrections",
    "correction": "corrections",
    "st": "saint",
    "ste": "sainte",
    "ft": "fort",
    "mt": "mount",
    "co": "county",
    "twp": "township",
    "univ": "university",
    "pct": "precinct",
    "pd": "police department",
    "so": "sheriff office",
    "bocc": "board of county commissioners",
    "dps": "department of public safety",
}
"""Abbreviations and plurals of agency names, as `domain.agencies` spells them out. Nothing is mended here: in running
prose "country", "policy" and "officer" are words of their own."""
_OWNERS = frozenset(
    ["county", "parish", "police", "department", "patrol", "guard", "corrections", "investigation", "office", "safety"]
)
"""Words that end a name and may own what follows ("Waukesha County's sheriff"). Other names keep their s: Prince
George's County is in Maryland, Prince George County in Virginia."""
_WRITTEN_SMALL = frozenset(["so", "co", "st", "mt", "ft"])
"""Abbreviations that are taken for such only with a capital; of these "so" only in capitals."""
_TITLES = frozenset(
    [
        *("mr", "mrs", "ms", "miss", "dr", "gov", "lt", "sgt", "capt", "col", "gen", "sen", "rep", "hon"),
        *("judge", "justice", "senator", "representative", "congresswoman", "congressman", "secretary"),
        *("director", "chief", "officer", "sheriff", "deputy"),
    ]
)
_ABBREVIATIONS = _TITLES | frozenset(
    ["st", "ste", "ft", "mt", "co", "dept", "no", "jr", "sr", "inc", "pct", "twp", "univ"]
)
OPENING = frozenset(
    [
        *("a", "after", "all", "also", "although", "an", "and", "another", "any", "are", "as", "at", "because"),
        *("before", "between", "both", "but", "by", "during", "each", "earlier", "en", "el", "ella", "for"),
        *("from", "he", "her", "his", "how", "if", "in", "into", "is", "it", "its", "la", "las", "last"),
        *("later", "lo", "los", "many", "more", "most", "near", "next", "no", "not", "now", "of", "on"),
        *("only", "or", "other", "our", "over", "she", "since", "so", "some", "such", "that", "the", "their"),
        *("then", "there", "these", "they", "this", "those", "through", "today", "tomorrow", "two", "under"),
        *("until", "was", "we", "were", "what", "when", "where", "whether", "which", "while", "who", "why"),
        *("will", "with", "yesterday", "y", "del", "de", "por", "para", "con", "como", "al", "three", "four"),
        *("five", "several", "neighboring", "nearby", "sheriff", "sheriffs", "deputies", "officials", "leaders"),
        *("joining", "signs", "sign", "joins", "join", "terminates", "ends", "says", "said"),
    ]
)
"""Words that stand before a name and are no part of it, though a sentence or a headline gives them a capital."""
_AP = {
    "Ala": "Alabama",
    "Ariz": "Arizona",
    "Ark": "Arkansas",
    "Calif": "California",
    "Colo": "Colorado",
    "Conn": "Connecticut",
    "Del": "Delaware",
    "Fla": "Florida",
    "Ga": "Georgia",
    "Ill": "Illinois",
    "Ind": "Indiana",
    "Kan": "Kansas",
    "Ky": "Kentucky",
    "La": "Louisiana",
    "Md": "Maryland",
    "Mass": "Massachusetts",
    "Mich": "Michigan",
    "Minn": "Minnesota",
    "Miss": "Mississippi",
    "Mo": "Missouri",
    "Mont": "Montana",
    "Neb": "Nebraska",
    "Nev": "Nevada",
    "N.H": "New Hampshire",
    "N.J": "New Jersey",
    "N.M": "New Mexico",
    "N.Y": "New York",
    "N.C": "North Carolina",
    "N.D": "North Dakota",
    "Okla": "Oklahoma",
    "Ore": "Oregon",  # codespell:ignore ore
    "Pa": "Pennsylvania",
    "R.I": "Rhode Island",
    "S.C": "South Carolina",
    "S.D": "South Dakota",
    "Tenn": "Tennessee",
    "Tex": "Texas",
    "Vt": "Vermont",
    "Va": "Virginia",
    "Wash": "Washington",
    "W.Va": "West Virginia",
    "W. Va": "West Virginia",
    "Wis": "Wisconsin",
    "Wyo": "Wyoming",
    "D.C": "District of Columbia",
    "P.R": "Puerto Rico",
}
"""The Associated Press's abbreviations, without their last dot. They count only behind a comma or in brackets, with the
dot: "Miss." and "Ill." are much else."""
_SPANISH = {
    "Carolina del Norte": "North Carolina",
    "Carolina del Sur": "South Carolina",
    "Dakota del Norte": "North Dakota",
    "Dakota del Sur": "South Dakota",
    "Virginia Occidental": "West Virginia",
    "Nueva York": "New York",
    "Nueva Jersey": "New Jersey",
    "Nuevo Hampshire": "New Hampshire",
    "Nuevo México": "New Mexico",
    "Luisiana": "Louisiana",
    "Pensilvania": "Pennsylvania",
    "Misisipi": "Mississippi",
    "Misuri": "Missouri",
    "Oregón": "Oregon",
    "Míchigan": "Michigan",
    "Tejas": "Texas",
}
_OTHER = {"Virgin Islands": "U.S. Virgin Islands", "CNMI": "Northern Mariana Islands"}
_CODES_THAT_ARE_WORDS = frozenset(["IN", "OR", "ME", "OK", "HI", "DE", "LA", "AS", "OH", "MA", "PA", "AL", "ID", "CO"])
"""Postal codes that are English or Spanish words too: no evidence in a line all in capitals."""
_NO_STATE_BEFORE = frozenset(
    [
        *("county", "parish", "city", "beach", "township", "street", "avenue", "boulevard", "river", "heights"),
        *("falls", "springs", "mills", "post", "times", "examiner", "herald", "tribune", "instruments"),
        *("roadhouse", "pacific", "power", "airlines", "rangers", "cardinals", "vikings", "titans", "jazz"),
        *("rockies", "avalanche", "diamondbacks", "marlins", "gators", "bulldogs", "longhorns", "giants"),
        *("jets", "yankees", "mets", "knicks", "islanders", "pacers", "fever", "twins", "wild", "timberwolves"),
        *("wizards", "commanders", "nationals", "capitals", "mystics", "hawkeyes", "buckeyes", "wolverines"),
    ]
)
"""Words behind a state's name that make it something else: a county, a town, a street, a paper, a company, a team."""
_NO_STATE_AFTER = frozenset(["mount", "fort", "port", "lake", "george", "little"]) | _TITLES
"""Words before a state's name that make it something else: Port Washington, Lake Michigan, Rep. Virginia …"""
_NAMESAKES = {
    ("Oregon", "Ohio"),
    ("Oregon", "Wisconsin"),
    ("Oregon", "Illinois"),
    ("Nevada", "Missouri"),
    ("Nevada", "Iowa"),
    ("Delaware", "Ohio"),
    ("Indiana", "Pennsylvania"),
    ("Wyoming", "Michigan"),
    ("Wyoming", "Minnesota"),
    ("Wyoming", "Pennsylvania"),
    ("California", "Maryland"),
    ("California", "Pennsylvania"),
    ("California", "Missouri"),
    ("Florida", "New York"),
    ("Virginia", "Minnesota"),
    ("Iowa", "Louisiana"),
    ("Louisiana", "Missouri"),
    ("Georgia", "Vermont"),
    ("Maine", "New York"),
    ("Kansas", "Oklahoma"),
    ("Washington", "Pennsylvania"),
    ("Washington", "Missouri"),
    ("Washington", "Indiana"),
    ("Washington", "Illinois"),
    ("Washington", "North Carolina"),
    ("Washington", "Utah"),
    ("Washington", "District of Columbia"),
}
"""Towns called like a state, and their states."""
_ANOTHER_COUNTRY = re.compile(
    r"Tbilisi|Armenia|Azerbaijan|Caucasus|Soviet|[Cc]ountry of Georgia|[Rr]epublic of Georgia"
)
_IN = frozenset(["in", "of", "en", "de"])
_AGENCY_OPENS = frozenset(
    ["department", "state", "highway", "national", "bureau", "division", "attorney", "office", "law", "fish"]
)
"""Words behind a state that begin an agency's name: in "Lee County, Texas Department of …" Texas is not Lee's."""
_DASHES = "—–-("


@dataclass(frozen=True, slots=True)
class Word:
    """One word. *key* is what it is compared by, *gap* what stands before it, *sentence* the number of its sentence."""

    key: str
    printed: str
    start: int
    end: int
    gap: str
    sentence: int

    @property
    def capital(self) -> bool:
        """Tell whether it begins with a capital or a figure."""
        return not self.printed[0].islower()

    @property
    def joined(self) -> bool:
        """Tell whether nothing but blanks or a hyphen part it from the word before."""
        return self.gap in {"", "-", "–"}

    @property
    def listed(self) -> bool:
        """Tell whether a comma parts it from the word before."""
        return self.gap == ","


@dataclass(frozen=True, slots=True)
class StateNamed:
    """A state that the text names: words *first* to *last*, the latter not included."""

    state: str
    first: int
    last: int


def _title_or_upper(name: str) -> str:
    return "|".join(re.escape(form).replace(r"\ ", r"\s{1,3}") for form in dict.fromkeys((name, name.upper())))


_NAMED = {**{name: name for name in STATES}, **_SPANISH, **_OTHER}
_BY_NAME = {comparable(name): state for name, state in _NAMED.items()}
_BY_CODE = {code: state for state, code in STATE_CODES.items()}
_BY_AP = {comparable(short).replace(" ", ""): state for short, state in _AP.items()}
_STATE = re.compile(
    r"(?P<dc>(?:\bWashington|\bWASHINGTON),?\s{1,3}D\.?\s?C\b\.?|(?<!\w)D\.\s?C\.)"
    r"|(?<![\w-])(?P<name>"
    + "|".join(_title_or_upper(name) for name in sorted(_NAMED, key=len, reverse=True))
    + r")(?!\w)|[,(]\s{0,3}(?:(?P<ap>"
    + "|".join(
        re.escape(short).replace(r"\.", r"\.\s?").replace(r"\ ", "") for short in sorted(_AP, key=len, reverse=True)
    )
    + r")\.|(?P<code>"
    + "|".join(_BY_CODE)
    + r")\b)"
)


class Prose:
    """A text in words and sentences, with the states that it names.

    *home_state* is where the publisher is; it decides only whether a bare "Washington" may be the state.
    """

    def __init__(self, text: str, home_state: str | None) -> None:
        self.text = text[:READ_AT_MOST]
        self.home_state = home_state
        self.words = _words(self.text)
        self._starts = [word.start for word in self.words]
        self.states = tuple(self._states())
        self._at = {named.first: named for named in self.states}

    @cached_property
    def by_sentence(self) -> dict[int, tuple[StateNamed, ...]]:
        """Return the states that each sentence names, each where it is named first."""
        found: dict[int, dict[str, StateNamed]] = {}
        for named in self.states:
            found.setdefault(self.words[named.first].sentence, {}).setdefault(named.state, named)
        return {sentence: tuple(states.values()) for sentence, states in found.items()}

    def key(self, place: int) -> str:
        """Return the key of the word at *place*, "" where there is none."""
        return self.words[place].key if 0 <= place < len(self.words) else ""

    def joined(self, place: int) -> bool:
        """Tell whether there is a word at *place* that belongs directly behind the one before."""
        return 0 < place < len(self.words) and self.words[place].joined

    def printed(self, first: int, last: int) -> str:
        """Return words *first* to *last* (not included) as printed."""
        return self.text[self.words[first].start : self.words[last - 1].end]

    def state_at(self, place: int) -> StateNamed | None:
        """Return the state whose name begins with the word at *place*."""
        return self._at.get(place)

    def state_after(self, place: int) -> StateNamed | None:
        """Return the state named right where word *place* stands: ", Md.", "(Fla.)", "in Texas", "of Maryland"."""
        if place >= len(self.words) or self.words[place].sentence != self.words[place - 1].sentence:
            return None
        named = self._at.get(place)
        if named and self.words[place].gap in {"", ",", "("} and not self._opens_agency(named):
            return named
        if self.key(place) in _IN and self.joined(place):
            named = self._at.get(place + 1)
            return named if named and self.joined(place + 1) and not self._opens_agency(named) else None
        return None

    def state_before(self, place: int) -> str | None:
        """Return the state that owns the name beginning at *place*: "Florida's Lee County"."""
        if not self.joined(place):
            return None
        owner = self.words[place - 1].printed
        named = next((self._at[first] for first in range(place - 1, max(-1, place - 5), -1) if first in self._at), None)
        return named.state if named and named.last == place and re.search(r"['’]s?$", owner) else None

    def is_all_capitals(self, place: int) -> bool:
        """Tell whether the words around *place* are all in capitals, so that a capital says nothing."""
        return _in_capitals(self.words, place)

    def starts_name(self, first: int) -> bool:
        """Tell whether a name can begin with the word at *first*: nothing before it belongs to it.

        "North Miami Beach" is not Miami Beach, and "New Port Richey" not Port Richey.
        """
        if first == 0 or not self.joined(first) or self.words[first].sentence != self.words[first - 1].sentence:
            return True
        before = self.words[first - 1]
        if not before.capital or before.printed.casefold() in OPENING or re.search(r"['’]s?$", before.printed):
            return "-" not in self.words[first].gap and "–" not in self.words[first].gap
        if any(named.last == first for named in self._near(first)):
            return True
        return _in_capitals(self.words, first) and before.key not in _SET_APART

    def _near(self, place: int) -> Iterator[StateNamed]:
        return (self._at[first] for first in range(max(0, place - 4), place) if first in self._at)

    def _opens_agency(self, named: StateNamed) -> bool:
        return self.joined(named.last) and self.key(named.last) in _AGENCY_OPENS

    def _states(self) -> Iterator[StateNamed]:
        matches = [(match, state) for match in _STATE.finditer(self.text) if (state := self._meant(match))]
        for number, (match, state) in enumerate(matches):
            named = self._placed(match, state)
            if named.first >= named.last:
                continue
            if match.lastgroup == "name" and not self._is_the_state(named, matches, number):
                continue
            yield named

    def _placed(self, match: re.Match[str], state: str) -> StateNamed:
        start = match.start(match.lastgroup or 0)
        first = bisect_left(self._starts, start)
        return StateNamed(state, first, bisect_left(self._starts, match.end()))

    def _meant(self, match: re.Match[str]) -> str | None:
        if match["dc"]:
            return "District of Columbia"
        if match["name"]:
            return _BY_NAME[comparable(match["name"])]
        if match["ap"]:
            return _BY_AP[comparable(match["ap"]).replace(" ", "")]
        place = bisect_left(self._starts, match.start("code"))
        is_a_word = match["code"] in _CODES_THAT_ARE_WORDS and _in_capitals(self.words, place)
        return None if is_a_word else _BY_CODE[match["code"]]

    def _is_the_state(self, named: StateNamed, matches: list[tuple[re.Match[str], str]], number: int) -> bool:
        follower = self.key(named.last) if self.joined(named.last) else ""
        before = self.key(named.first - 1) if self.joined(named.first) else ""
        if follower in _NO_STATE_BEFORE or (before in _NO_STATE_AFTER and self.words[named.first - 1].capital):
            return False
        if named.state == "Georgia" and _ANOTHER_COUNTRY.search(self._around(named)):
            return False
        if self._is_a_town(named, matches, number):
            return False
        return named.state != "Washington" or self._is_washington_state(named, matches, number, follower, before)

    def _around(self, named: StateNamed) -> str:
        return self.text[max(0, self.words[named.first].start - 120) : self.words[named.last - 1].end + 120]

    def _is_a_town(self, named: StateNamed, matches: list[tuple[re.Match[str], str]], number: int) -> bool:
        """Tell whether this is "Oregon, Ohio", a town, and not one of several states in a row."""
        following = matches[number + 1] if number + 1 < len(matches) else None
        if following is None or (named.state, following[1]) not in _NAMESAKES:
            return False
        beside = self._placed(*following)
        if beside.first != named.last or beside.first >= len(self.words) or not self.words[beside.first].listed:
            return False
        return self.key(beside.last) not in {"and", "or", "y"}

    def _is_washington_state(
        self, named: StateNamed, matches: list[tuple[re.Match[str], str]], number: int, follower: str, before: str
    ) -> bool:
        """Tell whether "Washington" is the state: said so, behind a place, among states, or at home there.

        Alone it is the capital, or the man.
        """
        if follower in {"state", "department", "national"} or (
            before in {"of", "de"} and self.key(named.first - 2) in {"state", "estado"}
        ):
            return True
        word = self.words[named.first]
        if word.listed and self.words[named.first - 1].capital:
            return True
        if any(
            0 <= other < len(matches) and self._adjacent(named, matches[other]) for other in (number - 1, number + 1)
        ):
            return True
        gap = self.words[named.last].gap if named.last < len(self.words) else ""
        is_dateline = word.printed.isupper() and gap[:1] in set(_DASHES)
        is_person = bool(before) and self.words[named.first - 1].capital and before not in OPENING
        return self.home_state == "Washington" and not is_dateline and not is_person

    def _adjacent(self, named: StateNamed, other: tuple[re.Match[str], str]) -> bool:
        """Tell whether only a comma or "and" parts two states: one list names them."""
        beside = self._placed(*other)
        if beside.state in {"District of Columbia", "Washington"} or beside.first >= len(self.words):
            return False
        first, second = sorted((named, beside), key=lambda each: each.first)
        between = range(first.last, second.first)
        return len(between) <= 1 and all(self.key(place) in {"and", "or", "y"} for place in between)


_SET_APART = frozenset(
    [
        *("north", "south", "east", "west", "northern", "southern", "eastern", "western", "upper", "lower"),
        *("new", "old", "port", "lake", "fort", "saint", "mount", "inner", "outer", "prince", "king", "queen"),
        *("point", "palm", "cape"),
    ]
)
"""Words before a place that make another place, also where everything is in capitals."""


def _words(text: str) -> tuple[Word, ...]:
    words: list[Word] = []
    matches = list(_WORD.finditer(text))
    capitals = _capital_lines(text)
    sentence = end = 0
    for number, match in enumerate(matches):
        printed, gap = match.group(), text[end : match.start()]
        before = matches[number - 1].group() if number else ""
        if number and _parts_sentences(before, gap, printed):
            sentence += 1
        keys = _keys(printed, in_capitals=bool(capitals) and _within(capitals, match.start()))
        tidy = _tidy_gap(before, gap)
        words += [
            Word(key, printed, match.start(), match.end(), "" if place else tidy, sentence)
            for place, key in enumerate(keys)
        ]
        end = match.end()
    return tuple(words)


def _keys(printed: str, *, in_capitals: bool) -> list[str]:
    if printed == "&":
        return ["and"]
    key = comparable(printed) or printed.casefold()
    if key in _WRITTEN_SMALL and (not printed[0].isupper() or (key == "so" and (in_capitals or not printed.isupper()))):
        return [key]
    if key[-1] == "s" and key[:-1] in _OWNERS and not printed.casefold().endswith(key):
        return [key[:-1]]
    return _SPELLED_OUT.get(key, key).split()


def _tidy_gap(before: str, gap: str) -> str:
    """Return what parts two words, blanks left out; the dot behind an abbreviation or an initial is no parting."""
    tidy = " ".join(gap.split()) if "\n" not in gap else "\n"
    if tidy[:1] == "." and (before.casefold() in _ABBREVIATIONS or len(before) == 1):
        tidy = tidy[1:].strip()
    if tidy[:2] == ".," or tidy[:2] == ".)":  # behind "Md."
        tidy = tidy[1:]
    return tidy.strip()


def _parts_sentences(before: str, gap: str, printed: str) -> bool:
    """Tell whether a sentence ends between two words: at a full stop, and at a new line unless it goes on small.

    Bodies of releases come with one line to a paragraph, so a line is also where a headline or a list's entry ends.
    """
    if "\n" in gap:
        return not printed[0].islower()
    if "•" in gap or "!" in gap or "?" in gap:
        return True
    if "." not in gap or not gap[-1:].isspace() or printed[0].islower():
        return False
    if before.casefold() in _ABBREVIATIONS:
        return False
    if len(before) == 1 or comparable(before) in _BY_AP:
        return printed.casefold() in OPENING and printed not in {"Sheriff", "Sheriffs"}
    return True


def _capital_lines(text: str) -> list[tuple[int, int]]:
    """Return where lines without a small letter begin and end."""
    return [(line.start(), line.end()) for line in re.finditer(r"[^\n]+", text) if line.group().isupper()]


def _within(spans: list[tuple[int, int]], place: int) -> bool:
    number = bisect_left(spans, (place + 1, 0)) - 1
    return number >= 0 and spans[number][0] <= place < spans[number][1]


def _in_capitals(words: tuple[Word, ...], place: int) -> bool:
    around = words[max(0, place - 4) : place + 5]
    return sum(len(word.printed) for word in around) > len(around) and all(word.printed.isupper() for word in around)
