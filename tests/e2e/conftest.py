"""One browser and one served site for all tests here, and a reader of its own for each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from scrapers.browser import is_installed
from tests.builders.chromium import PROGRAM
from tests.builders.served import Served, served
from tests.e2e.browsing import DESK, PHONE, BrowserThread, Reader, reading

_BROWSER = pytest.StashKey[BrowserThread]()


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test that leads the browser in the browser's thread."""
    thread = pyfuncitem.session.stash.get(_BROWSER, None)
    if thread is None or "browser" not in pyfuncitem.fixturenames:
        return None
    wanted = pyfuncitem._fixtureinfo.argnames
    given = {name: pyfuncitem.funcargs[name] for name in wanted}
    thread.run(lambda: pyfuncitem.obj(**given))
    return True


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest) -> Iterator[BrowserThread]:
    """Return a browser; skip where there is none, and fail where CI must have one."""
    if not PROGRAM.path.exists() or not is_installed():
        reason = f"There is no Chromium at {PROGRAM.path}, or nothing that leads it (Playwright)."
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI must look at the pages in a browser. {reason}")
        pytest.skip(reason)
    thread = BrowserThread()
    thread.start()
    request.session.stash[_BROWSER] = thread
    try:
        yield thread
    finally:
        del request.session.stash[_BROWSER]
        thread.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return the site in which the whole story has happened."""
    with served(tmp_path_factory.mktemp("e2e")) as site:
        yield site


WAYS = [(width, scripts) for width in (PHONE, DESK) for scripts in (True, False)]


@pytest.fixture(params=WAYS, ids=[f"{width}-{'with' if on else 'no'}-scripts" for width, on in WAYS])
def reader(request: pytest.FixtureRequest, browser: BrowserThread, site: Served) -> Iterator[Reader]:
    """Return somebody who comes by phone or from a desk, with scripts or without; nothing they do leaves the site."""
    width, scripts = request.param
    with ExitStack() as stack:
        somebody = browser.run(
            lambda: stack.enter_context(reading(browser.browser, site.url, width=width, scripts=scripts))
        )
        yield somebody
        found = browser.run(lambda: (somebody.from_elsewhere(), somebody.unexplained()))
        browser.run(stack.close)
    assert found == ([], []), "something left the site, or the browser complained"
