"""What the record keeps of newsrooms, releases and watched pages: a part of the ledger, in its transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PressMemory:
    """What is known of one newsroom or page before a visit."""

    known: frozenset[str]
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

    def add_items(self, source: str, items: Iterable[tuple[ListedItem, ItemStanding]], at: datetime) -> None:
        """Write addresses seen for the first time. One that stands there already is left as it is."""

    def item_was_read(self, source: str, url: str) -> None:
        """Note that the page of a release was read."""

    def item_was_not_read(self, source: str, url: str, tries: int) -> None:
        """Note that the page of a release could not be read; after *tries* it is given up."""

    def releases_since(self, on: date) -> Sequence[Release]:
        """Return the releases published, or else first seen, on *on* or later, oldest first."""

    def add_release(self, new: NewRelease, at: datetime) -> bool:
        """Write a release with the agreements that it names; False when its address stands there already."""

    def note_press(self, source: str, note: PressNote, at: datetime) -> None:
        """Note how a newsroom or a page stands."""

    def page_words(self, source: str) -> PageWords | None:
        """Return the words of a watched page as last seen, or None before the first look."""

    def add_page_words(self, source: str, words: PageWords, capture_id: int, at: datetime) -> None:
        """Write what a watched page says from now on."""

    def add_page_change(self, change: PageChange) -> None:
        """Write what reads differently on a watched page."""
