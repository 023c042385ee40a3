"""What the record keeps of newsrooms, releases and watched pages: a part of the ledger, in its transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from domain.releases import Release
from domain.source_health import Condition, Sighting
from workflows.press_ports import ListedItem, Validators

SUGGESTION = "suggestion"
"""A kind of incident: a release tells of an end that ICE's list does not show."""
OPENED = "opened"
"""A kind of incident: a source that was not expected to answer can be read."""
NOTICES = frozenset({SUGGESTION, OPENED})
"""Incidents that hold nothing back: a person takes note of them and puts them aside."""


class ItemStanding(StrEnum):
    """How far one address on a newsroom's list has come."""

    UNREAD = "unread"
    """Its page is still to be read."""
    READ = "read"
    NOISE = "noise"
    """Its title says that it is of no concern: flags at half-staff, appointments."""
    OLD = "old"
    """It was there when the newsroom was first read."""
    UNREADABLE = "unreadable"
    """Its page was asked for several times and could not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadItem:
    """A release whose page is still to be read, and how often it was tried without success."""

    item: ListedItem
    tries: int
    tried_at: datetime | None
    first_seen_at: datetime
    past: bool
    """It was there when its newsroom was first looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PressMemory:
    """What is known of one newsroom or page before a visit."""

    first_way_failed: bool
    """At the last visit; another one was read."""
    first_look: bool
    """None of its releases was ever seen."""
    followed_since: datetime | None
    """When it was first visited, well or not."""
    unread: tuple[UnreadItem, ...]
    validators: Mapping[str, Validators]
    condition: Condition | None
    compared_at: datetime | None
    sighting: Sighting | None
    """What the last reading by the best way showed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRelease:
    """A release about to be written. *tell* says whether subscribers may hear of it."""

    release: Release
    capture_id: int | None
    tell: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PressNote:
    """How a newsroom or a page stands after a visit. What is None stays as it was."""

    condition: Condition
    sighting: Sighting | None = None
    validators: Mapping[str, Validators] = field(default_factory=dict)
    compared: bool = False
    first_way_failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """The words of a watched page as they were last seen, block by block."""

    number: int
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageChange:
    """What reads differently on a watched page. *blocks* are pairs of before and after, "" for what was not there."""

    source: str
    observed_at: datetime
    version_from: int
    version_to: int
    blocks: tuple[tuple[str, str], ...]
    relevant: bool


class PressLedger(Protocol):
    """The part of the ledger that keeps newsrooms, releases and watched pages."""

    def last_attempts(self) -> Mapping[str, datetime]:
        """Return when each source was last visited, well or not; those never visited are left out."""

    def press_memory(self, sources: Iterable[str]) -> Mapping[str, PressMemory]:
        """Return what is known of each of *sources*."""

    def known_items(self, source: str, urls: Collection[str]) -> frozenset[str]:
        """Return those of *urls* that were seen before at *source*."""

    def add_items(self, source: str, items: Iterable[tuple[ListedItem, ItemStanding, bool]], at: datetime) -> None:
        """Write addresses seen for the first time, and whether they were there before us.

        One that stands there already is left as it is.
        """

    def item_was_read(self, source: str, url: str) -> None:
        """Note that the page of a release was read."""

    def item_was_not_read(self, source: str, url: str, at: datetime) -> None:
        """Note that the page of a release could not be read."""

    def give_item_up(self, source: str, url: str) -> None:
        """Note that the page of a release is not asked for any more."""

    def releases_since(self, on: date) -> Sequence[Release]:
        """Return the releases published, or else first seen, on *on* or later, oldest first."""

    def add_release(self, new: NewRelease, at: datetime) -> bool:
        """Write a release with the agreements that it names; False when its address stands there already."""

    def tell_release(self, release_id: str) -> bool:
        """Let subscribers hear of a release that was kept untold; False where they do already, or where it repeats one."""

    def note_press(self, source: str, note: PressNote, at: datetime) -> Condition | None:
        """Note how a newsroom or a page stands; return how it stood before, None where that was never noted."""

    def page_words(self, source: str) -> PageWords | None:
        """Return the words of a watched page as last seen, or None before the first look."""

    def add_page_words(self, source: str, words: PageWords, capture_id: int, at: datetime) -> None:
        """Write what a watched page says from now on."""

    def add_page_change(self, change: PageChange) -> None:
        """Write what reads differently on a watched page."""
