"""Releases as a poll of a newsroom leaves them in the record, for the tests of who is told of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from domain.releases import (
    Action,
    AgencyMention,
    Bound,
    Counted,
    CountyMention,
    Figure,
    Published,
    Release,
    ReleaseReading,
    Relevance,
)
from domain.subscriptions import Language
from domain.vocabulary import SupportType
from storage.release_rows import reading_to_json, release_from_row
from storage.tables import ReleaseRow
from tests.workflows.stage import START, Stage
from workflows.alerts import queue_release_alerts

GOLIAD_SHERIFF = AgencyMention(
    state="Texas", agency="Goliad County Sheriff's Office", county="Goliad County", words="the Goliad sheriff"
)
READING = ReleaseReading(
    relevance=Relevance(score=9.0, is_relevant=True, reasons=("title: 287(g) +6",)),
    language=Language.ENGLISH,
    support_types=(SupportType.TASK_FORCE,),
    actions=(Action.SIGNS,),
    figures=(
        Figure(value=958, counted=Counted.AGENCIES, bound=Bound.EXACTLY, state=None, words="958 partner agencies"),
    ),
    agencies=(GOLIAD_SHERIFF,),
    counties=(CountyMention(state="Texas", name="Goliad"),),
    states=("Texas",),
)
NATIONAL = replace(READING, support_types=(), agencies=(), counties=(), states=())
RELEASE = Release(
    id="0123456789ab",
    source="dhs-press",
    url="https://www.dhs.gov/news/2026/03/01/goliad",
    title="Goliad County joins 287(g)",
    published=Published(on=date(2026, 3, 1)),
    first_seen_at=START,
    reading=READING,
)


def released(stage: Stage, name: str = "goliad", *, told: bool = True, **other: Any) -> Release:
    """Write a release called *name* as it is first seen now, and return it; *other* are its own values."""
    reading: ReleaseReading = other.pop("reading", READING)
    now: datetime = stage.clock.now()
    row = ReleaseRow(
        **{
            "id": f"{name:0>12}"[:12],
            "source": "dhs-press",
            "url": f"https://www.dhs.gov/news/{name}",
            "title": f"The news of {name}",
            "published_on": date(2026, 3, 1),
            "first_seen_at": now,
            "recorded_at": now,
            "reading": reading_to_json(reading),
            **other,
        }
    )
    with Session(stage.engine.execution_options(writes=True)) as session, session.begin():
        last: int | None = session.execute(select(func.max(col(ReleaseRow.told_place)))).scalar_one()
        row.told_place = (last or 0) + 1 if told else None
        session.add(row)
        session.flush()
        return release_from_row(row)


def tell(stage: Stage, *releases: Release) -> int:
    """Queue alerts of *releases*, as the poll that found them does; return how many."""
    with stage.open() as ledger:
        return queue_release_alerts(ledger, releases, stage.clock.now())
