"""How every request is made: Scrapy's settings for one visit, and what stands between a spider and the network."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from scrapers.links_on_page import host_of
from scrapers.public_addresses import is_public

MAX_PAGE_BYTES = 5 * 1024 * 1024
MAX_WORKBOOK_BYTES = 10 * 1024 * 1024
ROBOTS_KEPT_FOR = timedelta(hours=24)
"""RFC 9309 section 2.4: a crawler should not use its copy of robots.txt for longer."""

_AIOHTTP_HANDLER = f"{__name__}.HandlerWhenNeeded"
_BROWSER_HANDLER = "scrapers.rendering.RenderingHandler"
_RETRIED_STATUSES = [408, 500, 502, 503, 504, 522, 524]
"""Scrapy's own list without 429: who asks us to slow down is not asked again at once."""


# What these say at every crawl is known and dealt with: the handler is young, no Referer is sent, and a robots.txt that
# cannot be had is followed by the page's own failure.
_KNOWN_AND_DEALT_WITH = (
    "scrapy.core.downloader.handlers._base_streaming",
    "scrapy.downloadermiddlewares.redirect",
    "scrapy.downloadermiddlewares.robotstxt",
)


class ForbiddenAddressError(IgnoreRequest):
    """A request or redirect led to an address that this visit may not ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsCopy:
    """One host's robots.txt as parsed, and when it was fetched."""

    parser: RobotParser
    fetched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Which addresses a visit may ask. *allowed_hosts* are `host` or `host:port` in lower case."""

    allowed_hosts: Collection[str]
    allow_http: bool
    allow_private_hosts: bool


class ReachingSpider(Protocol):
    """What the middlewares here need to know of the spider they serve."""

    reach: Reach
    robots: dict[str, RobotsCopy]

    def now(self) -> datetime:
        """Return the current instant, in UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOptions:
    """What an operator may set. *delay* and *timeout* are seconds; *contact_url* stands in the User-Agent."""

    contact_url: str
    version: str
    delay: float = 1.0
    timeout: float = 30.0
    user_agent: str = field(init=False)

    def __post_init__(self) -> None:
        """Put the User-Agent together: who we are and where to reach us."""
        object.__setattr__(self, "user_agent", f"Lookout287g/{self.version} (+{self.contact_url})")


def scrapy_settings(
    options: FetchOptions, *, allow_http: bool, at_once: int = 1, with_browser: bool = False
) -> dict[str, Any]:
    """Return Scrapy's settings for one visit, or for a round that asks *at_once* hosts, each one request at a time.

    *with_browser* lets requests that ask for it be made by the spider's browser instead.

    Scrapy's defaults are for reach, not for safety: it verifies no certificate, accepts a gigabyte, waits three
    minutes, and opens a port that runs Python. Everything not needed for two kinds of GET is off here.
    """
    handler = _BROWSER_HANDLER if with_browser else _AIOHTTP_HANDLER
    return {
        "TWISTED_REACTOR_ENABLED": False,
        "USER_AGENT": options.user_agent,
        "DEFAULT_REQUEST_HEADERS": {"Accept": "*/*", "Accept-Language": "en", "Accept-Encoding": "gzip"},
        "DOWNLOAD_HANDLERS": {
            "https": handler,
            "http": handler if allow_http else None,
            "file": None,
            "ftp": None,
            "data": None,
            "s3": None,
        },
        "DOWNLOADER_MIDDLEWARES": {
            f"{__name__}.WithinReach": 60,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            f"{__name__}.RememberedRobots": 100,
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
            "scrapers.unpacking.GzipOnly": 590,
        },
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_TLS_MIN_VERSION": "TLSv1.2",
        "DOWNLOAD_MAXSIZE": MAX_WORKBOOK_BYTES,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": options.timeout,
        "DOWNLOAD_FAIL_ON_DATALOSS": True,
        "DOWNLOAD_DELAY": options.delay,
        "DOWNLOAD_DELAY_JITTER": 0,
        "CONCURRENT_REQUESTS": at_once,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "ROBOTSTXT_OBEY": True,
        "REDIRECT_MAX_TIMES": 3,
        "METAREFRESH_ENABLED": False,
        "RETRY_TIMES": 2,
        "RETRY_HTTP_CODES": _RETRIED_STATUSES,
        "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG",
        "HTTPERROR_ALLOW_ALL": True,
        "HTTPPROXY_ENABLED": False,
        "HTTPCACHE_ENABLED": False,
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "MEMUSAGE_ENABLED": False,
        "LOGSTATS_INTERVAL": 0,
        "STATS_DUMP": False,
    }


