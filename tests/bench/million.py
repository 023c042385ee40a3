"""A record as long as ten busy years would leave it: a million changes, invented, put straight into the tables."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Engine, insert

from domain.agreements import Agreement, Standing
from domain.changes import AgencyEvent, Certainty, Change, ChangeKind, FieldChange, RowFacts
from domain.counties import counties
from domain.snapshots import Column
from domain.vocabulary import STATES, SupportType
from storage.rows import agreement_to_values, change_to_values, facts_to_json
from storage.tables import AgreementRow, CaptureRow, ChangeRow, ListingRow, PollDayRow, VersionRow

CHANGES = 1_000_000
DAYS = 3_650
AGREEMENTS = 10_000
"""Five times what ICE has ever listed."""
FIRST_DAY = date(2016, 11, 1)
BUSIEST = FIRST_DAY + timedelta(days=DAYS * 3 // 4)
"""A day with ten times as many changes as any other."""
RARE_STATE, RARE_KIND, RARE = "Guam", ChangeKind.RENEWED, 5
"""What hardly ever happened, and long ago: so many changes of that kind in that state."""
_SOURCES = ("ice-287g", "ice-287g-pending")
_HEAVY = {"Florida": 60, "Texas": 50, "Pennsylvania": 15, "Tennessee": 13, "Alabama": 12, "Virginia": 9}
_KINDS = {
    ChangeKind.CORRECTED: 40,
    ChangeKind.NEW: 14,
    ChangeKind.MOA_PUBLISHED: 12,
    ChangeKind.MISSING: 10,
    ChangeKind.RETURNED: 7,
    ChangeKind.TERMINATED: 5,
    ChangeKind.PENDING: 4,
    ChangeKind.PENDING_GONE: 4,
    ChangeKind.MOA_CHANGED: 2,
    ChangeKind.ADDENDUM_PUBLISHED: 1,
    RARE_KIND: 1,
}
_GONE = {ChangeKind.MISSING, ChangeKind.TERMINATED, ChangeKind.PENDING_GONE}
_TAKES_BACK = {ChangeKind.RETURNED, ChangeKind.TERMINATED}
_BATCH = 10_000


@dataclass
class _Past:
    """What has been invented so far: which agreement is missing by which change, and how much of what is rare."""

    chance: random.Random
    missing: dict[str, str] = field(default_factory=dict)
    rare: int = 0


def fill(engine: Engine, changes: int = CHANGES) -> float:
    """Fill an empty, migrated database with so many *changes*; return the seconds it took. The same every time."""
    began = time.perf_counter()
    past = _Past(random.Random(287))  # noqa: S311  # not a secret
    agreements = _agreements(past.chance)
    with engine.execution_options(writes=True).begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA cache_size = -200000")  # the indices stay in memory while they grow
        for table, rows in (
            (CaptureRow, _captures()),
            (VersionRow, _versions()),
            (PollDayRow, _polls()),
            (AgreementRow, (agreement_to_values(agreement) for agreement in agreements)),
            (ListingRow, _listings(agreements)),
            (ChangeRow, _changes(agreements, past, changes)),
        ):
            remaining = iter(rows)
            while batch := list(islice(remaining, _BATCH)):
                connection.execute(insert(table), batch)
    return time.perf_counter() - began


def _agreements(chance: random.Random) -> list[Agreement]:
    places = {state: [county for county in counties() if county.state == state] for state in STATES}
    states = [state for state in STATES if places[state]]
    chosen = chance.choices(states, [_HEAVY.get(state, 3) for state in states], k=AGREEMENTS)
    return [_agreement(number, state, places[state], chance) for number, state in enumerate(chosen)]


def _agreement(number: int, state: str, places: Sequence[Any], chance: random.Random) -> Agreement:
    county = chance.choice(places)
    agency = (
        f"{county.full_name} Sheriff's Office"
        if number % 3
        else f"{county.name} {chance.choice('ABCDEFGH')}{number} Police Department"
    )
    support_type = chance.choice(list(SupportType))
    signed = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    facts = RowFacts(
        state=state,
        agency=agency,
        agency_type="County" if number % 3 else "Municipality",
        county=county.full_name,
        support_type=support_type,
        support_type_text=support_type.value,
        state_text=state.upper(),
        signed_on=signed,
        signed_text=f"{signed:%m/%d/%Y}",
        moa_url=f"https://www.ice.gov/doclib/287gMOA/moa_{number}.pdf",
        moa_text="Link",
        addendum_url=None,
        addendum_text="",
    )
    version = chance.randrange(1, DAYS)
    return Agreement(
        id=f"{number:012x}",
        source=_SOURCES[number % 12 == 0],
        facts=facts,
        columns=frozenset(Column),
        aliases=frozenset([agency]),
        standing=Standing.LISTED if number % 4 == 0 else Standing.TERMINATED,
        first_version=version,
        first_listed_at=_noon(version - 1),
        document_seen=True,
    )


def _captures() -> Iterator[dict[str, Any]]:
    for source in _SOURCES:
        for day in range(DAYS):
            name = f"{source}-{day}.xlsx"
            yield {
                "id": _capture(source, day),
                "source": source,
                "role": "participating" if source == _SOURCES[0] else "pending",
                "url": f"https://www.ice.gov/doclib/{name}",
                "final_url": f"https://www.ice.gov/doclib/{name}",
                "published_name": name,
                "fetched_at": _noon(day),
                "last_seen_at": _noon(day),
                "times_seen": 288,
                "status": 200,
                "headers": [],
                "sha256": f"{_capture(source, day):064x}",
                "size": 120_000,
            }


def _versions() -> Iterator[dict[str, Any]]:
    for source in _SOURCES:
        for day in range(DAYS):
            yield {
                "source": source,
                "number": day + 1,
                "capture_id": _capture(source, day),
                "sha256": f"{_capture(source, day):064x}",
                "observed_at": _noon(day),
                "recorded_at": _noon(day),
                "listed": 1_500,
                "sheet_rows": 1_500,
                "hidden_rows": 0,
                "columns": [],
                "notes": [],
                "totals": None,
            }


def _polls() -> Iterator[dict[str, Any]]:
    for source in _SOURCES:
        for day in range(DAYS):
            yield {"source": source, "on_day": FIRST_DAY + timedelta(days=day), "good": 288, "bad": 0}


def _listings(agreements: Sequence[Agreement]) -> Iterator[dict[str, Any]]:
    """Yield three spellings for each agreement, one after the other."""
    for agreement in agreements:
        first, listed = agreement.first_version, agreement.standing is Standing.LISTED
        last = DAYS if listed else min(first + 400, DAYS)
        ends = [first, first + (last - first) // 3, first + (last - first) * 2 // 3, last]
        for part in range(3):
            is_open = listed and part == 2
            facts = agreement.facts if part == 2 else replace(agreement.facts, county=f"County {part}")
            yield {
                "agreement_id": agreement.id,
                "valid_from": ends[part],
                "valid_to": None if is_open else ends[part + 1],
                "facts": facts_to_json(facts),
            }


def _changes(agreements: Sequence[Agreement], past: _Past, count: int) -> Iterator[dict[str, Any]]:
    kinds, weights = list(_KINDS), list(_KINDS.values())
    busy = (BUSIEST - FIRST_DAY).days
    for number in range(count):
        # The busiest day takes the place of the nine before it.
        day = number * DAYS // count
        day = busy if busy - 9 <= day < busy else day
        agreement = past.chance.choice(agreements)
        kind = past.chance.choices(kinds, weights)[0]
        if kind is RARE_KIND and agreement.facts.state == RARE_STATE:
            past.rare += 1
            if past.rare > RARE:
                kind = ChangeKind.CORRECTED
        change = _change(number, agreement, kind, day, past)
        yield change_to_values(change) | {"seq": number + 1, "recorded_at": change.observed_at + timedelta(seconds=2)}


def _change(number: int, agreement: Agreement, kind: ChangeKind, day: int, past: _Past) -> Change:
    facts, change_id = agreement.facts, f"{number:016x}"
    corrected = kind is ChangeKind.CORRECTED
    takes_back = past.missing.pop(agreement.id, None) if kind in _TAKES_BACK else None
    if kind is ChangeKind.MISSING:
        past.missing[agreement.id] = change_id
    joined = kind is ChangeKind.NEW
    return Change(
        id=change_id,
        source=agreement.source,
        kind=kind,
        certainty=Certainty.UNCONFIRMED if kind is ChangeKind.MISSING else Certainty.CONFIRMED,
        agreement_id=agreement.id,
        observed_at=_noon(day),
        version_from=day or None,
        version_to=day + 1,
        facts=facts,
        before=None if joined else facts,
        after=None if kind in _GONE else facts,
        fields=(FieldChange(field="county", before=facts.county, after=f"{facts.county} Co."),) if corrected else (),
        reason="Invented for measuring: same signing date, county and MOA link; name 0.94.",
        first_listed_at=agreement.first_listed_at,
        supersedes=takes_back,
        agency_event=AgencyEvent.JOINED if joined else None,
        powers_after=(facts.support_type,) if joined else (),
    )


def _capture(source: str, day: int) -> int:
    return _SOURCES.index(source) * DAYS + day + 1


def _noon(day: int) -> datetime:
    on = FIRST_DAY + timedelta(days=day)
    return datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
