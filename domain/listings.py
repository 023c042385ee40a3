"""The rows of one list by the agreement that they show: nearly always one row, sometimes twins that ICE entered twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from domain.agencies import letters, parse_agency, same_agency_twice
from domain.agreements import Agreement
from domain.changes import RowFacts
from domain.likeness import NEAR_DATES, counties_agree, elsewhere, shares_document, two_bodies
from domain.links import document_key
from domain.snapshots import ListedRow
from domain.text import comparable


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """All rows of one list that show one agreement: nearly always one, sometimes twins that ICE entered twice."""

    row: ListedRow
    twins: tuple[ListedRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A known agreement and its listing in the new list, with how we know."""

    agreement: Agreement
    listing: Listing
    how: str
    """"" for an exact match, else the evidence in words."""


_Place = tuple[str, str, tuple[str, ...]]
"""State, support type and the words that place the agency, or its whole name in one piece."""


def _places_of(row: ListedRow) -> tuple[_Place, _Place]:
    """Return where twins of *row* are looked for: they agree in the words of the place, or in all their letters."""
    words = parse_agency(row.agency, row.state).place
    return (row.state, row.support_type, words), (row.state, row.support_type, ("", letters(row.agency)))


class OpenRows:
    """The rows of one list that nobody has claimed yet, by exact name."""

    def __init__(self, rows: Iterable[ListedRow]) -> None:
        self.by_key: dict[tuple[str, str, str], list[ListedRow]] = defaultdict(list)
        for row in rows:
            self.by_key[_key(row, row.agency)].append(row)

    def claim(self, agreement: Agreement, *, in_its_county: bool) -> Listing | None:
        """Take the rows that are exactly *agreement*, by its own name or a twin's.

        *in_its_county* leaves rows of another county alone: they may be a namesake's, whose turn comes first.
        """
        facts = agreement.facts
        known = {(comparable(twin.agency), comparable(twin.signed)) for twin in agreement.twins}
        mine: list[ListedRow] = []
        for name in (facts.agency, *sorted(twin.agency for twin in agreement.twins)):
            mine += self._take(_key(facts, name), facts, known, in_its_county=in_its_county)
        if not mine:
            return None
        best = min(mine, key=lambda row: _strangeness(facts, row))
        twins = []
        for row in mine:
            if row is best:
                continue
            if _called(row) in known or not two_bodies(best, row):
                twins.append(row)
            else:
                self.by_key[_key(row, row.agency)].append(row)
        return Listing(row=best, twins=tuple(twins))

    def _take(
        self, key: tuple[str, str, str], facts: RowFacts, known: set[tuple[str, str]], *, in_its_county: bool
    ) -> list[ListedRow]:
        """Take the rows of one name that may show the agreement; *known* twins of it do, whatever they say."""
        candidates = self.by_key.get(key, [])
        apart = two_bodies if in_its_county else elsewhere
        mine = [row for row in candidates if _called(row) in known or not apart(facts, row)]
        self.by_key[key] = [row for row in candidates if row not in mine]
        return mine

    def listings(self, pairs: list[Pair]) -> Listings:
        """Group what is left: twins go to the agreement they double, the rest become listings of their own."""
        doubled = _Twins(pairs)
        fresh = _Fresh()
        for rows in self.by_key.values():
            for row in rows:
                if not doubled.adopt(row):
                    fresh.add(row)
        return Listings(pairs=doubled.pairs(), unclaimed=fresh.listings())


@dataclass(frozen=True, slots=True, kw_only=True)
class Listings:
    """The rows of a list once it is known who is who: those of known agreements, and the rest."""

    pairs: list[Pair]
    unclaimed: list[Listing]


class _Twins:
    """Agreements found so far, with room for further rows that show the same one."""

    def __init__(self, pairs: list[Pair]) -> None:
        self._pairs = pairs
        self._added: dict[str, list[ListedRow]] = defaultdict(list)
        self._by_place: dict[_Place, list[Pair]] = defaultdict(list)
        for pair in pairs:
            for place in _places_of(pair.listing.row):
                self._by_place[place].append(pair)

    def adopt(self, row: ListedRow) -> bool:
        """Give *row* to the agreement that it shows a second time; False when it shows none of them."""
        for pair in (pair for place in _places_of(row) for pair in self._by_place.get(place, ())):
            main = pair.listing.row
            if same_agency_twice(main.agency, row.agency, row.state) and not two_bodies(main, row):
                self._added[pair.agreement.id].append(row)
                return True
        return False

    def pairs(self) -> list[Pair]:
        return [
            replace(
                pair,
                listing=replace(pair.listing, twins=(*pair.listing.twins, *self._added.get(pair.agreement.id, ()))),
            )
            for pair in self._pairs
        ]


class _Fresh:
    """Rows that show no agreement we know by name, twins of one another put together."""

    def __init__(self) -> None:
        self._groups: list[list[ListedRow]] = []
        self._by_place: dict[_Place, list[list[ListedRow]]] = defaultdict(list)

    def add(self, row: ListedRow) -> None:
        for group in (group for place in _places_of(row) for group in self._by_place[place]):
            main = group[0]
            if same_agency_twice(main.agency, row.agency, row.state) and not _strangers(main, row):
                group.append(row)
                return
        group = [row]
        self._groups.append(group)
        for place in _places_of(row):
            self._by_place[place].append(group)

    def listings(self) -> list[Listing]:
        found = (Listing(row=group[0], twins=tuple(group[1:])) for group in self._groups)
        return sorted(found, key=lambda listing: listing.row.position)


def _strangers(a: ListedRow, b: ListedRow) -> bool:
    """Tell whether two rows of a name that we do not know are two bodies: without a county, other dates make two."""
    if two_bodies(a, b):
        return True
    dated = a.signed_on is not None and b.signed_on is not None and abs(a.signed_on - b.signed_on) > NEAR_DATES
    return dated and counties_agree(a, b) is None and not shares_document(a, b)


def _called(row: ListedRow) -> tuple[str, str]:
    return comparable(row.agency), comparable(row.signed_text)


def _key(facts: RowFacts | ListedRow, name: str) -> tuple[str, str, str]:
    return facts.state, facts.support_type, parse_agency(name, facts.state).full


def _strangeness(facts: RowFacts, row: ListedRow) -> tuple[bool, bool, bool, bool, bool, int]:
    """Order rows by how far they are from what we know: same name, date, county, type and document come first."""
    return (
        comparable(facts.agency) != comparable(row.agency),
        facts.signed_on != row.signed_on,
        comparable(facts.county) != comparable(row.county),
        comparable(facts.agency_type) != comparable(row.agency_type),
        document_key(facts.moa_url) != document_key(row.moa_url),
        row.position,
    )
