"""Agreements that ICE prints under another state for a while."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from domain.agreements import Agreement
from domain.changes import RowFacts
from domain.counties import county_named_by, find_county, is_exact
from domain.likeness import counties_agree
from domain.listings import Listing, Pair
from domain.questions import Question, Ruling, Rulings
from domain.snapshots import ListedRow
from domain.text import comparable


def moved_between_states(
    agreements: Sequence[Agreement], listings: Sequence[Listing], rulings: Rulings
) -> tuple[list[Pair], list[Question]]:
    """Pair an agreement with a row under another state: ICE put Lake Placid, Florida, under New York for a week.

    Only where the name is the same and no second row fits, since every county name stands in several states: the
    signing date must be the same, or one of the two states must not have the county at all. Where no date and no
    county says anything, as on the pending list, the two are asked.
    """
    by_name: dict[tuple[str, str], list[Listing]] = defaultdict(list)
    for listing in listings:
        by_name[comparable(listing.row.agency), listing.row.support_type].append(listing)
    pairs: list[Pair] = []
    questions: list[Question] = []
    for agreement in agreements:
        facts = agreement.facts
        elsewhere = [
            listing
            for listing in by_name[comparable(facts.agency), facts.support_type]
            if listing.row.state != facts.state
            and rulings.get((agreement.id, comparable(listing.row.agency))) is not Ruling.DIFFERENT
        ]
        fitting = [(listing, how) for listing in elsewhere if (how := _across_states(facts, listing.row))]
        ruled = [
            (listing, "a reviewer decided that they are the same")
            for listing in elsewhere
            if rulings.get((agreement.id, comparable(listing.row.agency))) is Ruling.SAME
        ]
        fitting = ruled or fitting
        open_still = [listing for listing in elsewhere if _nothing_told(facts, listing.row)]
        if len(fitting) == 1:
            [(listing, how)] = fitting
            pairs.append(Pair(agreement=agreement, listing=listing, how=f"same name and support type, {how}"))
        elif len(open_still) == 1:
            how = f"same name and support type, now under {open_still[0].row.state}"
            questions.append(Question(agreement=agreement, listing=open_still[0], fit=0.0, how=how))
    return pairs, questions


def _across_states(facts: RowFacts, row: ListedRow) -> str:
    """Return what makes a row of the same name under another state the same agreement; "" where nothing does."""
    if counties_agree(facts, row) is False:
        return ""
    if facts.signed_on is not None and row.signed_on is not None:
        same = facts.signed_on == row.signed_on
        return f"same signing date {facts.signed_on} under another state" if same else ""
    county = _bare_county(facts) or _bare_county(row)
    if county and is_exact(county, facts.state) != is_exact(county, row.state):
        wrong = row.state if is_exact(county, facts.state) else facts.state
        return f"and {wrong} has no {county} County"
    return ""


def _nothing_told(facts: RowFacts, row: ListedRow) -> bool:
    """Tell whether neither date nor county says anything for or against."""
    dated = facts.signed_on is not None and row.signed_on is not None
    return not dated and counties_agree(facts, row) is not False


def _bare_county(facts: RowFacts | ListedRow) -> str:
    """Return the county that a row or its agency's name names, whatever state it is printed under."""
    county = find_county(facts.county, facts.state) or county_named_by(facts.agency, facts.state)
    return county.name if county else ""
