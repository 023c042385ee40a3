"""One visit to a newsroom or a watched page: which addresses are asked for, in which order, and what is read."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from scrapy import FormRequest, Request
from scrapy.http import Response

from domain.relevance import judge
from domain.source_health import Sighting, shortfall
from scrapers.answers import NEXT
from scrapers.asking import Asking, conditions
from scrapers.listings import ListedRelease, Listing, ListingError
from scrapers.readers.article import read_article
from scrapers.readers.page_blocks import blocks_of
from scrapers.readers.page_text import parse_page
from scrapers.readers.soft_errors import Wanted
from scrapers.strategies import read_listing
from scrapers.strategies.drupal_ajax import form_of
from scrapers.strategies.html_list import is_built_by_scripts
from scrapers.ways import DrupalAjaxWay, HtmlWay, SitemapWay, Way
from workflows.ports import DocumentRole, Fetched, FetchProblem, Problem
from workflows.press_ports import Known, ListedItem, PressVisit, ReadArticle, Validators, was_there_before
from workflows.press_reading import is_of_concern

MAX_PAGES = 12
"""Pages of a listing that are turned back, up to a release that is known: two to three weeks of New York, which publishes
most (45 releases a week). More new ones than that at once mean a rebuilt site, or that we were away for long."""
MAX_ARTICLES = 8
"""Releases read in one visit; what is left is read by the next ones."""
_MEND = "If it stays so, open the site, and mend the source's file."
_COMPARED = 2
"""Ways that are read where they are compared with one another."""


@dataclass(slots=True)
class Visit(Asking):
    """One visit to a newsroom or a page under way; `result` returns what it has brought."""

    known: Known = field(kw_only=True)
    sightings: list[Sighting] = field(default_factory=list)
    items: dict[str, ListedItem] = field(default_factory=dict)
    articles: list[ReadArticle] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    article_problem: Problem | None = None
    first_way_failed: bool = False
    page: Fetched | None = None
    blocks: tuple[str, ...] = ()
    listings: list[Fetched] = field(default_factory=list)
    answers: dict[str, Response | None] = field(default_factory=dict)
    """First pages of listings by address, in this visit; None where no answer came that may be read."""
    ways_read: int = 0
    unchanged: bool = False
    compared: bool = False
    cut_off: bool = False

    def result(self) -> PressVisit:
        """Return what the visit has brought."""
        return PressVisit(
            source=self.job.file.key,
            started_at=self.started_at,
            finished_at=self.asker.now(),
            sightings=tuple(self.sightings),
            items=tuple(self.items.values()),
            articles=tuple(self.articles),
            unread=tuple(self.unread),
            article_problem=self.article_problem,
            first_way_failed=self.first_way_failed,
            cut_off=self.cut_off,
            page=self.page,
            blocks=self.blocks,
            listings=tuple(self.listings),
            validators=self.validators,
            problems=tuple(self.problems),
            refused=tuple(self.refused),
            unchanged=self.unchanged,
            compared=self.compared,
            with_browser=self.has_browser(),
            rendered=self.rendered,
            requests=self.requests,
        )

    def fail(self, error: Exception) -> None:
        """Forget what was read, after a mistake of ours: what is half read would be known the next time."""
        self.sightings, self.items, self.articles, self.listings = [], {}, [], []
        self.page, self.blocks, self.validators, self.unchanged = None, (), {}, False
        message = (
            f"What came could not be read ({type(error).__name__}: {str(error)[:200]}). That is a mistake in Lookout: "
            f"please report it. {NEXT}"
        )
        role = DocumentRole.PAGE if self.job.file.kind == "page" else DocumentRole.LISTING
        self.problems.insert(
            0, Problem(kind=FetchProblem.UNREADABLE, role=role, url=self.job.file.url, message=message)
        )

    async def read_page(self) -> None:
        """Read a watched page into blocks, unless it is as it was."""
        url, watch = self.job.file.url, self.job.file.watch
        assert watch is not None, "the registry gives every page something to watch"
        response = await self.get(Request(url), Wanted.PAGE, DocumentRole.PAGE)
        if response is None:
            return
        if self.has_browser() and not self.is_as_it_was(url, response) and await _is_built_by_scripts(response):
            response = await self.in_browser(response, Wanted.PAGE, DocumentRole.PAGE)
            if response is None:
                return
        if self.is_as_it_was(url, response):
            self.unchanged = True
            return
        blocks = await asyncio.to_thread(blocks_of, response.body, content=watch.content, ignore=watch.ignore)
        if not blocks:
            self.refuse(
                DocumentRole.PAGE,
                response,
                FetchProblem.UNREADABLE,
                f"The page came and shows no words. {_MEND} {NEXT}",
            )
            return
        self.page, self.blocks = self.capture(DocumentRole.PAGE, url, response), blocks
        self.remember(url, response)

    async def read_newsroom(self) -> None:
        """Read the listing by the first way that works (two, where they are compared), then what is new on it."""
        needed = _COMPARED if self.job.wish.compare else 1
        for number, way in enumerate(self.job.file.ways):
            if self.ways_read >= needed or self.asked_to_stop:
                break
            if self.ways_read and way.url in self.answers:
                continue  # the same page again says nothing of whether the first way has stopped
            if await self._read_way(number, way):
                self.ways_read += 1
            elif number == 0:
                self.first_way_failed = not self.sightings
        # With no other way left that can be read, or that tells days, it is compared as far as it can be: asking for all
        # of them whole in every round would tell no more.
        self.compared = self.job.wish.compare and self.ways_read > 0 and not self.asked_to_stop
        await self._read_articles()

    async def _read_way(self, number: int, way: Way) -> bool:
        """Read a listing by one way, back to what is known; tell whether it shows what it should."""
        url: str | None = way.url
        healthy: bool | None = None
        oldest: list[str] = []
        for page in range(MAX_PAGES):
            assert url is not None
            response = await self._listing(way, url, page)
            if response is not None and self._may_be_as_it_was(page, url, response):
                self.unchanged = True
                return True
            read = await self._read(way, response, page) if response is not None else None
            if read is None:
                self._leave_a_gap(way, oldest)
                return bool(healthy)
            response, listing = read
            if self._may_be_as_it_was(page, url, response):
                self.unchanged = True  # as the browser shows it, which could not be told before
                return True
            asked, url, is_index = url, listing.next_url, not listing.releases and isinstance(way, SitemapWay)
            if is_index and url:
                continue  # the newest of the sitemaps that it names is the listing
            is_complete = await self._note(listing.releases, asked, response)
            oldest += [release.url for release in listing.releases[-1:]]
            if healthy is None:
                healthy = self._sight(number, way, listing.releases)
                # What falls short must be read again, and another way with it, even if it stays as it is.
                self.remember(asked, response, healthy=healthy)
            if not url or self.job.wish.first_look or is_complete:
                return healthy
        self._tell_of_too_much(way, sighted=healthy is not None)
        return bool(healthy)

    def _may_be_as_it_was(self, page: int, url: str, response: Response) -> bool:
        return page == 0 and not self.job.wish.compare and self.is_as_it_was(url, response)

    def _leave_a_gap(self, way: Way, oldest: Sequence[str]) -> None:
        """After a page of older releases that cannot be read, see to it that the next visit turns back to it.

        *oldest* are the last releases of the pages that were read. Those that are new stay unknown for now, and the
        listing unread: so it is asked for whole, and the way leads over them to the page that failed.
        """
        if self.job.wish.first_look or not oldest:
            return
        for url in oldest:
            self.items.pop(url, None)
        self.validators[way.url] = Validators()

    def _tell_of_too_much(self, way: Way, *, sighted: bool) -> None:
        """Tell that the pages that are turned back did not lead to anything known, or to no listing at all."""
        message = (
            f"More than {MAX_PAGES} pages of it are new, and older ones were not read. If we were away for long, look "
            "through them by hand."
            if sighted
            else f"No listing stands behind the address, only indexes of others. {_MEND}"
        )
        self.cut_off = sighted
        self.problem(DocumentRole.LISTING, way.url, FetchProblem.UNREADABLE, f"{message} {NEXT}")

    async def _read(self, way: Way, response: Response, page: int) -> tuple[Response, Listing] | None:
        """Return the listing that *response* holds, and the answer that it was read from; None where there is none.

        Of a source that is known to need a browser, and has one, what cannot be read as it came is read as shown.
        """
        try:
            return response, await self._listing_in(way, response, page)
        except ListingError as error:
            shown, told = response, error
        if self.has_browser() and isinstance(way, HtmlWay):
            in_browser = await self.in_browser(response, Wanted.LISTING, DocumentRole.LISTING)
            if in_browser is None:
                return None
            try:
                return in_browser, await self._listing_in(way, in_browser, page)
            except ListingError as error:
                shown, told = in_browser, error
        self.refuse(DocumentRole.LISTING, shown, FetchProblem.UNREADABLE, f"{told} {_MEND} {NEXT}")
        return None

    async def _listing_in(self, way: Way, response: Response, page: int) -> Listing:
        return await asyncio.to_thread(
            read_listing,
            way,
            response.body,
            response.url,
            today=self.today(),
            time_zone=self.job.file.time_zone,
            page=page,
        )

    async def _listing(self, way: Way, url: str, page: int) -> Response | None:
        """Return one page of a listing. Two ways that read the same page differently ask for it once."""
        if page or isinstance(way, DrupalAjaxWay):
            return await self.get(self._listing_request(way, url, page), Wanted.LISTING, DocumentRole.LISTING)
        if url not in self.answers:
            request = self._listing_request(way, url, page)
            self.answers[url] = await self.get(request, Wanted.LISTING, DocumentRole.LISTING)
        return self.answers[url]

    async def _note(self, releases: Sequence[ListedRelease], url: str, response: Response) -> bool:
        """Keep those of *releases* that are new, with the listing as their evidence.

        Return whether the oldest of them is known: then what is older is known too. A release that a site keeps on top
        for weeks says nothing of those below it.
        """
        known = await asyncio.to_thread(self.known, self.job.file.key, [release.url for release in releases])
        new = [r for r in releases if r.url not in known and r.url not in self.items]
        if new:
            self.listings.append(self.capture(DocumentRole.LISTING, url, response))
        sha256 = hashlib.sha256(response.body).hexdigest()
        self.items |= {release.url: _item(release, sha256) for release in new}
        return not new or releases[-1].url in known

    def _sight(self, number: int, way: Way, releases: Sequence[ListedRelease]) -> bool:
        days = [release.published.on for release in releases if release.published]
        sighting = Sighting(
            way=number, strategy=way.strategy, items=len(releases), dated=len(days), newest_on=max(days, default=None)
        )
        self.sightings.append(sighting)
        expected = self.job.file.expectations
        return expected is None or shortfall(sighting, expected, self.today()) is None

    async def _read_articles(self) -> None:
        """Read the pages of releases that may be about 287(g), a few in one visit."""
        for item in list(self._worth_reading())[:MAX_ARTICLES]:
            if self.asked_to_stop:
                break
            problems, refused = len(self.problems), len(self.refused)
            response = await self.get(Request(item.address or item.url), Wanted.RELEASE, DocumentRole.RELEASE)
            article = await self._article(item.url, response) if response is not None else None
            # One release that cannot be read says nothing of the listing: it is tried again.
            self.article_problem = next(iter(self.problems[problems:]), self.article_problem)
            del self.problems[problems:], self.refused[refused:]
            if article is None:
                self.unread.append(item.url)
            else:
                self.articles.append(article)

    async def _article(self, url: str, response: Response) -> ReadArticle | None:
        if self.has_browser() and await _is_built_by_scripts(response):
            shown = await self.in_browser(response, Wanted.RELEASE, DocumentRole.RELEASE)
            if shown is None:
                return None
            response = shown
        read = await asyncio.to_thread(
            read_article, response.body, response.url, today=self.today(), time_zone=self.job.file.time_zone
        )
        if read is None:
            return None
        return ReadArticle(
            url=url,
            canonical_url=read.canonical_url,
            title=read.title,
            published=read.published,
            text=read.text,
            language=read.language,
            alternates=read.alternates,
            fetched=self.capture(DocumentRole.RELEASE, url, response),
        )

    def _worth_reading(self) -> Iterator[ListedItem]:
        wish = self.job.wish
        for item in self.items.values():
            if item.text or not is_of_concern(item):
                continue
            past = was_there_before(item, first_look=wish.first_look, followed_since=wish.followed_since)
            # Of what was there before us, only what says 287(g) by itself is read.
            if not past or judge(item.title, item.lead).is_relevant:
                yield item
        yield from wish.unread

    def _listing_request(self, way: Way, url: str, page: int) -> Request:
        if isinstance(way, DrupalAjaxWay):
            return FormRequest(url, formdata=form_of(way, page))
        known = self.job.wish.validators.get(url)
        return Request(url, headers=conditions(known) if known and page == 0 and not self.job.wish.compare else {})


async def _is_built_by_scripts(response: Response) -> bool:
    page = await asyncio.to_thread(parse_page, response.body)
    return page is not None and is_built_by_scripts(page)


_WHOLE_BODY = 600
"""Letters from which on the words that a feed carries are taken for the whole release: some feeds call the first lines
content."""
_TEASER = re.compile(
    r"read (?:more|the full|full text)|continue reading|appeared first|\[?(?:…|\.\.\.)\]?\s*$", re.IGNORECASE
)
_TEASER_END = 200
_LONGEST_LEAD = 2_000


def _item(release: ListedRelease, sha256: str) -> ListedItem:
    is_whole = len(release.text) >= _WHOLE_BODY and not _TEASER.search(release.text[-_TEASER_END:])
    return ListedItem(
        url=release.url,
        title=release.title,
        address=release.address,
        published=release.published,
        lead=release.lead or ("" if is_whole else release.text[:_LONGEST_LEAD]),
        text=release.text if is_whole else "",
        language=release.language,
        capture_sha256=sha256,
    )
