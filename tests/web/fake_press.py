"""Releases and page changes in memory, for the pages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from domain.corroboration import Counts
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
from domain.subscriptions import Language
from workflows.press_ledger import PageChange
from workflows.press_views import LoggedRelease, ReleaseQuery

PUBLISHED = date(2025, 9, 2)


def figure(value: int, counted: Counted = Counted.AGENCIES, **values: Any) -> Figure:
    usual: dict[str, Any] = {"bound": Bound.EXACTLY, "state": None, "words": f"{value} {counted}"}
    return Figure(value=value, counted=counted, **{**usual, **values})


def release(release_id: str = "0123456789ab", **values: Any) -> Release:
    """Return a release of DHS that names Goliad's sheriff, with *values* of its own or of its reading."""
    reading: dict[str, Any] = {
        "relevance": Relevance(score=9, is_relevant=True, reasons=("title: 287(g) +6",)),
        "language": Language.ENGLISH,
        "actions": (Action.SIGNS,),
        "figures": (figure(958),),
        "agencies": (
            AgencyMention(
                state="Texas",
                agency="Goliad County Sheriff’s Office",
                county="Goliad County",
                words="Goliad County Sheriff's Office",
                agreement_ids=("goliad",),
            ),
        ),
        "counties": (),
        "states": ("Texas",),
    }
    usual: dict[str, Any] = {
        "id": release_id,
        "source": "dhs-press",
        "url": "https://www.dhs.gov/news/2025/09/02/partnerships",
        "title": "DHS announces 287(g) reimbursement for 958 partners",
        "published": Published(on=PUBLISHED),
        "first_seen_at": datetime(2025, 9, 2, 18, 0, tzinfo=UTC),
    }
    own = {name: value for name, value in values.items() if name in reading}
    rest = {name: value for name, value in values.items() if name not in reading}
    return Release(reading=ReleaseReading(**{**reading, **own}), **{**usual, **rest})


@dataclass
class FakePress:
    """The PressReader that tests fill by hand, oldest first."""

    logged: list[LoggedRelease] = field(default_factory=list)
    changed: list[PageChange] = field(default_factory=list)
    counts: Counts | None = None

    def add(self, *releases: Release, told: bool = True) -> None:
        for one in releases:
            self.logged.append(
                LoggedRelease(seq=len(self.logged) + 1, release=one, recorded_at=one.first_seen_at, told=told)
            )

    def releases(self, query: ReleaseQuery) -> Sequence[LoggedRelease]:
        found = [logged for logged in reversed(self.logged) if _fits(logged, query)]
        return found[: query.limit]

    def release(self, release_id: str) -> LoggedRelease | None:
        return next((logged for logged in self.logged if logged.release.id == release_id), None)

    def repeats_of(self, release_id: str) -> Sequence[LoggedRelease]:
        return [logged for logged in self.logged if logged.release.same_as == release_id]

    def releases_naming(self, agreement_ids: Collection[str]) -> Sequence[LoggedRelease]:
        return [
            logged
            for logged in self.logged
            if any(set(agency.agreement_ids) & set(agreement_ids) for agency in logged.release.reading.agencies)
        ]

    def counts_on(self, on: date) -> Counts | None:
        return self.counts if self.counts and self.counts.on == on else None

    def page_changes(
        self, *, source: str | None = None, since: datetime | None = None, until: datetime | None = None, limit: int
    ) -> Sequence[PageChange]:
        found = [
            change
            for change in reversed(self.changed)
            if source in {None, change.source}
            and (since is None or change.observed_at >= since)
            and (until is None or change.observed_at < until)
        ]
        return found[:limit]


def _fits(logged: LoggedRelease, query: ReleaseQuery) -> bool:
    one = logged.release
    day = one.published.on if one.published else one.first_seen_at.date()
    return (
        (query.state is None or query.state in one.reading.states)
        and (query.source is None or query.source == one.source)
        and (query.since is None or day >= query.since)
        and (query.until is None or day < query.until)
        and (query.before_seq is None or logged.seq < query.before_seq)
        and (query.repeats or one.same_as is None)
    )