def hush_known_lines() -> None:
    """Keep out of the log what is said at every crawl and dealt with."""
    for name in _KNOWN_AND_DEALT_WITH:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def check_allowed(url: str, reach: Reach) -> None:
    """Raise ForbiddenAddressError where *url* is not secure, or of a host that *reach* does not name."""
    scheme, host = urlsplit(url).scheme, host_of(url)
    if scheme != "https" and not (scheme == "http" and reach.allow_http):
        raise ForbiddenAddressError("It leads to an address that is not https, which is never followed.")
    if host not in reach.allowed_hosts:
        raise ForbiddenAddressError(f"It leads to another host, {host[:100]}, which is not followed.")


class HandlerWhenNeeded(AiohttpDownloadHandler):
    """Scrapy's handler, made at the first request of its scheme: each loads every certificate authority, some 30 ms.

    At its end it lets go of these, 1 MB, which would else stay until Python looks for the crawl's garbage, hours later.
    """

    lazy = True

    async def close(self) -> None:
        """End all connections."""
        await super().close()
        del self._ssl_context


class WithinReach:
    """Lets a request through only to the hosts of this visit, securely, and to public addresses.

    Redirects and robots.txt pass here too. The address is checked when the name is resolved and again on the answer,
    because a name can resolve differently a moment later.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> WithinReach:
        """Build the middleware as Scrapy asks for it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise ForbiddenAddressError where *request* leads out of reach."""
        reach = self._reach(request)
        check_allowed(request.url, reach)
        parts = urlsplit(request.url)
        if not reach.allow_private_hosts:
            await _check_resolves_publicly(parts.hostname or "", parts.port or 443)

    def process_response(self, request: Request, response: Response) -> Response:
        """Raise ForbiddenAddressError where the answer to *request* came from a private address."""
        reach = self._reach(request)
        if not reach.allow_private_hosts and response.ip_address and not is_public(str(response.ip_address)):
            raise ForbiddenAddressError(f"{host_of(request.url)} answered from a private network address.")
        return response

    def _reach(self, request: Request) -> Reach:
        """Return the reach that *request* was made with; robots.txt is asked for with that of the whole visit."""
        own: Reach | None = request.meta.get("reach")
        return own or _spider(self._crawler).reach


class RememberedRobots(RobotsTxtMiddleware):
    """Obeys robots.txt, and fetches it once a day instead of once a visit."""

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """Return the host's rules from the last day, or fetch them; None where they cannot be had."""
        spider = _spider(self.crawler)
        host = host_of(request.url)
        known = spider.robots.get(host)
        if known is not None and spider.now() - known.fetched_at < ROBOTS_KEPT_FOR:
            return known.parser
        parser = await super().robot_parser(request)
        if parser is not None:
            spider.robots[host] = RobotsCopy(parser=parser, fetched_at=spider.now())
        return parser


async def _check_resolves_publicly(host: str, port: int) -> None:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return  # The download fails on the same name in a moment, with Scrapy's own retries and words.
    if any(not is_public(str(address[0])) for *_, address in found):
        raise ForbiddenAddressError(f"{host[:100]} is an address of a private network, which is never asked.")


def _spider(crawler: Crawler) -> ReachingSpider:
    spider: Any = crawler.spider
    reaching: ReachingSpider = spider
    return reaching
