"""`make source`: how a site can be read is found out, tried, and written down for a person to check."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from scrapers.drafts import begin, main
from scrapers.probing import Answer, Found, probe
from scrapers.registry import SourceFileError, SourceRegistry
from scrapers.strategies import read_listing
from scrapers.ways import HtmlWay, SitemapWay
from tests.builders import newsroom_pages as pages
from tests.builders.newsroom_pages import Item, Newsroom, items_of
from tests.builders.saved_pages import block_page, rows, script_shell
from tests.sources.table import NEWSROOMS
from tests.sources.test_sources import REGISTRY, saved_answer

TODAY = date(2026, 10, 5)
HOME = "https://ag.example.gov"
URL = f"{HOME}/news/releases"
ITEMS = items_of(
    [
        ("Attorney General warns of a new scam", "/news/releases/new-scam", date(2026, 10, 2), "Be careful."),
        ("Office opens a branch in the north", "/news/releases/branch", date(2026, 9, 30), "Come in."),
        ("Court confirms the settlement with lenders", "/news/releases/settlement", date(2026, 9, 21), "It is final."),
        ("Report on open records is published", "/news/releases/open-records", date(2026, 9, 17), "Read it."),
    ]
)
ABSOLUTE = tuple(replace(item, url=HOME + item.url) for item in ITEMS)
TIMED = tuple(replace(item, published=datetime(2026, 10, 2, 15, 0, tzinfo=UTC)) for item in ABSOLUTE)
SITE = Newsroom(home=HOME, name="Attorney General")


class Site:
    """A site held in a dict, which notes what it was asked for."""

    def __init__(self, answers: Mapping[str, bytes]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def __call__(self, url: str) -> Answer | None:
        self.asked.append(url)
        body = self.answers.get(url)
        return None if body is None else Answer(url=url, status=200, content_type="", body=body)


def strategies(found: Found) -> list[str]:
    return [way.way.strategy for way in found.ways]


def with_head(head: str) -> bytes:
    return pages.page("<h1>News</h1>", title="News", site=SITE, head=head)


def test_a_feed_that_the_page_tells_of_is_found() -> None:
    head = (
        f'<link rel="alternate" type="application/rss+xml" title="Comments" href="{HOME}/comments/feed/">'
        f'<link rel="alternate" type="application/rss+xml" title="News" href="/feeds/news.xml">'
    )
    site = Site({URL: with_head(head), f"{HOME}/feeds/news.xml": pages.rss(TIMED, site=SITE)})

    found = probe(site, URL, today=TODAY)

    assert [way.way.url for way in found.ways] == [f"{HOME}/feeds/news.xml"]
    assert f"{HOME}/comments/feed/" not in site.asked


@pytest.mark.parametrize("at", [f"{URL}/feed/", f"{HOME}/feed/", f"{HOME}/rss.xml"])
def test_a_feed_where_sites_usually_have_theirs_is_found(at: str) -> None:
    found = probe(Site({URL: with_head(""), at: pages.rss(TIMED, site=SITE)}), URL, today=TODAY)

    assert [way.way.url for way in found.ways] == [at]


def test_a_feed_on_another_site_is_not_asked_for() -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="https://feeds.example.com/ag">'
    site = Site({URL: with_head(head), "https://feeds.example.com/ag": pages.rss(TIMED, site=SITE)})

    assert probe(site, URL, today=TODAY).ways == ()
    assert "https://feeds.example.com/ag" not in site.asked


@pytest.mark.parametrize(
    ("head", "at"),
    [
        (f'<link rel="https://api.w.org/" href="{HOME}/blog/wp-json/">', f"{HOME}/blog/wp-json/wp/v2/posts"),
        ("", f"{HOME}/wp-json/wp/v2/posts"),
    ],
)
def test_wordpress_is_found(head: str, at: str) -> None:
    found = probe(Site({URL: with_head(head), at: pages.wordpress_json(ABSOLUTE)}), URL, today=TODAY)

    assert [(way.way.strategy, way.way.url) for way in found.ways] == [("wordpress", at)]


LISTS = {
    "Drupal's rows": pages.drupal_list(ITEMS, site=SITE, pager="?page=1"),
    "Drupal's teasers": pages.drupal_teasers(ITEMS, site=SITE),
    "headings with the day below": pages.drupal_headings(ITEMS, site=SITE),
    "a WordPress archive": pages.wordpress_archive(ITEMS, site=SITE),
    "cards that are links": pages.wordpress_cards(ITEMS, site=SITE),
    "a table": pages.plain_table(ITEMS, site=SITE),
    "DHS's collection": pages.uswds_collection(ITEMS, site=SITE),
    "a bare list": rows('<li><a href="{url}">{title}</a> <span>{words}</span></li>', "<ul>{rows}</ul>")(ITEMS, SITE),
    "classes that a program made": rows(
        '<div class="e1-2 x9f3a77"><h3 class="q4-1"><a href="{url}">{title}</a></h3><p class="c7-7">{words}</p></div>'
    )(ITEMS, SITE),
}


@pytest.mark.parametrize("form", LISTS)
def test_a_list_in_the_page_is_guessed_with_its_titles_and_days(form: str) -> None:
    found = probe(Site({URL: LISTS[form]}), URL, today=TODAY)

    assert strategies(found) == ["html"]
    assert [(r.title, r.url, r.published and r.published.on) for r in found.ways[0].listing.releases] == [
        (item.title, f"{HOME}{item.url}", item.published) for item in ITEMS
    ]


def test_the_link_to_older_releases_is_seen() -> None:
    found = probe(Site({URL: LISTS["Drupal's rows"]}), URL, today=TODAY)

    assert found.ways[0].listing.next_url == f"{URL}?page=1"


def test_menus_and_the_foot_are_no_list() -> None:
    menu = "".join(f'<li class="item"><a href="/m/{n}">What our office does for you</a></li>' for n in range(9))
    site = Site({URL: f"<html><body><nav><ul>{menu}</ul></nav><main><p>Hello.</p></main></body></html>".encode()})

    assert probe(site, URL, today=TODAY).ways == ()


def test_a_sitemap_is_cut_down_to_the_folder_of_the_releases() -> None:
    about = Item(title="About", url=f"{HOME}/about/us", published=date(2026, 10, 4))
    site = Site({URL: LISTS["Drupal's rows"], f"{HOME}/sitemap.xml": pages.sitemap([about, *ABSOLUTE])})

    found = probe(site, URL, today=TODAY)

    assert strategies(found) == ["html", "sitemap"]
    assert isinstance(found.ways[1].way, SitemapWay)
    assert [release.url for release in found.ways[1].listing.releases] == [item.url for item in ABSOLUTE]


def test_of_an_index_of_sitemaps_the_newest_part_is_taken() -> None:
    part = f"{HOME}/sitemap-2.xml"
    index = pages.sitemap_index({f"{HOME}/sitemap-1.xml": date(2025, 1, 1), part: date(2026, 10, 1)})
    site = Site({URL: LISTS["Drupal's rows"], f"{HOME}/sitemap.xml": index, part: pages.sitemap(ABSOLUTE)})

    assert [way.way.url for way in probe(site, URL, today=TODAY).ways] == [URL, part]


def test_everything_that_answers_is_offered_best_first() -> None:
    site = Site(
        {
            URL: LISTS["a WordPress archive"],
            f"{HOME}/feed/": pages.rss(TIMED, site=SITE),
            f"{HOME}/wp-json/wp/v2/posts": pages.wordpress_json(ABSOLUTE),
            f"{HOME}/sitemap.xml": pages.sitemap(ABSOLUTE),
        }
    )

    assert strategies(probe(site, URL, today=TODAY)) == ["feed", "wordpress", "html", "sitemap"]
    assert len(site.asked) <= 10


@pytest.mark.parametrize("body", [block_page(), script_shell(), b"", b"\x00\xff" * 50, b"<rss>"])
def test_what_is_no_newsroom_offers_nothing_and_says_so(body: bytes) -> None:
    found = probe(Site({URL: body}), URL, today=TODAY)

    assert found.ways == ()
    assert found.remarks


def test_a_site_that_does_not_answer_is_told_of() -> None:
    found = probe(Site({}), URL, today=TODAY)

    assert found.remarks == (f"{URL} shows no page.",)


def test_a_refusal_is_no_answer() -> None:
    def refuse(url: str) -> Answer:
        return Answer(url=url, status=403, content_type="text/html", body=LISTS["Drupal's rows"])

    assert probe(refuse, URL, today=TODAY).ways == ()


@pytest.mark.parametrize(
    "key", [saved.key for saved in NEWSROOMS if saved.ways[1].ending == "html" and 1 not in saved.undated]
)
def test_the_lists_of_the_sources_we_know_are_guessed_as_well(key: str) -> None:
    """Not each with its day: but the right addresses, which is what a person then goes on with."""
    file = REGISTRY.details(key)
    path = saved_answer(file, 0)
    assert path is not None
    way = file.ways[0]
    known = read_listing(way, path.read_bytes(), way.url, today=TODAY, time_zone=file.time_zone)

    found = probe(Site({way.url: path.read_bytes()}), way.url, today=TODAY, time_zone=file.time_zone)

    guessed = next(way for way in found.ways if isinstance(way.way, HtmlWay))
    assert {release.url for release in guessed.listing.releases} == {release.url for release in known.releases}


# ---- What is written -------------------------------------------------------------------------------------------------


def test_the_draft_holds_the_ways_and_reads_as_it_did(tmp_path: Path) -> None:
    site = Site({URL: LISTS["Drupal's rows"], f"{HOME}/feed/": pages.rss(TIMED, site=SITE)})
    sources, saved = tmp_path / "sources", tmp_path / "saved"
    sources.mkdir()

    told = begin("us-ex-ag", URL, site, today=TODAY, sources=sources, saved=saved)

    file = SourceRegistry.load(sources).details("us-ex-ag")
    assert (file.kind, file.status, [way.strategy for way in file.ways]) == ("newsroom", "draft", ["feed", "html"])
    answers = sorted(path.name for path in (saved / "us-ex-ag").iterdir())
    assert answers == ["expected.json", "way-1.xml", "way-2.html"]
    expected = json.loads((saved / "us-ex-ag" / "expected.json").read_text("utf-8"))
    again = read_listing(
        file.ways[1], (saved / "us-ex-ag" / "way-2.html").read_bytes(), URL, today=TODAY, time_zone=file.time_zone
    )
    assert [release["title"] for release in expected["ways"][1]["releases"]] == [r.title for r in again.releases]
    assert expected["today"] == "2026-10-05"
    assert "lookout try us-ex-ag" in told
    assert "4 releases, 4 with a day, the first “Attorney General warns of a new scam”" in told


def test_a_page_without_a_list_becomes_the_draft_of_a_watched_page(tmp_path: Path) -> None:
    page = pages.watched_page(["The grant is open until the money is spent."], site=SITE)

    told = begin("us-ex-grant", URL, Site({URL: page}), today=TODAY, sources=tmp_path, saved=tmp_path / "saved")

    assert SourceRegistry.load(tmp_path).details("us-ex-grant").kind == "page"
    assert "draft of a page to be watched" in told
    assert not (tmp_path / "saved").exists()


@pytest.mark.parametrize(("key", "url"), [("us ex", URL), ("us-ex", "http://ag.example.gov/"), ("us-ex", "news")])
def test_what_cannot_be_a_source_is_refused_before_anything_is_asked(tmp_path: Path, key: str, url: str) -> None:
    site = Site({})

    with pytest.raises(SourceFileError):
        begin(key, url, site, today=TODAY, sources=tmp_path, saved=tmp_path)

    assert (site.asked, list(tmp_path.iterdir())) == ([], [])


def test_a_source_that_is_there_and_answers_that_are_saved_are_never_overwritten(tmp_path: Path) -> None:
    site = Site({URL: LISTS["Drupal's rows"]})
    (tmp_path / "saved" / "us-ex-ag").mkdir(parents=True)
    begin("us-ex-ag", URL, site, today=TODAY, sources=tmp_path, saved=tmp_path / "saved")
    asked = len(site.asked)

    with pytest.raises(SourceFileError, match="is there already"):
        begin("us-ex-ag", URL, site, today=TODAY, sources=tmp_path, saved=tmp_path / "saved")

    assert len(site.asked) == asked
    assert list((tmp_path / "saved" / "us-ex-ag").iterdir()) == []


def test_a_slip_on_the_command_line_is_told_without_asking(capsys: pytest.CaptureFixture[str]) -> None:
    site = Site({})

    assert main(["ice-287g", URL], site) == 2
    assert (site.asked, "is there already" in capsys.readouterr().err) == ([], True)
