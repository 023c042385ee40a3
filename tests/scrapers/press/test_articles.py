"""Reading one release from its own page, whichever of the many places its parts stand in."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from domain.releases import Published
from scrapers.readers.article import Article, read_article
from tests.builders import newsroom_pages as pages
from tests.builders.newsroom_pages import Item

TODAY = date(2026, 10, 2)
URL = "https://governor.example.gov/news/sheriff-signs"
AT = datetime(2026, 9, 17, 21, 30, 15, tzinfo=timezone(timedelta(hours=-5)))
INSTANT = Published(on=date(2026, 9, 17), at=AT.astimezone(UTC))
DAY = Published(on=date(2026, 9, 17))
PARAGRAPHS = (
    "POLK COUNTY – The sheriff signed the agreement with the federal agency on Tuesday, and deputies will be trained.",
    "“We will work with our partners,” the sheriff said after the signing in the county seat, where many had come.",
    "The county has asked the state for a grant, of which half has been paid, and expects the rest in the new year.",
)
ITEM = Item(title="Sheriff Signs Agreement – at Last", url=URL, published=AT, text="\n".join(PARAGRAPHS))


def read(body: bytes, *, url: str = URL) -> Article:
    article = read_article(body, url, today=TODAY, time_zone="America/Chicago")
    assert article is not None
    return article


def headed(head: str, *, heading: str = "Sheriff Signs", words: str = "", title: str = "Sheriff Signs") -> bytes:
    return pages.page(f"<h1>{heading}</h1><p>{words}</p>", title=title, head=head)


def ld(told: Any) -> str:
    return f'<script type="application/ld+json">{told if isinstance(told, str) else json.dumps(told)}</script>'


@pytest.mark.parametrize(("json_ld", "open_graph"), [(True, False), (False, True), (False, False), (True, True)])
def test_title_day_and_body_are_found_wherever_the_page_tells_them(json_ld: bool, open_graph: bool) -> None:
    article = read(pages.article_page(ITEM, json_ld=json_ld, open_graph=open_graph))

    assert article.title == ITEM.title
    assert article.published == (INSTANT if json_ld or open_graph else DAY)
    assert all(paragraph in article.text.splitlines() for paragraph in PARAGRAPHS)
    assert "Privacy" not in article.text
    assert ITEM.title not in article.text
    assert article.language == "en"
    assert article.url == article.canonical_url == URL


# ---- Title


@pytest.mark.parametrize(
    ("title", "head", "heading", "read_as"),
    [
        ("A Day – Of Hope | Office of the Governor", "", "News", "A Day – Of Hope"),
        ("A Day - Office of the Texas Governor - Ann Example", "", "", "A Day"),
        ("A Day | Governor Ann Example", "", "", "A Day"),
        ("A Day – Governor Speaks", "", "", "A Day – Governor Speaks"),
        ("A Day – Polk County", '<meta property="og:site_name" content="Polk County">', "", "A Day"),
        ("A Day – Polk County", "", "A Day", "A Day"),
        ("A Day – Polk County", "", "News", "A Day – Polk County"),
        ("A Day &amp;amp; Night | ICE", "", "", "A Day & Night"),
    ],
)
def test_a_title_ends_where_the_name_of_the_site_begins(title: str, head: str, heading: str, read_as: str) -> None:
    body = headed(f'{head}<meta property="og:title" content="{title}">', heading=heading, title="x")

    assert read(body).title == read_as


def test_a_heading_that_names_the_section_is_not_the_title() -> None:
    assert read(pages.article_page(ITEM, heading="release")).title == ITEM.title
    assert read(pages.article_page(ITEM, heading="Press Releases", json_ld=True)).title == ITEM.title
    assert read(headed("", heading="News", title="News")).title == "News"


def test_the_heading_of_the_content_goes_before_that_of_the_site() -> None:
    body = b"<body><header><h1>Polk County Sheriff</h1></header><main><h1>Deputies Trained</h1></main></body>"

    assert read(body).title == "Deputies Trained"


# ---- Time


@pytest.mark.parametrize(
    ("head", "url", "words", "published"),
    [
        (
            '<meta property="article:published_time" content="2026-09-17T21:30:15-05:00">',
            "/2026/09/01/a",
            "May 5, 2026",
            INSTANT,
        ),
        (ld({"@type": "NewsArticle", "datePublished": "2026-09-17"}), "/2026/09/01/a", "May 5, 2026", DAY),
        ('<meta name="date" content="2026-05-05">', "/news/2026/09/17/a", "May 5, 2026", DAY),
        ('<meta name="date" content="2026-05-05">', "/a", "AUSTIN, September 17, 2026 – On May 5, 2026", DAY),
        ('<meta name="dcterms.date" content="2026-09-17">', "/a", "no day", DAY),
        ('<meta property="article:published_time" content="soon">', "/news/2026-09-17/a", "", DAY),
        ('<meta property="article:modified_time" content="2026-09-17">', "/a", "no day", None),
        ("", "/news/2027/09/17/a", "September 17, 2126", None),
    ],
)
def test_the_surest_date_counts(head: str, url: str, words: str, published: Published | None) -> None:
    article = read(headed(head, words=words), url=f"https://governor.example.gov{url}")

    assert article.published == published


def test_a_day_before_the_heading_is_the_sites_and_one_in_a_time_element_the_last_resort() -> None:
    today_in_the_head = "<body><p>October 2, 2026</p><main><h1>Signs</h1>{}</main></body>"

    assert read(today_in_the_head.format("<p>September 17, 2026</p>").encode()).published == DAY
    assert read(today_in_the_head.format("").encode()).published is None
    assert read(today_in_the_head.format('<time datetime="2026-09-17">Thursday</time>').encode()).published == DAY


# ---- JSON-LD


@pytest.mark.parametrize(
    "told",
    [
        {"@type": "PressRelease", "headline": "Told"},
        [{"@type": "WebSite", "headline": "Not it"}, {"@type": ["Thing", "BlogPosting"], "headline": "Told"}],
        {"@graph": [{"@type": "WebPage"}, [{"@type": "Article", "headline": "Told"}]]},
        {"@type": "WebPage", "mainEntity": {"@type": "NewsArticle", "headline": "<b>Told</b>"}},
        '{"@type": "NewsArticle", "headline": "Told\t",\n "articleBody": "a\nb"}',
    ],
)
def test_an_article_is_found_anywhere_in_json_ld(told: Any) -> None:
    assert read(headed(ld(told), heading="Other", title="Other")).title == "Told"


@pytest.mark.parametrize(
    "told",
    [
        "{broken",
        "[" * 5_000,
        "null",
        '"text"',
        '{"@type": 5, "headline": "x"}',
        "",
        '{"@type": "Article", "headline": ["x"], "articleBody": {}}',
    ],
)
def test_broken_json_ld_is_passed_over(told: str) -> None:
    assert read(headed(ld(told))).title == "Sheriff Signs"


def test_a_teaser_in_json_ld_is_not_the_body() -> None:
    article = read(pages.article_page(replace(ITEM), head=ld({"@type": "Article", "articleBody": "In short."})))

    assert PARAGRAPHS[2] in article.text


def test_html_in_a_told_body_becomes_lines() -> None:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)

    assert read(headed(ld({"@type": "Article", "articleBody": body}))).text == "\n".join(PARAGRAPHS)


# ---- Body


def test_a_page_without_paragraphs_is_read_by_its_largest_part() -> None:
    words = "<br>".join(PARAGRAPHS)
    body = f"<body><nav>Menu</nav><div role='main'><h2>Signs</h2><div>{words}</div></div><footer>Foot</footer></body>"
    article = read(body.encode())

    assert "The county has asked" in article.text
    assert "Menu" not in article.text
    assert "Foot" not in article.text


@pytest.mark.parametrize("body", [b"<p>word</p>" * 30_000, b"<p>word</p>" + b" " * 2_000_000])
def test_a_page_without_end_is_read_without_the_slow_way(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    extracted: list[bytes] = []
    monkeypatch.setattr("trafilatura.bare_extraction", lambda page, **_: extracted.append(page))

    article = read(b"<h1>T</h1><main>" + body)

    assert article.text.startswith("word")
    assert len(article.text) <= 200_000
    assert not extracted


def test_a_page_that_the_extraction_trips_over_is_read_by_its_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def trip(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("trafilatura.bare_extraction", trip)

    assert PARAGRAPHS[2] in read(pages.article_page(ITEM)).text.splitlines()


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"<script>x</script>"])
def test_a_page_that_says_nothing_is_no_article(body: bytes) -> None:
    assert read_article(body, URL, today=TODAY, time_zone="America/Chicago") is None


def test_an_encoding_that_does_not_exist_or_does_not_fit_is_survived() -> None:
    assert read(b'<meta charset="none-such"><title>Signs</title>').title == "Signs"
    assert read(b"<title>Do\xf1a</title>").title


# ---- Language and addresses


@pytest.mark.parametrize(
    ("body", "language"),
    [
        (b'<html lang="es-US"><title>a</title>', "es"),
        (b'<html><meta property="og:locale" content="es_US"><title>a</title>', "es"),
        (b'<html><meta http-equiv="Content-Language" content="es"><title>a</title>', "es"),
        (b'<html lang=""><title>a</title>', ""),
        (b'<html lang="!"><title>a</title>', ""),
    ],
)
def test_the_language_is_what_the_page_states(body: bytes, language: str) -> None:
    assert read(body).language == language


@pytest.mark.parametrize(
    ("canonical", "read_as"),
    [
        ("/news/one?utm_source=mail", "https://governor.example.gov/news/one"),
        ("https://www.governor.example.gov/news/one", "https://www.governor.example.gov/news/one"),
        ("https://elsewhere.example/news/one", URL),
        ("/", URL),
        ("javascript:x", URL),
        ("https://[", URL),
    ],
)
def test_the_canonical_address_is_believed_for_a_page_of_the_same_site(canonical: str, read_as: str) -> None:
    assert read(pages.article_page(ITEM, canonical=canonical)).canonical_url == read_as


def test_the_pages_in_other_languages_are_given_once_each() -> None:
    links = (
        '<link rel="alternate" hreflang="es" href="/es/news/one"><link rel="alternate" hreflang="fr" href="mailto:a">'
    )
    article = read(
        pages.article_page(ITEM, alternates={"es-US": "/es/news/one", "en": URL, "x-default": URL}, head=links)
    )

    assert article.alternates == (("es", "https://governor.example.gov/es/news/one"), ("en", URL))
