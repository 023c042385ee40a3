"""Counties in running text, the state that each is in, and the sheriff, police or constable beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from domain.agencies import parse_agency
from domain.counties import County, CountyKind, find_county, is_exact, states_with_county
from domain.mention_words import Prose, StateNamed
from domain.text import shown

_COUNTY_MARKS = frozenset(["county", "counties", "parish", "parishes", "borough", "boroughs", "condado", "condados"])
_SEVERAL = frozenset(["counties", "parishes", "boroughs", "condados"])
_AND = frozenset(["and", "y", "e", "or"])
_OF = frozenset(["of", "in", "for", "from", "del", "de", "en", "la", "los", "the", "el", "ciudad"])
_LINKING = frozenset(["a", "an", "and", "at", "by", "for", "in", "of", "on", "the", "y", "de", "del", "e", "or"])
_LONGEST_COUNTY = 4
"""Words of the longest names of counties: St. John the Baptist, Lake of the Woods."""
LONGEST_LIST = 40
"""Counties that one list is read for; no release names more in a row, and a hostile text must end."""
_MOST_STATES = 6
"""States in a sentence above which it tells nothing of any one agency's state: a roll call."""
_NAMES_OF_A_PERSON = 4
"""Words of a person's name between "Sheriff" and "of Frederick County"."""
SHERIFF = frozenset(["sheriff", "alguacil", "alguaciles"])
POLICE = frozenset(["police", "policia"])
OFFICE = frozenset(["office", "department"])
_SEVERAL_OFFICES = frozenset(["offices", "departments"])
_SEVERAL_SHERIFFS = frozenset(["sheriffs", "sheriffs'", "sheriffs’", "alguaciles"])
_OFICINA = frozenset(["oficina", "oficinas", "departamento", "departamentos"])
_BEFORE_ITS_STATE = _COUNTY_MARKS | SHERIFF | POLICE | OFFICE
_OF_A_SHERIFF = frozenset(["new", "newly", "elected", "reelected", "current", "longtime", "own", "acting", "interim"])
"""Words between a county and its sheriff: "Bucks County's newly elected sheriff"."""
NOT_IN_OFFICE = frozenset(["former", "retired", "ex", "deputy", "exsheriff", "undersheriff", "assistant", "candidate"])
NUMBERED = frozenset(["precinct", "district", "ward", "no", "number", "zone", "place"])


@dataclass(frozen=True, slots=True)
class CountyBody:
    """What sort of county body stands in the text: words up to *last*; *number* is a constable's precinct."""

    kind: str
    number: str
    last: int
    several: bool


@dataclass(frozen=True, slots=True)
class CountiesNamed:
    """Counties of one state that a text names, and what stands right behind them.

    Words *first* to *name_last* are the names with "County", those up to *state_last* the state behind them too, those
    up to *last* the *body* too.
    """

    counties: tuple[County, ...]
    first: int
    name_last: int
    state_last: int
    last: int
    body: CountyBody | None


def counties_named(prose: Prose) -> Iterator[CountiesNamed]:
    """Yield the counties that a text names with "County", "Parish" or "condado", each where its state is certain."""
    for mark, word in enumerate(prose.words):
        if word.key in _COUNTY_MARKS and (named := _counties_at(prose, mark)):
            yield named


def _counties_at(prose: Prose, mark: int) -> CountiesNamed | None:
    """Return the counties named beside the word "County" at *mark*, of the one state that is certain."""
    if prose.key(mark).startswith("condado") or (prose.key(mark + 1) == "of" and prose.joined(mark + 1)):
        return _counties_right(prose, mark)
    state, body = _behind(prose, mark)
    several = prose.key(mark) in _SEVERAL or (body is not None and body.several)

    def listed(candidate: str) -> list[tuple[int, County]]:
        return _listed_left(prose, mark, candidate, several=several)

    firsts = list(_firsts(prose, mark))
    owner = next((owner for first in firsts if (owner := prose.state_before(first))), None)
    names = [prose.printed(first, mark) for first in firsts]
    only = _of_mark(prose, mark, names)
    chosen = _state_of_counties(prose, mark, state.state if state else owner, listed, only)
    found = sorted(listed(chosen), key=lambda item: item[0]) if chosen else []
    if not found:
        return None
    return CountiesNamed(
        counties=tuple(county for _, county in found),
        first=found[0][0],
        name_last=mark + 1,
        state_last=state.last if state else mark + 1,
        last=body.last if body else mark + 1,
        body=body,
    )


