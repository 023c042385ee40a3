"""How much speaks for a row being an agreement that we know: the evidence, its weights, and the bounds they must reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rapidfuzz.distance import DamerauLevenshtein

from domain.agencies import (
    AgencyName,
    abbreviates,
    letters,
    name_likeness,
    parse_agency,
    same_agency_twice,
    word_likeness,
    words_likeness,
)
from domain.changes import RowFacts
from domain.counties import county_named_by, county_named_exactly, find_county
from domain.links import document_key
from domain.snapshots import ListedRow
from domain.text import comparable
from domain.vocabulary import is_blank, resolve_agency_type

PLACE_WEIGHT = 40
NAME_WEIGHT = 20
BODY_WEIGHT = 5
DATE_WEIGHT = 20
DOCUMENT_WEIGHT = 20
COUNTY_WEIGHT = 10
OTHER_COUNTY = -30
"""The weights say what a person looks at first: the place, the signing date and the document, then the rest. What
neither row tells (no date, no link, no county) is left out of the sum, and the fit is the share of points earned.
Another county weighs as much against as the same county and date weigh for."""
SAME = 0.76
"""From this fit up two rows are one agreement; chosen on the judged pairs of 2025, see docs/accuracy.md."""
SAME_BY_NAME_ALONE = 0.86
"""The fit needed where no date, document or county agrees: an arrival beside a departure is then likely."""
ASK = 0.70
ASK_BY_NAME_ALONE = 0.82
"""From here up to SAME, a pair is shown to a reviewer."""
MARGIN = 0.08
"""Two readings closer than this are nearly equal."""
ALIKE = 0.7
"""Likeness of two words that one or two slips can explain (Bradford, Bedford; Layafette, Lafayette)."""
ANOTHER_PLACE = 0.5
"""Below this likeness two place names are two places, unless document or county, and the date, are the same."""
SAME_TO_THE_LETTER = 0.9
"""From here up two whole names differ by a slip or two wherever it sits, even in a blank: "Coun tySheriff"."""
LONG_NAME = 12
"""Letters from which on a name that differs in one letter is hardly another name."""
FEW_SLIPS = 2
"""Letters that may tell two long names apart before they may pass unasked for two (north and south are two apart)."""
NEAR_DATES = timedelta(days=7)
"""Dates this close are no witness against: ICE moves signing dates by days when it mends them."""
CERTAIN = 10.0
"""The fit of a pair that a reviewer has declared the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How alike an agreement and a row are, and how we know."""

    fit: float
    has_evidence: bool
    """Something besides the name agrees: date, document or county."""
    how: str
    is_copy: bool = False
    """Two rows of one list would be one agency entered twice, misspelt once."""
    doubt: str = ""
    """What makes two bodies of them after all, whatever else agrees; "" when nothing does."""
    must_ask: bool = False
    """Something speaks for one agreement so strongly that nothing else may let it pass unasked."""

    @property
    def is_same(self) -> bool:
        """Tell whether they are one agreement."""
        return not self.doubt and self.fit >= (SAME if self.has_evidence else SAME_BY_NAME_ALONE)

    @property
    def is_likely(self) -> bool:
        """Tell whether the fit alone makes one agreement of them, or nearly."""
        return self.fit >= (ASK if self.has_evidence else ASK_BY_NAME_ALONE)

    @property
    def is_possible(self) -> bool:
        """Tell whether they may be one agreement, so that somebody must be asked."""
        return self.must_ask or self.is_likely


def weigh(facts: RowFacts, row: ListedRow) -> Likeness | None:
    """Weigh whether *row* is the agreement that *facts* tell of; None where nothing could make it so.

    Precincts, wards and districts with other numbers are other bodies, whatever else agrees. A place whose words are
    not alike at all needs something that must not pass unasked.
    """
    old, new = parse_agency(facts.agency, facts.state), parse_agency(row.agency, row.state)
    if old.numbers and new.numbers and old.numbers != new.numbers:
        return None
    seen = _evidence(facts, old, row, new)
    if seen.place < ANOTHER_PLACE and not seen.must_ask:
        return None
    return Likeness(
        fit=seen.fit,
        has_evidence=bool(seen.same_date or seen.same_link or seen.same_county),
        is_copy=seen.is_copy,
        doubt=seen.doubt,
        must_ask=seen.must_ask,
        how=_in_words(seen.same_date, seen.same_county, seen.same_link, seen.name, row.signed_on),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evidence:
    """What speaks for and against two rows being one agreement. None: nothing is known of it."""

    place: float
    name: float
    same_bodies: bool
    sorts_apart: bool
    """The names name two sorts of body."""
    twice: bool
    """The names are equal but for abbreviations, blanks and "City of"."""
    slips: int
    dropped: bool
    """One name is the other less a word or more."""
    same_date: bool | None
    same_link: bool | None
    counties: bool | None
    """Whether the counties agree."""
    same_county: bool | None
    """The same, as a witness beside the name: None where each county only repeats its agency's name."""
    doubt: str

    @property
    def must_ask(self) -> bool:
        """Tell whether something speaks for one agreement so strongly that nothing else may let it pass unasked.

        One that leaves and one that joins in one county, under one power and in one list, are more often one agency
        under a name beyond recognition than two, unless they are plainly two sorts of body: no list of 2025 had two.
        """
        return bool(
            self.twice
            or self.same_link
            or self.slips <= 1
            or (self.counties is not False and (self.slips <= FEW_SLIPS or self.dropped))
            or (self.same_date and (self.counties or self.name >= SAME_TO_THE_LETTER))
            or (self.counties and not self.sorts_apart)
        )

    @property
    def is_copy(self) -> bool:
        """Tell whether two rows of one list would be one agency entered twice, misspelt once."""
        if self.same_link and max(self.place, self.name) >= ALIKE:
            return True
        witnesses = {self.same_date, self.counties}
        if False in witnesses or self.doubt:
            return False
        return self.slips <= 1 or (True in witnesses and self._reads_alike)

    @property
    def _reads_alike(self) -> bool:
        return self.name >= SAME_TO_THE_LETTER or self.dropped

    @property
    def fit(self) -> float:
        """Return the share of points earned, 0 to 1."""
        earned = PLACE_WEIGHT * self.place + NAME_WEIGHT * self.name + BODY_WEIGHT * self.same_bodies
        possible = PLACE_WEIGHT + NAME_WEIGHT + BODY_WEIGHT
        witnesses = (
            (self.same_date, DATE_WEIGHT),
            (self.same_link, DOCUMENT_WEIGHT),
            (self.same_county, COUNTY_WEIGHT),
        )
        for agrees, weight in witnesses:
            if agrees is not None:
                earned += weight * agrees
                possible += weight
        if self.same_county is False:
            earned += OTHER_COUNTY
        return max(earned, 0) / possible


