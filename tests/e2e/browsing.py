"""A real browser, led from a thread of its own, and what it notices while it looks at a page.

Playwright's plain interface keeps an asyncio loop running in its thread; in the thread of the tests no other test could
start one. So everything that touches the browser runs here, the tests of this folder included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from importlib.resources import files
from typing import Any, Literal, TypeVar

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Request, sync_playwright

from tests.builders.chromium import PROGRAM
from tests.builders.served import SignIn

T = TypeVar("T")
Scheme = Literal["dark", "light"]

PHONE, DESK = 390, 1280
"""Widths in CSS pixels."""
HEIGHT = 900
PATIENCE_MS = 8_000
NO_SUCH_PAGE = "error: Failed to load resource: the server responded with a status of 4"
"""What a browser says itself of a page that is an error."""
_FLAGS = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
_SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) window.shifts.push([entry.value, entry.startTime]);
}).observe({type: 'layout-shift', buffered: true});
"""
"""Notes how far anything moves after it was first seen; the browser runs it, not the page."""
_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
_AXE = """
async rules => {
  const found = await axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']});
  return found.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | ')
    + ' (' + v.help + ')');
}
"""


class BrowserThread:
    """Starts a browser in a thread, and runs there whatever touches it."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "browser")
        self._leader: Playwright | None = None
        self._browser: Browser | None = None

    def run(self, work: Callable[[], T]) -> T:
        """Return what *work* returns, or raise what it raises."""
        return self._thread.submit(work).result()

    def start(self) -> None:
        """Start the browser."""
        self.run(self._start)

    def close(self) -> None:
        """End the browser and the thread."""
        self.run(self._end)
        self._thread.shutdown()

    @property
    def browser(self) -> Browser:
        """The browser, for use in its thread."""
        assert self._browser is not None, "the browser was not started"
        return self._browser

    def _start(self) -> None:
        self._leader = sync_playwright().start()
        self._browser = self._leader.chromium.launch(
            executable_path=PROGRAM.path, chromium_sandbox=PROGRAM.sandbox, args=list(_FLAGS)
        )

    def _end(self) -> None:
        if self._browser is not None:
            self._browser.close()
        if self._leader is not None:
            self._leader.stop()


@dataclass(kw_only=True)
class Reader:
    """Somebody with a browser of their own: a page, and everything that was asked for and complained about."""

    page: Page
    context: BrowserContext
    url: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    refused: int = 0
    """Pages that were opened and answered with an error: the browser itself notes a line for each."""

    def open(self, path: str) -> int:
        """Go to a path of the site, or to an address from a letter, and return the answer's status."""
        answer = self.page.goto(path if path.startswith("http") else self.url + path)
        assert answer is not None
        assert answer.status < HTTPStatus.INTERNAL_SERVER_ERROR, f"{answer.status} at {path}"
        self.refused += answer.status >= HTTPStatus.BAD_REQUEST
        return answer.status

    def follow(self, words: str, *, exact: bool = False) -> None:
        """Click on the first link that says *words*, and wait for where it leads."""
        self.page.get_by_role("link", name=words, exact=exact).first.click()
        self.page.wait_for_load_state()

    def press(self, words: str) -> None:
        """Press the button that says *words*."""
        self.page.get_by_role("button", name=words).first.click()
        self.page.wait_for_load_state()

    def sign_in(self, sign_in: SignIn) -> None:
        """Come in at the door of the review desk."""
        self.open("/desk/login")
        for field_name, typed in (("name", sign_in.name), ("password", sign_in.password), ("code", sign_in.code)):
            self.page.fill(f"#{field_name}", typed)
        self.press("Sign in")

    @property
    def text(self) -> str:
        """What the page says, in one line, as it is seen."""
        return " ".join(self.page.locator("main").inner_text().split())

    @property
    def path(self) -> str:
        """Where the reader is."""
        return self.page.url.removeprefix(self.url)

    def barriers(self) -> list[str]:
        """Return what axe-core finds on the page, a line for each rule that is broken."""
        self.page.evaluate(_axe_source())
        found: list[str] = self.page.evaluate(_AXE, list(_RULES))
        return found

    def wider_than_the_screen(self) -> list[str]:
        """Return what makes the page scroll sideways; nothing where it does not."""
        excess: int = self.page.evaluate("() => document.scrollingElement.scrollWidth - innerWidth")
        if excess <= 0:
            return []
        culprits: list[str] = self.page.evaluate(
            """() => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .slice(0, 3).map(e => e.tagName.toLowerCase() + '.' + e.className)"""
        )
        return [f"{excess} pixels wider than the screen: {', '.join(culprits)}"]

    def unexplained(self) -> list[str]:
        """Return the complaints, less the browser's own line for each page that was refused."""
        own = [line for line in self.complaints if line.startswith(NO_SUCH_PAGE)]
        return [line for line in self.complaints if line not in own] + own[self.refused :]

    def shifts(self) -> list[Any]:
        """Return every shift of the layout since the page began to load: how much, and after how many milliseconds."""
        found: list[Any] = self.page.evaluate("() => window.shifts")
        return found

    def from_elsewhere(self) -> list[str]:
        """Return every address that was asked for and is not the site's."""
        return [url for url in self.asked if not url.startswith(f"{self.url}/") and not url.startswith("data:")]


@contextmanager
def reading(
    browser: Browser,
    url: str,
    *,
    width: int = DESK,
    scripts: bool = True,
    scheme: Scheme = "light",
    locale: str = "en-US",
) -> Iterator[Reader]:
    """Give somebody a browser without a past, on the site at *url*."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT},
        java_script_enabled=scripts,
        color_scheme=scheme,
        locale=locale,
        timezone_id="America/Chicago",
        accept_downloads=True,
    )
    context.set_default_timeout(PATIENCE_MS)
    if scripts:
        context.add_init_script(_SHIFTS)
    page = context.new_page()
    reader = Reader(page=page, context=context, url=url)
    context.on("request", lambda request: _note(reader, request))
    page.on("console", lambda message: reader.complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: reader.complaints.append(f"error: {error}"))
    try:
        yield reader
    finally:
        context.close()


def _note(reader: Reader, request: Request) -> None:
    reader.asked.append(request.url)


def _axe_source() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
