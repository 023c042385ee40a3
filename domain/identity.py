"""Which row of a new list is which agreement that we know.

ICE gives no ids, so identity is worked out: first by exact name, then by the best overall assignment of what vanished
to what appeared, from name, county, signing date and document. What is left over on one side left the list, on the
other side joined it. Where two readings are nearly equal, the pair is asked and not guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.across_states import moved_between_states
from domain.agencies import parse_agency, words_likeness
from domain.agreements import Agreement, Standing, Twin, row_facts
from domain.assignment import best_assignment
from domain.likeness import (
    ALIKE,
    CERTAIN,
    MARGIN,
    NEAR_DATES,
    Likeness,
    counties_agree,
    names_nobody,
    shares_document,
    sorts_apart,
    weigh,
)
from domain.links import document_key
from domain.listings import Listing, OpenRows, Pair
from domain.questions import Question, Ruling, Rulings
from domain.snapshots import ListedRow
from domain.text import comparable

_AT_LEAST = 0.01
"""Added to a fit that may be nothing, since an assignment pairs only what fits at all."""


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
    open_rows = OpenRows(rows)
    listed = [a for a in known if a.standing is Standing.LISTED]
    gone = [a for a in known if a.standing in {Standing.MISSING, Standing.TERMINATED}]
    pairs = _exact(listed, open_rows)
    pairs += _exact(gone, open_rows)
    listings = open_rows.listings(pairs)
    pairs = listings.pairs
    mended = _wrong_twins(_without(listed, pairs), pairs)
    pairs, namesakes = mended.pairs, mended.namesakes
    left = _without(listed, pairs, namesakes)
    unclaimed = [*listings.unclaimed, *mended.freed]
    fitted, questions = _assign(left, unclaimed, rulings)
    unclaimed = _unclaimed(unclaimed, fitted, questions)
    left = _without(left, fitted, questions)
    moved, doubtful_moves = moved_between_states(left, unclaimed, rulings)
    unclaimed = _unclaimed(unclaimed, moved, doubtful_moves)
    left = _without(left, moved, doubtful_moves)
    came_back, doubtful_returns = _assign(_without(gone, pairs), unclaimed, rulings)
    doubtful_returns = [q for q in doubtful_returns if q.agreement.standing is Standing.MISSING]
    unclaimed = _unclaimed(unclaimed, came_back, doubtful_returns)
    every = [*pairs, *namesakes, *fitted, *moved, *came_back]
    copies = _misspelt_copies(every, unclaimed, rulings)
    unclaimed = _unclaimed(unclaimed, copies)
    declared = [copy for copy in copies if _ruling(rulings, copy) is Ruling.SAME]
    every = [_with_twins(pair, declared) for pair in every]
    copies = [copy for copy in copies if copy not in declared]
    asked_about = [*unclaimed, *(question.listing for question in questions)]
    nobodys = _nobodys(_without([*left, *gone], every, questions, doubtful_returns), asked_about, rulings)
    unclaimed = _unclaimed(unclaimed, nobodys)
    left = _without(left, nobodys)
    absorbed = _absorbed(left, every, rulings)
    absorbed_ids = {a.id for a, _ in absorbed}
    return Matching(
        pairs=tuple(every),
        vanished=tuple(a for a in left if a.id not in absorbed_ids),
        appeared=tuple(unclaimed),
        questions=(*questions, *doubtful_moves, *doubtful_returns, *copies, *nobodys),
        absorbed=tuple(absorbed),
    )


def _exact(agreements: Sequence[Agreement], rows: OpenRows) -> list[Pair]:
    """Pair agreements with rows of their very name: first those in their own county, then those ICE moved."""
    pairs: list[Pair] = []
    for in_its_county in (True, False):
        for agreement in _without(agreements, pairs):
            listing = rows.claim(agreement, in_its_county=in_its_county)
            if listing is not None:
                pairs.append(Pair(agreement=agreement, listing=listing, how=""))
    return pairs


def _assign(
    agreements: Sequence[Agreement], listings: Sequence[Listing], rulings: Rulings
) -> tuple[list[Pair], list[Question]]:
    """Pair what vanished with what appeared, inside each state and support type, by the best overall assignment.

    What is left over and must not pass unasked is assigned after the rest, so that it never takes a better fit apart.
    """
    likely = _likely(agreements, listings, rulings)
    chosen = best_assignment({pair: likeness.fit for pair, likeness in likely.items() if likeness.is_likely})
    taken = set(chosen), set(chosen.values())
    chosen |= best_assignment(
        {
            (left, right): likeness.fit + _AT_LEAST
            for (left, right), likeness in likely.items()
            if likeness.must_ask and left not in taken[0] and right not in taken[1]
        }
    )
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
            likeness = _by_any_spelling(agreement, row)
            if ruling is Ruling.SAME:
                how = "a reviewer decided that they are the same"
                likely[left, right] = Likeness(fit=CERTAIN, has_evidence=True, how=how)
            elif likeness is not None and ruling is None:
                likely[left, right] = likeness
    return likely


def _by_any_spelling(agreement: Agreement, row: ListedRow) -> Likeness | None:
    """Weigh *row* against the agreement as it is printed now, and against every name it was ever printed with."""
    best = weigh(agreement.facts, row)
    for alias in sorted(agreement.aliases - {agreement.facts.agency}):
        likeness = weigh(replace(agreement.facts, agency=alias), row)
        if likeness and (best is None or (likeness.is_same, likeness.fit) > (best.is_same, best.fit)):
            best = replace(likeness, how=f'{likeness.how} (printed "{alias}" before)')
    return best


def _nearly_equal(likely: Mapping[tuple[int, int], Likeness], left: int, right: int) -> bool:
    """Tell whether another reading of either side is within MARGIN of the chosen one."""
    return bool(_rivals(likely, left, right))


def _rivals(likely: Mapping[tuple[int, int], Likeness], left: int, right: int) -> list[tuple[int, int]]:
    """Return the other readings of either side that are within MARGIN of the chosen one, best sides first."""
    best = likely[left, right].fit
    return [
        (other_left, other_right)
        for (other_left, other_right), other in sorted(likely.items(), key=lambda item: item[0])
        if (other_left == left) != (other_right == right) and other.is_likely and best - other.fit < MARGIN
    ]


def _misspelt_copies(pairs: Sequence[Pair], listings: Sequence[Listing], rulings: Rulings) -> list[Question]:
    """Find rows that look like a misspelt copy of a row that stands in the same list: an agency entered twice.

    Nearly the same name, and the same document, or the same date and county. Somebody must look: it may be a
    neighbour with a like name, signed on the same day.
    """
    by_place: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    absent: dict[tuple[str, str, str], Pair] = {}
    for pair in pairs:
        by_place[pair.listing.row.state, pair.listing.row.support_type].append(pair)
        absent.update({(pair.listing.row.support_type, *_called(*twin)): pair for twin in _rows_gone(pair)})
    questions = []
    for listing in listings:
        row = listing.row
        candidates = [
            _copy_question(pair, listing, likeness)
            for pair in by_place[row.state, row.support_type]
            if (likeness := _copy_likeness(pair, row)) is not None
        ]
        if elsewhere := absent.get((row.support_type, *_called(row.agency, row.signed_text))):
            how = "one of its rows is gone, and the same name and signing date stand under another state"
            candidates.append(Question(agreement=elsewhere.agreement, listing=listing, fit=1.0, how=how))
        allowed = [question for question in candidates if _ruling(rulings, question) is not Ruling.DIFFERENT]
        if allowed:
            questions.append(max(allowed, key=lambda question: question.fit))
    return questions


def _copy_question(pair: Pair, listing: Listing, likeness: Likeness) -> Question:
    how = f"{likeness.how}; both rows stand in the list"
    return Question(agreement=pair.agreement, listing=listing, fit=likeness.fit, how=how)


def _copy_likeness(pair: Pair, row: ListedRow) -> Likeness | None:
    """Weigh *row* as a copy of the row that shows the agreement, or of a twin that it had and that is not there now."""
    main = row_facts(pair.listing.row)
    likeness = weigh(main, row)
    if likeness is not None and likeness.is_copy:
        return likeness
    for twin in _rows_gone(pair):
        if comparable(twin.signed) == comparable(row.signed_text):
            likeness = weigh(replace(main, agency=twin.agency, signed_on=row.signed_on), row)
            if likeness is not None and likeness.is_copy:
                return likeness
    return None


def _rows_gone(pair: Pair) -> list[Twin]:
    """Return the rows that showed the agreement before, main row or twin, and that the new list does not have."""
    there = {_called(shown.agency, shown.signed_text) for shown in (pair.listing.row, *pair.listing.twins)}
    before = pair.agreement.facts
    every = pair.agreement.twins | {Twin(agency=before.agency, signed=before.signed_text)}
    return [twin for twin in sorted(every) if _called(*twin) not in there]


def _called(agency: str, signed: str) -> tuple[str, str]:
    return comparable(agency), comparable(signed)


def _ruling(rulings: Rulings, question: Question) -> Ruling | None:
    return rulings.get((question.agreement.id, comparable(question.listing.row.agency)))


def _with_twins(pair: Pair, copies: Sequence[Question]) -> Pair:
    """Give a pair the rows that a reviewer declared to be copies of its own."""
    mine = [copy.listing for copy in copies if copy.agreement.id == pair.agreement.id]
    twins = [row for listing in mine for row in (listing.row, *listing.twins)]
    if not twins:
        return pair
    return replace(pair, listing=replace(pair.listing, twins=(*pair.listing.twins, *twins)))


def _wrong_twins(vanished: Sequence[Agreement], pairs: Sequence[Pair]) -> _WrongTwins:
    """Take back rows that were put to an agreement as its twins and are more likely another's that vanished.

    A second Lee County under one state, with exactly the date of the Lee County that vanished from another, is that
    one with its state misprinted. "Melbourne Police" twice, once with exactly the date of the West Melbourne that
    vanished, may be that one with its first word lost: the row is weighed like any other.
    """
    found: dict[str, Pair] = {}
    kept, freed = [], []
    for pair in pairs:
        main, known = pair.listing.row, {twin.signed for twin in pair.agreement.twins}
        twins = []
        for row in pair.listing.twins:
            its_own = row.signed_on == main.signed_on or row.signed_text in known or shares_document(main, row)
            owner = None if its_own else _owner_elsewhere(vanished, row)
            if owner is not None and owner.id not in found:
                how = f"same name, support type and signing date {row.signed_on} under another state"
                found[owner.id] = Pair(agreement=owner, listing=Listing(row=row), how=how)
            elif not its_own and _owners_here(vanished, row):
                freed.append(Listing(row=row))
            else:
                twins.append(row)
        kept.append(replace(pair, listing=replace(pair.listing, twins=tuple(twins))))
    return _WrongTwins(pairs=kept, namesakes=list(found.values()), freed=freed)


@dataclass(frozen=True, slots=True, kw_only=True)
class _WrongTwins:
    """The pairs without their wrong twins, the pairs that those make, and those that are nobody's yet."""

    pairs: list[Pair]
    namesakes: list[Pair]
    freed: list[Listing]


