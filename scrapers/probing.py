"""Looks how a newsroom can be read: a feed, WordPress's JSON, a list in its page, a sitemap.

Everything found is read with the strategies that will read it later, so a way that is offered has worked once. What the
eye must still check is whether it is the right list: that is why a person finishes every draft.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

from lxml import html

from scrapers.guessing import guess_list
from scrapers.listings import Listing, ListingError
from scrapers.readers.markup import same_site
from scrapers.readers.page_text import parse_page, title_of
from scrapers.strategies import read_listing
from scrapers.ways import FeedWay, SitemapWay, Way, WordPressWay

_FEWEST = 3
"""Releases that a way must show: fewer may be anything."""
_FEED_TYPES = re.compile(r"application/(?:rss|atom|rdf)\+xml|text/xml", re.IGNORECASE)
_COMMENTS = re.compile(r"comment", re.IGNORECASE)
_POSTS = "wp/v2/posts"
_API = "https://api.w.org/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an address answered. *url* is the one after redirects."""

    url: str
    status: int
    content_type: str
    body: bytes


Fetch = Callable[[str], Answer | None]
"""Asks for an address, as politely as every visit; None where no answer came that may be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundWay:
    """A way that worked: what it was read from, and what it read."""

    way: Way
    answer: Answer
    listing: Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How a site can be read, best first; *remarks* say of everything tried how it went."""

    url: str
    title: str
    ways: tuple[FoundWay, ...]
    remarks: tuple[str, ...]


def probe(fetch: Fetch, url: str, *, today: date, time_zone: str = "America/New_York") -> Found:
    """Return how the newsroom at *url* can be read. Asks for ten addresses at most, all of the same site."""
    return _Probe(fetch, url, today, time_zone).run()


class _Probe:
    """One look at one site."""

    def __init__(self, fetch: Fetch, url: str, today: date, time_zone: str) -> None:
        self._fetch, self._url, self._today, self._time_zone = fetch, url, today, time_zone
        self._remarks: list[str] = []

    def run(self) -> Found:
        answer = self._get(self._url)
        page = parse_page(answer.body) if answer else None
        if answer is None or page is None:
            return Found(url=self._url, title="", ways=(), remarks=(*self._remarks, f"{self._url} shows no page."))
        listed = self._list(page, answer)
        feed = self._first_that_reads((FeedWay(strategy="feed", url=at) for at in self._feeds(page, answer)), "feed")
        posts = self._first_that_reads(
            (WordPressWay(strategy="wordpress", url=at) for at in self._posts(page, answer)), "WordPress"
        )
        sitemap = self._sitemap(answer, listed or feed or posts)
        found = [way for way in (feed, posts, listed, sitemap) if way is not None]
        return Found(url=answer.url, title=title_of(page)[:120], ways=tuple(found), remarks=tuple(self._remarks))

    def _feeds(self, page: html.HtmlElement, answer: Answer) -> Sequence[str]:
        """Return where a feed may be: what the page says, then where sites usually have theirs."""
        told = [
            link.get("href", "")
            for link in page.iterfind(".//link[@href]")
            if "alternate" in link.get("rel", "") and _FEED_TYPES.search(link.get("type", ""))
            if not _COMMENTS.search(link.get("title", "") + link.get("href", ""))
        ]
        folder = answer.url.split("?")[0].rstrip("/") + "/feed/"
        return self._on_this_site([*told, folder, "/feed/", "/rss.xml"], answer)[:5]

    def _posts(self, page: html.HtmlElement, answer: Answer) -> Sequence[str]:
        told = [link.get("href", "") for link in page.iterfind(".//link[@href]") if link.get("rel") == _API]
        return self._on_this_site([*(urljoin(at, _POSTS) for at in told), f"/wp-json/{_POSTS}"], answer)[:1]

    def _on_this_site(self, links: Iterable[str], answer: Answer) -> list[str]:
        addresses = dict.fromkeys(urljoin(answer.url, link) for link in links)
        scheme = urlsplit(answer.url).scheme
        return [at for at in addresses if same_site(at, answer.url) and urlsplit(at).scheme == scheme]

    def _list(self, page: html.HtmlElement, answer: Answer) -> FoundWay | None:
        """Return the list in the page itself, guessed from what repeats in it."""
        for way in guess_list(page, answer.url, today=self._today, time_zone=self._time_zone):
            if found := self._read(way, answer):
                self._remarks.append(f"A list stands in the page: {_told(found.listing)}.")
                return found
        self._remarks.append("No list was recognised in the page: say its selectors yourself, if there is one.")
        return None

    def _sitemap(self, answer: Answer, known: FoundWay | None) -> FoundWay | None:
        """Return the sitemap, cut down to addresses like those that another way has read."""
        include = _common_folder([release.url for release in known.listing.releases]) if known else ""
        if not include:
            return None
        way = SitemapWay(strategy="sitemap", url=urljoin(answer.url, "/sitemap.xml"), include=include)
        return self._first_that_reads(self._parts_of(way), "sitemap")

    def _parts_of(self, way: SitemapWay) -> Iterator[Way]:
        """Yield the sitemap, and of an index the newest part, which is what can be read."""
        yield way
        if (answer := self._get(way.url)) and (part := self._newest_part(way, answer)):
            yield way.model_copy(update={"url": part})

    def _newest_part(self, way: SitemapWay, answer: Answer) -> str | None:
        try:
            return self._listing(way, answer).next_url
        except ListingError:
            return None

    def _first_that_reads(self, ways: Iterable[Way], name: str) -> FoundWay | None:
        for way in ways:
            answer = self._get(way.url)
            if answer and (found := self._read(way, answer)):
                self._remarks.append(f"The {name} at {way.url} answers: {_told(found.listing)}.")
                return found
        self._remarks.append(f"No {name} answers with releases.")
        return None

    def _read(self, way: Way, answer: Answer) -> FoundWay | None:
        try:
            listing = self._listing(way, answer)
        except ListingError:
            return None
        return FoundWay(way=way, answer=answer, listing=listing) if len(listing.releases) >= _FEWEST else None

    def _listing(self, way: Way, answer: Answer) -> Listing:
        return read_listing(way, answer.body, answer.url, today=self._today, time_zone=self._time_zone)

    def _get(self, url: str) -> Answer | None:
        answer = self._fetch(url)
        return answer if answer is not None and answer.status == HTTPStatus.OK else None


def _told(listing: Listing) -> str:
    days = sum(release.published is not None for release in listing.releases)
    return f"{len(listing.releases)} releases, {days} with a day, the first “{listing.releases[0].title}”"


def _common_folder(urls: Sequence[str]) -> str:
    """Return a pattern for the folder in which most of *urls* stand, "" where it would be the whole site."""
    folders = [
        f"/{urlsplit(url).path.strip('/').split('/')[0]}/" for url in urls if "/" in urlsplit(url).path.strip("/")
    ]
    most = max(dict.fromkeys(folders), key=folders.count, default="")
    return re.escape(most) if most and folders.count(most) * 2 > len(urls) else ""