def _evidence(facts: RowFacts, old: AgencyName, row: ListedRow, new: AgencyName) -> _Evidence:
    twice = same_agency_twice(facts.agency, row.agency, facts.state)
    name = 1.0 if twice else name_likeness(old, new)
    same_date, same_link = _same_date(facts, row), _same_links(facts, row)
    slips = _slips(facts.agency, row.agency)
    place = _place_likeness(old, facts, new, row)
    slip_only = twice or slips <= 1 or (same_date and name >= SAME_TO_THE_LETTER)
    if slip_only or not (old.place and new.place):
        place = max(place, name)
    counties = _counties_and_names_agree(facts, row)
    return _Evidence(
        place=place,
        name=name,
        same_bodies=_same_bodies(old, new),
        sorts_apart=_sorts_apart(old, new),
        twice=twice,
        slips=slips,
        dropped=_words_dropped(old, new) and (bool(same_date) or old.beside == new.beside),
        same_date=same_date,
        same_link=same_link,
        counties=counties,
        same_county=None if _county_repeats_name(facts, old, row, new) else counties,
        doubt="" if same_link or twice else _doubt(old, facts, new, row),
    )


def sorts_apart(a: RowFacts | ListedRow, b: RowFacts | ListedRow) -> bool:
    """Tell whether the names of two rows name two sorts of body."""
    return _sorts_apart(parse_agency(a.agency, a.state), parse_agency(b.agency, b.state))


