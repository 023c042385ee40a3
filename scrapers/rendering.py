"""What a spider asks of a browser, and the way there: a request that wants one passes through Scrapy like every other.

So robots.txt, reach, the pause between two requests and one request at a time hold for a browser as they are.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from scrapy import Request
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler
from scrapy.http import HtmlResponse, Response

from scrapers.fetching import Reach, RememberedRobots

IN_BROWSER = "in_browser"
"""A request whose meta has this is made by the browser."""
RENDERED = "X-Lookout-Rendered"
"""A header of ours on what a browser showed: a capture must not pass for the bytes that the publisher sent."""

MayAsk = Callable[[str], Awaitable[bool]]
"""Tells whether an address may be asked, by the robots.txt of its host."""


class RenderError(Exception):
    """The browser cannot show a page; the message is a sentence for the operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A page as a browser shows it when its scripts have come to rest. *url* is where it then is."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    """Markup in UTF-8."""


class Renderer(Protocol):
    """A browser, as spiders see it."""

    async def render(self, url: str, *, reach: Reach, user_agent: str, timeout: float, may_ask: MayAsk) -> Rendered:  # noqa: ASYNC109  # the whole page's time
        """Return the page at *url* after at most *timeout* seconds, asking nothing but what *reach* and *may_ask* allow.

        Raises RenderError, ForbiddenAddressError, and Scrapy's IgnoreRequest, DownloadTimeoutError and
        DownloadCancelledError.
        """


class RenderingHandler(AiohttpDownloadHandler):
    """Makes requests as ever, but those that want a browser with the spider's."""

    async def download_request(self, request: Request) -> Response:
        """Return the answer to *request*, or the page that it leads to as the browser shows it."""
        if not request.meta.get(IN_BROWSER):
            return await super().download_request(request)
        spider: Any = self.crawler.spider
        browser: Renderer = spider.browser
        agent = self.crawler.settings["USER_AGENT"]
        shown = await browser.render(
            request.url,
            reach=request.meta["reach"],
            user_agent=agent,
            timeout=request.meta["download_timeout"],
            may_ask=self._may_ask,
        )
        return HtmlResponse(
            url=shown.url,
            status=shown.status,
            headers={**shown.headers, RENDERED: "yes"},
            body=shown.body,
            request=request,
        )

    async def _may_ask(self, url: str) -> bool:
        """Obey robots.txt for what a page's scripts ask for, too; it is the answer of another host perhaps."""
        robots = self.crawler.get_downloader_middleware(RememberedRobots)
        assert robots is not None, "our settings put it there"
        rules = await robots.robot_parser(Request(url))
        return rules is None or rules.allowed(url, self.crawler.settings["USER_AGENT"])
