"""How much speaks for a row being an agreement that we know: the evidence, its weights, and the bounds they must reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from domain.agencies import AgencyName, parse_agency, same_agency_twice, word_likeness, words_likeness
from domain.changes import RowFacts
from domain.links import document_key
from domain.snapshots import ListedRow
from domain.text import comparable
from domain.vocabulary import is_blank

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

    @property
    def is_same(self) -> bool:
        """Tell whether they are one agreement."""
        return not self.doubt and self.fit >= (SAME if self.has_evidence else SAME_BY_NAME_ALONE)

    @property
    def is_possible(self) -> bool:
        """Tell whether they may be one agreement, so that somebody must be asked."""
        return self.fit >= (ASK if self.has_evidence else ASK_BY_NAME_ALONE)


def weigh(facts: RowFacts, row: ListedRow) -> Likeness | None:
    """Weigh whether *row* is the agreement that *facts* tell of; None where nothing could make it so.

    Precincts, wards and districts with other numbers are other bodies, whatever else agrees. A place whose words are
    not alike at all needs the same document or county, signed the same day.
    """
    old, new = parse_agency(facts.agency, facts.state), parse_agency(row.agency, row.state)
    if old.numbers != new.numbers:
        return None
    twice = same_agency_twice(facts.agency, row.agency, facts.state)
    name = 1.0 if twice else word_likeness(old.full, new.full)
    same_date = _same_date(facts, row)
    place = _place_likeness(old, facts, new, row)
    if twice or (same_date and name >= SAME_TO_THE_LETTER) or not (old.place and new.place):
        place = max(place, name)
    same_link = _same_links(facts, row)
    same_county = None if _county_repeats_name(facts, old, row, new) else counties_agree(facts, row)
    if place < ANOTHER_PLACE and not (same_date and (same_link or same_county)):
        return None
    earned = PLACE_WEIGHT * place + NAME_WEIGHT * name + BODY_WEIGHT * _same_bodies(old, new)
    possible = PLACE_WEIGHT + NAME_WEIGHT + BODY_WEIGHT
    for agrees, weight in ((same_date, DATE_WEIGHT), (same_link, DOCUMENT_WEIGHT), (same_county, COUNTY_WEIGHT)):
        if agrees is not None:
            earned += weight * agrees
            possible += weight
    if same_county is False:
        earned += OTHER_COUNTY
    return Likeness(
        fit=earned / possible,
        has_evidence=bool(same_date or same_link or same_county),
        is_copy=name >= SAME_TO_THE_LETTER and bool(same_link or (same_date and counties_agree(facts, row))),
        doubt="" if same_link or twice else _doubt(old, new),
        how=_in_words(same_date, same_county, same_link, name, row.signed_on),
    )


def _doubt(old: AgencyName, new: AgencyName) -> str:
    """Return why only a person can say that two names are one agency.

    ICE does re-label: a board of commissioners becomes the sheriff, a sheriff the county attorney. It is then the same
    agreement only by luck of one date and one county; where the document is the same, it is certain.
    """
    if old.bodies and new.bodies and old.bodies.isdisjoint(new.bodies):
        return f"another sort of body ({_listed(old.bodies)}, now {_listed(new.bodies)})"
    if old.beside != new.beside and old.place and new.place:
        return f"a place set off by another word ({_listed(old.beside) or 'none'}, now {_listed(new.beside) or 'none'})"
    if old.government and new.government and old.government != new.government:
        return f"another government (the {old.government}, now the {new.government})"
    return ""


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
    """Tell whether two rows of one name are two bodies: another county, another date and another document.

    Pennsylvania alone has several townships of one name in different counties; ICE also prints a wrong county for one
    that it knows, but then the date stays.
    """
    return (
        counties_agree(a, b) is False
        and a.signed_on is not None
        and b.signed_on is not None
        and a.signed_on != b.signed_on
        and not shares_document(a, b)
    )


def two_bodies(a: ListedRow, b: ListedRow) -> bool:
    """Tell whether two rows of one name in one list are two bodies: each county has its own Union Township.

    Within one list a second row under another county is no slip of ICE's, unless it links the same document.
    """
    return counties_agree(a, b) is False and not shares_document(a, b)


def shares_document(a: RowFacts | ListedRow, b: RowFacts | ListedRow) -> bool:
    """Tell whether both rows link, and to the same document."""
    key = document_key(a.moa_url)
    return key != "" and key == document_key(b.moa_url)


def counties_agree(a: RowFacts | ListedRow, b: RowFacts | ListedRow) -> bool | None:
    """Return whether two rows name the same county, a slip aside; None when one of them names none."""
    if is_blank(a.county) or is_blank(b.county):
        return None
    return word_likeness(_county(a.county), _county(b.county)) >= ALIKE


def _county(name: str) -> str:
    if is_blank(name):
        return ""
    words = [word for word in comparable(name).split() if word not in {"county", "parish", "borough", "city"}]
    return "".join(words)
