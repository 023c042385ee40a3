"""A browser for pages that scripts build: an operator's own Chromium, led by Playwright, for one round of visits.

It is shown as little as possible and may do as little as possible: no pictures, no other hosts, nothing kept.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, IgnoreRequest

from scrapers.browser_gate import Gate
from scrapers.fetching import MAX_PAGE_BYTES, ForbiddenAddressError, Reach, check_allowed
from scrapers.rendering import MayAsk, Rendered, RenderError

if TYPE_CHECKING:
    from playwright.async_api import Browser as Chromium
    from playwright.async_api import BrowserContext, Page, Request, Route, WebSocketRoute

MAX_PAGES_AT_ONCE = 2
"""An empty one costs 80 MB, and the browser itself 400 MB (measured with Chromium 156)."""
_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    "--disable-gpu",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--js-flags=--max-old-space-size=256",
)
_NOWHERE = "http://127.0.0.1:9"
"""The proxy of the browser itself, where nothing listens: only a page gets a way out (`browser_gate`)."""
_KINDS = frozenset({"document", "script", "stylesheet", "xhr", "fetch"})
"""What is asked for. Without its stylesheets many a page's scripts wait for ever; pictures, fonts and films say nothing."""
_ASKED_BY_SCRIPTS = frozenset({"xhr", "fetch"})
_QUIET = 1.5
"""Seconds without a request under way and without a new element, after which a page has come to rest."""
_REST_WITHIN = 10.0
"""Seconds after which a page that never rests is taken as it stands."""
_LOOK_EVERY = 0.25
_ERROR_PAGE = "chrome-error:"
"""Where Chromium is after a navigation that was refused."""
_CLOSE_WITHIN = 5.0
_END_WITHIN = 20.0
_NOT_OURS_TO_KEEP = frozenset(
    {"content-encoding", "content-length", "transfer-encoding", "set-cookie", "etag", "last-modified"}
)
"""Headers of the first answer that say nothing of the page as shown, or that are nobody's business."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserProgram:
    """The Chromium that an operator named. Without *sandbox* a page that breaks it has the rights of our process."""

    path: Path
    sandbox: bool = True


def is_installed() -> bool:
    """Tell whether the extra `browser` is installed, without loading it."""
    return find_spec("playwright") is not None


class Browser:
    """One Chromium, started when the first page needs it. Use it as an async context manager, for one round."""

    def __init__(self, program: BrowserProgram) -> None:
        self._program = program
        self._places = asyncio.Semaphore(MAX_PAGES_AT_ONCE)
        self._starting = asyncio.Lock()
        self._chromium: Chromium | None = None
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Start nothing yet: most rounds need no browser."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the browser, if one was started, and leave nothing of it. What goes wrong with that ends no round."""
        self._chromium = None
        try:
            await asyncio.wait_for(self._stack.aclose(), _END_WITHIN)
        except Exception:  # noqa: BLE001  # the driver may have died, and says so in many ways
            _log.exception("The browser did not end as it should; look for processes that it left")

    async def render(self, url: str, *, reach: Reach, user_agent: str, timeout: float, may_ask: MayAsk) -> Rendered:  # noqa: ASYNC109  # the whole page's time
        """Return the page at *url* as it stands when its scripts have come to rest; see `Renderer`."""
        async with self._places:
            try:
                async with asyncio.timeout(timeout):
                    return await self._render(url, reach, user_agent, may_ask)
            except TimeoutError as error:
                raise DownloadTimeoutError(f"Showing {url} took longer than {timeout} seconds.") from error

    async def _render(self, url: str, reach: Reach, user_agent: str, may_ask: MayAsk) -> Rendered:
        chromium = await self._started()
        from playwright.async_api import Error as PlaywrightError  # not before it is known to be installed

        async with Gate(reach) as gate:
            try:
                context = await chromium.new_context(
                    user_agent=user_agent,
                    proxy={"server": gate.url},
                    service_workers="block",
                    accept_downloads=False,
                    locale="en-US",
                )
            except PlaywrightError as error:
                raise _failed(error) from error
            try:
                page = await _guarded_page(context, reach, may_ask)
                return await _shown(page, url, reach, may_ask)
            except PlaywrightError as error:
                if gate.is_exhausted:
                    raise DownloadCancelledError(f"{url} loads more than is accepted.") from error
                if gate.refused:
                    raise gate.refused[0] from error
                raise _failed(error) from error
            finally:
                await _close(context)

    async def _started(self) -> Chromium:
        async with self._starting:
            if self._chromium is None or not self._chromium.is_connected():
                self._chromium = await self._start()
            return self._chromium

    async def _start(self) -> Chromium:
        if not is_installed():
            raise RenderError(
                "LOOKOUT_BROWSER is set and the extra “browser” is not installed; `lookout doctor` says how."
            )
        from playwright.async_api import Error as PlaywrightError
        from playwright.async_api import async_playwright

        try:
            async with AsyncExitStack() as stack:
                home = stack.enter_context(TemporaryDirectory(prefix="lookout-browser-", ignore_cleanup_errors=True))
                playwright = await stack.enter_async_context(async_playwright())
                chromium = await playwright.chromium.launch(
                    executable_path=self._program.path,
                    chromium_sandbox=self._program.sandbox,
                    args=list(_FLAGS),
                    ignore_default_args=["--disable-popup-blocking"],
                    proxy={"server": _NOWHERE},
                    env={"HOME": home, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},  # ours holds secrets
                    handle_sigint=False,
                    handle_sigterm=False,
                    handle_sighup=False,
                )
                stack.push_async_callback(_close, chromium)
                self._stack.push_async_exit(stack.pop_all())
        except (PlaywrightError, OSError) as error:
            _log.warning("The browser did not start: %s", _first_line(error))
            raise RenderError(
                "The browser named in LOOKOUT_BROWSER did not start; `lookout doctor` says why."
            ) from error
        return chromium


