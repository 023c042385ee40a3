"""What the workflows need of the outside to follow newsrooms and watched pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.releases import Published
from domain.source_health import Sighting
from workflows.ports import Fetched, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What the last reading of an address left for the next request: headers as received, "" where there were none."""

    etag: str = ""
    last_modified: str = ""
    sha256: str = ""
    """Of the bytes: a server that ignores conditions sends the same ones again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedItem:
    """A release as a listing has it. *url* is canonical; *text* is "" where the listing does not carry the body."""

    url: str
    title: str
    published: Published | None = None
    lead: str = ""
    text: str = ""
    language: str = ""
    capture_sha256: str = ""
    """Of the listing that it was seen on, where those bytes are its evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadArticle:
    """The page of one release, read. *url* is the address that the listing gave."""

    url: str
    canonical_url: str
    title: str
    published: Published | None
    text: str
    language: str
    alternates: tuple[tuple[str, str], ...]
    """(language tag, address) of the same release in other languages."""
    fetched: Fetched = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be visited, and what is known of it. For a page nothing but *validators* counts."""

    source: str
    known: frozenset[str] = frozenset()
    """Canonical addresses of releases seen before; none means that this is the first look."""
    unread: tuple[ListedItem, ...] = ()
    """Releases seen before whose pages could not be read yet."""
    validators: Mapping[str, Validators] = field(default_factory=dict)
    compare: bool = False
    """Read a second way too, and compare: has the first one stopped?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PressVisit:
    """Everything one visit to a newsroom or a page brought."""

    source: str
    started_at: datetime
    finished_at: datetime
    sightings: tuple[Sighting, ...] = ()
    """One for each way that was read; none where nothing had changed."""
    items: tuple[ListedItem, ...] = ()
    """Releases not seen before, newest first."""
    articles: tuple[ReadArticle, ...] = ()
    unread: tuple[str, ...] = ()
    """Addresses of releases whose pages were asked for and could not be read."""
    page: Fetched | None = None
    """Of a watched page: what came."""
    blocks: tuple[str, ...] = ()
    """Its words, block by block; none where nothing had changed."""
    listings: tuple[Fetched, ...] = ()
    """The listings that showed something new: evidence."""
    validators: Mapping[str, Validators] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    """Why a way could not be read. With a sighting beside it, another way was."""
    refused: tuple[Fetched, ...] = ()
    unchanged: bool = False
    """Something was read and it is as it was, or as good as."""
    compared: bool = False
    requests: int = 0


class PressVisitor(Protocol):
    """Visits many newsrooms and pages in one round."""

    def visit_round(self, wishes: Sequence[Wish]) -> AsyncIterator[PressVisit]:
        """Visit each of *wishes* and yield its visit as it ends; never raises for what a publisher did."""
