"""Which agencies and which places a release names.

Prose names an agency in more ways than a list does: "the Collier County Sheriff", "sheriffs of Lee and Hendry
counties", "Nashville police". An agency is named only when its body and its state are both certain: a wrong link
between a release and a sheriff is worse than a missing one. The state is the one named right beside it, else the one
that its sentence names, else the publisher's; a federal publisher has none, and then the name must be the only one of
its kind. An agency that is not in our record is named all the same where its county or its state makes it certain,
since a release may announce a signing before ICE lists it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from domain.agencies import parse_agency
from domain.agreements import Agreement, Standing
from domain.counties import County, county_named_by, find_county, states_with_county
from domain.mention_counties import (
    LONGEST_LIST,
    NOT_IN_OFFICE,
    NUMBERED,
    OFFICE,
    POLICE,
    SHERIFF,
    CountiesNamed,
    CountyBody,
    body_before,
    certain_state,
    counties_named,
    end_of_item_before,
    goes_on,
    is_set_off,
)
from domain.mention_spellings import (
    LONGEST_BODY,
    STATE_BODIES,
    Key,
    county_body,
    parents,
    ways_to_write,
    without_county,
    without_department,
)
from domain.mention_words import Prose, StateNamed
from domain.releases import AgencyMention, CountyMention
from domain.text import shown
from domain.vocabulary import is_blank

_DASHES = ("—", "–", "-", "(")
_NOT_THE_AGENCY = frozenset(
    [
        *("association", "associations", "foundation", "league", "posse", "explorers", "academy", "memorial"),
        *("auxiliary", "union", "jury", "juries", "candidate", "candidates", "race", "election", "hopeful"),
        *("athletic", "benevolent", "reserve", "pension", "museum", "ranch", "ranches", "youth"),
    ]
)
"""Words behind an agency's name that make it something else: a Sheriff's Association, Louisiana's police juries."""
_GOVERNMENTS = frozenset(["city", "town", "village", "borough", "township"])
_IN_SPANISH = {
    "patrulla de carreteras": "highway patrol",
    "patrulla de caminos": "highway patrol",
    "patrulla estatal": "state patrol",
    "policia estatal": "state police",
    "guardia nacional": "national guard",
    "departamento de seguridad publica": "department of public safety",
    "departamento de correcciones": "department of corrections",
    "departamento correccional": "department of corrections",
    "departamento de cumplimiento de la ley": "department of law enforcement",
    "departamento de aplicacion de la ley": "department of law enforcement",
}
_BODIES_IN_SPANISH = {tuple(es.split()): tuple(en.split()) for es, en in _IN_SPANISH.items()}
_OPEN_BODIES_IN_SPANISH = frozenset(words[0] for words in _BODIES_IN_SPANISH)
_TOWN_BODIES_IN_SPANISH = {
    "policia": ("police", "department"),
    "sheriff": ("sheriff", "office"),
    "alguacil": ("sheriff", "office"),
}
_PLACES_WORDS = 5
"""Words of the longest names of towns that stand behind "Policía de"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAgency:
    """An agency of our record. *agency* and *county* are as ICE prints them, *agreement_ids* are sorted."""

    state: str
    agency: str
    county: str
    aliases: frozenset[str]
    agreement_ids: tuple[str, ...]


def known_agencies(agreements: Iterable[Agreement]) -> tuple[KnownAgency, ...]:
    """Return the agencies of *agreements*, of both lists, sorted by state and name.

    Agreements are one agency's where state and name are the same, abbreviations aside, and no county tells them
    apart: Pennsylvania has several townships called Jackson. The name shown is that of the agreement listed last.
    """
    groups: dict[tuple[str, str], list[Agreement]] = defaultdict(list)
    for agreement in agreements:
        if agreement.standing is not Standing.MERGED:
            facts = agreement.facts
            groups[facts.state, parse_agency(facts.agency, facts.state).full].append(agreement)
    found = [_known(same) for group in groups.values() for same in _by_county(group)]
    return tuple(sorted(found, key=lambda known: (known.state, known.agency, known.county)))


def _by_county(group: Sequence[Agreement]) -> Iterator[list[Agreement]]:
    """Part agreements of one name by county; those without one belong to the others where these have but one."""
    parted: dict[str, list[Agreement]] = defaultdict(list)
    for agreement in group:
        parted[_county_key(agreement.facts.county, agreement.facts.state)].append(agreement)
    if len(parted.keys() - {""}) <= 1:
        yield list(group)
    else:
        yield from parted.values()


def _county_key(printed: str, state: str) -> str:
    county = find_county(printed, state)
    return county.fips if county else "" if is_blank(printed) else shown(printed).casefold()


def _known(same: Sequence[Agreement]) -> KnownAgency:
    newest = max(same, key=lambda a: (a.standing is Standing.LISTED, a.first_listed_at, a.id))
    county = next((a.facts.county for a in (newest, *same) if not is_blank(a.facts.county)), "")
    return KnownAgency(
        state=newest.facts.state,
        agency=newest.facts.agency,
        county=county,
        aliases=frozenset[str]().union(*(a.aliases for a in same)),
        agreement_ids=tuple(sorted({a.id for a in same})),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """Agencies that words *first* to *last* name; each key is the same for every way to name that agency."""

    first: int
    last: int
    agencies: tuple[tuple[Key, AgencyMention], ...]


@dataclass(frozen=True, slots=True)
class _Spelling:
    """A way to write a known agency. *government* is "city", … where the name printed by ICE opens with "City of"."""

    known: KnownAgency
    government: str
    parted: bool
    """ICE's name has a comma or a slash in it, so that the text's may have one."""
    is_certain: bool
    """The name tells its own state."""
    is_placeless: bool
    """The name tells no place: it is one state's only where that state is named or the publisher's."""


class Directory:
    """The agencies of our record, ready to be found in running text. Build it once for many texts."""

    def __init__(self, agencies: Iterable[KnownAgency]) -> None:
        self._spellings: dict[Key, list[_Spelling]] = defaultdict(list)
        self._parents: dict[Key, list[KnownAgency]] = defaultdict(list)
        self._county_bodies: dict[Key, list[KnownAgency]] = defaultdict(list)
        for known in agencies:
            self._enter(known)
        self._lengths: dict[str, tuple[int, ...]] = {}
        for key in self._spellings:
            lengths = {len(key), *self._lengths.get(key[0], ())}
            self._lengths[key[0]] = tuple(sorted(lengths, reverse=True))

    def mentions(self, text: str, *, home_state: str | None) -> tuple[AgencyMention, ...]:
        """Return the agencies that *text* names, each once, in the order in which they first appear.

        *home_state* is the publisher's, None for a federal one. An abbreviation ("FDLE") names nobody before the
        full name has, and after that nobody new. Only the first READ_AT_MOST characters are read.
        """
        prose = Prose(text, home_state)
        found = [
            *self._of_counties(prose),
            *self._by_name(prose),
            *self._around_states(prose),
            *self._of_states(prose),
            *self._in_spanish(prose),
        ]
        return _each_once(found)

    def _enter(self, known: KnownAgency) -> None:
        for name in sorted({known.agency, *known.aliases}):
            parsed = parse_agency(name, known.state)
            if parsed.is_anybody or not parsed.full:
                continue
            spelling = _Spelling(
                known=known,
                government=parsed.government,
                parted=bool(re.search(r"[,/(]", name)),
                is_certain=parsed.is_state,
                is_placeless=not parsed.place and not parsed.is_state,
            )
            for key in ways_to_write(name, parsed, known.state):
                if len(key) > 1 and all(other.known != known for other in self._spellings[key]):
                    self._spellings[key].append(spelling)
            bare = replace(spelling, is_certain=False, is_placeless=True)
            for key in without_county(name, parsed, known.state):
                self._spellings[key].append(bare)
            for key in parents(name, known.state):
                self._parents[key].append(known)
            if (body := county_body(name, parsed, known.county, known.state)) and known not in self._county_bodies[
                body
            ]:
                self._county_bodies[body].append(known)

    def _of_counties(self, prose: Prose) -> Iterator[_Found]:
        """Find sheriffs, county police and constables by their counties, whether or not we know them."""
        carried: CountyBody | None = None
        end = -1
        for named in counties_named(prose):
            yield from self._with_body_behind(prose, named)
            body = body_before(prose, named)
            if body is None and carried and goes_on(prose, end, named.first):
                yield self._county_found(prose, named, carried, named.first, named.state_last)
            elif body is not None:
                yield self._county_found(prose, named, body, body.last, named.state_last)
                carried = body if body.several else None
            else:
                carried = None
            end = named.state_last

    def _with_body_behind(self, prose: Prose, named: CountiesNamed) -> Iterator[_Found]:
        if (
            named.body is None
            or prose.key(named.first - 1) in NOT_IN_OFFICE
            or (prose.key(named.last) in _NOT_THE_AGENCY and prose.joined(named.last))
        ):
            return
        yield self._county_found(prose, named, named.body, named.first, named.last)

    def _county_found(self, prose: Prose, named: CountiesNamed, body: CountyBody, first: int, last: int) -> _Found:
        words = shown(prose.printed(first, max(named.name_last, body.last)))
        one = len(named.counties) == 1
        return _Found(
            first, last, tuple(self._county_mention(county, body, words, one=one) for county in named.counties)
        )

    def _county_mention(self, county: County, body: CountyBody, words: str, *, one: bool) -> tuple[Key, AgencyMention]:
        key = (body.kind, county.state, county.fips, body.number)
        known = self._county_bodies.get(key, [])
        if known:
            return _mention(known, words)
        title = {"sheriff": "Sheriff", "police": "Police", "constable": f"Constable Precinct {body.number}"}[body.kind]
        agency = words if one else f"{county.full_name} {title}"
        return key, AgencyMention(state=county.state, agency=agency, county=county.full_name, words=words)

    def _by_name(self, prose: Prose) -> Iterator[_Found]:
        """Find known agencies by any way to write their names, the longest first."""
        keys = tuple(word.key for word in prose.words)
        for first, key in enumerate(keys):
            if key not in self._lengths or not prose.words[first].capital:
                continue
            for length in self._lengths[key]:
                spellings = self._spellings.get(keys[first : first + length])
                if spellings and (found := self._read_as(prose, spellings, first, first + length)):
                    yield found
                    yield from self._listed_before(prose, found)
                    break

    def _listed_before(self, prose: Prose, found: _Found) -> Iterator[_Found]:
        """Find the towns listed before a plural: "Miami Beach, Tampa and Key West police departments"."""
        if prose.words[found.last - 1].printed.casefold() != "departments" or prose.key(found.last - 2) != "police":
            return
        [(_, mention)] = found.agencies
        first = found.first
        for _ in range(LONGEST_LIST):
            end = end_of_item_before(prose, first)
            item = next(
                (i for i in range(max(0, end - _PLACES_WORDS), end) if self._town(prose, i, end, mention.state)), -1
            )
            if item < 0:
                return
            yield _Found(item, end, (_mention(self._town(prose, item, end, mention.state), mention.words),))
            first = item

    def _town(self, prose: Prose, first: int, end: int, state: str) -> list[KnownAgency]:
        """Return the police of the town of *state* whose name stands from *first* to *end*, none where there are two."""
        key = (*map(prose.key, range(first, end)), "police", "department")
        here = [spelling.known for spelling in self._spellings.get(key, ()) if spelling.known.state == state]
        is_name = prose.words[first].capital and all(prose.joined(place) for place in range(first + 1, end))
        return _one_county(here, prose, first) if here and is_name and prose.starts_name(first) else []

    def _around_states(self, prose: Prose) -> Iterator[_Found]:
        """Find known names with their state inside: "the Mesa, Arizona, Police Department"."""
        for named in prose.states:
            if (
                named.first
                and named.last < len(prose.words)
                and prose.words[named.first].gap
                and is_set_off(prose, named.last)
            ):
                yield from self._around(prose, named)

    def _around(self, prose: Prose, state: StateNamed) -> Iterator[_Found]:
        for before, behind in product(range(_PLACES_WORDS, 0, -1), (2, 1)):
            first, last = state.first - before, state.last + behind
            if not all(prose.joined(n) for n in (*range(first + 1, state.first), *range(state.last + 1, last))):
                continue
            key = tuple(map(prose.key, (*range(first, state.first), *range(state.last, last))))
            here = [s.known for s in self._spellings.get(key, ()) if s.known.state == state.state]
            if here and prose.words[first].capital and prose.starts_name(first) and _ends_name(prose, first, last):
                yield _Found(first, last, (_mention(here, shown(prose.printed(first, last))),))
                return

    def _read_as(self, prose: Prose, spellings: Sequence[_Spelling], first: int, last: int) -> _Found | None:
        if not _ends_name(prose, first, last) or not prose.starts_name(first):
            return None
        fitting = [s for s in spellings if _hangs_together(prose, s, first, last) and _same_government(prose, s, first)]
        state = _state_of_known(prose, fitting, first, last)
        here = _one_county([s.known for s in fitting if s.known.state == state], prose, first)
        return _Found(first, last, (_mention(here, shown(prose.printed(first, last))),)) if here else None

    def _of_states(self, prose: Prose) -> Iterator[_Found]:
        """Find agencies of states by the state's name and the body behind it, whether or not we know them."""
        for named in prose.states:
            if named.last - named.first == 0 or not prose.starts_name(named.first):
                continue
            for length in range(LONGEST_BODY, 1, -1):
                last = named.last + length
                body = tuple(prose.key(place) for place in range(named.last, last))
                joined = all(prose.joined(place) for place in range(named.last, last))
                if body in STATE_BODIES and joined and _ends_name(prose, named.first, last):
                    yield self._state_found(prose, named.state, body, named.first, last)
                    break

    def _in_spanish(self, prose: Prose) -> Iterator[_Found]:
        for first, word in enumerate(prose.words):
            if word.key in _OPEN_BODIES_IN_SPANISH:
                yield from self._state_body_in_spanish(prose, first)
            if word.key in _TOWN_BODIES_IN_SPANISH and prose.key(first + 1) in {"de", "del"}:
                yield from self._town_body_in_spanish(prose, first)

    def _state_body_in_spanish(self, prose: Prose, first: int) -> Iterator[_Found]:
        """Find "Patrulla de Carreteras de la Florida"."""
        for spanish, english in _BODIES_IN_SPANISH.items():
            last = first + len(spanish)
            if tuple(map(prose.key, range(first, last))) != spanish:
                continue
            while prose.key(last) in {"de", "del", "la", "estado"} and prose.joined(last):
                last += 1
            named = prose.state_at(last)
            if named and last > first + len(spanish):
                yield self._state_found(prose, named.state, english, first, named.last)

    def _town_body_in_spanish(self, prose: Prose, first: int) -> Iterator[_Found]:
        """Find "Policía de Naples" and "Sheriff de Jacksonville"."""
        place = first + 2
        while prose.key(place) in {"la", "ciudad", "de"} and prose.joined(place):
            place += 1
        for length in range(_PLACES_WORDS, 0, -1):
            key = (*(prose.key(place + n) for n in range(length)), *_TOWN_BODIES_IN_SPANISH[prose.key(first)])
            spellings = self._spellings.get(key, [])
            state = _state_of_known(prose, spellings, first, place + length) if spellings else None
            if here := _one_county([s.known for s in spellings if s.known.state == state], prose, first):
                yield _Found(first, place + length, (_mention(here, shown(prose.printed(first, place + length))),))
                return

    def _state_found(self, prose: Prose, state: str, body: Key, first: int, last: int) -> _Found:
        words = shown(prose.printed(first, last))
        name = (*parse_agency(state, "").full.split(), *body)
        own = [spelling.known for spelling in self._spellings.get(name, ()) if spelling.known.state == state]
        if own:
            return _Found(first, last, (_mention(own, words),))
        divisions = [known for known in self._parents.get(name, ()) if known.state == state]
        ids = sorted({each for known in divisions for each in known.agreement_ids})
        mention = AgencyMention(state=state, agency=words, county="", words=words, agreement_ids=tuple(ids))
        return _Found(first, last, ((("state", *without_department(name)), mention),))


