"""What holds for every page there is, in both languages: nobody is shut out, nothing leaves, nothing moves."""

from __future__ import annotations

import json
import logging
from urllib.parse import urlsplit

import pytest

from domain.addresses import at
from domain.subscriptions import Language
from tests.builders.addresses import pages_to_read
from tests.builders.served import Served
from tests.e2e.browsing import DESK, NO_SUCH_PAGE, PHONE, BrowserThread, Reader, reading

MAIN_PAGES = ("/", "/changes", "/agreements", "/states/tx", "/growth", "/sources", "/subscribe", "/about")
READ = ("state=Texas", "canary-typed", "/changes", "Mozilla")


def faults_of(reader: Reader, path: str) -> list[str]:
    """Open an address by phone and at a desk, and return all that is wrong with what is there."""
    reader.asked.clear()
    reader.complaints.clear()
    reader.page.set_viewport_size({"width": PHONE, "height": 900})
    try:
        status = reader.open(path)
    except AssertionError as error:
        return [str(error)]
    found = reader.wider_than_the_screen()
    found += [f"by phone, {barrier}" for barrier in reader.barriers()]
    moved = [shift for shift in reader.shifts() if shift[0] > 0]
    found += [f"moved while it came: {moved}"] if moved else []
    reader.page.set_viewport_size({"width": DESK, "height": 900})
    found += reader.wider_than_the_screen()
    found += [f"at a desk, {barrier}" for barrier in reader.barriers()]
    found += [f"asked elsewhere: {url}" for url in reader.from_elsewhere()]
    found += [line for line in reader.complaints if status < 400 or not line.startswith(NO_SUCH_PAGE)]
    return found


def pages_of(reader: Reader, addresses: list[str]) -> list[str]:
    """Return those addresses that a person reads: the rest is for machines, or for keeping."""
    pages = []
    for path in addresses:
        answer = reader.context.request.get(reader.url + path, max_redirects=0, max_retries=2)
        if answer.status >= 500 or answer.headers.get("content-type", "").startswith("text/html"):
            pages.append(path)
    return pages


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("half", [0, 1])
def test_every_page_is_open_to_everybody(browser: BrowserThread, site: Served, language: Language, half: int) -> None:
    with reading(browser.browser, site.url) as reader:
        addresses = [at(language, path) for path in pages_to_read(site, language)]
        pages = pages_of(reader, addresses)
        faults = {path: found for path in pages[half::2] if (found := faults_of(reader, path))}

    assert len(pages) > 40
    assert faults == {}, json.dumps(faults, indent=1)


def test_the_main_pages_are_open_to_everybody_in_the_dark(browser: BrowserThread, site: Served) -> None:
    with reading(browser.browser, site.url, scheme="dark") as reader:
        paths = [at(language, path) for path in MAIN_PAGES for language in Language]
        faults = {path: found for path in paths if (found := faults_of(reader, path))}

    assert faults == {}, json.dumps(faults, indent=1)


def test_no_page_is_in_one_language_only_by_its_links(browser: BrowserThread, site: Served) -> None:
    with reading(browser.browser, site.url) as reader:
        strays: dict[str, list[str]] = {}
        for path in (at(Language.SPANISH, page) for page in MAIN_PAGES):
            reader.open(path)
            links: list[str] = reader.page.locator("a[href^='/']:not([hreflang])").evaluate_all(
                "all => all.map(a => a.getAttribute('href'))"
            )
            strays[path] = [link for link in links if not link.startswith("/es") and not _is_for_machines(link)]

    assert {path: found for path, found in strays.items() if found} == {}


def test_the_server_writes_down_nobody_who_reads(
    browser: BrowserThread, site: Served, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with reading(browser.browser, site.url) as reader:
        reader.open("/changes?state=Texas")
        reader.open("/nowhere?q=canary-typed-by-a-reader")
    captured = capfd.readouterr()
    # Pytest listens to loggers, too, that hand nothing on and that nobody hears outside of tests: uvicorn's access log.
    audible = [record for record in caplog.records if logging.getLogger(record.name).propagate]
    ours = "\n".join(f"{record.name}: {record.getMessage()}" for record in audible)
    heard = ours + captured.out + captured.err

    told = [line for line in heard.splitlines() for word in READ if word in line]

    assert told == []


def _is_for_machines(link: str) -> bool:
    path = urlsplit(link).path
    return "." in path.rpartition("/")[2] or path.startswith(("/captures/", "/api/"))


def test_the_pages_of_the_desk_are_open_to_every_reviewer(browser: BrowserThread, site: Served) -> None:
    [incident] = site.lookout.log.incidents(only_open=True)
    pages = (
        "/desk",
        "/desk?all=yes",
        f"/desk/incidents/{incident.id}",
        "/desk/departures",
        "/desk/pair",
        "/desk/audit",
    )
    with reading(browser.browser, site.url) as reader:
        stranger = faults_of(reader, "/desk")
        reader.sign_in(site.reviewer())
        paths = [at(language, path) for language in Language for path in pages]
        faults = {path: found for path in paths if (found := faults_of(reader, path))}

    assert (stranger, faults) == ([], {}), json.dumps(faults, indent=1)
