"""What a release and ICE's list say of each other.

Which change a release bears out, which ending ICE has not listed yet, and how a claimed figure stands beside our own
count of that day.

Nothing here changes the record. A release is a witness for a reader or a reviewer; only ICE's list, or a person, ends
an agreement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.agencies import parse_agency, same_agency_twice
from domain.agreements import Agreement, Standing
from domain.changes import Change, ChangeKind, RowFacts
from domain.counties import County, county_named_by, find_county
from domain.releases import Action, AgencyMention, Bound, Counted, Figure, Release

ENDED_BEFORE = timedelta(days=90)
"""How long before a departure a release may tell its reason. Maryland banned its agreements on 17 February 2026, and
they took 0 to 90 days to vanish from ICE's list."""
SIGNED_BEFORE = timedelta(days=60)
"""How long before an arrival a release may announce it: ICE lists a signed agreement days to several weeks later."""
TOLD_AFTER = timedelta(days=14)
"""How long after a change a release may still tell of it: newsrooms publish weekly round-ups and late notices."""
_ARRIVALS = frozenset({ChangeKind.NEW, ChangeKind.PENDING})
_ENDINGS = frozenset({ChangeKind.MISSING, ChangeKind.TERMINATED, ChangeKind.PENDING_GONE})
_TELL_ARRIVAL = frozenset({Action.SIGNS, Action.EXPANDS, Action.MANDATES})
_TELL_ENDING = frozenset({Action.ENDS, Action.BANS})
_SAID = {
    Action.SIGNS: "speaks of signing",
    Action.EXPANDS: "speaks of expanding",
    Action.MANDATES: "speaks of a duty to sign",
    Action.ENDS: "speaks of ending",
    Action.BANS: "speaks of a ban",
}
_HAPPENED = {
    ChangeKind.NEW: "was first seen on ICE's list",
    ChangeKind.PENDING: "was first seen on ICE's pending list",
    ChangeKind.MISSING: "was seen to be missing from ICE's list",
    ChangeKind.TERMINATED: "was confirmed gone from ICE's list",
    ChangeKind.PENDING_GONE: "was gone from ICE's pending list",
}
_TERRITORIES = frozenset(["American Samoa", "Guam", "Northern Mariana Islands", "Puerto Rico", "U.S. Virgin Islands"])
MORE_BY = 1.25
"""How far above "over 450" a count may lie and still be what was meant: officials round down to the last round number,
and the list grew by a tenth in a fortnight of April 2025 (445, then 506)."""
NEARLY_FROM = 0.9
"""How far below "nearly 800" a count may lie."""
ABOUT_WITHIN = 0.05
"""How far from "about 1,000" a count may lie, either way."""
_AS_AGENCIES_WITHIN = 1
"""Rows by which a publisher's count of agreements may differ from ours: ICE has counted a header row, and DHS said 958
where the list held 957."""


