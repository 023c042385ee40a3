"""Which of the addresses that a visit brought are releases about 287(g), and what becomes of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit

from domain.mentions import Directory
from domain.release_reading import read_release
from domain.releases import Release
from domain.relevance import is_noise, judge
from domain.same_release import Candidate, repeats
from domain.text import comparable
from domain.web_addresses import host_of, release_id, slug_root
from workflows.ports import SourceConfig
from workflows.press_ledger import ItemStanding, PressMemory, UnreadItem
from workflows.press_ports import ListedItem, PressVisit, ReadArticle, was_there_before

TELL_WITHIN = timedelta(days=14)
"""Older releases are kept and told to nobody: a site that was rebuilt lists its past under new addresses."""
READ_BY_TITLE_AFTER = 3
"""Tries after which a release whose page cannot be read is taken by its title and lead, if these say 287(g)."""
_AGAIN_AFTER = (
    timedelta(),
    timedelta(),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
)
"""How long after so many tries without success the page of a release is asked for again: at the next visit, then ever
more rarely; the last wait is repeated."""
GIVE_UP_AFTER = timedelta(days=3)
"""How long the page of a release is asked for: publishers pull a release and put it back, and blocks last for days."""
_WAITING_TRIES = 2
"""Tries without success from which on a release that waits is a trouble of its newsroom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A release about 287(g), and where its words were read."""

    release: Release
    listed_url: str
    capture_sha256: str
    past: bool
    """It was there when its newsroom was first looked at."""
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
            states=release.reading.states,
        )
        same_as = repeats(candidate, earlier)
        return replace(release, same_as=None if same_as == release.id else same_as)


@dataclass(frozen=True, slots=True, kw_only=True)
class _WithWords:
    """A release of which all is known that will be: read now, carried by its listing, or taken by its title."""

    item: ListedItem
    article: ReadArticle | None
    past: bool


def read_found(
    config: SourceConfig, memory: PressMemory, visit: PressVisit, directory: Callable[[], Directory], now: datetime
) -> list[Found]:
    """Return the releases about 287(g) of one visit. *directory* is called once, and only where there is any."""
    known: Directory | None = None
    found = []
    for each in _with_words(memory, visit):
        item, article = each.item, each.article
        title = _title(item, article)
        body = article.text if article else item.text
        relevance = judge(title, item.lead, body)
        if not relevance.is_relevant:
            continue
        known = known or directory()
        reading = read_release(
            title,
            item.lead,
            body,
            relevance,
            stated_language=(article.language if article else "") or item.language or config.language,
            home_state=config.home_state,
            known=known,
        )
        url = _address(item, article)
        release = Release(
            id=release_id(url),
            source=config.key,
            url=url,
            title=title,
            published=item.published or (article.published if article else None),
            first_seen_at=now,
            reading=reading,
        )
        found.append(
            Found(
                release=release,
                listed_url=item.url,
                capture_sha256=article.fetched.sha256 if article else item.capture_sha256,
                past=each.past,
                alternates=tuple(address for _, address in article.alternates) if article else (),
            )
        )
    return found


def standings(memory: PressMemory, visit: PressVisit) -> list[tuple[ListedItem, ItemStanding, bool]]:
    """Return how far each address that was new in this visit has come, and whether it was there before us."""
    read = {article.url for article in visit.articles}
    marked = []
    for item in visit.items:
        past = was_there_before(item, first_look=memory.first_look, followed_since=memory.followed_since)
        marked.append((item, _standing(item, read, past=past), past))
    return marked


def is_old(release: Release, now: datetime) -> bool:
    """Tell whether a release came out too long ago to be news; one without a day is news."""
    return release.published is not None and now.date() - release.published.on > TELL_WITHIN


def is_due_again(waiting: UnreadItem, now: datetime) -> bool:
    """Tell whether the page of a release that waits is to be asked for now."""
    if waiting.tried_at is None:
        return True
    return now - waiting.tried_at >= _AGAIN_AFTER[min(waiting.tries, len(_AGAIN_AFTER) - 1)]


def is_waiting_long(waiting: UnreadItem) -> bool:
    """Tell whether a release waits for a page that could not be read so often that it is a trouble."""
    return waiting.tries >= _WAITING_TRIES


def is_given_up(waiting: UnreadItem, now: datetime) -> bool:
    """Tell whether the page of a release is not asked for any more."""
    return waiting.tries >= _WAITING_TRIES and now - waiting.first_seen_at >= GIVE_UP_AFTER


def is_of_concern(item: ListedItem) -> bool:
    """Tell whether the page of a release may be worth reading: not flags and appointments, unless they say 287(g)."""
    return not is_noise(item.title) or judge(item.title, item.lead).is_relevant


def _standing(item: ListedItem, read: set[str], *, past: bool) -> ItemStanding:
    if item.text or item.url in read:
        return ItemStanding.READ
    if not is_of_concern(item):
        return ItemStanding.NOISE
    if past and not judge(item.title, item.lead).is_relevant:
        return ItemStanding.OLD
    return ItemStanding.UNREAD


def _with_words(memory: PressMemory, visit: PressVisit) -> Iterator[_WithWords]:
    waiting = {each.item.url: each for each in memory.unread}
    listed = {item.url: item for item in visit.items}

    def past(url: str) -> bool:
        if url in waiting:
            return waiting[url].past
        return was_there_before(listed[url], first_look=memory.first_look, followed_since=memory.followed_since)

    known = {url: each.item for url, each in waiting.items()} | listed
    for article in visit.articles:
        if article.url in known:
            yield _WithWords(item=known[article.url], article=article, past=past(article.url))
    for item in visit.items:
        if item.text:
            yield _WithWords(item=item, article=None, past=past(item.url))
    for url in visit.unread:
        if url in waiting and waiting[url].tries >= READ_BY_TITLE_AFTER - 1:
            yield _WithWords(item=waiting[url].item, article=None, past=past(url))


def _title(item: ListedItem, article: ReadArticle | None) -> str:
    """Return the title as listed; a sitemap lists none but the address's own words, then the page's counts."""
    if article is None or not article.title:
        return item.title
    slug = unquote(urlsplit(item.url).path.rstrip("/").rpartition("/")[2])
    made_of_slug = comparable(item.title) == comparable(slug.replace("-", " "))
    return article.title if made_of_slug or not item.title else item.title


def _address(item: ListedItem, article: ReadArticle | None) -> str:
    """Return the address that a release is known by: the page's own, where that names the same release.

    Some sites give every page the address of the section it stands in; all releases would be one.
    """
    if article is None:
        return item.url
    own, listed = article.canonical_url, item.url
    same_place = host_of(own) == host_of(listed) and _last_part(own) == _last_part(listed)
    return own if same_place else listed


def _last_part(url: str) -> str:
    return slug_root(url).rstrip("/").rpartition("/")[2]
