"""Reading feeds: RSS, Atom and RDF, broken ones, hostile ones, and what is no feed."""

from __future__ import annotations

import warnings
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain.releases import Published
from scrapers.listings import ListingError
from scrapers.ways import FeedWay
from tests.builders import newsroom_pages as pages
from tests.scrapers.press.newsrooms import FLAGS, HOME, ITEMS, SIGNING, dates, days, moments, read, titles, urls

FEED = FeedWay(strategy="feed", url=f"{HOME}/feed/")
WORDPRESS = "https://wordpress.org/?v=6.8.2"
ENTRY = "<item><title>Signs</title>{link}</item>"


def feed_of(entries: str, *, start: str = "") -> bytes:
    return f'{start}<rss version="2.0"><channel><title>News</title>{entries}</channel></rss>'.encode()


@pytest.mark.parametrize(
    "body",
    [pages.rss(ITEMS), pages.atom(ITEMS), pages.rdf(ITEMS), pages.sharepoint_rss(ITEMS)],
    ids=["rss", "atom", "rdf", "sharepoint"],
)
def test_every_kind_of_feed_is_read(body: bytes) -> None:
    listing = read(FEED, body, url=FEED.url)

    assert titles(listing) == [item.title for item in ITEMS]
    assert urls(listing) == [item.url for item in ITEMS]
    assert dates(listing) == moments()
    assert SIGNING.lead in listing.releases[0].lead
    assert listing.next_url is None


@pytest.mark.parametrize("body", [pages.rss(ITEMS), pages.atom(ITEMS)], ids=["rss", "atom"])
def test_a_body_that_the_feed_carries_comes_as_words(body: bytes) -> None:
    release = read(FEED, body).releases[0]

    assert release.text == SIGNING.text
    assert release.lead == SIGNING.lead
    assert release.language == "en"


def test_drupals_broken_feed_is_read_by_its_links_and_its_own_way_of_dating() -> None:
    listing = read(FEED, pages.drupal_rss(ITEMS), url=f"{HOME}/rss.xml")

    assert urls(listing) == [item.url for item in ITEMS]
    assert dates(listing) == [
        Published(on=day.on, at=item.published.replace(second=0).astimezone(UTC))
        for day, item in zip(days(), ITEMS, strict=True)
        if isinstance(item.published, datetime)
    ]


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("<link>/news/one</link>", f"{HOME}/news/one"),
        ("<link>news/one</link>", f"{HOME}/feed/news/one"),
        ("<link> https://governor.example.gov/news/one \n</link>", f"{HOME}/news/one"),
        ('<guid isPermaLink="true">https://governor.example.gov/news/one</guid>', f"{HOME}/news/one"),
        ("<guid>https://governor.example.gov/news/one</guid>", f"{HOME}/news/one"),
        ('<link/><guid isPermaLink="true">/news/one</guid>', f"{HOME}/news/one"),
        ('<guid>&lt;a href="/news/one"&gt;view&lt;/a&gt;</guid>', f"{HOME}/news/one"),
        ('<link>&lt;a href="/news/one" hreflang="en"&gt;Signs&lt;/a&gt;</link>', f"{HOME}/news/one"),
        ("<link>https://governor.example.gov/%3Ca%20href%3D%22/news/one%22%3Eview%3C/a%3E</link>", f"{HOME}/news/one"),
    ],
)
def test_the_address_is_found_where_broken_feeds_put_it(link: str, url: str) -> None:
    assert urls(read(FEED, feed_of(ENTRY.format(link=link)), url=FEED.url)) == [url]


@pytest.mark.parametrize(
    "link",
    [
        "",
        "<guid>12345</guid>",
        "<guid>tag:example.gov,2026:5</guid>",
        "<link>mailto:press@example.gov</link>",
        "<link>javascript:alert(1)</link>",
        "<link>&lt;b&gt;none&lt;/b&gt;</link>",
    ],
)
def test_an_entry_without_a_web_address_is_passed_over(link: str) -> None:
    whole = ENTRY.format(link="<link>/news/whole</link>")

    assert urls(read(FEED, feed_of(ENTRY.format(link=link) + whole), url=FEED.url)) == [f"{HOME}/news/whole"]