def _owners_here(vanished: Sequence[Agreement], row: ListedRow) -> bool:
    """Tell whether an agreement that vanished from the same state may be *row*, signed on the very day."""
    for agreement in vanished:
        facts = agreement.facts
        if (facts.state, facts.support_type, facts.signed_on) == (row.state, row.support_type, row.signed_on):
            likeness = weigh(facts, row)
            if likeness is not None and likeness.is_possible:
                return True
    return False


def _owner_elsewhere(vanished: Sequence[Agreement], row: ListedRow) -> Agreement | None:
    fitting = [
        agreement
        for agreement in vanished
        if agreement.facts.state != row.state
        and agreement.facts.support_type is row.support_type
        and comparable(agreement.facts.agency) == comparable(row.agency)
        and agreement.facts.signed_on is not None
        and agreement.facts.signed_on == row.signed_on
    ]
    return fitting[0] if len(fitting) == 1 else None


def _nobodys(absent: Sequence[Agreement], listings: Sequence[Listing], rulings: Rulings) -> list[Question]:
    """Ask of every absent agreement that a row may show whose name lost the words that name somebody."""
    questions = []
    for listing in listings:
        row = listing.row
        if not names_nobody(row):
            continue
        for agreement in absent:
            facts = agreement.facts
            asked = Question(agreement=agreement, listing=listing, fit=0.0, how="the row's name tells no agency")
            if (
                agreement.standing in {Standing.LISTED, Standing.MISSING}
                and (row.state, row.support_type) == (facts.state, facts.support_type)
                and not sorts_apart(facts, row)
                and (
                    row.signed_on is None
                    or facts.signed_on is None
                    or abs(row.signed_on - facts.signed_on) <= NEAR_DATES
                )
                and _ruling(rulings, asked) is not Ruling.DIFFERENT
            ):
                questions.append(asked)
    return questions


def _absorbed(
    vanished: Sequence[Agreement], pairs: Sequence[Pair], rulings: Rulings
) -> list[tuple[Agreement, Agreement]]:
    """Find agreements whose row went because ICE kept the same document under one other row of the same agency.

    A board of commissioners and its sheriff share one agreement; any other two sorts of body do not.
    """
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
            if (
                words_likeness(mine.place, other.place) >= ALIKE
                and mine.numbers == other.numbers
                and counties_agree(facts, keeper.facts) is not False
                and ("board" in mine.bodies | other.bodies or not sorts_apart(facts, keeper.facts))
                and rulings.get((agreement.id, comparable(keeper.facts.agency))) is not Ruling.DIFFERENT
            ):
                found.append((agreement, keeper))
                break
    return found


def _without(agreements: Sequence[Agreement], *taken: Sequence[Pair | Question]) -> list[Agreement]:
    ids = {item.agreement.id for group in taken for item in group}
    return [a for a in agreements if a.id not in ids]


def _unclaimed(listings: Sequence[Listing], *taken: Sequence[Pair | Question]) -> list[Listing]:
    positions = {item.listing.row.position for group in taken for item in group}
    return [listing for listing in listings if listing.row.position not in positions]