def names_nobody(row: ListedRow | RowFacts) -> bool:
    """Tell whether neither name nor county of a row tells its agency from another: "Police Department", nowhere."""
    return is_blank(row.county) and parse_agency(row.agency, row.state).is_anybody


def _sorts_apart(old: AgencyName, new: AgencyName) -> bool:
    """Tell whether two names name two sorts of body: the sheriff, and the police."""
    return bool(old.bodies and new.bodies) and old.bodies.isdisjoint(new.bodies)


def _slips(a: str, b: str) -> int:
    """Return how many letters tell two long names apart, blanks aside: up to FEW_SLIPS, and one more for any more."""
    first, second = letters(a), letters(b)
    if min(len(first), len(second)) < LONG_NAME:
        return 0 if first == second else FEW_SLIPS + 1
    return DamerauLevenshtein.distance(first, second, score_cutoff=FEW_SLIPS)


def _words_dropped(old: AgencyName, new: AgencyName) -> bool:
    """Tell whether one name is the other less a word or more ("Beach Police Department" of Ormond Beach).

    An abbreviation that nobody has taught us counts as the word it stands for: "Bee Cnstbl Precinct 3".
    """
    if _sorts_apart(old, new):
        return False
    fewer, more = sorted((set(old.content), set(new.content)), key=len)
    says_something = {word for name in (old, new) for word in name.place} & fewer or (old.is_state and new.is_state)
    if says_something and fewer < more:
        return True
    few_places, more_places = sorted((old, new), key=lambda name: len(name.place))
    unknown = set(more_places.place) - set(few_places.place)
    missing = set(few_places.content) - set(more_places.content)
    return (
        set(few_places.place) < set(more_places.place)
        and bool(few_places.place)
        and all(any(abbreviates(word, whole) for whole in missing) for word in unknown)
    )


def _counties_and_names_agree(facts: RowFacts, row: ListedRow) -> bool | None:
    """Return whether two rows name the same county, by the cells; names that both name one county outweigh them."""
    agree = counties_agree(facts, row)
    if agree is False:
        named = county_named_by(facts.agency, facts.state)
        if named is not None and named == county_named_by(row.agency, row.state):
            return None
    return agree


def _doubt(old: AgencyName, facts: RowFacts, new: AgencyName, row: ListedRow) -> str:
    """Return why only a person can say that two names are one agency.

    ICE does re-label: a board of commissioners becomes the sheriff, a sheriff the county attorney. It is then the same
    agreement only by luck of one date and one county; where the document is the same, it is certain.
    """
    return next(_doubts(old, facts, new, row), "")


def _doubts(old: AgencyName, facts: RowFacts, new: AgencyName, row: ListedRow) -> Iterator[str]:
    if names_nobody(row) and not names_nobody(facts):
        yield "a name that tells no agency from another"
    if old.numbers != new.numbers:
        yield f"a number that one of the names lacks ({_listed(old.numbers | new.numbers)})"
    if _sorts_apart(old, new):
        yield f"another sort of body ({_listed(old.bodies)}, now {_listed(new.bodies)})"
    if old.beside != new.beside and old.place and new.place:
        yield f"a place set off by another word ({_listed(old.beside) or 'none'}, now {_listed(new.beside) or 'none'})"
    if old.government and new.government and old.government != new.government:
        yield f"another government (the {old.government}, now the {new.government})"
    types = resolve_agency_type(facts.agency_type), resolve_agency_type(row.agency_type)
    if types[0] and types[1] and types[0] is not types[1] and word_likeness(old.full, new.full) < SAME_TO_THE_LETTER:
        yield f"another type of agency ({types[0]}, now {types[1]})"
    named = county_named_exactly(facts.agency, facts.state), county_named_exactly(row.agency, row.state)
    if named[0] and named[1] and named[0] != named[1]:
        yield f"another county ({named[0].full_name}, now {named[1].full_name})"


def _listed(words: frozenset[str]) -> str:
    return ", ".join(sorted(words))


