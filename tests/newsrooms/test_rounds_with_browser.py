"""Sources that need a browser: read when one is set, and then like any other; as ever when none is."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from datetime import date
from types import TracebackType
from typing import Self

import pytest

from domain.source_health import Condition
from scrapers.browser import Browser
from scrapers.fetching import ForbiddenAddressError, Reach
from scrapers.registry import SourceFile
from scrapers.rendering import RENDERED, MayAsk, Rendered, RenderError
from tests.builders.chromium import PROGRAM, needs_chromium
from tests.builders.newsroom_pages import Newsroom, article_page, drupal_list, javascript_shell
from tests.builders.newsroom_pages import watched_page as page_of
from tests.builders.site import ROBOTS_TXT, Reply, Site
from tests.newsrooms.desk import BODY, FLOODS, KEY, LIST, PAGE, PAGE_KEY, SIGNING, Desk, item, newsroom, play
from tests.newsrooms.desk import watched_page as watched
from tests.workflows.stage import Stage
from workflows.reading import PollOutcome

OLD = item(FLOODS, "floods", date(2026, 10, 1), "Money for towns.")
NEWS = item(SIGNING, "signing", date(2026, 10, 9), BODY)
SHELL = Reply(body=javascript_shell())
FORBIDS = Reply(body=b"User-agent: *\nDisallow: /\n", content_type="text/plain")


class FakeBrowser:
    """Shows what a test says, by path; counts how often it was opened, asked and closed."""

    def __init__(self, pages: Mapping[str, bytes] | None = None) -> None:
        self.pages = dict(pages or {})
        self.shown: list[str] = []
        self.reaches: list[Reach] = []
        self.fault: Exception | None = None
        self.open = 0

    def __call__(self) -> Self:
        return self

    async def __aenter__(self) -> Self:
        self.open += 1
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.open -= 1

    async def render(self, url: str, *, reach: Reach, user_agent: str, timeout: float, may_ask: MayAsk) -> Rendered:  # noqa: ASYNC109
        assert user_agent.startswith("Lookout287g/")
        assert timeout == 5
        assert await may_ask(url)
        path = "/" + url.split("/", 3)[3]
        self.shown.append(path)
        self.reaches.append(reach)
        if self.fault:
            raise self.fault
        return Rendered(url=url, status=200, headers={"content-type": "text/html"}, body=self.pages[path])


def of_scripts(site: Site, **changes: object) -> SourceFile:
    """Return the file of a newsroom whose only way is a page that needs a browser."""
    select = {"items": ".views-row", "date": "time", "lead": "p"}
    ways = ({"strategy": "html", "url": site.url + LIST, "select": select},)
    return newsroom(site, **{"status": "browser", "ways": ways, "cadence_seconds": 86_400, **changes})


def shells(*paths: str) -> dict[str, Reply]:
    return {ROBOTS_TXT: Reply(status=404)} | dict.fromkeys((LIST, *paths), SHELL)


def listing(*items: object) -> bytes:
    return drupal_list(items, title="News", site=Newsroom())  # type: ignore[arg-type]


def test_without_a_browser_it_fails_as_expected(stage: Stage) -> None:
    async def telling(desk: Desk) -> None:
        result = (await desk.round())[KEY]

        assert result.as_expected
        assert result.message.startswith("As expected (browser): The page is built by scripts")
        assert desk.incidents() == []

    play(stage, shells(), telling, build=of_scripts)


def test_with_a_browser_it_is_read_like_any_other_and_told_once(stage: Stage) -> None:
    asked = stage.subscribe(releases=True)
    browser = FakeBrowser({LIST: listing(OLD)})

    async def telling(desk: Desk) -> None:
        assert (await desk.round())[KEY].condition is Condition.CHANGED
        browser.pages[LIST] = listing(NEWS, OLD)
        desk.site.replies["/news/signing"] = Reply(body=article_page(NEWS, site=Newsroom()))
        desk.clock.wait(days=1)
        result = (await desk.round())[KEY]

        assert [release.title for release in result.releases] == [SIGNING]
        assert stage.rows("select subscription_id from delivery") == [(asked,)]
        assert browser.shown == [LIST, LIST]  # the release opens without one
        assert desk.incidents() == []
        assert browser.open == 0

    play(stage, shells(), telling, build=of_scripts, open_browser=browser)


def test_a_page_that_is_shown_as_before_is_unchanged(stage: Stage) -> None:
    browser = FakeBrowser({LIST: listing(OLD)})

    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.clock.wait(days=1)
        result = (await desk.round())[KEY]

        assert (result.outcome, result.condition) == (PollOutcome.UNCHANGED, Condition.UNCHANGED)
        assert [asked.headers.get("if-none-match") for asked in desk.site.asked if asked.path == LIST] == [None, None]
        assert desk.incidents() == []

    replies = shells() | {LIST: Reply(body=SHELL.body, headers={"ETag": '"shell"'})}
    play(stage, replies, telling, build=of_scripts, open_browser=browser)


def test_evidence_of_what_was_shown_says_that_it_was(stage: Stage) -> None:
    async def telling(desk: Desk) -> None:
        await desk.round()

        headers = [row[0] for row in stage.rows("select headers from capture")]
        assert headers
        assert all(RENDERED.lower() in str(each).lower() for each in headers)

    shown = {LIST: listing(NEWS), NEWS.url: article_page(NEWS, site=Newsroom())}
    play(stage, shells(NEWS.url), telling, build=of_scripts, open_browser=FakeBrowser(shown))


def test_a_release_that_scripts_build_is_read_as_shown(stage: Stage) -> None:
    browser = FakeBrowser({LIST: listing(NEWS), "/news/signing": article_page(NEWS, site=Newsroom())})

    async def telling(desk: Desk) -> None:
        await desk.round()

        [logged] = desk.releases()
        assert logged.release.reading.agencies
        assert browser.shown == [LIST, "/news/signing"]

    play(stage, shells("/news/signing"), telling, build=of_scripts, open_browser=browser)


def test_a_watched_page_that_scripts_build_is_compared_as_shown(stage: Stage) -> None:
    browser = FakeBrowser({PAGE: page_of(("Grants", "Open in May"), title="Grants")})

    async def telling(desk: Desk) -> None:
        await desk.round()
        browser.pages[PAGE] = page_of(("Grants", "Closed in June"), title="Grants")
        desk.clock.wait(hours=1)
        result = (await desk.round())[PAGE_KEY]

        [change] = desk.reader.page_changes(limit=9)
        assert result.condition is Condition.CHANGED
        assert change.blocks == (("Open in May", "Closed in June"),)
        assert desk.incidents() == []

    play(stage, {PAGE: SHELL}, telling, build=lambda site: watched(site, status="browser"), open_browser=browser)


@pytest.mark.parametrize("status", ["active", "unproven", "blocked"])
def test_no_other_source_is_shown_in_a_browser(stage: Stage, status: str) -> None:
    browser = FakeBrowser()

    async def telling(desk: Desk) -> None:
        assert (await desk.round())[KEY].condition is Condition.UNREADABLE
        assert browser.shown == []

    play(stage, shells(), telling, build=lambda site: of_scripts(site, status=status), open_browser=browser)


def test_a_page_that_opens_without_a_browser_needs_none_and_is_told_of(stage: Stage) -> None:
    browser = FakeBrowser()

    async def telling(desk: Desk) -> None:
        assert (await desk.round())[KEY].condition is Condition.CHANGED
        assert browser.shown == []
        [incident] = desk.incidents()
        assert incident.kind == "opened"

    play(stage, shells() | {LIST: Reply(body=listing(OLD))}, telling, build=of_scripts, open_browser=browser)


@pytest.mark.parametrize(
    ("replies", "condition"),
    [
        ({ROBOTS_TXT: FORBIDS}, Condition.BLOCKED),
        ({LIST: Reply(status=403, body=b"<p>Access denied")}, Condition.BLOCKED),
        ({LIST: Reply(body=SHELL.body, headers={"cf-mitigated": "challenge"})}, Condition.BLOCKED),
        ({LIST: Reply(status=429)}, Condition.BLOCKED),
        ({LIST: Reply(status=404)}, Condition.GONE),
    ],
    ids=["robots", "blocked", "challenge", "slow down", "gone"],
)
def test_a_browser_is_never_a_way_around_a_refusal(
    stage: Stage, replies: Mapping[str, Reply], condition: Condition
) -> None:
    browser = FakeBrowser()

    async def telling(desk: Desk) -> None:
        result = (await desk.round())[KEY]

        assert result.condition is condition
        assert not result.as_expected
        assert browser.shown == []
        assert [incident.kind for incident in desk.incidents()] == [condition.value]

    play(stage, shells() | dict(replies), telling, build=of_scripts, open_browser=browser)


@pytest.mark.parametrize(
    ("fault", "condition"),
    [
        (RenderError("The browser did not start."), Condition.UNREACHABLE),
        (ForbiddenAddressError("It leads to another host."), Condition.GONE),
        (RuntimeError("a slip of ours"), Condition.UNREACHABLE),
    ],
)
def test_a_browser_that_fails_is_an_incident_and_never_no_news(
    stage: Stage, fault: Exception, condition: Condition, caplog: pytest.LogCaptureFixture
) -> None:
    browser = FakeBrowser()
    browser.fault = fault

    async def telling(desk: Desk) -> None:
        result = (await desk.round())[KEY]

        assert (result.outcome, result.condition) == (PollOutcome.FAILED, condition)
        assert [incident.kind for incident in desk.incidents()] == [condition.value]
        assert browser.shown == [LIST]
        assert browser.open == 0

    play(stage, shells(), telling, build=of_scripts, open_browser=browser)


def test_a_page_that_shows_no_list_either_is_an_incident(stage: Stage) -> None:
    async def telling(desk: Desk) -> None:
        result = (await desk.round())[KEY]

        assert result.condition is Condition.UNREADABLE
        assert "built by scripts" in result.message
        assert [incident.kind for incident in desk.incidents()] == ["unreadable"]

    play(stage, shells(), telling, build=of_scripts, open_browser=FakeBrowser({LIST: SHELL.body}))


def test_what_it_may_ask_is_what_the_source_may(stage: Stage) -> None:
    browser = FakeBrowser({LIST: listing(OLD)})

    async def telling(desk: Desk) -> None:
        await desk.round()

        [reach] = browser.reaches
        assert set(reach.allowed_hosts) == {desk.site.url.partition("//")[2]}

    play(stage, shells(), telling, build=of_scripts, open_browser=browser)


@needs_chromium()
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_real_browser_reads_a_newsroom_that_scripts_build(stage: Stage) -> None:
    script = "fetch('/parts').then(r => r.text()).then(t => document.body.innerHTML = t)"
    page = f"<html><head><script src='/static/app.js'></script></head><body><script>{script}</script></body></html>"
    robots = Reply(body=b"User-agent: *\nDisallow: /static/\n", content_type="text/plain")

    async def telling(desk: Desk) -> None:
        result = (await desk.round())[KEY]

        assert [release.title for release in result.releases] == [SIGNING]
        assert desk.incidents() == []
        assert desk.site.paths() == [LIST, LIST, "/parts", "/news/signing"]  # robots.txt holds for scripts too
        desk.site.replies[ROBOTS_TXT] = FORBIDS
        desk.clock.wait(days=2)
        already = len(desk.site.paths())
        assert (await desk.round())[KEY].condition is Condition.BLOCKED
        assert desk.site.paths()[already:] == []

    replies = {
        ROBOTS_TXT: robots,
        LIST: Reply(body=page.encode()),
        "/parts": Reply(body=listing(NEWS, OLD)),
        "/news/signing": Reply(body=article_page(NEWS, site=Newsroom())),
    }
    play(stage, replies, telling, build=of_scripts, open_browser=lambda: Browser(PROGRAM), timeout=30)


@needs_chromium()
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("allowed", [True, False])
def test_another_host_of_the_source_is_asked_as_its_own_robots_say(stage: Stage, allowed: bool) -> None:
    async def run() -> None:
        async with Site() as other, Site() as site:
            there = f"localhost:{other.port}"  # pauses go by name, and one request at a time
            markup = json.dumps(listing(OLD).decode())
            other.replies |= {
                "/app.js": Reply(body=f"document.write({markup})".encode(), content_type="text/javascript")
            }
            other.replies[ROBOTS_TXT] = FORBIDS if not allowed else Reply(status=404)
            page = f"<html><body><script src='http://{there}/app.js'></script></body></html>".encode()
            site.replies |= {ROBOTS_TXT: Reply(status=404), LIST: Reply(body=page)}
            hosts = (site.url.partition("//")[2], there)
            desk = Desk(
                stage, site, of_scripts(site, allowed_hosts=hosts), open_browser=lambda: Browser(PROGRAM), timeout=30
            )
            result = (await desk.round())[KEY]

            assert result.condition is (Condition.CHANGED if allowed else Condition.UNREADABLE)
            assert other.paths() == (["/app.js"] if allowed else [])
            assert [asked.path for asked in other.asked].count(ROBOTS_TXT) == 1

    asyncio.run(run())


def test_without_the_extra_it_is_said_what_to_do(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrapers.browser.is_installed", lambda: False)
    monkeypatch.setitem(sys.modules, "playwright.async_api", None)

    async def telling(desk: Desk) -> None:
        result = (await desk.round())[KEY]

        assert result.condition is Condition.UNREACHABLE
        assert "`lookout doctor` says how" in result.message

    play(stage, shells(), telling, build=of_scripts, open_browser=lambda: Browser(PROGRAM))


def test_a_browser_of_which_nothing_is_asked_is_never_started() -> None:
    async def run() -> None:
        async with Browser(PROGRAM) as browser:
            assert browser._chromium is None
        assert browser._chromium is None

    asyncio.run(run())
