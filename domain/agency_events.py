"""What a step's changes mean for an agency as a whole: it joined, may do more, may do less, or left.

An agreement is one support type; people ask about the sheriff. From the jail to the task force is one event for them,
although one agreement begins by it and another ends, and ICE may print the two weeks apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import product

from domain.agencies import AgencyName, parse_agency, same_agency_twice, words_likeness
from domain.agreements import Agreement, Standing, arrival_id
from domain.changes import AgencyEvent, Change, ChangeKind
from domain.likeness import ALIKE, counties_agree
from domain.vocabulary import SupportType

SWITCH_WITHIN = timedelta(days=30)
"""An arrival and a departure of one agency this close are one event. The switches that ICE's lists of 2025 show lay 3
to 17 days apart, the end more often before the beginning than after it; the next longer gaps were 38 and 52 days."""
SAME_NAME = 0.85
"""Likeness of two place names, in one county and of one sort of body, that a slip explains: Okeechobe, Okeechobee."""
_RANK = {SupportType.WARRANT_SERVICE: 0, SupportType.JAIL_ENFORCEMENT: 1, SupportType.TASK_FORCE: 2}
"""How far the powers reach: serving warrants in the jail, questioning everybody in the jail, questioning anybody."""
_DEPARTURES = frozenset({ChangeKind.MISSING, ChangeKind.TERMINATED})
_TOLD = frozenset({ChangeKind.NEW, ChangeKind.RETURNED}) | _DEPARTURES
"""The kinds that give or take a power. A retraction does neither: nothing has happened to the agency."""
_LISTED = frozenset({Standing.LISTED})
_NOT_CONFIRMED_GONE = frozenset({Standing.LISTED, Standing.MISSING})
_GONE = frozenset({Standing.MISSING, Standing.TERMINATED})
_GOVERNMENTS = frozenset(["borough", "city", "county", "parish", "state", "town", "township", "village"])
_SHERIFF = frozenset({"sheriff"})

Powers = frozenset[SupportType]


class Turn(StrEnum):
    """How a change is told where its agency event leads: each has its sentence wherever changes are put into words."""

    JOINED = "joined"
    ADDED = "added"
    """It has one power more, and keeps what it had."""
    EXPANDED = "expanded"
    """From one power to a farther-reaching one."""
    SWAPPED = "swapped"
    """From one power to a lesser one."""
    REPLACED = "replaced"
    """The end of the power that was given up for another."""
    REDUCED = "reduced"
    """It has one power less, and keeps others."""
    LEFT = "left"


def turn(change: Change) -> Turn | None:
    """Return how *change* is told as its agency's news; None where the agreement alone is news.

    An absence that may be taken back and a return that takes one back lead with themselves, whatever they mean for
    the agency.
    """
    before, after = frozenset(change.powers_before), frozenset(change.powers_after)
    if change.agency_event is None or change.kind not in {ChangeKind.NEW, ChangeKind.TERMINATED}:
        return None
    if change.kind is ChangeKind.TERMINATED:
        if change.agency_event is AgencyEvent.LEFT:
            return Turn.LEFT
        return Turn.REDUCED if after < before else Turn.REPLACED
    if change.agency_event is AgencyEvent.JOINED:
        return Turn.JOINED
    if before < after:
        return Turn.ADDED
    return Turn.EXPANDED if change.agency_event is AgencyEvent.EXPANDED else Turn.SWAPPED


def tells_end_of(whole: Change, part: Change) -> bool:
    """Tell whether *whole* itself said that the power that *part* is about had ended: from the jail to the task force."""
    power = part.facts.support_type
    return part.part_of == whole.id and power in whole.powers_before and power not in whole.powers_after


def tell_agency_events(
    changes: Sequence[Change], before: Iterable[Agreement], after: Iterable[Agreement]
) -> tuple[Change, ...]:
    """Return *changes*, all those of one step of a participating list, with what they mean for their agencies.

    *before* are all agreements of the source as the record held them, *after* the same with the step's outcome.
    Filled in are the agency's event, its powers (the farthest-reaching first) and, for a departure, which arrival it
    is part of. Raises KeyError for a change whose agreement is not in *after*.
    """
    record = _Record(changes, before, after)
    return tuple(_told(record, change) if change.kind in _TOLD else change for change in changes)


class _Record:
    """The agreements of one source before and after a step, and which of them are one agency's."""

    def __init__(self, changes: Sequence[Change], before: Iterable[Agreement], after: Iterable[Agreement]) -> None:
        self.before = {a.id: a for a in before}
        self.after = {a.id: a for a in after}
        self._news = {change.agreement_id: change for change in changes if change.kind is ChangeKind.NEW}
        self._by_state: dict[str, list[Agreement]] = defaultdict(list)
        for agreement in self.after.values():
            self._by_state[agreement.facts.state].append(agreement)
        self._agencies: dict[str, tuple[Agreement, ...]] = {}

    def agency(self, agreement: Agreement) -> tuple[Agreement, ...]:
        """Return the agreements of *agreement*'s agency as they stand after the step, itself among them."""
        if agreement.id not in self._agencies:
            beside = self._by_state[agreement.facts.state]
            self._agencies[agreement.id] = tuple(a for a in beside if a == agreement or same_agency(a, agreement))
        return self._agencies[agreement.id]

    def arrival(self, agreement: Agreement) -> tuple[str, datetime] | None:
        """Return the id and the time of the change that told of *agreement*'s arrival; None for one of the baseline."""
        if news := self._news.get(agreement.id):
            return news.id, news.observed_at
        told = arrival_id(agreement)
        return (told, agreement.first_listed_at) if told else None


