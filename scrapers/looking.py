"""Asks single addresses of one site, as politely as every visit: for `make source`, which looks how a site can be read."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Collection
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.http import Response

from scrapers.answers import headers_by_name, told
from scrapers.fetching import MAX_PAGE_BYTES, FetchOptions, Reach, RobotsCopy, hush_known_lines, scrapy_settings
from scrapers.probing import Answer

_PATIENCE = 60.0
"""Seconds for one address with its retries; a person waits."""


class Looker:
    """Asks for addresses one after the other, with the same pause, robots.txt and User-Agent as a visit.

    Call it outside an asyncio loop. *say* hears why an address gave no answer.
    """

    def __init__(self, options: FetchOptions, say: Callable[[str], None], *, allow_private_hosts: bool = False) -> None:
        self._options = options
        self._say = say
        self._allow_private_hosts = allow_private_hosts
        self._robots: dict[str, RobotsCopy] = {}
        self._asked = 0
        hush_known_lines()

    def __call__(self, url: str) -> Answer | None:
        """Return what *url* answers; None where no answer came that may be read."""
        if self._asked:
            threading.Event().wait(self._options.delay)
        self._asked += 1
        found: list[Answer | str] = []
        asyncio.run(self._ask(url, found))
        answer = found[0] if found else "The server was too slow."
        if isinstance(answer, str):
            self._say(f"{url}: {answer}")
            return None
        return answer

    async def _ask(self, url: str, found: list[Answer | str]) -> None:
        allow_http = url.startswith("http:")
        runner = AsyncCrawlerRunner(scrapy_settings(self._options, allow_http=allow_http))
        crawl = runner.crawl(
            _OneRequest,
            url=url,
            reach=Reach(
                allowed_hosts=_hosts(url), allow_http=allow_http, allow_private_hosts=self._allow_private_hosts
            ),
            robots=self._robots,
            found=found,
        )
        await asyncio.wait({crawl}, timeout=_PATIENCE)
        if not crawl.done():
            await runner.stop()


class _OneRequest(Spider):
    """Asks for one address."""

    name = "look"

    def __init__(
        self, *, url: str, reach: Reach, robots: dict[str, RobotsCopy], found: list[Answer | str], **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.url, self.reach, self.robots = url, reach, robots
        self._found = found

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def start(self) -> AsyncIterator[Request]:
        yield Request(
            self.url,
            callback=self.answered,
            errback=self.failed,
            meta={"download_maxsize": MAX_PAGE_BYTES},
            dont_filter=True,
        )

    def answered(self, response: Response) -> None:
        self._found.append(
            Answer(
                url=response.url,
                status=response.status,
                content_type=headers_by_name(response).get("content-type", ""),
                body=response.body,
            )
        )

    def failed(self, failure: Any) -> None:
        self._found.append(told(failure.value)[1])


def _hosts(url: str) -> Collection[str]:
    """Return the hosts that an address may lead to: its own, with and without "www."."""
    host = urlsplit(url).netloc.lower()
    bare = host.removeprefix("www.")
    return frozenset({host, bare, f"www.{bare}"})
