"""Visits sources inside the running event loop: Scrapy without a reactor, one crawl per visit or per round."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import UTC, datetime
from urllib.parse import urlsplit

from scrapy.crawler import AsyncCrawlerRunner

from scrapers.asking import Job
from scrapers.fetching import FetchOptions, Reach, RobotsCopy, hush_known_lines, scrapy_settings
from scrapers.links_on_page import host_of
from scrapers.registry import SourceRegistry
from scrapers.rendering import Renderer
from scrapers.spiders.ice_287g import Ice287gSpider, VisitRecord
from scrapers.spiders.press import SOURCES_AT_ONCE, PressSpider
from workflows.ports import DocumentRole, FetchProblem, Problem, Validator, Visit
from workflows.press_ports import Known, PressVisit, Wish

OpenBrowser = Callable[[], AbstractAsyncContextManager[Renderer]]
"""Makes the browser of one round, which ends with it."""
DEFAULT_BUDGET = 150.0
"""Seconds for a whole visit with all its retries: well inside the shortest cadence of five minutes."""
DEFAULT_ROUND_BUDGET = 600.0
"""Seconds for a whole round: with eight sources side by side, 80 that hang with all their retries take no longer."""
_STOP_PATIENCE = 10.0
"""Seconds that an interrupted crawl gets to close its connections."""


class ScrapyVisitor:
    """Implements `workflows.ports.Visitor` and `workflows.press_ports.PressVisitor`.

    Call it from one asyncio loop; no Twisted reactor may be installed.
    *delay* is the pause between two requests, *timeout* the patience for one answer, *budget* the patience for one
    whole visit, in seconds. *allow_private_hosts* is for the demo and for tests: only then may a source be on this
    machine or its network. *open_browser* is for sources that need a browser; without it they cannot be read.
    """

    def __init__(
        self,
        registry: SourceRegistry,
        *,
        contact_url: str,
        version: str,
        delay: float = 1.0,
        timeout: float = 30.0,
        allow_private_hosts: bool = False,
        budget: float = DEFAULT_BUDGET,
        round_budget: float = DEFAULT_ROUND_BUDGET,
        open_browser: OpenBrowser | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._registry = registry
        self._options = FetchOptions(contact_url=contact_url, version=version, delay=delay, timeout=timeout)
        self._allow_private_hosts = allow_private_hosts
        self._budget = budget
        self._round_budget = round_budget
        self._open_browser = open_browser
        self._now = now
        self._robots: dict[str, RobotsCopy] = {}
        hush_known_lines()

    async def visit(self, source: str, *, url: str | None = None, validators: Mapping[str, Validator]) -> Visit:
        """Fetch *source* once. Raises KeyError for a key that is not known, and nothing for what the publisher did.

        With *url*, that page is asked instead, and only its own host: links to elsewhere are then not followed. The
        page is always fetched in full; *validators* serve the workbooks.
        """
        file = self._registry.details(source)
        started_at = self._now()
        record = VisitRecord()
        address = url or file.url
        hosts = frozenset({host_of(address)}) if url else frozenset(file.allowed_hosts)
        await self._crawl(address, hosts, validators, record)
        _tell_what_is_missing(record, address)
        return Visit(
            source=source,
            started_at=started_at,
            finished_at=self._now(),
            fetched=tuple(record.fetched),
            totals=record.totals,
            problems=tuple(record.problems),
            refused=tuple(record.refused),
        )

    async def visit_round(self, wishes: Sequence[Wish], known: Known) -> AsyncIterator[PressVisit]:
        """Visit many newsrooms and pages in one crawl, and yield each visit as it ends, in no order.

        A source whose visit had not ended when the round's time was up yields one that says so. Raises KeyError for a
        source that is not known, and nothing for what a publisher did.
        """
        jobs = [Job(file=self._registry.details(wish.source), wish=wish) for wish in wishes]
        if not jobs:
            return
        started_at, ended = self._now(), asyncio.Queue[PressVisit]()
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._round_budget
        waiting = {job.file.key: job for job in jobs}
        async with AsyncExitStack() as stack:
            browser = await stack.enter_async_context(self._open_browser()) if self._open_browser else None
            runner, crawl = self._begin_round(jobs, ended, known, browser)
            try:
                while waiting and (visit := await _next_of(ended, crawl, deadline - loop.time())) is not None:
                    del waiting[visit.source]
                    yield visit
            finally:
                if not crawl.done():
                    await _stop(runner, crawl)
        for job in waiting.values():
            yield _cut_short(job, started_at, self._now())
        if not crawl.cancelled() and (error := crawl.exception()):
            raise error

    def _begin_round(
        self, jobs: Sequence[Job], ended: asyncio.Queue[PressVisit], known: Known, browser: Renderer | None
    ) -> tuple[AsyncCrawlerRunner, asyncio.Task[None]]:
        hosts = frozenset(host for job in jobs for host in job.file.allowed_hosts)
        allow_http = any(address.startswith("http:") for job in jobs for address in job.file.addresses)
        settings = scrapy_settings(
            self._options, allow_http=allow_http, at_once=SOURCES_AT_ONCE, with_browser=browser is not None
        )
        settings["DOWNLOAD_SLOTS"] = _slower_hosts(jobs, self._options.delay)
        runner = AsyncCrawlerRunner(settings)
        crawl = runner.crawl(
            PressSpider,
            jobs=jobs,
            reach=Reach(allowed_hosts=hosts, allow_http=allow_http, allow_private_hosts=self._allow_private_hosts),
            robots=self._robots,
            now=self._now,
            done=ended.put_nowait,
            known=known,
            browser=browser,
        )
        return runner, crawl

    async def warm_up(self) -> None:
        """Make one crawl that reaches nothing, so that the first real one does not block the loop for seconds."""
        await self._crawl("https://lookout.invalid/", frozenset(), {}, VisitRecord())

    async def _crawl(
        self, url: str, hosts: frozenset[str], validators: Mapping[str, Validator], record: VisitRecord
    ) -> None:
        allow_http = urlsplit(url).scheme == "http"
        runner = AsyncCrawlerRunner(scrapy_settings(self._options, allow_http=allow_http))
        crawl = runner.crawl(
            Ice287gSpider,
            url=url,
            reach=Reach(allowed_hosts=hosts, allow_http=allow_http, allow_private_hosts=self._allow_private_hosts),
            validators=validators,
            robots=self._robots,
            record=record,
            now=self._now,
        )
        try:
            await asyncio.wait({crawl}, timeout=self._budget)
        finally:
            if not crawl.done():
                await _stop(runner, crawl)
        if not crawl.cancelled() and (error := crawl.exception()):
            raise error


async def _next_of(ended: asyncio.Queue[PressVisit], crawl: asyncio.Task[None], patience: float) -> PressVisit | None:
    """Return the next visit that ended; None when the crawl is over and none is left, or after *patience* seconds."""
    getting = asyncio.ensure_future(ended.get())
    try:
        await asyncio.wait({getting, crawl}, timeout=max(patience, 0), return_when=asyncio.FIRST_COMPLETED)
        if getting.done():
            return getting.result()
        return None if ended.empty() else ended.get_nowait()
    finally:
        getting.cancel()


def _slower_hosts(jobs: Sequence[Job], delay: float) -> dict[str, dict[str, float]]:
    """Return the hosts whose source files ask for a longer pause than the usual one. Without any pause, as in tests, none."""
    slower: dict[str, dict[str, float]] = {}
    for job in jobs:
        wished = job.file.politeness.delay_seconds
        if 0 < delay < wished:
            slower |= {urlsplit("//" + host).hostname or host: {"delay": wished} for host in job.file.allowed_hosts}
    return slower


def _cut_short(job: Job, started_at: datetime, now: datetime) -> PressVisit:
    problem = Problem(
        kind=FetchProblem.UNREACHABLE,
        role=DocumentRole.PAGE if job.file.kind == "page" else DocumentRole.LISTING,
        url=job.file.url,
        message="The round ended before this source was read: a server is too slow, or our log says what failed. "
        "Nothing was changed; the next round tries again.",
    )
    return PressVisit(source=job.file.key, started_at=started_at, finished_at=now, problems=(problem,))


async def _stop(runner: AsyncCrawlerRunner, crawl: asyncio.Task[None]) -> None:
    stopping = asyncio.ensure_future(runner.stop())
    await asyncio.wait({crawl, stopping}, timeout=_STOP_PATIENCE)
    for task in (crawl, stopping):
        task.cancel()
    await asyncio.gather(crawl, stopping, return_exceptions=True)


def _tell_what_is_missing(record: VisitRecord, url: str) -> None:
    """Add a problem for each document that must have been told of and was not: the visit was cut short."""
    record.problems += [
        Problem(
            kind=FetchProblem.UNREACHABLE,
            role=role,
            url=url,
            message="The visit ended before this was fetched: the server is too slow, or our log says what failed. "
            "Nothing was changed; the next poll tries again.",
        )
        for role in record.untold()
    ]