class Strength(StrEnum):
    """How much a release tells of a change."""

    NAMED = "named"
    """It names the agency."""
    STATE = "state"
    """It tells of a ban in the agency's state: context, no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corroboration:
    """That a release bears out a change, in one sentence that a reader can check."""

    release_id: str
    change_id: str
    strength: Strength
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingToReview:
    """That a release speaks of the end of an agreement that ICE still lists: for a reviewer to look at, never more."""

    release_id: str
    agreement_id: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What ICE's participating list held on a day.

    *agreements* and *agencies* are counted as `count` does; *states* without, *territories* the five inhabited ones
    that have an agreement; *by_state* holds (agreements, agencies) by official state name.
    """

    on: date
    agreements: int
    agencies: int
    states: int
    territories: int
    by_state: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A claimed figure beside our count of that day, of the one state that it is about where it is about one.

    *fits* names which of our counts it equals, or is within its bound of. *states* counts territories too.
    """

    claimed: Figure
    agreements: int
    agencies: int
    states: int
    fits: tuple[Counted, ...]
    counts_agreements_as_agencies: bool
    sentence: str


def corroborates(release: Release, change: Change) -> Corroboration | None:
    """Return how *release* bears out *change*; None where it does not, or came out too early or too late for it."""
    action = _fitting_action(release, change)
    if action is None or not release.reading.relevance.is_relevant or not _in_time(release, change):
        return None
    if any(_is_named(mention, change.agreement_id, change.facts) for mention in release.reading.agencies):
        return _corroboration(release, change, action, Strength.NAMED, change.facts.agency)
    if action is Action.BANS and change.facts.state in release.reading.states:
        return _corroboration(release, change, action, Strength.STATE, change.facts.state)
    return None


def endings_to_review(release: Release, agreements: Iterable[Agreement]) -> tuple[EndingToReview, ...]:
    """Return the listed agreements of the agencies that *release* names, where it speaks of ending one.

    An agreement signed after the release came out is not the one it speaks of.
    """
    reading = release.reading
    if Action.ENDS not in reading.actions or not reading.relevance.is_relevant:
        return ()
    return tuple(
        EndingToReview(release_id=release.id, agreement_id=agreement.id, sentence=_still_listed(release, agreement))
        for agreement in agreements
        if agreement.standing is Standing.LISTED
        and not agreement.source.endswith("-pending")
        and (agreement.facts.signed_on is None or agreement.facts.signed_on <= _day(release))
        and any(_is_named(mention, agreement.id, agreement.facts) for mention in reading.agencies)
    )


def beside_our_count(figure: Figure, counts: Counts | None, *, publisher: str) -> Beside | None:
    """Set *figure*, claimed by *publisher*, beside *counts*, the list's of that day.

    None where there is no list of that day, for a figure of another time or a goal, for officers and arrests, which we do not count, and for a count of states
    in one state.
    """
    ours = _ours(figure, counts) if figure.current else None
    if ours is None:
        return None
    fits = tuple(counted for counted, number in _rivals(figure, ours) if _fits(figure, number))
    return Beside(
        claimed=figure,
        agreements=ours.agreements,
        agencies=ours.agencies,
        states=ours.states + ours.territories,
        fits=fits,
        counts_agreements_as_agencies=figure.counted is Counted.AGENCIES
        and Counted.AGENCIES not in fits
        and abs(figure.value - ours.agreements) <= _AS_AGENCIES_WITHIN,
        sentence=_beside_sentence(figure, ours, publisher),
    )


def count(facts: Iterable[RowFacts], on: date) -> Counts:
    """Count a participating list as it stood on a day.

    An agreement is one state, agency and support type, an agency one state and name; a row entered twice and an
    abbreviation count once, as `domain.agencies` compares names.
    """
    agreements: dict[str, set[tuple[str, str]]] = defaultdict(set)
    agencies: dict[str, set[str]] = defaultdict(set)
    for row in facts:
        name = parse_agency(row.agency, row.state).full
        agreements[row.state].add((name, row.support_type))
        agencies[row.state].add(name)
    return Counts(
        on=on,
        agreements=sum(map(len, agreements.values())),
        agencies=sum(map(len, agencies.values())),
        states=len(agencies.keys() - _TERRITORIES),
        territories=len(agencies.keys() & _TERRITORIES),
        by_state={state: (len(agreements[state]), len(agencies[state])) for state in sorted(agencies)},
    )


# Releases and changes


def _fitting_action(release: Release, change: Change) -> Action | None:
    """Return what the release says that *change* can come of; of several the plainest, in the order of Action."""
    telling = _TELL_ARRIVAL if change.kind in _ARRIVALS else _TELL_ENDING if change.kind in _ENDINGS else frozenset()
    return next((action for action in Action if action in telling and action in release.reading.actions), None)


def _in_time(release: Release, change: Change) -> bool:
    changed = change.observed_at.date()
    earlier = ENDED_BEFORE if change.kind in _ENDINGS else SIGNED_BEFORE
    return changed - earlier <= _day(release) <= changed + TOLD_AFTER


def _day(release: Release) -> date:
    """Return the day the release came out, or that we first saw it where it states none."""
    return release.published.on if release.published else release.first_seen_at.date()


def _is_named(mention: AgencyMention, agreement_id: str, facts: RowFacts) -> bool:
    """Tell whether the mention means the agency of an agreement, also of one that was not listed when it was read."""
    if agreement_id in mention.agreement_ids:
        return True
    if mention.state != facts.state:
        return False
    return same_agency_twice(mention.agency, facts.agency, facts.state) or _same_county_body(mention, facts)


def _same_county_body(mention: AgencyMention, facts: RowFacts) -> bool:
    """Tell whether both are the sheriff of one county, however called: a county has but one."""
    state = facts.state
    one, other = parse_agency(mention.agency, state), parse_agency(facts.agency, state)
    county = _county(mention.agency, mention.county, state)
    return (
        one.bodies == other.bodies == frozenset({"sheriff"})
        and not one.numbers
        and not other.numbers
        and county is not None
        and county == _county(facts.agency, facts.county, state)
    )


def _county(agency: str, county: str, state: str) -> County | None:
    return county_named_by(agency, state) or find_county(county, state)


def _corroboration(release: Release, change: Change, action: Action, strength: Strength, who: str) -> Corroboration:
    agency, state = change.facts.agency, change.facts.state
    names = "names this agency" if strength is Strength.NAMED else f"is about {who}, this agency's state"
    sentence = (
        f"The release “{release.title}” of {_day(release)} {_SAID[action]} and {names}; {agency}, {state}, "
        f"{_HAPPENED[change.kind]} on {change.observed_at.date()}."
    )
    return Corroboration(release_id=release.id, change_id=change.id, strength=strength, sentence=sentence)


def _still_listed(release: Release, agreement: Agreement) -> str:
    facts = agreement.facts
    also = " It speaks of signing too." if _TELL_ARRIVAL.intersection(release.reading.actions) else ""
    return (
        f"The release “{release.title}” of {_day(release)} speaks of ending and names {facts.agency}, {facts.state}, "
        f"whose {facts.support_type} agreement ICE still lists.{also}"
    )


# Figures


def _ours(figure: Figure, counts: Counts | None) -> Counts | None:
    """Return our counts for what the figure is about: the whole list, or one state."""
    if counts is None or figure.counted in {Counted.OFFICERS, Counted.ARRESTS}:
        return None
    if figure.state is None:
        return counts
    if figure.counted is Counted.STATES:
        return None
    agreements, agencies = counts.by_state.get(figure.state, (0, 0))
    return Counts(on=counts.on, agreements=agreements, agencies=agencies, states=0, territories=0, by_state={})


def _rivals(figure: Figure, ours: Counts) -> tuple[tuple[Counted, int], ...]:
    """Return our counts that a figure can be meant by. A count of states counts territories with an agreement too."""
    if figure.counted is Counted.STATES:
        return ((Counted.STATES, ours.states + ours.territories),)
    return ((Counted.AGREEMENTS, ours.agreements), (Counted.AGENCIES, ours.agencies))


def _fits(figure: Figure, ours: int) -> bool:
    claimed = figure.value
    if figure.bound is Bound.MORE_THAN:
        return claimed < ours <= claimed * MORE_BY
    if figure.bound is Bound.NEARLY:
        return claimed * NEARLY_FROM <= ours <= claimed
    if figure.bound is Bound.ABOUT:
        return abs(ours - claimed) <= claimed * ABOUT_WITHIN
    return ours == claimed


def _beside_sentence(figure: Figure, ours: Counts, publisher: str) -> str:
    """Say the claim and our count; what the figure is of stands as the claim has it."""
    bound = "" if figure.bound is Bound.EXACTLY else f"{figure.bound} "
    where = f" in {figure.state}" if figure.state else ""
    claim = f"{publisher} says {bound}{_many(figure.value, figure.counted)}{where}"
    agreements = _many(ours.agreements, Counted.AGREEMENTS)
    if figure.counted is Counted.STATES:
        return f"{claim}; ICE's list that day held {agreements} in {_places(ours)}."
    return f"{claim}; ICE's list that day held {agreements} by {_many(ours.agencies, Counted.AGENCIES)}{where}."


def _places(ours: Counts) -> str:
    states = _many(ours.states, Counted.STATES)
    if not ours.territories:
        return states
    return f"{states} and {ours.territories} {'territory' if ours.territories == 1 else 'territories'}"


def _many(number: int, counted: Counted) -> str:
    one = {Counted.AGREEMENTS: "agreement", Counted.AGENCIES: "agency", Counted.STATES: "state"}.get(counted, counted)
    return f"{number:,} {one if number == 1 else counted}"
