"""What a browser may ask and what comes of a page that scripts build: a real Chromium against a site of this machine."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, IgnoreRequest

from scrapers.browser import Browser, BrowserProgram
from scrapers.fetching import ForbiddenAddressError, Reach
from scrapers.readers.page_text import parse_page, visible_text
from scrapers.rendering import Rendered, RenderError
from tests.builders.chromium import PROGRAM, needs_chromium
from tests.builders.site import Fault, Reply, Site

pytestmark = needs_chromium()

AGENT = "Lookout287g/1.2.3 (+https://lookout.example/about)"
PATIENCE = 30.0
PAGE = "/news"
FILLED = "Governor signs a 287(g) agreement"
SCRIPT = """
fetch('/list.json').then(r => r.json()).then(titles => {
  const main = document.createElement('main');
  main.innerHTML = titles.map(t => '<p>' + t + '</p>').join('');
  document.body.append(main);
});
"""
Telling = Callable[[Browser, Site], Awaitable[None]]


async def allow_all(_: str) -> bool:
    return True


def shell(extra: str = "", script: str = SCRIPT, head: str = "") -> Reply:
    """Return a page that is empty until *script* has run."""
    return Reply(body=f"<!DOCTYPE html><html><head>{head}</head><body>{extra}<script>{script}</script></body>".encode())


def the_list(*titles: str) -> Reply:
    quoted = ",".join(f'"{title}"' for title in titles)
    return Reply(body=f"[{quoted}]".encode(), content_type="application/json")


def play(telling: Telling, program: BrowserProgram = PROGRAM, **replies: Reply) -> None:
    """Let *telling* play with a browser and a site that serves *replies*, `news` as `/news`."""

    async def run() -> None:
        async with Site() as site, Browser(program) as browser:
            site.replies |= {f"/{name.replace('_', '.')}": reply for name, reply in replies.items()}
            await telling(browser, site)

    asyncio.run(run())


async def show(browser: Browser, site: Site, path: str = PAGE, **changes: object) -> Rendered:
    reach = Reach(allowed_hosts={site.url.partition("//")[2]}, allow_http=True, allow_private_hosts=True)
    given = {"reach": reach, "user_agent": AGENT, "timeout": PATIENCE, "may_ask": allow_all, **changes}
    return await browser.render(site.url + path, **given)  # type: ignore[arg-type]


def words(shown: Rendered) -> str:
    page = parse_page(shown.body)
    assert page is not None
    return visible_text(page)


def test_a_list_that_a_script_builds_is_in_what_is_shown() -> None:
    async def telling(browser: Browser, site: Site) -> None:
        shown = await show(browser, site)

        assert words(shown) == FILLED
        assert (shown.url, shown.status) == (site.url + PAGE, 200)
        assert site.paths() == [PAGE, "/list.json"]
        assert {asked.headers["user-agent"] for asked in site.asked} == {AGENT}

    play(telling, news=shell(), list_json=the_list(FILLED))


def test_what_a_script_asks_for_a_while_later_is_waited_for() -> None:
    async def telling(browser: Browser, site: Site) -> None:
        assert words(await show(browser, site)) == FILLED

    play(telling, news=shell(script=f"setTimeout(() => {{ {SCRIPT} }}, 900)"), list_json=the_list(FILLED))


def test_what_is_shown_is_utf_8_whatever_the_page_says_of_itself() -> None:
    async def telling(browser: Browser, site: Site) -> None:
        assert words(await show(browser, site)) == "Peña – “287(g)”"

    reply = Reply(
        body=b"<html><head><meta charset='iso-8859-1'></head><body>Pe\xf1a<script>document.body.append("
        b"' \\u2013 \\u201c287(g)\\u201d')</script></body>",
        content_type="text/html",
    )
    play(telling, news=reply)


def test_nothing_is_asked_for_that_says_nothing_and_nothing_of_other_hosts() -> None:
    async def telling(browser: Browser, site: Site) -> None:
        async with Site({"/other.js": Reply(body=b"document.title='reached'")}) as other:
            site.replies[PAGE] = shell(
                f"<img src='/picture.png'><script src='{other.url}/other.js'></script><iframe src='{other.url}/frame'>"
                f"</iframe><video src='/film.mp4'></video><div style='background:url(/background.png)'>x</div>"
                f"<form id='f' action='/sent' method='post' target='i'></form><iframe name='i'></iframe>",
                SCRIPT
                + f"fetch('{other.url}/asked').catch(() => 0); navigator.sendBeacon('/beacon');"
                + f"new WebSocket('{site.url.replace('http', 'ws')}/socket'); new EventSource('/events');"
                + "navigator.serviceWorker && navigator.serviceWorker.register('/worker.js').catch(() => 0);"
                + "document.getElementById('f').submit(); window.open('/window');",
                f"<link rel='preconnect' href='{other.url}'><link rel='icon' href='/icon.png'><link rel='prefetch' "
                f"href='{other.url}/later'><style>@font-face{{font-family:f;src:url(/font.woff2)}}body{{font-family:f}}"
                "</style>",
            )
            shown = await show(browser, site)

            assert FILLED in words(shown)
            assert set(site.paths()) == {PAGE, "/list.json"}
            assert other.asked == []

    play(telling, list_json=the_list(FILLED))


def test_an_address_that_robots_forbid_is_not_asked_for_by_a_script() -> None:
    asked: list[str] = []

    async def telling(browser: Browser, site: Site) -> None:
        async def may_ask(url: str) -> bool:
            asked.append(url)
            return not url.endswith("/list.json")

        assert FILLED not in words(await show(browser, site, may_ask=may_ask))
        assert site.paths() == [PAGE]
        assert asked == [site.url + PAGE, f"{site.url}/list.json", site.url + PAGE]

    play(telling, news=shell(), list_json=the_list(FILLED))


def test_a_page_that_leads_to_where_robots_forbid_is_not_taken() -> None:
    async def telling(browser: Browser, site: Site) -> None:
        async def may_ask(url: str) -> bool:
            return not url.endswith("/hidden")

        with pytest.raises(IgnoreRequest, match=r"robots\.txt"):
            await show(browser, site, may_ask=may_ask)

    play(telling, news=Reply(status=302, headers={"Location": "/hidden"}), hidden=shell(FILLED, ""))


def test_a_private_address_is_never_connected_to() -> None:
    async def telling(browser: Browser, site: Site) -> None:
        reach = Reach(allowed_hosts={site.url.partition("//")[2]}, allow_http=True, allow_private_hosts=False)

        with pytest.raises(ForbiddenAddressError, match="private network"):
            await show(browser, site, reach=reach)
        assert site.asked == []

    play(telling, news=shell())


@pytest.mark.parametrize("how", ["by the server", "by a script"])
def test_a_page_that_leads_elsewhere_is_not_followed_there(how: str) -> None:
    async def telling(browser: Browser, site: Site) -> None:
        async with Site({PAGE: shell(FILLED, "")}) as other:
            redirect = Reply(status=302, headers={"Location": other.url + PAGE})
            by_script = shell("Here", f"location.href='{other.url}{PAGE}'")
            site.replies[PAGE] = redirect if how == "by the server" else by_script
            with pytest.raises(ForbiddenAddressError):
                await show(browser, site)
            assert other.asked == []

    play(telling)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(shell(script="while (true) {}"), id="a script that never ends"),
        pytest.param(Reply(fault=Fault.SILENT), id="no answer"),
        pytest.param(Reply(body=b"<p>half" * 50, fault=Fault.STALLED), id="an answer that stops"),
    ],
)
def test_a_page_that_never_ends_is_given_up_in_time_and_the_next_is_shown(page: Reply) -> None:
    async def telling(browser: Browser, site: Site) -> None:
        begin = time.monotonic()
        with pytest.raises(DownloadTimeoutError):
            await show(browser, site, "/endless", timeout=2.5)
        assert time.monotonic() - begin < 15
        assert words(await show(browser, site)) == FILLED

    play(telling, endless=page, news=shell(), list_json=the_list(FILLED))


def test_a_page_that_goes_on_asking_is_taken_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrapers.browser._REST_WITHIN", 3.0)

    async def telling(browser: Browser, site: Site) -> None:
        assert FILLED in words(await show(browser, site))

    asks_for_ever = SCRIPT + "setInterval(() => fetch('/news.json'), 300);"
    play(telling, news=shell(script=asks_for_ever), list_json=the_list(FILLED), news_json=the_list())


def test_a_page_that_grows_beyond_what_is_accepted_is_not_taken() -> None:
    async def telling(browser: Browser, site: Site) -> None:
        with pytest.raises(DownloadCancelledError):
            await show(browser, site)

    play(telling, news=shell(script="document.body.append('x'.repeat(6e6))"))


def test_nothing_is_kept_from_one_page_to_the_next() -> None:
    async def telling(browser: Browser, site: Site) -> None:
        await show(browser, site)
        await show(browser, site)

        assert [asked.headers.get("cookie") for asked in site.asked] == [None, None]

    page = shell(script="document.cookie='seen=1; max-age=9999'; localStorage.setItem('seen', '1')")
    play(telling, news=Reply(body=page.body, headers={"Set-Cookie": "id=1; Max-Age=9999"}))


def test_a_download_is_no_page() -> None:
    async def telling(browser: Browser, site: Site) -> None:
        with pytest.raises(RenderError):
            await show(browser, site)

    play(telling, news=Reply(body=b"PK", content_type="application/zip"))


def test_a_browser_that_is_not_there_is_said_so() -> None:
    async def telling(browser: Browser, site: Site) -> None:
        with pytest.raises(RenderError, match="LOOKOUT_BROWSER did not start"):
            await show(browser, site)
        assert site.asked == []

    play(telling, BrowserProgram(path=Path("/nowhere/chromium"), sandbox=False))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root is refused by Chromium's sandbox for certain")
def test_the_sandbox_is_never_given_up_by_itself() -> None:
    async def telling(browser: Browser, site: Site) -> None:
        with pytest.raises(RenderError, match="did not start"):
            await show(browser, site)
        assert site.asked == []

    play(telling, BrowserProgram(path=PROGRAM.path, sandbox=True), news=shell())


def test_the_browser_is_started_for_the_first_page_and_gone_afterwards() -> None:
    before = set(_children())

    async def run() -> None:
        async with Site({PAGE: shell(FILLED, "")}) as site:
            async with Browser(PROGRAM) as browser:
                assert not set(_children()) - before
                await show(browser, site)
                assert set(_children()) - before
            assert not set(_children()) - before

    asyncio.run(run())


def test_a_browser_that_died_is_started_again_and_ends_no_round() -> None:
    before = set(_children())

    async def run() -> None:
        async with Site({PAGE: shell(FILLED, "")}) as site, Browser(PROGRAM) as browser:
            await show(browser, site)
            for pid, name in _children().items():
                with suppress(ProcessLookupError):  # its parent took it along
                    os.kill(pid, signal.SIGKILL if name.startswith("chrom") else 0)
            await asyncio.sleep(0.5)
            assert words(await show(browser, site)) == FILLED

    asyncio.run(run())
    assert not set(_children()) - before


def test_the_browser_knows_nothing_of_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOKOUT_SECRET_KEY", "sixteen and more characters")

    async def telling(browser: Browser, site: Site) -> None:
        await show(browser, site)

        told = _environments("chrom")
        assert any(told)
        assert [each for each in told if b"LOOKOUT" in each] == []

    play(telling, news=shell(FILLED, ""))


def _environments(name: str) -> list[bytes]:
    """Return what the programs of that name below this process were told when they were started."""
    told = []
    for pid, full in _children().items():
        with suppress(OSError):  # it has just ended
            told += [Path(f"/proc/{pid}/environ").read_bytes()] if full.startswith(name) else []
    return told


def _children() -> dict[int, str]:
    """Return the programs that run below this process, by number; not a database server, whose helpers come and go."""
    below = {os.getpid()}
    found: dict[int, str] = {}
    for stat in sorted(Path("/proc").glob("[0-9]*/stat"), key=lambda path: int(path.parent.name)):
        try:
            name, _, rest = stat.read_text().partition("(")[2].rpartition(")")
        except OSError:
            continue
        state, parent = rest.split()[:2]
        if int(parent) in below and state != "Z" and not name.startswith("postgres"):
            below.add(int(stat.parent.name))
            found[int(stat.parent.name)] = name
    return found
