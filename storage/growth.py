"""How many agreements and agencies the participating list held, day by day: one pass over what its rows said how long."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlmodel import Session, col

from domain.agencies import parse_agency
from storage.tables import AgreementRow, ListingRow, VersionRow
from workflows.reading import GrowthPoint

_Kept = TypeVar("_Kept")
_Key = tuple[str, str, str]
"""State, agency and support type, the agency's name as `domain.corroboration.count` compares it."""


def growth(session: Session, source: str, state: str | None) -> list[GrowthPoint]:
    """Return the counts at the end of each UTC day on which *source* had a version, of one state or of all."""
    versions = session.execute(
        select(col(VersionRow.number), col(VersionRow.observed_at))
        .where(col(VersionRow.source) == source)
        .order_by(col(VersionRow.number))
    )
    days = [(number, at.date()) for number, at in versions]
    return _swept(days, _intervals(session, source, state))


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


def _swept(days: list[tuple[int, date]], intervals: Iterable[tuple[int, int | None, _Key]]) -> list[GrowthPoint]:
    come: dict[int, list[_Key]] = defaultdict(list)
    gone: dict[int, list[_Key]] = defaultdict(list)
    for valid_from, valid_to, key in intervals:
        come[valid_from].append(key)
        if valid_to is not None:
            gone[valid_to].append(key)
    agreements: Counter[_Key] = Counter()
    agencies: Counter[tuple[str, str]] = Counter()
    points: dict[date, GrowthPoint] = {}
    for number, on in days:
        for keys, step in ((come[number], 1), (gone[number], -1)):
            for key in keys:
                _count(agreements, key, step)
                _count(agencies, key[:2], step)
        points[on] = GrowthPoint(on=on, agreements=len(agreements), agencies=len(agencies))
    return list(points.values())


def _count(held: Counter[_Kept], key: _Kept, step: int) -> None:
    """Count one row more or less; what no row says any longer is forgotten, so that the length is the number held."""
    held[key] += step
    if not held[key]:
        del held[key]
