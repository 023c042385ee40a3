"""Whatever the bytes are: reading a listing raises nothing but its own error, a page and its blocks nothing at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.listings import Listing, ListingError
from scrapers.readers.article import read_article
from scrapers.readers.page_blocks import blocks_of
from scrapers.ways import (
    DrupalAjaxWay,
    FeedWay,
    HtmlWay,
    ItemSelectors,
    JsonWay,
    Pager,
    SitemapWay,
    Way,
    WordPressWay,
)
from tests.builders import newsroom_pages as pages
from tests.scrapers.press.newsrooms import CHICAGO, ITEMS, LISTING, ROWS, SIGNING, TODAY, read

ANY_LIST = ItemSelectors(items="div, li, p, a", date="*", lead="*")
WAYS: list[Way] = [
    FeedWay(strategy="feed", url=LISTING),
    WordPressWay(strategy="wordpress", url=LISTING),
    HtmlWay(strategy="html", url=LISTING, select=ANY_LIST, next="a", pager=Pager(url=LISTING)),
    DrupalAjaxWay(strategy="drupal-ajax", url=LISTING, view_name="a", view_display_id="b", select=ROWS),
    JsonWay(strategy="json", url=LISTING, items="", link="url", title="title", date="date", lead="teaser", text="body"),
    SitemapWay(strategy="sitemap", url=LISTING, include="."),
]
BODIES = [
    pages.rss(ITEMS),
    pages.atom(ITEMS),
    pages.drupal_rss(ITEMS),
    pages.drupal_list(ITEMS),
    pages.wordpress_json(ITEMS),
    pages.drupal_ajax(ITEMS),
    pages.plain_json(ITEMS),
    pages.sitemap(ITEMS),
    pages.article_page(SIGNING, json_ld=True, open_graph=True),
]
DEEP = [
    b"<div>" * 50_000 + b"x",
    b"<table><tr><td>" * 20_000,
    b"<rss><channel><item>" + b"<title>" * 50_000,
    b"[" * 50_000,
    b'{"a":' * 50_000,
    b"<urlset>" * 50_000,
    b'<script type="application/ld+json">' + b"[" * 50_000,
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Return an answer of which a part was lost, doubled or overwritten."""
    body = draw(st.sampled_from(BODIES))
    start = draw(st.integers(0, len(body)))
    end = draw(st.integers(start, min(len(body), start + 60)))
    return body[:start] + draw(st.binary(max_size=8) | st.just(body[start:end] * 2)) + body[end:]


def answers(way: Way, body: bytes, page: int = 0) -> Listing | None:
    try:
        return read(way, body, page=page)
    except ListingError:
        return None


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.strategy)
@settings(max_examples=60, deadline=None)
@given(body=damaged() | st.binary(max_size=300), page=st.integers(0, 2))
def test_damaged_answers_raise_nothing_else(way: Way, body: bytes, page: int) -> None:
    listing = answers(way, body, page)

    for release in listing.releases if listing else ():
        assert release.title
        assert release.url.startswith(("http://", "https://"))


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.strategy)
@pytest.mark.parametrize("body", DEEP, ids=lambda body: body[:12].decode())
def test_answers_nested_without_end_raise_nothing_else(way: Way, body: bytes) -> None:
    answers(way, body)


@settings(max_examples=60, deadline=None)
@given(body=damaged() | st.binary(max_size=300))
def test_pages_never_raise(body: bytes) -> None:
    read_article(body, LISTING, today=TODAY, time_zone=CHICAGO)
    assert all(blocks_of(body, content="main", ignore=("time",)))


@pytest.mark.parametrize("body", DEEP, ids=lambda body: body[:12].decode())
def test_pages_nested_without_end_never_raise(body: bytes) -> None:
    read_article(body, LISTING, today=TODAY, time_zone=CHICAGO)
    blocks_of(body, content="main", ignore=())
