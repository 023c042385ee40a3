"""The local site that plays ICE's."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlsplit

import pytest

from lookout.demo.site import RecordedSite
from lookout.demo.story import STORY

FIRST, LAST = STORY[0], STORY[-1]


@pytest.fixture
def site() -> Iterator[RecordedSite]:
    with RecordedSite() as site:
        site.show(FIRST)
        yield site


def _ask(site: RecordedSite, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(urlsplit(site.page_url).netloc, timeout=10)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def test_a_workbook_comes_with_the_moment_it_was_published(site: RecordedSite) -> None:
    answer, body = _ask(site, FIRST.participating.path)

    assert answer.status == 200
    assert answer.getheader("Last-Modified") == "Mon, 08 Sep 2025 13:12:00 GMT"
    assert body.startswith(b"PK")


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("Mon, 08 Sep 2025 13:12:00 GMT", 304),
        ("Mon, 08 Sep 2025 13:12:01 GMT", 304),
        ("Mon, 08 Sep 2025 13:11:59 GMT", 200),
        ("yesterday", 200),
    ],
)
def test_a_conditional_request_is_answered_by_the_date(site: RecordedSite, since: str, status: int) -> None:
    answer, body = _ask(site, FIRST.participating.path, If_Modified_Since=since)

    assert answer.status == status
    assert bool(body) == (status == 200)
    assert site.statuses == {FIRST.participating.path: status}


def test_a_numbered_download_names_its_file_in_the_answer_alone(site: RecordedSite) -> None:
    site.show(LAST)

    answer, _ = _ask(site, LAST.participating.path)

    assert LAST.participating.path.rpartition("/")[2].isdecimal()
    assert answer.getheader("Content-Disposition") == f'attachment; filename="{LAST.participating.name}"'


def test_what_the_site_no_longer_shows_is_not_found(site: RecordedSite) -> None:
    site.show(LAST)

    assert _ask(site, FIRST.participating.path)[0].status == 404


def test_a_document_is_a_page_that_says_it_is_none_and_escapes_its_name(site: RecordedSite) -> None:
    answer, body = _ask(site, "/doclib/287gMOA/%3Cscript%3E.pdf")

    assert answer.status == 200
    assert b"A recorded demonstration, not today&#39;s list" in body
    assert b"&lt;script&gt;.pdf" in body
    assert b"<script>" not in body


def test_robots_txt_lets_the_page_be_read(site: RecordedSite) -> None:
    answer, body = _ask(site, "/robots.txt")

    assert (answer.status, body) == (200, b"User-agent: *\nDisallow: /search\n")


def test_a_head_request_gets_the_length_and_no_body(site: RecordedSite) -> None:
    answer, body = _ask(site, urlsplit(site.page_url).path, "HEAD")

    assert answer.status == 200
    assert int(answer.getheader("Content-Length") or 0) > 500
    assert body == b""
