"""What the tests of listings share: three releases, the newsroom that lists them, and how the answer is read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from domain.releases import Published
from scrapers.listings import Listing
from scrapers.strategies import read_listing
from scrapers.ways import ItemSelectors, Way
from tests.builders.newsroom_pages import Item

TODAY = date(2026, 10, 2)
CHICAGO = "America/Chicago"
HOME = "https://governor.example.gov"
LISTING = f"{HOME}/news"
SUMMER = timezone(timedelta(hours=-5))

SIGNING = Item(
    title="Governor & Sheriff Sign the State's First 287(g) Agreement",
    url=f"{HOME}/news/sheriff-signs-agreement",
    published=datetime(2026, 9, 23, 21, 32, 46, tzinfo=SUMMER),
    lead="Deputies in “Polk” County will be trained from October.",
    text="POLK – The sheriff signed today.\nDeputies will be trained from October.",
)
FLAGS = Item(
    title="Flags at Half-Staff",
    url=f"{HOME}/news/flags-half-staff",
    published=datetime(2026, 9, 21, 8, 13, 43, tzinfo=SUMMER),
)
FLAGS_AGAIN = Item(
    title="Flags at Half-Staff",
    url=f"{HOME}/news/flags-half-staff-0",
    published=datetime(2026, 9, 17, 8, 0, 30, tzinfo=SUMMER),
)
ITEMS = (SIGNING, FLAGS, FLAGS_AGAIN)
"""The last two differ by their address only, as re-posts of Drupal do."""

ROWS = ItemSelectors(items=".views-row", link="h3 a", date="time", lead=".views-field-body")


def read(way: Way, body: bytes, *, url: str = LISTING, page: int = 0) -> Listing:
    return read_listing(way, body, url, today=TODAY, time_zone=CHICAGO, page=page)


def moments(items: tuple[Item, ...] = ITEMS) -> list[Published]:
    """Return when the items came out, where the listing tells the instant."""
    return [
        Published(on=item.published.date(), at=item.published.astimezone(UTC))
        for item in items
        if isinstance(item.published, datetime)
    ]


def days(items: tuple[Item, ...] = ITEMS) -> list[Published]:
    """Return when the items came out, where the listing tells the day only."""
    return [Published(on=moment.on) for moment in moments(items)]


def dates(listing: Listing) -> list[Published | None]:
    return [release.published for release in listing.releases]


def titles(listing: Listing) -> list[str]:
    return [release.title for release in listing.releases]


def urls(listing: Listing) -> list[str]:
    return [release.url for release in listing.releases]
