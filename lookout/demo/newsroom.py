"""The demonstration's newsroom: an invented press office of Maryland that publishes about 287(g) as the story goes on.

It is a source like any other: a file says how it is read, its feed gives the list and a page each release.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile
from urllib.parse import urlsplit

from lookout.demo.pages import render
from scrapers.registry import PACKAGED

KEY = "demo-newsroom"
FEED = "/news/feed"
_FOLDER = "/news/"
_LISTS = ("ice-287g.toml", "ice-287g-pending.toml", "ice-287g-page.toml")
_FILE = """
key = "{key}"
title = "Demonstration: news of Maryland"
publisher = "An invented press office of Maryland"
jurisdiction = "Maryland"
kind = "newsroom"
url = "{url}/news/"
allowed_hosts = ["{host}"]
cadence_seconds = 1800
confidence = "official"
evidence = "checked"
status = "active"
last_verified = 2026-04-14
notes = "The demonstration's own; nobody publishes there."

[[ways]]
strategy = "feed"
url = "{url}{feed}"

[expected]
items_min = 1
newest_within_days = 365

[politeness]
delay_seconds = 0.0
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One release as the newsroom publishes it."""

    slug: str
    at: datetime
    title: str
    lead: str
    text: str

    @property
    def path(self) -> str:
        """The address of the release on the site."""
        return f"{_FOLDER}{self.slug}"


NEWS: tuple[News, ...] = (
    News(
        slug="fair-season",
        at=datetime(2025, 9, 5, 13, tzinfo=UTC),
        title="County fairs open this week",
        lead="Twenty-three counties show what they grow.",
        text="The fairs of this autumn open on Friday. Roads near the fairgrounds will be busy.",
    ),
    News(
        slug="law-on-287g",
        at=datetime(2026, 2, 17, 18, tzinfo=UTC),
        title="Maryland law bans 287(g) agreements with ICE",
        lead="The law took effect on signing. Agencies that hold an agreement must end it.",
        text=(
            "A law signed today prohibits 287(g) agreements between ICE and any law enforcement agency of Maryland. "
            "It took effect on signing. Sheriffs who hold an agreement have until the summer to end it."
        ),
    ),
    News(
        slug="washington-county",
        at=datetime(2026, 4, 14, 12, 30, tzinfo=UTC),
        title="Washington County Sheriff's Office ends its 287(g) agreement",
        lead="The agreement with ICE ended as the new law demands.",
        text=(
            "The Washington County Sheriff's Office has ended its 287(g) agreement with ICE. "
            "The agreement was terminated under the law that Maryland signed in February."
        ),
    ),
)


def write_sources(folder: Path, site_url: str) -> Path:
    """Write the source files of the demonstration into a new folder below *folder* and return it."""
    sources = folder / "sources"
    sources.mkdir()
    for name in _LISTS:
        copyfile(PACKAGED / name, sources / name)
    text = _FILE.format(key=KEY, url=site_url, host=urlsplit(site_url).netloc, feed=FEED)
    (sources / f"{KEY}.toml").write_text(text, encoding="utf-8")
    return sources


def published(at: datetime) -> tuple[News, ...]:
    """Return what the newsroom has published by *at*, newest first."""
    return tuple(sorted((news for news in NEWS if news.at <= at), key=lambda news: news.at, reverse=True))


def feed(news: Sequence[News], site_url: str) -> bytes:
    """Return the newsroom's RSS feed."""
    return render("news.rss", news=news, site_url=site_url)


def page(news: News) -> bytes:
    """Return the page of one release."""
    return render("news.html", news=news)