def places_in(text: str, *, home_state: str | None) -> tuple[tuple[CountyMention, ...], tuple[str, ...]]:
    """Return the counties and the states (official names) that *text* names, each once, in order of appearance.

    A county's state is decided as an agency's is. The words of a county ("Indiana County") name no state.
    """
    prose = Prose(text, home_state)
    named = list(counties_named(prose))
    found = {CountyMention(state=county.state, name=county.name): None for each in named for county in each.counties}
    taken = {place for each in named for place in range(each.first, each.name_last)}
    states = {
        each.state: None
        for each in prose.states
        if each.first not in taken and not _is_capital_dateline(prose, each.first, each.last)
    }
    return tuple(found), tuple(states)


def _is_capital_dateline(prose: Prose, first: int, last: int) -> bool:
    """Tell whether "WASHINGTON, D.C. —" opens a line: where it was written, not what it is about."""
    opens = first == 0 or "\n" in prose.words[first].gap
    return (
        opens
        and prose.key(first) == "washington"
        and last < len(prose.words)
        and prose.words[last].gap.startswith(_DASHES)
    )


def _each_once(found: Iterable[_Found]) -> tuple[AgencyMention, ...]:
    """Return the agencies in order, of those that share words the longest, each agency once."""
    taken: set[int] = set()
    kept: list[_Found] = []
    for each in sorted(found, key=lambda f: (f.first - f.last, f.first)):
        if taken.isdisjoint(range(each.first, each.last)):
            taken.update(range(each.first, each.last))
            kept.append(each)
    once: dict[Key, AgencyMention] = {}
    for each in sorted(kept, key=lambda f: f.first):
        for key, mention in each.agencies:
            once.setdefault(key, mention)
    return tuple(once.values())


