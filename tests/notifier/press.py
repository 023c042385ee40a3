"""A press release of the notifier's tests: the department's word on Goliad County, and messages that tell of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from domain.deliveries import Purpose
from domain.releases import (
    Action,
    AgencyMention,
    Bound,
    Counted,
    Figure,
    Published,
    Release,
    ReleaseReading,
    Relevance,
)
from domain.subscriptions import Cadence, Language
from domain.vocabulary import SupportType
from tests.notifier.cast import PUBLIC_URL, message
from workflows.ports import AlertMessage, ReleaseItem

READING = ReleaseReading(
    relevance=Relevance(score=9.0, is_relevant=True, reasons=("a reason of ours",)),
    language=Language.ENGLISH,
    support_types=(SupportType.TASK_FORCE,),
    actions=(Action.SIGNS, Action.ENDS),
    figures=(
        Figure(value=1958, counted=Counted.AGENCIES, bound=Bound.EXACTLY, state=None, words="words of the release"),
        Figure(value=1, counted=Counted.ARRESTS, bound=Bound.MORE_THAN, state="Texas", words="words of the release"),
    ),
    agencies=(
        AgencyMention(
            state="Texas",
            agency="Goliad County Sheriff's Office",
            county="Goliad County",
            words="words of the release",
        ),
    ),
    states=("Texas",),
)
RELEASE = Release(
    id="0123456789ab",
    source="dhs-press",
    url="https://www.dhs.gov/news/2025/03/05/goliad",
    title="Goliad County joins 287(g)",
    published=Published(on=date(2025, 3, 5)),
    first_seen_at=datetime(2025, 3, 5, 14, 5, tzinfo=UTC),
    reading=READING,
)
DHS = "U.S. Department of Homeland Security"


def release(publisher: str = DHS, **other: Any) -> ReleaseItem:
    """Return a release with its permalink; *other* are its own values."""
    given = replace(RELEASE, **other)
    return ReleaseItem(release=given, publisher=publisher, permalink=f"{PUBLIC_URL}/releases/{given.id}")


def alert(*releases: ReleaseItem, **other: Any) -> AlertMessage:
    """Return an alert of *releases* to Alice, of Goliad's where none is given."""
    given = replace(
        message(),
        items=(),
        purpose=Purpose.RELEASE,
        releases=releases or (release(),),
        change_log_url=f"{PUBLIC_URL}/releases",
    )
    return replace(given, **other)


def digest(*releases: ReleaseItem, **other: Any) -> AlertMessage:
    """Return a daily digest with Goliad's change and *releases*."""
    return message(purpose=Purpose.DIGEST, cadence=Cadence.DAILY, releases=releases or (release(),), **other)
