"""Which row of a new list is which agreement that we know.

ICE gives no ids, so identity is worked out: first by exact name, then by the best overall assignment of what vanished
to what appeared, from name, county, signing date and document. What is left over on one side left the list, on the
other side joined it. Where two readings are nearly equal, the pair is asked and not guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.agencies import parse_agency, same_agency_twice, words_likeness
from domain.agreements import Agreement, Standing, row_facts
from domain.assignment import best_assignment
from domain.changes import RowFacts
from domain.likeness import ALIKE, CERTAIN, MARGIN, Likeness, counties_agree, elsewhere, two_bodies, weigh
from domain.links import document_key
from domain.snapshots import ListedRow
from domain.text import comparable


class Ruling(StrEnum):
    """What a reviewer has decided about two names."""

    SAME = "same"
    DIFFERENT = "different"


Rulings = Mapping[tuple[str, str], Ruling]
"""(agreement id, comparable agency name of the row) → what a reviewer decided."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Two readings too close to call: the agreement may be this row, or may have left while another joined."""

    agreement: Agreement
    listing: Listing
    fit: float
    """The share of points earned, 0 to 1."""
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """The outcome: who is who, who vanished, who appeared, and what must be asked."""

    pairs: tuple[Pair, ...]
    vanished: tuple[Agreement, ...]
    appeared: tuple[Listing, ...]
    questions: tuple[Question, ...]
    absorbed: tuple[tuple[Agreement, Agreement], ...]
    """(agreement whose row went, the other agreement that the same document and place still stand under)."""


def match(known: Sequence[Agreement], rows: Sequence[ListedRow], rulings: Rulings) -> Matching:
    """Decide which of *rows* shows which of *known* (in any standing).

    Listed agreements come first: an agreement that left can only be what no listed one explains.
    """
    open_rows = _Rows(rows)
    listed = [a for a in known if a.standing is Standing.LISTED]
    gone = [a for a in known if a.standing is not Standing.LISTED]
    pairs = _exact(listed, open_rows)
    pairs += _exact(gone, open_rows)
    listings = open_rows.listings(pairs)
    pairs = listings.pairs
    left = _without(listed, pairs)
    fitted, questions = _assign(left, listings.unclaimed, rulings)
    unclaimed = _unclaimed(listings.unclaimed, fitted, questions)
    left = _without(left, fitted, questions)
    moved = _moved_between_states(left, unclaimed)
    unclaimed = _unclaimed(unclaimed, moved)
    left = _without(left, moved)
    came_back, doubtful_returns = _assign(_without(gone, pairs), unclaimed, rulings)
    doubtful_returns = [q for q in doubtful_returns if q.agreement.standing is Standing.MISSING]
    unclaimed = _unclaimed(unclaimed, came_back, doubtful_returns)
    every = [*pairs, *fitted, *moved, *came_back]
    copies = _misspelt_copies(every, unclaimed, rulings)
    unclaimed = _unclaimed(unclaimed, copies)
    declared = [copy for copy in copies if _ruling(rulings, copy) is Ruling.SAME]
    every = [_with_twins(pair, declared) for pair in every]
    copies = [copy for copy in copies if copy not in declared]
    absorbed = _absorbed(left, every)
    absorbed_ids = {a.id for a, _ in absorbed}
    return Matching(
        pairs=tuple(every),
        vanished=tuple(a for a in left if a.id not in absorbed_ids),
        appeared=tuple(unclaimed),
        questions=(*questions, *doubtful_returns, *copies),
        absorbed=tuple(absorbed),
    )


_Place = tuple[str, str, tuple[str, ...]]
"""State, support type and the words that place the agency: twins agree in all three."""


def _place_of(row: ListedRow) -> _Place:
    return row.state, row.support_type, parse_agency(row.agency, row.state).place


class _Rows:
    """The rows of one list that nobody has claimed yet, by exact name."""

    def __init__(self, rows: Iterable[ListedRow]) -> None:
        self.by_key: dict[tuple[str, str, str], list[ListedRow]] = defaultdict(list)
        for row in rows:
            self.by_key[_key(row, row.agency)].append(row)

    def claim(self, agreement: Agreement) -> Listing | None:
        """Take the rows that are exactly *agreement*, by its own name or a twin's."""
        facts = agreement.facts
        mine: list[ListedRow] = []
        for name in (facts.agency, *sorted(twin.agency for twin in agreement.twins)):
            mine += self._take(_key(facts, name), facts)
        if not mine:
            return None
        best = min(mine, key=lambda row: _strangeness(facts, row))
        for row in mine:
            if row is not best and two_bodies(best, row):
                self.by_key[_key(row, row.agency)].append(row)
        return Listing(row=best, twins=tuple(r for r in mine if r is not best and not two_bodies(best, r)))

    def _take(self, key: tuple[str, str, str], facts: RowFacts) -> list[ListedRow]:
        candidates = self.by_key.get(key, [])
        mine = [row for row in candidates if not elsewhere(facts, row)]
        self.by_key[key] = [row for row in candidates if row not in mine]
        return mine

    def listings(self, pairs: list[Pair]) -> _Listings:
        """Group what is left: twins go to the agreement they double, the rest become listings of their own."""
        doubled = _Twins(pairs)
        fresh = _Fresh()
        for rows in self.by_key.values():
            for row in rows:
                if not doubled.adopt(row):
                    fresh.add(row)
        return _Listings(pairs=doubled.pairs(), unclaimed=fresh.listings())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listings:
    pairs: list[Pair]
    unclaimed: list[Listing]


