"""The listings that governors truly published in autumn 2026, and a truly broken feed: all are read right."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain.releases import Published
from scrapers.listings import Listing
from scrapers.strategies import read_listing
from scrapers.ways import FeedWay, HtmlWay, ItemSelectors
from tests.scrapers.press.newsrooms import TODAY, dates, titles, urls

CAPTURES = Path(os.environ.get("LOOKOUT_ARCHIVE", "../shared/archive")).parent / "captures"
EXCERPTS = CAPTURES / "html_excerpts"
FEED = CAPTURES / "feeds" / "drupal_rss_ruiz.xml"

pytestmark = [
    pytest.mark.archive,
    pytest.mark.skipif(
        not EXCERPTS.is_dir() or not FEED.exists(),
        reason=f"The captured listings are not in {CAPTURES}; set LOOKOUT_ARCHIVE to the folder beside them.",
    ),
]

FLORIDA = ItemSelectors(items="div.eog-news", link="h3 a", date="h4", lead=".field-content::text")
IOWA = ItemSelectors(items="article.news", link="h2 a", date="time", lead="p")
NEBRASKA = ItemSelectors(items=".views-row", link="h3 a", date="time", lead=".views-field-body")
TEXAS = ItemSelectors(items=".media-object", link="h2 a", date=".date span", lead="p.m-b-1")
UTAH = ItemSelectors(
    items="a.x-col", link="self", title="h2", date="div.x-text-content-text-primary", lead=".x-content"
)


def listing_of(name: str, url: str, select: ItemSelectors, *, time_zone: str, older: str = "") -> Listing:
    way = HtmlWay(strategy="html", url=url, select=select, next=older)
    return read_listing(way, (EXCERPTS / name).read_bytes(), url, today=TODAY, time_zone=time_zone)


def on(*days: tuple[int, int]) -> list[Published | None]:
    return [Published(on=date(2026, month, day)) for month, day in days]


def test_florida_writes_its_days_out() -> None:
    listing = listing_of(
        "fl_governor_press_2026-09-24.html",
        "https://www.flgov.com/eog/news/press",
        FLORIDA,
        time_zone="America/New_York",
    )

    assert dates(listing) == on((9, 17), (9, 15))
    assert all(url.startswith("https://www.flgov.com/eog/news/press/2026/") for url in urls(listing))
    assert all(titles(listing))
    assert all(release.lead for release in listing.releases)


def test_iowas_noon_in_utc_is_a_day() -> None:
    listing = listing_of(
        "ia_governor_newsroom_2026-09-24.html",
        "https://governor.iowa.gov/newsroom",
        IOWA,
        time_zone="America/Chicago",
    )

    assert dates(listing) == on((9, 17), (9, 10))
    assert all(titles(listing))
    assert [bool(release.lead) for release in listing.releases] == [True, False]


def test_nebraska_states_instants_and_keeps_two_releases_of_one_title_apart() -> None:
    listing = listing_of(
        "ne_governor_press-releases_2026-09-24.html",
        "https://governor.nebraska.gov/press-releases",
        NEBRASKA,
        time_zone="America/Chicago",
    )

    assert dates(listing) == [
        Published(on=date(2026, 9, 23), at=datetime(2026, 9, 24, 2, 32, 46, tzinfo=UTC)),
        Published(on=date(2026, 9, 21), at=datetime(2026, 9, 21, 21, 28, 0, tzinfo=UTC)),
        Published(on=date(2026, 9, 21), at=datetime(2026, 9, 21, 13, 13, 43, tzinfo=UTC)),
        Published(on=date(2026, 9, 20), at=datetime(2026, 9, 21, 1, 14, 42, tzinfo=UTC)),
    ]
    assert titles(listing)[2] == titles(listing)[3]
    assert urls(listing)[3] == f"{urls(listing)[2]}-0"


def test_texas_has_no_years_and_a_next_page() -> None:
    listing = listing_of(
        "tx_governor_news_2026-10-02.html",
        "https://gov.texas.gov/news",
        TEXAS,
        time_zone="America/Chicago",
        older="a.pagination-next",
    )

    assert dates(listing) == on((10, 1), (10, 1), (9, 28))
    assert all(titles(listing))
    assert listing.next_url == "https://gov.texas.gov/news/P8"


def test_utahs_cards_are_links_themselves() -> None:
    listing = listing_of(
        "ut_governor_news_2026-09-24.html",
        "https://governor.utah.gov/news/",
        UTAH,
        time_zone="America/Denver",
        older="a.next",
    )

    assert dates(listing) == on((9, 21), (9, 15))
    assert all(title.startswith("Nominees announced for") for title in titles(listing))
    assert listing.next_url == "https://governor.utah.gov/news/page/2/"


def test_a_drupal_feed_with_links_for_guids_and_dates_of_its_own_is_read_whole() -> None:
    url = "http://ruiz.house.gov/rss.xml"
    way = FeedWay(strategy="feed", url=url)
    listing = read_listing(way, FEED.read_bytes(), url, today=TODAY, time_zone="America/Los_Angeles")

    assert len(listing.releases) == 10
    assert all(titles(listing))
    assert all("ruiz.house.gov/media-center/press-releases/" in url and "%3C" not in url for url in urls(listing))
    assert dates(listing)[0] == Published(on=date(2013, 4, 15), at=datetime(2013, 4, 15, 21, 23, tzinfo=UTC))
    assert all(dates(listing))
    assert not any("&" in release.lead and ";" in release.lead.split("&", 1)[1][:8] for release in listing.releases)