def _behind(prose: Prose, mark: int) -> tuple[StateNamed | None, CountyBody | None]:
    """Return the state and the body that stand behind "County": "Frederick County, Md., Sheriff's Office", or after it."""
    state = prose.state_after(mark + 1)
    if state and state.last < len(prose.words) and is_set_off(prose, state.last):
        return state, _body_from(prose, state.last, closed=True)
    body = _body_from(prose, mark + 1, closed=False)
    return state or (prose.state_after(body.last) if body else None), body


def is_set_off(prose: Prose, place: int) -> bool:
    """Tell whether a state named between a county and its body is set off: "Frederick County, Md., Sheriff's Office"."""
    return prose.words[place].gap[:1] in {",", ")", "."} and bool(prose.words[place].gap)


def _firsts(prose: Prose, mark: int) -> Iterator[int]:
    """Yield where a county's name that ends right before *mark* may begin, the longest first."""
    for length in range(_LONGEST_COUNTY, 0, -1):
        first = mark - length
        if first < 0 or not all(prose.joined(place) for place in range(first + 1, mark)):
            continue
        if prose.key(first) in _LINKING or prose.key(mark - 1) in _LINKING or not prose.words[first].capital:
            continue
        yield first


def _county_left(prose: Prose, end: int, state: str) -> tuple[int, County] | None:
    """Return the county of *state* whose name ends before *end*, the longest that there is."""
    for first in _firsts(prose, end):
        name = prose.printed(first, end)
        if (county := _county(name, state)) and prose.starts_name(first):
            return first, county
    return None


@lru_cache(maxsize=16_384)
def _county(name: str, state: str) -> County | None:
    """Return the county of *state* called *name* to the letter; the District of Columbia has none."""
    if not is_exact(name, state):
        return None
    county = find_county(name, state)
    return county if county and county.kind is not CountyKind.WHOLE else None


def _listed_left(prose: Prose, mark: int, state: str, *, several: bool) -> list[tuple[int, County]]:
    """Return the counties that end in the word at *mark*: one, or with *several* those listed before it too."""
    found: list[tuple[int, County]] = []
    end = mark
    while len(found) < LONGEST_LIST and (item := _county_left_in_list(prose, end, state, opens=bool(found))):
        found.append(item)
        end = item[0]
        if not several or not (end := end_of_item_before(prose, end)):
            break
    return found


def _county_left_in_list(prose: Prose, end: int, state: str, *, opens: bool) -> tuple[int, County] | None:
    """Return the county before *end*; an item of a list may carry its own "County" ("Lee County and Hendry County")."""
    if opens and prose.key(end - 1) == "county" and prose.joined(end - 1):
        end -= 1
    if not opens and not prose.joined(end):
        return None
    return _county_left(prose, end, state)


def end_of_item_before(prose: Prose, first: int) -> int:
    """Return where the list's item before the one at *first* ends; 0 where there is none."""
    if prose.key(first - 1) in _AND and prose.joined(first):
        return first - 1 if first >= 1 else 0
    return first if prose.words[first].listed else 0


def _counties_right(prose: Prose, mark: int) -> CountiesNamed | None:
    """Return the counties of "County of Fairfax" and "condados de Collier, Lee y Hendry"."""
    start = mark + 1
    while prose.key(start) in {"of", "de", "del", "la"} and prose.joined(start):
        start += 1
    if start == mark + 1:
        return None

    def listed(candidate: str) -> list[tuple[int, County]]:
        return _listed_right(prose, start, candidate, several=prose.key(mark) in _SEVERAL)

    names = [prose.printed(start, end) for end in _ends(prose, start)]
    after = next((state for end in _ends(prose, start) if (state := prose.state_after(end))), None)
    only = _only_state(names)
    chosen = _state_of_counties(prose, mark, after.state if after else None, listed, only)
    if chosen is None and after is not None:  # the state in sight was not this county's
        chosen = _state_of_counties(prose, mark, None, listed, only)
    found = listed(chosen) if chosen else []
    if not found:
        return None
    last = found[-1][0]
    behind = prose.state_after(last)
    state_last = behind.last if behind and behind.state == chosen else last
    return CountiesNamed(
        counties=tuple(county for _, county in found),
        first=mark,
        name_last=last,
        state_last=state_last,
        last=state_last,
        body=None,
    )


