"""The note on every page of the demonstration."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from lookout.demo.banner import Banner
from tests.demo.conftest import Told
from tests.web.fakes import Client

NOTE = "A recorded demonstration, not today's list"


def _page(_: object) -> HTMLResponse:
    return HTMLResponse('<body><main id="main" class="width"><h1>Change log</h1></main><main>')


def _table(_: object) -> PlainTextResponse:
    return PlainTextResponse("<main> in a table")


@pytest.fixture
def client() -> Client:
    return Client(Banner(Starlette(routes=[Route("/", _page), Route("/table", _table)])))


def test_a_page_begins_with_the_note(client: Client) -> None:
    answer = client.get("/")

    assert answer.text.startswith(f'<body><main id="main" class="width"><p class="notice" role="note"><strong>{NOTE}')
    assert answer.text.count(NOTE) == 1
    assert answer.headers["content-length"] == str(len(answer.body))


def test_what_is_no_page_stays_as_it_is(client: Client) -> None:
    assert client.get("/table").text == "<main> in a table"


def test_a_head_request_tells_the_length_with_the_note(client: Client) -> None:
    assert client.get("/", method="HEAD").headers["content-length"] == str(len(client.get("/").body))


def test_every_page_of_the_real_site_has_it_even_where_a_browser_asks_for_compression(told: Told) -> None:
    client = Client(Banner(told.lookout.app), host="127.0.0.1")

    for path in ("/", "/changes", "/agreements", "/sources", "/incidents", "/about", "/days", "/nothing-here"):
        answer = client.get(path, accept_encoding="gzip")
        assert NOTE in answer.text, path
        assert answer.headers["content-length"] == str(len(answer.body)), path
    assert NOTE not in client.get("/feed.atom").text
