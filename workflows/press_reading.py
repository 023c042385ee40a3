"""Which of the addresses that a visit brought are releases about 287(g), and what becomes of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit

from domain.mentions import Directory
from domain.release_reading import read_release
from domain.releases import Release
from domain.relevance import is_noise, judge
from domain.same_release import Candidate, repeats
from domain.text import comparable
from domain.web_addresses import release_id
from workflows.ports import SourceConfig
from workflows.press_ledger import ItemStanding, PressMemory
from workflows.press_ports import ListedItem, PressVisit, ReadArticle

TELL_WITHIN = timedelta(days=14)
"""Older releases are kept and told to nobody: a site that was rebuilt lists its past under new addresses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A release about 287(g), and where its words were read."""

    release: Release
    capture_sha256: str
    alternates: tuple[str, ...] = ()
    """Addresses of the same release in other languages."""

    def beside(self, earlier: Iterable[Release]) -> Release:
        """Return the release with what it repeats among *earlier* ones."""
        release = self.release
        candidate = Candidate(
            title=release.title,
            published=release.published,
            language=release.reading.language,
            url=release.url,
            source=release.source,
            alternates=self.alternates,
        )
        return replace(release, same_as=repeats(candidate, earlier))


def read_found(  # noqa: PLR0917  # a visit is read from this many things
    config: SourceConfig,
    memory: PressMemory,
    visit: PressVisit,
    given_up: Sequence[ListedItem],
    directory: Callable[[], Directory],
    now: datetime,
) -> list[Found]:
    """Return the releases about 287(g) of one visit. *directory* is called once, and only where there is any.

    *given_up* are releases whose pages could not be read for the last time: their titles and leads must do.
    """
    known: Directory | None = None
    found = []
    for item, article in _with_words(memory, visit, given_up):
        title = _title(item, article)
        body = article.text if article else item.text
        relevance = judge(title, item.lead, body)
        if not relevance.is_relevant:
            continue
        known = known or directory()
        url = article.canonical_url if article else item.url
        reading = read_release(
            title,
            item.lead,
            body,
            relevance,
            stated_language=(article.language if article else "") or item.language or config.language,
            home_state=config.home_state,
            known=known,
        )
        release = Release(
            id=release_id(url),
            source=config.key,
            url=url,
            title=title,
            published=item.published or (article.published if article else None),
            first_seen_at=now,
            reading=reading,
        )
        found.append(Found(release=release, capture_sha256=_capture(item, article), alternates=_alternates(article)))
    return found


def standings(memory: PressMemory, visit: PressVisit) -> list[tuple[ListedItem, ItemStanding]]:
    """Return how far each address that was new in this visit has come."""
    read = {article.url for article in visit.articles}
    return [(item, _standing(item, memory, read)) for item in visit.items]


def is_old(release: Release, now: datetime) -> bool:
    """Tell whether a release came out too long ago to be news; one without a day is news."""
    return release.published is not None and now.date() - release.published.on > TELL_WITHIN


def _standing(item: ListedItem, memory: PressMemory, read: set[str]) -> ItemStanding:
    if item.text or item.url in read:
        return ItemStanding.READ
    if is_noise(item.title):
        return ItemStanding.NOISE
    if not memory.known and not judge(item.title, item.lead).is_relevant:
        return ItemStanding.OLD
    return ItemStanding.UNREAD


def _with_words(
    memory: PressMemory, visit: PressVisit, given_up: Sequence[ListedItem]
) -> Iterator[tuple[ListedItem, ReadArticle | None]]:
    """Give every release of which all is known that will be: read now, carried by its listing, or given up."""
    listed = {waiting.item.url: waiting.item for waiting in memory.unread} | {item.url: item for item in visit.items}
    for article in visit.articles:
        if article.url in listed:
            yield listed[article.url], article
    for item in visit.items:
        if item.text:
            yield item, None
    for item in given_up:
        yield item, None


def _title(item: ListedItem, article: ReadArticle | None) -> str:
    """Return the title as listed; a sitemap lists none but the address's own words, then the page's counts."""
    if article is None or not article.title:
        return item.title
    slug = unquote(urlsplit(item.url).path.rstrip("/").rpartition("/")[2])
    made_of_slug = comparable(item.title) == comparable(slug.replace("-", " "))
    return article.title if made_of_slug or not item.title else item.title


def _capture(item: ListedItem, article: ReadArticle | None) -> str:
    if article is None:
        return item.capture_sha256
    return article.fetched.sha256


def _alternates(article: ReadArticle | None) -> tuple[str, ...]:
    return tuple(url for _, url in article.alternates) if article else ()