def _ends(prose: Prose, start: int) -> Iterator[int]:
    """Yield where a county's name that begins at *start* may end, the longest first."""
    for length in range(_LONGEST_COUNTY, 0, -1):
        end = start + length
        if end > len(prose.words) or not prose.words[start].capital:
            continue
        if all(prose.joined(place) for place in range(start + 1, end)) and prose.key(end - 1) not in _LINKING:
            yield end


def _listed_right(prose: Prose, start: int, state: str, *, several: bool) -> list[tuple[int, County]]:
    """Return the counties from *start* on, each with where its name ends."""
    found: list[tuple[int, County]] = []
    while len(found) < LONGEST_LIST:
        names = ((end, prose.printed(start, end)) for end in _ends(prose, start))
        item = next(((end, county) for end, name in names if (county := _county(name, state))), None)
        if item is None:
            break
        found.append(item)
        end = item[0]
        if not several or end >= len(prose.words):
            break
        if prose.key(end) in _AND:
            start = end + 1
        elif prose.words[end].listed:
            start = end
        else:
            break
        if start >= len(prose.words):
            break
    return found


def _of_mark(prose: Prose, mark: int, names: Sequence[str]) -> str | None:
    """Return the only state that can be meant: a parish is Louisiana's, but St. James Parish may be a church's."""
    if not prose.key(mark).startswith("parish"):
        return _only_state(names)
    return None if any(shown(name).startswith(("St.", "Saint")) for name in names) else "Louisiana"


def _only_state(names: Iterable[str]) -> str | None:
    """Return the one state of the Union that has a county of the longest of *names* that is a county's at all."""
    for name in names:
        if states := states_with_county(shown(name)) - {"District of Columbia", "Guam"}:
            return next(iter(states)) if len(states) == 1 else None
    return None


def _state_of_counties(
    prose: Prose, place: int, beside: str | None, listed: Callable[[str], list[tuple[int, County]]], only: str | None
) -> str | None:
    """Return the state of a county named at *place*, as certain_state does; a parish is Louisiana's or a church's."""
    if prose.key(place).startswith("parish"):
        return certain_state(prose, place, beside, lambda state: state == "Louisiana" and bool(listed(state)), only)
    return certain_state(prose, place, beside, lambda state: bool(listed(state)), only)


def certain_state(
    prose: Prose, first: int, beside: str | None, exists: Callable[[str], bool], only: str | None
) -> str | None:
    """Return the state of a name at word *first*, which *exists* tells it to be in; None where it is not certain.

    What stands right beside it decides alone. Several states in the sentence that all have one leave it to the
    publisher's state where that has one too, and so does a state that is named only after it ("the Lee County sheriff
    went to Texas") or beside another name ("Hall County, Georgia, and Lee County").
    Without a publisher's state, *only* is the one state where the name can be.
    """
    beside = beside or prose.state_before(first)
    if beside is not None:
        return beside if exists(beside) else None
    sentence = prose.by_sentence.get(prose.words[first].sentence, ())
    named = [each for each in sentence if exists(each.state)] if len(sentence) <= _MOST_STATES else []
    home = prose.home_state if prose.home_state and exists(prose.home_state) else None
    if len(named) == 1 and (home is None or (named[0].first < first and not _is_anothers(prose, named[0]))):
        return named[0].state
    if prose.home_state is not None:
        return home
    return only


def _is_anothers(prose: Prose, named: StateNamed) -> bool:
    """Tell whether a state stands right behind a county or a body, and so tells of that one alone."""
    before = named.first - 1
    if prose.key(before) in _OF and prose.joined(named.first):
        before -= 1
    return prose.key(before) in _BEFORE_ITS_STATE


# Bodies beside a county


def body_before(prose: Prose, named: CountiesNamed) -> CountyBody | None:
    """Return the body before the counties: "Sheriff of Frederick County", "sheriff's offices in Lee and Hendry counties"."""
    place = named.first - 1
    while place > 0 and prose.key(place) in _OF and prose.joined(place + 1):
        place -= 1
    if place >= 0 and place == named.first - 1 and prose.words[named.first].listed:
        return _head_before(prose, place)
    if place == named.first - 1 or place < 0 or not prose.joined(place + 1):
        return None
    body = _body_up_to(prose, place)
    return None if body is None or prose.key(body.last - 1) in NOT_IN_OFFICE else body


def _head_before(prose: Prose, place: int) -> CountyBody | None:
    """Return the sheriff by name whose county stands behind a comma: "Sheriff Jane Roe, Gulf County"."""
    body = _body_up_to(prose, place)
    is_by_name = body is not None and prose.key(place) not in SHERIFF | OFFICE and prose.words[place].capital
    return body if body and is_by_name and body.kind == "sheriff" and prose.words[body.last].capital else None


