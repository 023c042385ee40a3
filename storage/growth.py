"""How many agreements and agencies the participating list held, day by day: one pass over what its rows said how long."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlmodel import Session, col

from domain.agencies import parse_agency
from domain.vocabulary import SupportType
from storage.tables import AgreementRow, ListingRow, VersionRow
from workflows.past import PowersPoint
from workflows.reading import GrowthPoint

_Kept = TypeVar("_Kept")
_Key = tuple[str, str, str]
"""State, agency and support type, the agency's name as `domain.corroboration.count` compares it."""


def growth(session: Session, source: str, state: str | None) -> list[GrowthPoint]:
    """Return the counts at the end of each UTC day on which *source* had a version, of one state or of all."""
    return [
        GrowthPoint(on=on, agreements=sum(powers.values()), agencies=agencies)
        for on, agencies, powers in _swept(_days(session, source), _intervals(session, source, state))
    ]


def growth_by_power(session: Session, source: str, state: str | None) -> list[PowersPoint]:
    """Return the agreements of each support type at the end of each such day, counted as `growth` counts them."""
    return [
        PowersPoint(
            on,
            task_force=powers[SupportType.TASK_FORCE],
            jail_enforcement=powers[SupportType.JAIL_ENFORCEMENT],
            warrant_service=powers[SupportType.WARRANT_SERVICE],
        )
        for on, _, powers in _swept(_days(session, source), _intervals(session, source, state))
    ]


def _days(session: Session, source: str) -> list[tuple[int, date]]:
    versions = session.execute(
        select(col(VersionRow.number), col(VersionRow.observed_at))
        .where(col(VersionRow.source) == source)
        .order_by(col(VersionRow.number))
    )
    return [(number, at.date()) for number, at in versions]


def _intervals(session: Session, source: str, state: str | None) -> Iterator[tuple[int, int | None, _Key]]:
    facts = col(ListingRow.facts)
    query = (
        select(
            col(ListingRow.valid_from),
            col(ListingRow.valid_to),
            facts["state"].as_string(),
            facts["agency"].as_string(),
            facts["support_type"].as_string(),
        )
        .join(AgreementRow, col(AgreementRow.id) == col(ListingRow.agreement_id))
        .where(col(AgreementRow.source) == source)
    )
    if state is not None:
        query = query.where(facts["state"].as_string() == state)
    for valid_from, valid_to, where, agency, support_type in session.execute(query):
        yield valid_from, valid_to, (where, parse_agency(agency, where).full, support_type)


def _swept(
    days: list[tuple[int, date]], intervals: Iterable[tuple[int, int | None, _Key]]
) -> list[tuple[date, int, Counter[str]]]:
    """Return for each day how many agencies there were, and how many agreements of each support type."""
    come: dict[int, list[_Key]] = defaultdict(list)
    gone: dict[int, list[_Key]] = defaultdict(list)
    for valid_from, valid_to, key in intervals:
        come[valid_from].append(key)
        if valid_to is not None:
            gone[valid_to].append(key)
    agreements: Counter[_Key] = Counter()
    agencies: Counter[tuple[str, str]] = Counter()
    powers: Counter[str] = Counter()
    points: dict[date, tuple[date, int, Counter[str]]] = {}
    for number, on in days:
        for keys, step in ((come[number], 1), (gone[number], -1)):
            for key in keys:
                before = key in agreements
                _count(agreements, key, step)
                _count(agencies, key[:2], step)
                powers[key[2]] += (key in agreements) - before
        points[on] = (on, len(agencies), powers.copy())
    return list(points.values())


def _count(held: Counter[_Kept], key: _Kept, step: int) -> None:
    """Count one row more or less; what no row says any longer is forgotten, so that the length is the number held."""
    held[key] += step
    if not held[key]:
        del held[key]
