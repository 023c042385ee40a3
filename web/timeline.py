"""An agency's life by date: what was pending, signed, listed, corrected, published, missing, gone and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from domain.agency_groups import Agency, is_pending
from domain.agreements import Agreement
from domain.changes import ChangeKind
from domain.counties import County, county_by_fips
from domain.vocabulary import SupportType
from web.geometry import neighbours
from web.places import Places, home_of
from workflows.reading import LoggedChange

_ARRIVALS = frozenset({ChangeKind.NEW, ChangeKind.PENDING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One point of a life. *key* names its sentence; *at* is None where only ICE's date is known."""

    on: date
    key: str
    support_type: SupportType
    at: datetime | None = None
    entry: LoggedChange | None = None


def life_by_date(lives: Iterable[tuple[Agreement, Sequence[LoggedChange]]]) -> list[Moment]:
    """Return everything that is known of some agreements, each with its changes, the oldest first."""
    moments = [moment for agreement, entries in lives for moment in _moments(agreement, entries)]
    return sorted(moments, key=lambda m: (m.on, m.at is not None, m.at or datetime.min.replace(tzinfo=UTC)))


def _moments(agreement: Agreement, entries: Sequence[LoggedChange]) -> Iterator[Moment]:
    power, facts = agreement.facts.support_type, agreement.facts
    if not is_pending(agreement):
        for signed in (agreement.renewed_from, facts.signed_on):
            if signed is not None:
                yield Moment(on=signed, key="timeline.signed", support_type=power)
    told_of_arrival = any(_tells_of_arrival(entry, agreement) for entry in entries)
    if not told_of_arrival:
        on_list = "pending_first" if is_pending(agreement) else "listed_first"
        at = agreement.first_listed_at
        yield Moment(on=_day(at), at=at, key=f"timeline.{on_list}", support_type=power)
    for entry in entries:
        at = entry.change.observed_at
        yield Moment(on=_day(at), at=at, key=f"timeline.{entry.change.kind}", support_type=power, entry=entry)


def _tells_of_arrival(entry: LoggedChange, agreement: Agreement) -> bool:
    return entry.change.kind in _ARRIVALS and entry.change.observed_at == agreement.first_listed_at


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()


def neighbours_listed(agency: Agency, places: Places) -> tuple[County | None, list[tuple[County, list[Agency]]]]:
    """Return the county of *agency*, and the counties beside it with the agencies listed there, if any are."""
    county = home_of(agency)
    if county is None:
        return None, []
    beside = {fips: one for fips in neighbours(county.fips) if (one := county_by_fips(fips)) is not None}
    listed: dict[str, list[Agency]] = {fips: [] for fips in beside}
    for state in {one.state for one in beside.values()}:
        for other in places.agencies(state):
            where = home_of(other) if other.listed else None
            if where is not None and where.fips in listed:
                listed[where.fips].append(other)
    found = [(beside[fips], agencies) for fips, agencies in listed.items() if agencies]
    return county, sorted(found, key=lambda pair: (pair[0].state != agency.state, pair[0].state, pair[0].name))