def goes_on(prose: Prose, end: int, first: int) -> bool:
    """Tell whether a list goes on from *end* to *first*: "sheriffs in Bucks County, Pa., and Butler County, Ohio"."""
    return (first == end + 1 and prose.key(end) in _AND) or (first == end and prose.words[first].listed)


def _body_from(prose: Prose, place: int, *, closed: bool) -> CountyBody | None:
    """Return the body that begins at *place*, right behind a county: its sheriff, its police, its constable."""
    if prose.key(place) == "the" and prose.words[place].gap in {"", ","} and prose.key(place + 1) in SHERIFF:
        # "In Lee County, the sheriff's office …"; "the sheriff" alone may have come from anywhere
        return CountyBody("sheriff", "", place + 3, several=False) if prose.key(place + 2) in OFFICE else None
    while prose.key(place) in _OF_A_SHERIFF and prose.joined(place) and prose.joined(place + 1):
        place += 1
    if (
        not closed and place < len(prose.words) and prose.words[place].listed
    ):  # "In Galveston County, Constable Precinct 1 …"
        return _constable(prose, place, listed=True)
    if place >= len(prose.words) or not (closed or prose.joined(place)):
        return None
    key = prose.key(place)
    if key in SHERIFF or key in POLICE:
        with_office = prose.key(place + 1) in OFFICE and prose.joined(place + 1)
        last = place + 2 if with_office else place + 1
        if key in POLICE:
            return CountyBody("police", "", last, several=False)
        return CountyBody(
            "sheriff", "", last, prose.words[last - 1].printed.casefold() in _SEVERAL_OFFICES | _SEVERAL_SHERIFFS
        )
    return _constable(prose, place)


def _constable(prose: Prose, place: int, *, listed: bool = False) -> CountyBody | None:
    """Return the constable that words from *place* on name, with the one number that every constable needs."""
    last, numbers, is_constable = place, list[str](), False
    while last < place + _NAMES_OF_A_PERSON + 1 and (prose.joined(last) or (listed and last == place)):
        parsed = parse_agency(prose.words[last].printed, "")
        key = prose.key(last)
        if key not in {"constable", "office", "of"} | NUMBERED and not parsed.numbers:
            break
        numbers += parsed.numbers
        is_constable |= key == "constable"
        last += 1
    return CountyBody("constable", numbers[0], last, several=False) if is_constable and len(numbers) == 1 else None


def _body_up_to(prose: Prose, end: int) -> CountyBody | None:
    """Return the body that ends with the word at *end*, its head's name aside; its *last* is where it begins."""
    place = end
    for _ in range(_NAMES_OF_A_PERSON):
        if prose.key(place) in SHERIFF | POLICE | OFFICE or not prose.words[place].capital:
            break
        if place == 0 or not prose.joined(place):
            return None
        place -= 1
    if prose.key(place) in OFFICE and place > 0 and prose.joined(place):
        place -= 1
    kind = "sheriff" if prose.key(place) in SHERIFF else "police" if prose.key(place) in POLICE else ""
    if not kind or (kind == "police" and not _is_department(prose, place)):
        return None
    if kind == "sheriff" and not prose.starts_name(place):
        return None  # "the Collier County sheriff's office in Lee County" is named by what stands before it
    printed = {prose.words[end].printed.casefold(), prose.words[place].printed.casefold()}
    several = kind == "sheriff" and not printed.isdisjoint(_SEVERAL_OFFICES | _SEVERAL_SHERIFFS)
    return CountyBody(kind, "", _with_office_of(prose, place), several)


def _with_office_of(prose: Prose, place: int) -> int:
    """Return where the name begins whose body is at *place*: "Oficina del Sheriff", "Office of the Sheriff"."""
    first = place
    while first > 0 and prose.key(first - 1) in {"del", "de", "la", "of", "the"}:
        first -= 1
    return first - 1 if first < place and prose.key(first - 1) in _OFICINA | OFFICE else place


def _is_department(prose: Prose, place: int) -> bool:
    """Tell whether the police at *place* are a department: "police in Lee County" may be anybody's."""
    is_english = prose.key(place + 1) in OFFICE and prose.starts_name(place)
    return is_english or (prose.key(place - 1) == "de" and prose.key(place - 2) in _OFICINA)
