"""`make source` asks a site as politely as every visit does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from scrapers.fetching import FetchOptions
from scrapers.looking import Looker
from scrapers.probing import probe
from tests.builders.newsroom_pages import Item, Newsroom, drupal_list, rss
from tests.newsrooms.desk import NOW

OPTIONS = FetchOptions(contact_url="https://lookout.example/about", version="1.2.3", delay=0)
TITLES = ("Governor opens a bridge in the north", "Governor signs the budget of the state", "Governor visits a school")


class Publisher:
    """A site on this machine; *pages* by path."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.asked: list[tuple[str, str]] = []
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                publisher.asked.append((self.path, self.headers["User-Agent"]))
                body = publisher.pages.get(self.path)
                self.send_response(200 if body is not None else 404)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    """Return a site that serves."""
    publisher = Publisher()
    thread = threading.Thread(target=publisher.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield publisher
    publisher.server.shutdown()
    publisher.server.server_close()
    thread.join()


def test_what_can_be_read_is_found_by_asking_and_robots_are_obeyed(publisher: Publisher) -> None:
    items = [Item(title=title, url=f"/news/{n}", published=NOW) for n, title in enumerate(TITLES)]
    publisher.pages = {
        "/robots.txt": b"User-agent: *\nDisallow: /feed\n",
        "/news": drupal_list(items, title="News", site=Newsroom()),
        "/feed/": rss(items, site=Newsroom()),
    }
    said: list[str] = []

    found = probe(Looker(OPTIONS, said.append, allow_private_hosts=True), f"{publisher.url}/news", today=NOW.date())

    assert [way.way.strategy for way in found.ways] == ["html"]
    paths = [path for path, _ in publisher.asked]
    assert "/feed/" not in paths
    assert paths.count("/robots.txt") == 1
    assert any("robots.txt" in sentence for sentence in said)
    assert {agent for _, agent in publisher.asked} == {"Lookout287g/1.2.3 (+https://lookout.example/about)"}


def test_a_site_on_a_private_network_is_not_asked(publisher: Publisher) -> None:
    said: list[str] = []

    assert Looker(OPTIONS, said.append)(f"{publisher.url}/news") is None

    assert publisher.asked == []
    assert "private network" in said[0]


def test_an_address_that_is_not_there_has_an_answer(publisher: Publisher) -> None:
    answer = Looker(OPTIONS, print, allow_private_hosts=True)(f"{publisher.url}/nowhere")

    assert answer is not None
    assert answer.status == 404