def same_agency(a: Agreement, b: Agreement) -> bool:
    """Tell whether two agreements are one agency's: its names are alike and no county speaks against it.

    The sheriff and the county's jail are two bodies, and so are Precinct 1 and Precinct 2, the town and the township
    of one name, and agencies of one name in two counties.
    """
    counties = counties_agree(a.facts, b.facts)
    if a.facts.state != b.facts.state or counties is False:
        return False
    if any(same_agency_twice(x, y, a.facts.state) for x, y in product(sorted(a.aliases), sorted(b.aliases))):
        return True
    return _one_body(_name(a), _name(b), same_county=counties is True)


def _name(agreement: Agreement) -> AgencyName:
    return parse_agency(agreement.facts.agency, agreement.facts.state)


def _one_body(a: AgencyName, b: AgencyName, *, same_county: bool) -> bool:
    """Tell whether two names that differ are one body's: Sheriff's Office and Department, or a slip in the place."""
    if not a.bodies or a.bodies != b.bodies or a.numbers != b.numbers or a.beside != b.beside:
        return False
    if not a.place or not b.place:
        return False
    if a.bodies == _SHERIFF:  # a county has but one
        return a.place == b.place or (same_county and words_likeness(a.place, b.place) >= ALIKE)
    return same_county and _governments(a) == _governments(b) and words_likeness(a.place, b.place) >= SAME_NAME


def _governments(name: AgencyName) -> frozenset[str]:
    return _GOVERNMENTS.intersection(name.full.split())


def _told(record: _Record, change: Change) -> Change:
    own = record.after[change.agreement_id]
    agency = record.agency(own)
    whole = _switch(record, change, own, agency) if change.kind in _DEPARTURES else None
    if whole is not None:
        before, after = whole.powers_before, whole.powers_after
    elif change.kind is ChangeKind.NEW:
        before, after = _before_arrival(record, change, agency), _held(record.after, agency, _LISTED)
    else:
        # An absence that may be taken back has taken nothing from the agency yet, except in its own, unconfirmed news.
        counted = _LISTED if change.kind is ChangeKind.MISSING else _NOT_CONFIRMED_GONE
        before, after = _held(record.before, agency, counted), _held(record.after, agency, counted)
    event = _event(before, after)
    return replace(
        change,
        agency_event=event,
        powers_before=_in_order(before) if event else (),
        powers_after=_in_order(after) if event else (),
        part_of=whole.id if whole else None,
    )


