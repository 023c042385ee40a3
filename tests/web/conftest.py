"""A record with one ordinary evening in it, and a client over it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.agreements import Standing
from domain.changes import ChangeKind
from tests.web.doorstep import Doorstep
from tests.web.fake_press import FakePress
from tests.web.fakes import (
    GOLIAD,
    LEON,
    NOW,
    PUBLIC_URL,
    SEEN,
    WORKBOOK,
    Client,
    FakeArchive,
    FakeRecord,
    agreement,
    capture,
    change,
    life,
)
from web.app import create_app
from workflows.reading import GrowthPoint, IncidentStatus, IncidentView, PollOutcome, SourceHealth

OLD_WORKBOOK = b"PK\x03\x04 the workbook of the evening before"


def browse(record: FakeRecord, archive: FakeArchive | None = None, **settings: Any) -> Client:
    """Return a client of an application over *record*, with the settings of a usual installation."""
    usual: dict[str, Any] = {
        "public_url": PUBLIC_URL,
        "allowed_hosts": ["lookout.example.org"],
        "now": lambda: NOW,
        "contact_url": "mailto:desk@example.org",
        "press": FakePress(),
    }
    settings = {**usual, **settings}
    record.press = settings["press"]
    app = create_app(reader=record, archive=archive or FakeArchive(WORKBOOK, OLD_WORKBOOK), **settings)
    return Client(app)


def an_evening() -> FakeRecord:
    """Return a record: Leon went missing yesterday, Goliad is new today; one source is well and one is not."""
    record = FakeRecord(
        polls={SEEN.date(): 120, (SEEN - timedelta(days=1)).date(): 144, (SEEN - timedelta(days=2)).date(): 1},
        health=[
            _source("ice-287g", "ICE participating agencies"),
            _source("ice-287g-pending", "ICE pending agencies", stale=True, open_incidents=1, last_success_at=None),
        ],
        trouble=[_incident(2), _incident(1, status=IncidentStatus.RELEASED, decided_at=NOW, decided_why="Checked.")],
        listed=[agreement(GOLIAD), agreement(LEON, status="missing")],
        lives=[life(GOLIAD), life(LEON, standing=Standing.MISSING, missing_since=SEEN - timedelta(days=1))],
        grown={
            None: [_held(41, 1, 1), _held(42, 1, 1)],
            "Texas": [_held(41, 0, 0), _held(42, 1, 1)],
        },
        kept=[capture(6, 41, OLD_WORKBOOK), capture(7, 42)],
    )
    record.log(
        change(LEON, ChangeKind.MISSING, observed_at=SEEN - timedelta(days=1)),
        change(GOLIAD, first_in_county=True, pending_since=SEEN - timedelta(days=7)),
    )
    return record


@pytest.fixture
def record() -> FakeRecord:
    """Return a record of its own for each test."""
    return an_evening()


@pytest.fixture
def client(record: FakeRecord) -> Client:
    """Return a client over that record."""
    return browse(record)


def _held(version: int, agreements: int, agencies: int) -> GrowthPoint:
    """Return what a version held; version 42 is of that evening, and each has a day of its own."""
    on = SEEN.date() - timedelta(days=42 - version)
    return GrowthPoint(on=on, agreements=agreements, agencies=agencies)


def _source(key: str, title: str, **values: Any) -> SourceHealth:
    usual: dict[str, Any] = {
        "key": key,
        "title": title,
        "publisher": "ICE",
        "url": "https://www.ice.gov/identify-and-arrest/287g",
        "cadence_seconds": 600,
        "last_attempt_at": NOW,
        "last_success_at": NOW,
        "last_change_at": SEEN,
        "last_outcome": PollOutcome.CHANGED,
        "last_message": "1 new.",
        "versions": 42,
        "listed": 1034,
        "open_incidents": 0,
        "stale": False,
        "notes": "ICE overwrites this workbook.",
    }
    return SourceHealth(**{**usual, **values})


def _incident(number: int, **values: Any) -> IncidentView:
    usual: dict[str, Any] = {
        "id": number,
        "source": "ice-287g-pending",
        "kind": "implausible",
        "status": IncidentStatus.OPEN,
        "opened_at": SEEN,
        "last_seen_at": NOW,
        "seen": 3,
        "summary": "The list shrank from 120 rows to 3.",
        "rules": ("G12: too many rows are gone at once",),
        "subject": "a3f5",
        "capture_ids": (7,),
    }
    return IncidentView(**{**usual, **values})


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> str:
    """Return the database of this test: SQLite, unless the test names another. Storage has its own tests on both."""
    kind: str = getattr(request, "param", "sqlite")
    return kind


@pytest.fixture
def doorstep(database_url: str, tmp_path: Path) -> Iterator[Doorstep]:
    """Return a visitor of the pages over an empty record."""
    visitor = Doorstep(database_url, tmp_path)
    yield visitor
    visitor.close()
