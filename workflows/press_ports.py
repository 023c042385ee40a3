"""What the workflows need of the outside to follow newsrooms and watched pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
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
    address: str = ""
    """As the listing writes it: what is asked for. Some servers know a page with its final slash only."""
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


Known = Callable[[str, Collection[str]], frozenset[str]]
"""Returns which canonical addresses of a source have been seen before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be visited, and what is known of it. For a page nothing but *validators* counts."""

    source: str
    first_look: bool = True
    """No release of it is known yet."""
    followed_since: datetime | None = None
    """When it was first visited, well or not; None at the first visit."""
    unread: tuple[ListedItem, ...] = ()
    """Releases seen before whose pages could not be read yet and are to be asked for now."""
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
    article_problem: Problem | None = None
    """Why the last of these could not be read."""
    first_way_failed: bool = False
    cut_off: bool = False
    """More was new than is turned back to, so that something older was not seen."""
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
    with_browser: bool = False
    """The source is known to need a browser and was visited with one: it is expected to be read."""
    rendered: bool = False
    """What was read is what a browser showed; without one, the source cannot be read."""
    requests: int = 0


class PressVisitor(Protocol):
    """Visits many newsrooms and pages in one round."""

    def visit_round(self, wishes: Sequence[Wish], known: Known) -> AsyncIterator[PressVisit]:
        """Visit each of *wishes* and yield its visit as it ends; never raises for what a publisher did.

        *known* is called in a thread.
        """


def was_there_before(item: ListedItem, *, first_look: bool, followed_since: datetime | None) -> bool:
    """Tell whether a release belongs to the past of its newsroom, which is kept and told to nobody.

    That is what the first look shows, but for what came out since the newsroom is followed: where the first visits
    found nothing, or were turned away, news does not wait for the first one that succeeds.
    """
    if not first_look:
        return False
    return followed_since is None or item.published is None or item.published.on < followed_since.date()