def _event(before: Powers, after: Powers) -> AgencyEvent | None:
    """Return what it is to have held *before* and to hold *after*: what reaches farthest among the differences tells."""
    if before == after:
        return None
    if not before:
        return AgencyEvent.JOINED
    if not after:
        return AgencyEvent.LEFT
    farthest = max(before ^ after, key=_RANK.__getitem__)
    return AgencyEvent.EXPANDED if farthest in after else AgencyEvent.REDUCED


def _in_order(powers: Powers) -> tuple[SupportType, ...]:
    return tuple(sorted(powers, key=_RANK.__getitem__, reverse=True))


def _held(record: Mapping[str, Agreement], agency: Iterable[Agreement], standings: frozenset[Standing]) -> Powers:
    known = (record[a.id] for a in agency if a.id in record)
    return frozenset(a.facts.support_type for a in known if a.standing in standings)


def _before_arrival(record: _Record, change: Change, agency: Iterable[Agreement]) -> Powers:
    """Return what the agency held before it signed *change*: also the power that it had lately and may have given up.

    What left as fact and is signed anew under the same support type was not held.
    """
    lately = frozenset(
        a.facts.support_type
        for a in agency
        if a.facts.support_type is not change.facts.support_type and _left_near(a, change.observed_at)
    )
    return lately | _held(record.before, agency, _NOT_CONFIRMED_GONE)


def _left_near(agreement: Agreement, at: datetime) -> bool:
    """Tell whether *agreement* left the list within SWITCH_WITHIN of *at*, before or after it."""
    since = agreement.missing_since
    return (
        agreement.standing in _GONE
        and not agreement.merged_into_row
        and since is not None
        and abs(since - at) <= SWITCH_WITHIN
    )


@dataclass(frozen=True, slots=True)
class _Whole:
    """The event that a departure is part of: the arrival that tells it, and the powers around both."""

    id: str
    powers_before: Powers
    powers_after: Powers


def _switch(record: _Record, change: Change, own: Agreement, agency: tuple[Agreement, ...]) -> _Whole | None:
    """Return the arrival of another power that *change*, a departure, makes one event with; None where there is none.

    What was signed together is no switch when half of it ends: the power that ends must be the older one. Nor is it
    one where the agency has the ending power under another agreement still.
    """
    after = _held(record.after, agency, _LISTED)
    if own.facts.support_type in after:
        return None
    departed_at = own.missing_since or change.observed_at
    arrivals = [
        (_RANK[a.facts.support_type], told[1], told[0], a)
        for a in agency
        if a.standing is Standing.LISTED
        and a.facts.support_type is not own.facts.support_type
        and (told := record.arrival(a)) is not None
        and abs(told[1] - departed_at) <= SWITCH_WITHIN
        and own.first_listed_at < told[1]
        and (own.returned_at is None or own.returned_at <= told[1])
        and not _had_already(a, agency, told[1])
    ]
    if not arrivals:
        return None
    _, at, told_by, _ = max(arrivals, key=lambda arrival: arrival[:3])
    came = {arrival.facts.support_type for *_, arrival in arrivals}
    went = {a.facts.support_type for a in agency if _left_near(a, at) and a.first_listed_at < at}
    return _Whole(told_by, (after - came) | went | {own.facts.support_type}, after)


def _had_already(arrival: Agreement, agency: Iterable[Agreement], at: datetime) -> bool:
    """Tell whether the agency held the arrival's power under another agreement: a second one brings nothing new."""
    return any(
        a.id != arrival.id
        and a.standing is Standing.LISTED
        and a.facts.support_type is arrival.facts.support_type
        and a.first_listed_at < at
        for a in agency
    )
