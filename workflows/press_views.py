"""What readers may ask of releases and watched pages, and the values they get back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from domain.corroboration import Counts
from domain.releases import Release
from workflows.press_ledger import PageChange


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedRelease:
    """One release with its place in the record; *seq* grows by the order of recording."""

    seq: int
    release: Release
    recorded_at: datetime
    told: bool
    """Whether subscribers who ask for releases were to hear of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseQuery:
    """Which releases; None means no bound. *since* and *until* bound the day of publishing (else of first sight), half open."""

    state: str | None = None
    source: str | None = None
    since: date | None = None
    until: date | None = None
    before_seq: int | None = None
    repeats: bool = False
    """Also those that repeat another one."""
    limit: int | None = None


class PressReader(Protocol):
    """Reads releases and watched pages. Every call sees one consistent state and changes nothing."""

    def releases(self, query: ReleaseQuery) -> Sequence[LoggedRelease]:
        """Return releases, newest first by the order of recording."""

    def release(self, release_id: str) -> LoggedRelease | None:
        """Return one release, or None."""

    def repeats_of(self, release_id: str) -> Sequence[LoggedRelease]:
        """Return the releases that repeat one."""

    def releases_naming(self, agreement_ids: Collection[str]) -> Sequence[LoggedRelease]:
        """Return the releases that name the agency of any of these agreements, newest first."""

    def counts_on(self, on: date) -> Counts | None:
        """Return how much the participating list held at the end of UTC day *on*; None before our first version."""

    def page_changes(
        self, *, source: str | None = None, since: datetime | None = None, until: datetime | None = None, limit: int
    ) -> Sequence[PageChange]:
        """Return changes of watched pages, newest first."""