def _mention(known: Sequence[KnownAgency], words: str) -> tuple[Key, AgencyMention]:
    """Return a known agency as mentioned; a county's sheriff may stand in the record under two names."""
    first = known[0]
    ids = tuple(sorted({each for agency in known for each in agency.agreement_ids}))
    county = next((each.county for each in known if not is_blank(each.county)), "")
    key = ("known", first.state, first.agency, first.county)
    return key, AgencyMention(state=first.state, agency=first.agency, county=county, words=words, agreement_ids=ids)


def _hangs_together(prose: Prose, spelling: _Spelling, first: int, last: int) -> bool:
    """Tell whether the words are one phrase: parted by blanks, or by a comma where ICE's name has one."""
    return all(
        prose.joined(place) or (spelling.parted and prose.words[place].gap in {",", "/", "(", ")", ".", "-"})
        for place in range(first + 1, last)
    )


def _same_government(prose: Prose, spelling: _Spelling, first: int) -> bool:
    """Tell whether "City of" before the name, or nothing, fits: a town and a city of one name are two governments."""
    if prose.key(first - 1) != "of" or not prose.joined(first):
        return True
    before = prose.key(first - 2)
    if before in _GOVERNMENTS:
        return spelling.government in {"", before}
    return not (first > 1 and prose.words[first - 2].capital) and before not in {"university", "college", "county"}


