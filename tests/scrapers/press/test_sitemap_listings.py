"""Reading sitemaps and indexes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.releases import Published
from scrapers.listings import ListingError
from scrapers.ways import SitemapWay
from tests.builders import newsroom_pages as pages
from tests.scrapers.press.newsrooms import FLAGS, FLAGS_AGAIN, HOME, ITEMS, SIGNING, dates, read, titles, urls

MAP = SitemapWay(strategy="sitemap", url=f"{HOME}/sitemap.xml", include=r"/news/.")


def test_addresses_that_match_come_newest_first_with_their_last_part_as_title() -> None:
    about = replace(FLAGS, url=f"{HOME}/about")
    listing = read(MAP, pages.sitemap([FLAGS_AGAIN, about, SIGNING, replace(FLAGS, published=None)]), url=MAP.url)

    assert urls(listing) == [SIGNING.url, FLAGS_AGAIN.url, FLAGS.url]
    assert titles(listing) == ["Sheriff signs agreement", "Flags half staff 0", "Flags half staff"]


def test_a_change_of_a_page_is_not_its_publication_but_a_day_in_its_address_is() -> None:
    dated = replace(SIGNING, url=f"{HOME}/news/2026/09/17/signs.html")
    listing = read(MAP, pages.sitemap([dated, FLAGS]), url=MAP.url)

    assert titles(listing) == ["Signs", "Flags half staff"]
    assert dates(listing) == [Published(on=date(2026, 9, 17)), None]


@pytest.mark.parametrize(
    ("parts", "newest"),
    [
        (
            {"/pages.xml": date(2026, 9, 1), "/posts-1.xml": date(2025, 1, 1), "/posts-2.xml": date(2026, 9, 1)},
            "/posts-2.xml",
        ),
        ({"/posts-1.xml": date(2026, 9, 1), "/posts-2.xml": date(2026, 8, 1)}, "/posts-1.xml"),
        ({"/posts-1.xml": None, "/posts-2.xml": None, "/tags.xml": None}, "/posts-2.xml"),
        ({"/a.xml": None, "/b.xml": None}, "/b.xml"),
        ({"https://elsewhere.example/posts.xml": None}, None),
        ({}, None),
    ],
)
def test_an_index_leads_to_its_newest_part_of_news(parts: dict[str, date | None], newest: str | None) -> None:
    listing = read(MAP, pages.sitemap_index(parts), url=MAP.url)

    assert listing.releases == ()
    assert listing.next_url == (f"{HOME}{newest}" if newest else None)


def test_a_sitemap_without_such_addresses_is_an_empty_listing() -> None:
    assert read(MAP, pages.sitemap([]), url=MAP.url).releases == ()
    assert read(MAP, pages.sitemap([replace(FLAGS, url=f"{HOME}/about")]), url=MAP.url).releases == ()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (pages.rss(ITEMS), "no sitemap: its outermost element is “rss”"),
        (pages.drupal_list(ITEMS), "a web page, not a sitemap"),
        (b"", "cannot be read"),
        (pages.sitemap(ITEMS)[:-20], "cannot be read"),
        (b'<!DOCTYPE urlset [<!ENTITY a "ha">]><urlset><url><loc>&a;</loc></url></urlset>', "document type"),
    ],
)
def test_what_is_no_sitemap_is_told_in_a_sentence(body: bytes, said: str) -> None:
    with pytest.raises(ListingError, match=said):
        read(MAP, body, url=MAP.url)


def test_a_pattern_that_cannot_be_read_is_named() -> None:
    with pytest.raises(ListingError, match="The pattern"):
        read(MAP.model_copy(update={"include": "("}), pages.sitemap(ITEMS), url=MAP.url)