class _Twins:
    """Agreements found so far, with room for further rows that show the same one."""

    def __init__(self, pairs: list[Pair]) -> None:
        self._pairs = pairs
        self._added: dict[str, list[ListedRow]] = defaultdict(list)
        self._by_place: dict[_Place, list[Pair]] = defaultdict(list)
        for pair in pairs:
            self._by_place[_place_of(pair.listing.row)].append(pair)

    def adopt(self, row: ListedRow) -> bool:
        """Give *row* to the agreement that it shows a second time; False when it shows none of them."""
        for pair in self._by_place.get(_place_of(row), ()):
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
        self._by_place: dict[_Place, list[list[ListedRow]]] = defaultdict(list)

    def add(self, row: ListedRow) -> None:
        groups = self._by_place[_place_of(row)]
        for group in groups:
            main = group[0]
            if same_agency_twice(main.agency, row.agency, row.state) and not two_bodies(main, row):
                group.append(row)
                return
        groups.append([row])

    def listings(self) -> list[Listing]:
        groups = (group for groups in self._by_place.values() for group in groups)
        found = (Listing(row=group[0], twins=tuple(group[1:])) for group in groups)
        return sorted(found, key=lambda listing: listing.row.position)


def _key(facts: RowFacts | ListedRow, name: str) -> tuple[str, str, str]:
    return facts.state, facts.support_type, parse_agency(name, facts.state).full


def _exact(agreements: Iterable[Agreement], rows: _Rows) -> list[Pair]:
    pairs = []
    for agreement in agreements:
        listing = rows.claim(agreement)
        if listing is not None:
            pairs.append(Pair(agreement=agreement, listing=listing, how=""))
    return pairs


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


def _assign(
    agreements: Sequence[Agreement], listings: Sequence[Listing], rulings: Rulings
) -> tuple[list[Pair], list[Question]]:
    """Pair what vanished with what appeared, inside each state and support type, by the best overall assignment."""
    likely = _likely(agreements, listings, rulings)
    chosen = best_assignment({pair: likeness.fit for pair, likeness in likely.items() if likeness.is_possible})
    pairs: list[Pair] = []
    questions: list[Question] = []
    for (left, right), likeness in sorted((pair, likely[pair]) for pair in chosen.items()):
        agreement, listing = agreements[left], listings[right]
        if likeness.is_same and not _nearly_equal(likely, left, right):
            pairs.append(Pair(agreement=agreement, listing=listing, how=likeness.how))
        else:
            questions.append(_question(agreement, listing, likeness))
            questions += [
                _question(agreements[other_left], listings[other_right], likely[other_left, other_right])
                for other_left, other_right in _rivals(likely, left, right)
                if (other_left == left or other_left not in chosen)
                and (other_right == right or other_right not in chosen.values())
            ]
    return pairs, questions


def _question(agreement: Agreement, listing: Listing, likeness: Likeness) -> Question:
    how = f"{likeness.how}, but {likeness.doubt}" if likeness.doubt else likeness.how
    return Question(agreement=agreement, listing=listing, fit=likeness.fit, how=how)


def _likely(
    agreements: Sequence[Agreement], listings: Sequence[Listing], rulings: Rulings
) -> dict[tuple[int, int], Likeness]:
    """Return how alike each agreement and each listing of its state and support type are, where at all."""
    block: dict[tuple[str, str], list[int]] = defaultdict(list)
    for right, listing in enumerate(listings):
        block[listing.row.state, listing.row.support_type].append(right)
    likely: dict[tuple[int, int], Likeness] = {}
    for left, agreement in enumerate(agreements):
        for right in block[agreement.facts.state, agreement.facts.support_type]:
            row = listings[right].row
            ruling = rulings.get((agreement.id, comparable(row.agency)))
            likeness = weigh(agreement.facts, row)
            if ruling is Ruling.SAME:
                how = "a reviewer decided that they are the same"
                likely[left, right] = Likeness(fit=CERTAIN, has_evidence=True, how=how)
            elif likeness is not None and ruling is None:
                likely[left, right] = likeness
    return likely