def _place_likeness(old: AgencyName, facts: RowFacts, new: AgencyName, row: ListedRow) -> float:
    return words_likeness(_place(old, facts), _place(new, row))


def _place(name: AgencyName, facts: RowFacts | ListedRow) -> tuple[str, ...]:
    """Return the words that place an agency; one whose name names no place is placed by its county."""
    return name.place or tuple(_county(facts.county).split())


def _same_bodies(a: AgencyName, b: AgencyName) -> bool:
    return a.bodies == b.bodies or bool(a.bodies & b.bodies)


def _same_date(a: RowFacts | ListedRow, b: RowFacts | ListedRow) -> bool | None:
    if a.signed_on is None or b.signed_on is None:
        return None
    if a.signed_on == b.signed_on:
        return True
    return None if abs(a.signed_on - b.signed_on) <= NEAR_DATES else False


def _same_links(a: RowFacts | ListedRow, b: RowFacts | ListedRow) -> bool | None:
    """Return whether both link to the same document. Two links that differ tell nothing: ICE replaces documents."""
    return True if shares_document(a, b) else None


def _county_repeats_name(a: RowFacts, old: AgencyName, b: ListedRow, new: AgencyName) -> bool:
    """Tell whether each county only repeats its agency's name, so that it is no second witness to it."""
    return (
        _county(a.county) == "".join(old.place) and _county(b.county) == "".join(new.place) and old.place != new.place
    )


def _in_words(
    same_date: bool | None, same_county: bool | None, same_link: bool | None, name: float, signed_on: date | None
) -> str:
    parts = [f"name {name:.2f} alike"]
    if same_link:
        parts.insert(0, "same MOA link")
    if same_county:
        parts.insert(0, "same county")
    if same_date:
        parts.insert(0, f"same signing date {signed_on}")
    return ", ".join(parts)


def elsewhere(a: RowFacts | ListedRow, b: RowFacts | ListedRow) -> bool:
    """Tell whether two rows of one name may be two bodies: another county, another date and another document.

    Pennsylvania alone has several townships of one name in different counties. ICE also prints a wrong county for one
    that it knows, but then the date stays, or nearly; and where the name itself names the county ("Leon County
    Sheriff's Office"), the COUNTY cell cannot make another body of it.
    """
    return (
        counties_agree(a, b) is False
        and a.signed_on is not None
        and b.signed_on is not None
        and abs(a.signed_on - b.signed_on) > NEAR_DATES
        and not shares_document(a, b)
        and county_named_by(a.agency, a.state) is None
    )


def two_bodies(a: RowFacts | ListedRow, b: RowFacts | ListedRow) -> bool:
    """Tell whether two rows of one name in one list are two bodies: each county has its own Union Township.

    Within one list a second row under another county is no slip of ICE's, unless it links the same document. Two rows
    whose names lost the words that name somebody ("Police Department") are one only where something else says so.
    """
    if shares_document(a, b):
        return False
    counties = counties_agree(a, b)
    return counties is False or (counties is None and parse_agency(a.agency, a.state).is_anybody)


def shares_document(a: RowFacts | ListedRow, b: RowFacts | ListedRow) -> bool:
    """Tell whether both rows link, and to the same document."""
    key = document_key(a.moa_url)
    return key != "" and key == document_key(b.moa_url)


def counties_agree(a: RowFacts | ListedRow, b: RowFacts | ListedRow) -> bool | None:
    """Return whether two rows name the same county, a slip aside; None when one of them names none.

    Two real counties of one state are two, however alike (Clay and Clark). An independent city and the county of its
    name (Baltimore, Richmond) are told apart by nobody for certain, ICE included.
    """
    if is_blank(a.county) or is_blank(b.county):
        return None
    if a.state == b.state:
        first, second = find_county(a.county, a.state), find_county(b.county, b.state)
        if first and second:
            return True if first == second else None if first.name == second.name else False
    return word_likeness(_county(a.county), _county(b.county)) >= ALIKE


def _county(name: str) -> str:
    if is_blank(name):
        return ""
    words = [word for word in comparable(name).split() if word not in {"county", "parish", "borough", "city"}]
    return "".join(words)