def _ends_name(prose: Prose, first: int, last: int) -> bool:
    """Tell whether the name ends there: no association's, and no precinct's whose number would be lost."""
    if not prose.joined(last):
        return True
    follower = prose.key(last)
    if follower in _NOT_THE_AGENCY or prose.key(last + 1) in {"association", "foundation"}:
        return False
    if follower in {"services", "service"} and prose.words[last].capital:  # a longer name, of another agency
        return False
    if follower in OFFICE and prose.key(last - 1) in SHERIFF | POLICE:  # refused with its last word already
        return False
    numbered = {"constable", "marshal"} & {prose.key(place) for place in range(first, last)}
    return not (numbered and (follower in NUMBERED or follower[0].isdigit()))


def _state_of_known(prose: Prose, spellings: Sequence[_Spelling], first: int, last: int) -> str | None:
    """Return the state of a known name in the text; a name that tells its own state needs no other witness."""
    if not spellings or prose.key(first - 1) in NOT_IN_OFFICE:
        return None
    states = {spelling.known.state for spelling in spellings}
    beside = prose.state_after(last)
    certain = {spelling.known.state for spelling in spellings if spelling.is_certain}
    if len(certain) == 1 and beside is None:
        return certain.pop()
    only = next(iter(states)) if len(states) == 1 and not any(s.is_placeless for s in spellings) else None
    if only is not None:
        only = only if _is_the_only(spellings, only) else None
    return certain_state(prose, first, beside.state if beside else None, states.__contains__, only)


def _is_the_only(spellings: Sequence[_Spelling], state: str) -> bool:
    """Tell whether no other state can have one: of a county's name, the county reference knows."""
    county = next((c for s in spellings if (c := county_named_by(s.known.agency, state))), None)
    return county is None or states_with_county(county.name) == {state}


def _one_county(known: Sequence[KnownAgency], prose: Prose, first: int) -> list[KnownAgency]:
    """Return the agencies of one name where they are one agency; of two counties' only that whose county is named."""
    by_county: dict[str, list[KnownAgency]] = defaultdict(list)
    for each in known:
        by_county[_county_key(each.county, each.state)].append(each)
    if len(by_county) <= 1 or len(by_county.keys() - {""}) <= 1:
        return list(known)
    sentence = prose.words[first].sentence
    named = {
        county.fips
        for each in counties_named(prose)
        if prose.words[each.first].sentence == sentence
        for county in each.counties
    }
    fitting = [key for key in by_county if key in named]
    return by_county[fitting[0]] if len(fitting) == 1 else []
