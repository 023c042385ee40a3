"""A newsroom and a watched page on this machine, the real visitor, and the real record."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from scrapers.registry import SourceFile, SourceRegistry
from scrapers.visitor import OpenBrowser, ScrapyVisitor
from storage.press_reader import SqlPressReader
from tests.builders.newsroom_pages import Item, Newsroom, article_page, drupal_list, rss
from tests.builders.site import ROBOTS_TXT, Reply, Site
from tests.workflows.stage import SetClock, Stage
from workflows.press import due, poll_round
from workflows.press_record import Press, PressResult
from workflows.press_views import LoggedRelease, ReleaseQuery
from workflows.reading import IncidentView

NOW = datetime(2026, 10, 9, 20, 0, tzinfo=UTC)
FEED, LIST, PAGE = "/feed", "/news", "/grants"
KEY, PAGE_KEY = "us-fl-governor", "us-fl-grants"

SIGNING = "Governor announces 287(g) agreement between Florida Highway Patrol and ICE"
BODY = (
    "TALLAHASSEE, Fla. - The Governor announced that the Florida Highway Patrol signed a 287(g) agreement with U.S. "
    "Immigration and Customs Enforcement under the Task Force Model.\n"
    "The Governor thanked the troopers who will be trained in the coming weeks for their service to the state."
)
FLAGS = "Governor orders flags to half-staff"
FLOODS = "Governor announces flood recovery fund for coastal towns"


def newsroom(site: Site, **changes: Any) -> SourceFile:
    """Return the source file of a newsroom at *site*: a feed first, then the list of its page."""
    usual: dict[str, Any] = {
        "key": KEY,
        "title": "Florida: Governor's news",
        "publisher": "Office of the Governor of Florida",
        "jurisdiction": "Florida",
        "kind": "newsroom",
        "url": site.url + LIST,
        "allowed_hosts": (site.url.partition("//")[2],),
        "cadence_seconds": 1800,
        "ways": (
            {"strategy": "feed", "url": site.url + FEED},
            {
                "strategy": "html",
                "url": site.url + LIST,
                "select": {"items": ".views-row", "date": "time", "lead": "p"},
                "next": ".pager__item--next a",
            },
        ),
        "expected": {"items_min": 1, "newest_within_days": 30},
        "confidence": "official",
        "evidence": "checked",
        "status": "active",
        "last_verified": date(2026, 10, 2),
    }
    return SourceFile.model_validate({**usual, **changes})


def watched_page(site: Site, **changes: Any) -> SourceFile:
    """Return the source file of a watched page at *site*."""
    usual: dict[str, Any] = {
        "key": PAGE_KEY,
        "title": "Florida: grants",
        "publisher": "Florida Department of Law Enforcement",
        "jurisdiction": "Florida",
        "kind": "page",
        "url": site.url + PAGE,
        "allowed_hosts": (site.url.partition("//")[2],),
        "cadence_seconds": 3600,
        "watch": {"content": "main"},
        "confidence": "official",
        "evidence": "checked",
        "status": "active",
        "last_verified": date(2026, 10, 2),
    }
    return SourceFile.model_validate({**usual, **changes})


def item(title: str, slug: str, on: date | datetime | None = None, text: str = "", lead: str = "") -> Item:
    """Return a release of the newsroom; without a day it is of yesterday."""
    return Item(title=title, url=f"/news/{slug}", published=on or (NOW - timedelta(days=1)), lead=lead, text=text)


def served(*items: Item, bodies: bool = True, feed: Sequence[Item] | None = None, **more: Reply) -> dict[str, Reply]:
    """Return the replies of a newsroom with *items*: feed, list, and a page for each that has a text.

    *feed* are the items of the feed where it shows others than the list.
    """
    site = Newsroom()
    replies = {
        ROBOTS_TXT: Reply(status=404),
        FEED: Reply(body=rss(_short(items if feed is None else feed), site=site), content_type="application/rss+xml"),
        LIST: Reply(body=drupal_list(_short(items), title="News", site=site)),
    }
    if bodies:
        replies |= {each.url: Reply(body=article_page(each, site=site)) for each in items}
    return replies | more


def _short(items: Sequence[Item]) -> tuple[Item, ...]:
    """Return *items* as a listing shows them: without their bodies."""
    return tuple(Item(title=i.title, url=i.url, published=i.published, lead=i.lead) for i in items)


class Desk:
    """Polls a site round by round. *stage* is the record."""

    def __init__(
        self,
        stage: Stage,
        site: Site,
        *files: SourceFile,
        open_browser: OpenBrowser | None = None,
        timeout: float = 5,
    ) -> None:
        self.stage, self.site = stage, site
        stage.clock = SetClock(NOW)
        self.clock = stage.clock
        stage.record._now = self.clock.now
        self.sources = SourceRegistry(files)
        visitor = ScrapyVisitor(
            self.sources,
            contact_url="https://lookout.example/about",
            version="1.2.3",
            delay=0,
            timeout=timeout,
            allow_private_hosts=True,
            open_browser=open_browser,
            now=self.clock.now,
        )
        self.press = Press(
            visitor=visitor,
            archive=stage.archive,
            ledger=stage.record.open,
            sources=self.sources,
            clock=self.clock,
        )
        self.reader = SqlPressReader(stage.engine, lambda _: [])

    async def round(self, *keys: str) -> dict[str, PressResult]:
        """Visit *keys* (all that are due, without any) and return what came of each."""
        wanted = list(keys) or due(self.press, lambda own: own, self.clock.now())
        return {result.source: result async for result in poll_round(self.press, wanted)}

    def releases(self, **query: Any) -> list[LoggedRelease]:
        """Return the releases on record, newest first."""
        return list(self.reader.releases(ReleaseQuery(**query)))

    def incidents(self) -> list[IncidentView]:
        """Return the open incidents."""
        return list(self.stage.log.incidents(only_open=True))


def play(
    stage: Stage,
    replies: Mapping[str, Reply],
    telling: Any,
    *,
    build: Any = newsroom,
    open_browser: OpenBrowser | None = None,
    timeout: float = 5,
) -> None:
    """Let *telling*, a coroutine function of a desk, play with a site that serves *replies*."""

    async def run() -> None:
        async with Site(replies) as site:
            files = build(site)
            all_files = files if isinstance(files, tuple) else (files,)
            await telling(Desk(stage, site, *all_files, open_browser=open_browser, timeout=timeout))

    asyncio.run(run())
