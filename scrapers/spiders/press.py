"""Visits newsrooms and watched pages: many sources in one crawl, each one after the other on its own host."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response

from scrapers.asking import Job
from scrapers.fetching import Reach, RobotsCopy
from scrapers.press_visit import Visit
from scrapers.rendering import Renderer
from workflows.press_ports import Known, PressVisit

SOURCES_AT_ONCE = 8
"""Sources visited side by side: enough that a slow one holds up few, and little for our own line."""
_log = logging.getLogger(__name__)


class PressSpider(Spider):
    """Fetches, checks and reads; every visit is handed to *done* as it ends."""

    name = "press"

    def __init__(
        self,
        *,
        jobs: Sequence[Job],
        reach: Reach,
        robots: dict[str, RobotsCopy],
        now: Callable[[], datetime],
        done: Callable[[PressVisit], None],
        known: Known,
        browser: Renderer | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.reach = reach
        self.robots = robots
        self.now = now
        self.browser = browser
        self.known = known
        self._jobs = jobs
        self._done = done

    async def start(self) -> AsyncIterator[Any]:
        """Make all visits. Nothing is yielded: each visit awaits its own answers, one after the other."""
        places = asyncio.Semaphore(SOURCES_AT_ONCE)
        await asyncio.gather(*(self._make(job, places) for job in self._jobs))
        no_requests: tuple[Request, ...] = ()
        for request in no_requests:
            yield request

    async def _make(self, job: Job, places: asyncio.Semaphore) -> None:
        async with places:
            visit = Visit(self, job, known=self.known)
            try:
                await (visit.read_page() if job.file.kind == "page" else visit.read_newsroom())
            except Exception as error:  # noqa: BLE001  # what is wrong with one source must not end the round of the others
                _log.error("A visit failed in a way that we have no words for", exc_info=error)
                visit.fail(error)
            self._done(visit.result())

    async def fetch(self, request: Request) -> Response:
        """Return the answer to *request*, in turn with the others to its host. Raises what the download raised."""
        engine = self.crawler.engine
        assert engine is not None
        return await engine.download_async(request)
