"""What the home page costs a reader on a phone with little signal, by our own figures."""

from __future__ import annotations

import http.client
import re
from contextlib import closing
from urllib.parse import urlsplit

from tests.builders.served import Served
from tests.e2e.browsing import PHONE, BrowserThread, Reader, reading

MOST_BYTES = 60_000
"""The home page with its style and its icon, as it goes over the wire."""


def on_the_wire(site: Served, path: str) -> tuple[int, bytes]:
    """Return how many bytes of an answer's body travel to somebody who takes gzip, and its body as it came."""
    with closing(http.client.HTTPConnection(site.settings.host, site.settings.port, timeout=10)) as connection:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        body = answer.read()
        headers = sum(len(name) + len(value) + 4 for name, value in answer.getheaders())
        return headers + len(body), body


def test_the_home_page_with_all_it_needs_is_small(browser: BrowserThread, site: Served) -> None:
    with reading(browser.browser, site.url, width=PHONE) as reader:
        reader.open("/")
        needed = [url.removeprefix(site.url) for url in reader.asked]
        icon = reader.page.locator("link[rel=icon]").get_attribute("href") or ""
    costs = {path: on_the_wire(site, path)[0] for path in {*needed, icon}}

    assert "/" in costs
    assert any(path.startswith("/site.css") for path in costs)
    assert sum(costs.values()) <= MOST_BYTES, costs


def test_nothing_moves_after_it_was_seen_and_no_script_keeps_the_reader_waiting(
    browser: BrowserThread, site: Served
) -> None:
    with reading(browser.browser, site.url, width=PHONE) as reader:
        reader.open("/")
        first_seen = _first_paint(reader)
        shifts = reader.shifts()
        scripts = reader.page.locator("script").count()

    assert [shift for shift in shifts if shift[0] > 0] == []
    assert first_seen > 0
    assert scripts == 0


def test_the_page_is_seen_without_any_script(browser: BrowserThread, site: Served) -> None:
    with reading(browser.browser, site.url, width=PHONE, scripts=False) as without:
        without.open("/")
        read = without.text
    with reading(browser.browser, site.url, width=PHONE) as reader:
        reader.open("/")

        assert reader.text == read


def test_a_second_look_costs_no_more_than_a_question(site: Served) -> None:
    with closing(http.client.HTTPConnection(site.settings.host, site.settings.port, timeout=10)) as connection:
        connection.request("GET", "/")
        first = connection.getresponse()
        first.read()
        tag = first.getheader("ETag") or ""
        connection.request("GET", "/", headers={"If-None-Match": tag})
        second = connection.getresponse()

        assert tag
        assert (second.status, second.read()) == (304, b"")


def test_style_and_icon_are_kept_for_as_long_as_their_address_stays(site: Served) -> None:
    with closing(http.client.HTTPConnection(site.settings.host, site.settings.port, timeout=10)) as connection:
        connection.request("GET", "/")
        page = connection.getresponse().read().decode()
        kept = {}
        for path in re.findall(r'<link rel="(?:stylesheet|icon)"[^>]* href="([^"]+)"', page):
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            kept[urlsplit(path).path] = answer.getheader("Cache-Control")

    assert set(kept) == {"/site.css", "/icon.svg"}
    assert all(value and "immutable" in value for value in kept.values())


def _first_paint(reader: Reader) -> float:
    """Return when something was first seen, in milliseconds. The browser says so soon after the page has loaded."""
    found = reader.page.wait_for_function(
        "() => performance.getEntriesByName('first-contentful-paint').map(entry => entry.startTime)[0] || 0"
    )
    return float(found.json_value())