def test_markup_and_escapes_in_titles_become_words() -> None:
    titled = "".join(
        f"<item><title>{title}</title><link>/{number}</link></item>"
        for number, title in enumerate(
            ["A &amp;amp; B", "<![CDATA[<b>Bold</b> claim]]>", "Sheriff&amp;#8217;s day", "a &lt; b"]
        )
    )

    assert titles(read(FEED, feed_of(titled))) == ["A & B", "Bold claim", "Sheriff’s day", "a < b"]


def test_a_description_that_is_the_whole_body_is_kept_whole() -> None:
    item = replace(FLAGS, lead="The sheriff signed. " * 200)
    release = read(FEED, pages.rss([item])).releases[0]

    assert len(release.lead) <= 2_000
    assert len(release.text) == len(item.lead.strip())


def test_warnings_of_a_server_before_the_feed_do_not_matter() -> None:
    assert len(read(FEED, b"<br />\n<b>Notice</b>: old code\n" + pages.rss(ITEMS)).releases) == len(ITEMS)


def test_a_feed_in_another_encoding_is_read_by_what_it_declares() -> None:
    item = replace(FLAGS, title="Doña Ana County")

    assert titles(read(FEED, pages.rss([item], encoding="iso-8859-1"))) == ["Doña Ana County"]
    assert titles(read(FEED, pages.rss([item], encoding="utf-16"))) == ["Doña Ana County"]


def test_only_wordpress_pages_its_feeds() -> None:
    body = pages.rss(ITEMS, generator=WORDPRESS)

    assert read(FEED, body, url=FEED.url).next_url == f"{HOME}/feed/?paged=2"
    assert read(FEED, body, url=f"{HOME}/feed/?cat=5&paged=2", page=1).next_url == f"{HOME}/feed/?cat=5&paged=3"
    assert read(FEED, pages.rss(ITEMS), url=FEED.url).next_url is None
    assert read(FEED, pages.rss([], generator=WORDPRESS), url=FEED.url).next_url is None


@pytest.mark.parametrize("body", [pages.rss([]), pages.atom([]), pages.rdf([])], ids=["rss", "atom", "rdf"])
def test_a_feed_without_entries_is_an_empty_listing(body: bytes) -> None:
    assert read(FEED, body).releases == ()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (pages.drupal_list(ITEMS), "a web page, not a feed"),
        (b"\xef\xbb\xbf<!-- gone --><html><body>404</body></html>", "a web page, not a feed"),
        (b"", "no feed"),
        (b"service unavailable", "no feed"),
        (b'{"items": []}', "no feed"),
        (b"<urlset></urlset>", "no feed"),
        (pages.rss(ITEMS)[:150], "breaks off"),
        (feed_of("<item><title>No address</title></item>"), "None of the feed's 1 entries"),
        (feed_of("<item/>" * 5_001), "5,001 entries"),
        (b"<rss>" + b" " * 5_000_000, "bytes"),
    ],
)
def test_what_is_no_feed_is_told_in_a_sentence(body: bytes, said: str) -> None:
    with pytest.raises(ListingError, match=said):
        read(FEED, body)


DEFINING = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
READING_A_FILE = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
@pytest.mark.parametrize(
    "start",
    [
        DEFINING,
        READING_A_FILE,
        f'<?xml version="1.0"?>{DEFINING}',
        f"<!-- <a> --> \n{DEFINING}",
        '<!doctype rss SYSTEM "x.dtd">',
    ],
)
def test_a_feed_that_declares_a_document_type_is_not_read(start: str, encoding: str) -> None:
    body = feed_of("<item><title>&b;</title><link>/a</link></item>", start=start).decode().encode(encoding)

    with pytest.raises(ListingError, match="document type"):
        read(FEED, body)


def test_a_feed_is_never_taken_for_the_name_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = '<rss version="2.0">'
    (tmp_path / name).write_bytes(pages.rss(ITEMS))
    monkeypatch.chdir(tmp_path)

    with pytest.raises(ListingError):
        read(FEED, name.encode())


def test_a_date_that_cannot_be_read_gives_way_to_the_next_without_a_warning() -> None:
    entry = "<item><title>A</title><link>/a</link><pubDate>soon</pubDate></item>"
    dated = '<item><title>B</title><link>/b</link><pubDate>soon</pubDate><dc:date xmlns:dc="http://purl.org/dc/elements/1.1/">2026-09-17</dc:date></item>'

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        listing = read(FEED, feed_of(entry + dated))

    assert dates(listing) == [None, Published(on=date(2026, 9, 17))]