async def _guarded_page(context: BrowserContext, reach: Reach, may_ask: MayAsk) -> Page:
    """Return an empty page whose every request is looked at before it is made."""
    from playwright.async_api import Error as PlaywrightError

    async def decide(route: Route) -> None:
        wanted = _is_wanted(route.request, reach) and await may_ask(route.request.url)
        with suppress(PlaywrightError):  # the page was closed meanwhile
            await (route.continue_() if wanted else route.abort())

    async def refuse_socket(socket: WebSocketRoute) -> None:
        await socket.close()

    await context.route("**/*", decide)
    await context.route_web_socket("**/*", refuse_socket)
    page = await context.new_page()
    context.on("page", _close)  # a window that the page opens
    return page


def _is_wanted(request: Request, reach: Reach) -> bool:
    try:
        check_allowed(request.url, reach)
    except ForbiddenAddressError:
        return False
    if request.resource_type not in _KINDS:
        return False
    return request.method in {"GET", "HEAD"} or (
        request.method == "POST" and request.resource_type in _ASKED_BY_SCRIPTS
    )


async def _shown(page: Page, url: str, reach: Reach, may_ask: MayAsk) -> Rendered:
    watch = _Watch(page)
    answer = await page.goto(url, wait_until="domcontentloaded", timeout=0)  # the time is limited around all of it
    await watch.rest()
    if page.url.startswith(_ERROR_PAGE):
        raise ForbiddenAddressError("It leads itself to an address that is not followed, or that cannot be shown.")
    check_allowed(page.url, reach)
    if not await may_ask(page.url):  # a redirect is not shown to us before it is followed
        raise IgnoreRequest("Forbidden by robots.txt")
    if answer is None:
        raise RenderError("The browser was led away from the page before it could be shown.")
    headers = await answer.all_headers()
    return Rendered(
        url=page.url,
        status=answer.status,
        headers={name: value for name, value in headers.items() if name not in _NOT_OURS_TO_KEEP}
        | {"content-type": "text/html; charset=utf-8"},
        body=await _markup(page),
    )


async def _markup(page: Page) -> bytes:
    """Return the page's markup, marked as UTF-8, which the page's own words about its encoding may contradict."""
    length: int = await page.evaluate("document.documentElement ? document.documentElement.outerHTML.length : 0")
    if length <= MAX_PAGE_BYTES:
        body = b"\xef\xbb\xbf" + (await page.content()).encode("utf-8", "replace")
        if len(body) <= MAX_PAGE_BYTES:
            return body
    raise DownloadCancelledError("The page as shown is larger than is accepted.")


class _Watch:
    """Sees when a page has come to rest. Made before the page is asked for."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._under_way: set[Request] = set()
        page.on("request", self._began)
        page.on("requestfinished", self._ended)
        page.on("requestfailed", self._ended)

    def _began(self, request: Request) -> None:
        self._under_way.add(request)

    def _ended(self, request: Request) -> None:
        self._under_way.discard(request)

    async def rest(self) -> None:
        """Wait until nothing has been asked and nothing been added for a while, or for as long as patience lasts."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _REST_WITHIN
        since, elements = loop.time(), -1
        while loop.time() < deadline and loop.time() - since < _QUIET:
            await asyncio.sleep(_LOOK_EVERY)
            now = await self._elements()
            if self._under_way or now != elements:
                since, elements = loop.time(), now

    async def _elements(self) -> int:
        from playwright.async_api import Error as PlaywrightError

        with suppress(PlaywrightError):  # the page is just leading itself elsewhere
            count: int = await self._page.evaluate("document.getElementsByTagName('*').length")
            return count
        return -1


async def _close(part: Page | BrowserContext | Chromium) -> None:
    """Close a part of the browser; one that does not answer any more goes with the browser or its driver."""
    from playwright.async_api import Error as PlaywrightError

    with suppress(PlaywrightError, TimeoutError):
        await asyncio.wait_for(part.close(), _CLOSE_WITHIN)


def _failed(error: Exception) -> RenderError:
    _log.info("The browser could not show a page: %s", _first_line(error))
    return RenderError("The browser could not show the page; our log says why.")


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:300]