def _nearly_equal(likely: Mapping[tuple[int, int], Likeness], left: int, right: int) -> bool:
    """Tell whether another reading of either side is within MARGIN of the chosen one."""
    return bool(_rivals(likely, left, right))


def _rivals(likely: Mapping[tuple[int, int], Likeness], left: int, right: int) -> list[tuple[int, int]]:
    """Return the other readings of either side that are within MARGIN of the chosen one, best sides first."""
    best = likely[left, right].fit
    return [
        (other_left, other_right)
        for (other_left, other_right), other in sorted(likely.items(), key=lambda item: item[0])
        if (other_left == left) != (other_right == right) and other.is_same and best - other.fit < MARGIN
    ]


def _misspelt_copies(pairs: Sequence[Pair], listings: Sequence[Listing], rulings: Rulings) -> list[Question]:
    """Find rows that look like a misspelt copy of a row that stands in the same list: an agency entered twice.

    Nearly the same name, and the same document, or the same date and county. Somebody must look: it may be a
    neighbour with a like name, signed on the same day.
    """
    by_place: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_place[pair.listing.row.state, pair.listing.row.support_type].append(pair)
    questions = []
    for listing in listings:
        row = listing.row
        for pair in by_place[row.state, row.support_type]:
            main = row_facts(pair.listing.row)
            likeness = weigh(main, row)
            if likeness is None or not likeness.is_copy:
                continue
            how = f"{likeness.how}; both rows stand in the list"
            question = Question(agreement=pair.agreement, listing=listing, fit=likeness.fit, how=how)
            if _ruling(rulings, question) is not Ruling.DIFFERENT:
                questions.append(question)
                break
    return questions


def _ruling(rulings: Rulings, question: Question) -> Ruling | None:
    return rulings.get((question.agreement.id, comparable(question.listing.row.agency)))


def _with_twins(pair: Pair, copies: Sequence[Question]) -> Pair:
    """Give a pair the rows that a reviewer declared to be copies of its own."""
    mine = [copy.listing for copy in copies if copy.agreement.id == pair.agreement.id]
    twins = [row for listing in mine for row in (listing.row, *listing.twins)]
    if not twins:
        return pair
    return replace(pair, listing=replace(pair.listing, twins=(*pair.listing.twins, *twins)))


def _moved_between_states(agreements: Sequence[Agreement], listings: Sequence[Listing]) -> list[Pair]:
    """Pair an agreement with a row under another state: ICE put Lake Placid, Florida, under New York for a week.

    Only where the name and signing date are the same and no second row fits: every county name stands in several
    states.
    """
    by_name: dict[tuple[str, str], list[Listing]] = defaultdict(list)
    for listing in listings:
        by_name[comparable(listing.row.agency), listing.row.support_type].append(listing)
    pairs = []
    for agreement in agreements:
        facts = agreement.facts
        fitting = [
            listing
            for listing in by_name[comparable(facts.agency), facts.support_type]
            if listing.row.state != facts.state
            and facts.signed_on is not None
            and facts.signed_on == listing.row.signed_on
            and counties_agree(facts, listing.row) is not False
        ]
        if len(fitting) == 1:
            how = f"same name, support type and signing date {facts.signed_on} under another state"
            pairs.append(Pair(agreement=agreement, listing=fitting[0], how=how))
    return pairs


def _absorbed(vanished: Sequence[Agreement], pairs: Sequence[Pair]) -> list[tuple[Agreement, Agreement]]:
    """Find agreements whose row went because ICE kept the same document under one other row of the same state."""
    by_document: dict[tuple[str, str, str], list[Agreement]] = defaultdict(list)
    for pair in pairs:
        row = pair.listing.row
        if row.moa_url:
            by_document[row.state, row.support_type, document_key(row.moa_url)].append(pair.agreement)
    found = []
    for agreement in vanished:
        facts = agreement.facts
        if not facts.moa_url:
            continue
        keepers = by_document.get((facts.state, facts.support_type, document_key(facts.moa_url)), [])
        mine = parse_agency(facts.agency, facts.state)
        for keeper in keepers:
            other = parse_agency(keeper.facts.agency, keeper.facts.state)
            if words_likeness(mine.place, other.place) >= ALIKE and mine.numbers == other.numbers:
                found.append((agreement, keeper))
                break
    return found


def _without(agreements: Sequence[Agreement], *taken: Sequence[Pair | Question]) -> list[Agreement]:
    ids = {item.agreement.id for group in taken for item in group}
    return [a for a in agreements if a.id not in ids]


def _unclaimed(listings: Sequence[Listing], *taken: Sequence[Pair | Question]) -> list[Listing]:
    positions = {item.listing.row.position for group in taken for item in group}
    return [listing for listing in listings if listing.row.position not in positions]
