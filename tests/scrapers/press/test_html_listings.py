"""Reading lists of releases out of pages: every platform's markup, pagers, and what is no list."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrapers.listings import ListingError
from scrapers.ways import HtmlWay, ItemSelectors, Pager
from tests.builders import newsroom_pages as pages
from tests.scrapers.press.newsrooms import (
    FLAGS,
    HOME,
    ITEMS,
    LISTING,
    ROWS,
    SIGNING,
    dates,
    days,
    moments,
    read,
    titles,
    urls,
)

TEASERS = ItemSelectors(items="article", link="h2 a", date="time", lead=".views-field-body p")
HEADINGS = ItemSelectors(items="div.eog-news", link="h3 a", date="h4", lead="p")
COLLECTION = ItemSelectors(items="li.usa-collection__item", date="time", lead=".usa-collection__description")
MEDIA = ItemSelectors(items=".media-object", link="h2 a", date=".date span", lead="p.m-b-1")
CARDS = ItemSelectors(items="a.x-col", link="self", title="h2", date=".x-text-headline", lead=".x-content")
POSTS = ItemSelectors(items="article.post", link=".entry-title a", date="time", lead=".entry-summary")
TABLE = ItemSelectors(items=".releases tr", date="td:first-child")


def html_way(select: ItemSelectors, *, older: str = "", pager: Pager | None = None) -> HtmlWay:
    return HtmlWay(strategy="html", url=LISTING, select=select, next=older, pager=pager)


@pytest.mark.parametrize(
    ("body", "select"),
    [
        (pages.drupal_list(ITEMS), ROWS),
        (pages.uswds_collection(ITEMS), COLLECTION),
        (pages.wordpress_archive(ITEMS), POSTS),
    ],
    ids=["drupal", "uswds", "wordpress"],
)
def test_lists_that_state_instants_are_read_with_them(body: bytes, select: ItemSelectors) -> None:
    listing = read(html_way(select), body)

    assert titles(listing) == [item.title for item in ITEMS]
    assert urls(listing) == [item.url for item in ITEMS]
    assert dates(listing) == moments()
    assert [release.lead for release in listing.releases] == [item.lead for item in ITEMS]


@pytest.mark.parametrize(
    ("body", "select"),
    [
        (pages.drupal_teasers(ITEMS), TEASERS),
        (pages.drupal_headings(ITEMS), HEADINGS),
        (pages.expression_engine_list(ITEMS), MEDIA),
        (pages.wordpress_cards(ITEMS), CARDS),
        (pages.plain_table(ITEMS), TABLE),
    ],
    ids=["noon in UTC", "words", "no year", "cards", "digits"],
)
def test_lists_that_state_days_are_read_with_them(body: bytes, select: ItemSelectors) -> None:
    listing = read(html_way(select), body)

    assert titles(listing) == [item.title for item in ITEMS]
    assert urls(listing) == [item.url for item in ITEMS]
    assert dates(listing) == days()


def test_two_releases_of_one_title_stay_two_and_one_address_stays_one() -> None:
    listing = read(html_way(ROWS), pages.drupal_list([*ITEMS, FLAGS]))

    assert urls(listing) == [item.url for item in ITEMS]


def test_a_relative_link_is_relative_to_the_page_or_its_base() -> None:
    item = replace(SIGNING, url="one?id=5#top")
    base = '<base href="/eog/press/">'
    body = pages.page(pages.drupal_rows([item]), title="News", head=base)

    assert urls(read(html_way(ROWS), pages.drupal_list([item]))) == [f"{HOME}/one?id=5"]
    assert urls(read(html_way(ROWS), body)) == [f"{HOME}/eog/press/one?id=5"]


def test_items_without_a_web_link_or_a_title_are_passed_over() -> None:
    addresses = (
        "mailto:press@example.gov",
        "javascript:void(0)",
        "#main",
        "",
        "ftp://example.gov/a",
        "https://[",
        LISTING,
    )
    bad = [replace(FLAGS, url=address) for address in addresses]
    untitled = replace(FLAGS, title=" \u200b ", url="/untitled")

    assert urls(read(html_way(ROWS), pages.drupal_list([*bad, untitled, SIGNING]))) == [SIGNING.url]


def test_a_picture_that_is_the_link_is_called_by_its_label() -> None:
    body = pages.page(
        '<li class="card"><a href="/a" aria-label="Sheriff signs"><img src="a.png"></a></li>', title="News"
    )

    assert titles(read(html_way(ItemSelectors(items=".card")), body)) == ["Sheriff signs"]


def test_pieces_of_text_and_attributes_may_be_selected() -> None:
    body = pages.page('<p data-on="2026-09-17"><a href="/a">A <b>x</b> B</a></p>', title="News")
    select = ItemSelectors(items="main p", link="a::attr(href)", title="a::text", date="::attr(data-on)")

    listing = read(html_way(select), body)

    assert titles(listing) == ["A B"]
    assert dates(listing) == [days()[2]]


def test_an_unreadable_attribute_of_a_date_gives_way_to_its_words() -> None:
    body = pages.page('<p><a href="/a">Signs</a><time datetime="soon">September 17, 2026</time></p>', title="News")

    assert dates(read(html_way(ItemSelectors(items="main p", date="time")), body)) == [days()[2]]


def test_a_day_in_the_address_stands_in_for_one_that_the_list_does_not_tell() -> None:
    item = replace(SIGNING, url="/news/2026/09/17/signs", published=None)

    assert dates(read(html_way(ROWS), pages.drupal_list([item]))) == [days()[2]]


def test_the_language_is_the_one_that_the_link_or_the_page_states() -> None:
    spanish = pages.Newsroom(language="es-US")
    rows = pages.wordpress_cards([SIGNING], site=spanish)

    assert [
        release.language for release in read(html_way(ROWS), pages.drupal_list([SIGNING], site=spanish)).releases
    ] == ["en"]
    assert [release.language for release in read(html_way(CARDS), rows).releases] == ["es"]


def test_titles_and_leads_are_shown_on_one_line_and_cut_where_they_never_end() -> None:
    item = replace(SIGNING, title="A\u202e\n  " + "b" * 600, lead="c " * 3_000)
    release = read(html_way(ROWS), pages.drupal_list([item])).releases[0]

    assert release.title == "A " + "b" * 498
    assert len(release.lead) == 1_999


@pytest.mark.parametrize(
    ("link", "older"),
    [
        ("?page=1", f"{LISTING}?page=1"),
        ("/news/P8", f"{HOME}/news/P8"),
        ("https://www.governor.example.gov/news/page/2/", "https://www.governor.example.gov/news/page/2/"),
        ("https://elsewhere.example/news?page=1", None),
        ("javascript:more()", None),
        ("", None),
        (LISTING, None),
    ],
)
def test_older_releases_are_where_the_next_link_of_the_same_site_leads(link: str, older: str | None) -> None:
    body = pages.expression_engine_list(ITEMS, pager=link)

    assert read(html_way(MEDIA, older="a.pagination-next"), body).next_url == older


def test_a_pager_counts_by_its_step_where_no_link_shows_it() -> None:
    pager = Pager(url=f"{HOME}/news/P{{n}}", step=8)
    pages_from_one = Pager(url=f"{HOME}/news/page/{{n}}/", first=1)
    body = pages.expression_engine_list(ITEMS)

    assert read(html_way(MEDIA, pager=pager), body).next_url == f"{HOME}/news/P8"
    assert read(html_way(MEDIA, pager=pager), body, page=1).next_url == f"{HOME}/news/P16"
    assert read(html_way(MEDIA, pager=pages_from_one), body).next_url == f"{HOME}/news/page/2/"
    assert read(html_way(MEDIA), body).next_url is None
    assert read(html_way(MEDIA, pager=Pager(url=LISTING)), body).next_url is None


def test_a_page_without_the_list_says_what_was_looked_for() -> None:
    with pytest.raises(ListingError, match=r"no element that matches “\.gone”: the site may have been rebuilt"):
        read(html_way(ItemSelectors(items=".gone")), pages.drupal_list(ITEMS))


def test_a_list_of_which_no_item_can_be_read_is_no_list() -> None:
    with pytest.raises(ListingError, match=r"None of the 3 elements .* has a link and a title"):
        read(html_way(ItemSelectors(items=".views-row", link="a.gone")), pages.drupal_list(ITEMS))


def test_a_page_that_scripts_build_is_called_so() -> None:
    with pytest.raises(ListingError, match="built by scripts in the browser"):
        read(html_way(ROWS), pages.javascript_shell())


def test_a_later_page_without_releases_is_the_end_of_the_list() -> None:
    listing = read(html_way(ROWS, pager=Pager(url=f"{LISTING}?page={{n}}")), pages.drupal_list([]), page=7)

    assert listing.releases == ()
    assert listing.next_url is None


@pytest.mark.parametrize("body", [b"", b"   ", b"\x00"])
def test_an_answer_that_is_no_page_is_refused(body: bytes) -> None:
    with pytest.raises(ListingError):
        read(html_way(ROWS), body)


def test_a_selector_that_cannot_be_read_is_named() -> None:
    with pytest.raises(ValueError, match=r'"div\[" is no CSS selector'):
        html_way(ItemSelectors(items="div["))
