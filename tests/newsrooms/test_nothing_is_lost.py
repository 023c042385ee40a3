"""Ways in which news could be lost, told twice, or told as new: each once, and never again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from domain.source_health import Condition
from scrapers.press_visit import MAX_PAGES
from scrapers.registry import SourceFile
from tests.builders.newsroom_pages import Item, Newsroom, article_page, drupal_list, rss, sitemap_index
from tests.builders.site import Reply, Site
from tests.newsrooms.desk import (
    BODY,
    FEED,
    FLAGS,
    FLOODS,
    KEY,
    LIST,
    NOW,
    PAGE_KEY,
    SIGNING,
    Desk,
    item,
    newsroom,
    play,
    served,
    watched_page,
)
from tests.workflows.stage import Stage
from workflows.press_record import record_press

OLD = item(FLOODS, "floods", date(2026, 10, 1), "Money for towns.")
NEWS = item(SIGNING, "signing", date(2026, 10, 9), BODY)
QUIET = item("Governor highlights public safety results", "results", date(2026, 10, 9), BODY)
"""About 287(g), and only its body says so."""


def paged(site: Site) -> SourceFile:
    """Return the file of a newsroom that is read by its list alone, page by page."""
    select = {"items": ".views-row", "date": "time", "lead": "p"}
    way = {
        "strategy": "html",
        "url": site.url + LIST,
        "select": select,
        "pager": {"url": site.url + LIST + "?page={n}"},
    }
    return newsroom(site, ways=(way,))


def pages(*parts: Sequence[Item]) -> dict[str, Reply]:
    """Return the replies of a list in several pages, with the pages of its releases."""
    replies = served(*(each for part in parts for each in part))
    for number, part in enumerate(parts):
        listing = drupal_list([Item(title=i.title, url=i.url, published=i.published) for i in part], title="News")
        replies[f"{LIST}?page={number}" if number else LIST] = Reply(body=listing)
    return replies


def bridges(count: int) -> list[Item]:
    return [
        item(f"Governor opens bridge number {n} for traffic", f"bridge-{n}", text="A bridge.") for n in range(count)
    ]


def titles(desk: Desk) -> list[str]:
    return [logged.release.title for logged in desk.releases()]


def test_releases_whose_pages_are_refused_are_a_trouble_and_are_read_once_they_open(stage: Stage) -> None:
    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies |= served(QUIET, OLD) | {QUIET.url: Reply(status=403)}
        conditions = []
        for _ in range(4):
            desk.clock.wait(minutes=30)
            conditions.append((await desk.round())[KEY].condition)
        assert conditions[-1] is Condition.BLOCKED
        assert [incident.kind for incident in desk.incidents()] == ["blocked"]

        desk.site.replies |= served(QUIET, OLD)
        desk.clock.wait(hours=13)
        await desk.round()
        assert titles(desk) == [QUIET.title]
        assert desk.incidents() == []

    play(stage, served(OLD), telling)


def test_a_page_that_stays_away_is_asked_for_ever_more_rarely_and_given_up_after_three_days(stage: Stage) -> None:
    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies |= served(QUIET, OLD) | {QUIET.url: Reply(status=404)}
        for _ in range(4 * 48):
            desk.clock.wait(minutes=30)
            await desk.round()
        asked = desk.site.paths().count(QUIET.url)

        assert 5 <= asked <= 14
        assert stage.rows("select standing from press_item where tries > 0") == [("unreadable",)]
        assert desk.incidents() == []

    play(stage, served(OLD), telling)


def test_two_states_may_use_the_same_words(stage: Stage) -> None:
    stage.subscribe(releases=True, states=frozenset({"Georgia"}))
    title = "Governor Announces 287(g) Agreement With ICE"

    def two(site: Site) -> tuple[SourceFile, SourceFile]:
        ways = ({"strategy": "feed", "url": site.url + "/ga"},)
        return newsroom(site), newsroom(site, key="us-ga-governor", jurisdiction="Georgia", ways=ways)

    async def telling(desk: Desk) -> None:
        desk.site.replies["/ga"] = desk.site.replies[FEED]
        await desk.round()
        florida = item(title, "fl", date(2026, 10, 9), "The State Police signed a 287(g) agreement with ICE.")
        georgia = item(title, "ga", date(2026, 10, 9), "The State Patrol signed a 287(g) agreement with ICE.")
        desk.site.replies |= served(florida, OLD) | {georgia.url: Reply(body=article_page(georgia))}
        desk.site.replies["/ga"] = Reply(body=rss((georgia, OLD), site=Newsroom()), content_type="application/rss+xml")
        desk.clock.wait(minutes=30)
        await desk.round()

        assert [logged.told for logged in desk.releases()] == [True, True]
        assert stage.rows("select count(*) from delivery") == [(1,)]

    play(stage, served(OLD), telling, build=two)


def test_pages_that_all_call_themselves_by_one_address_are_releases_of_their_own(stage: Stage) -> None:
    other = item("Governor announces a second 287(g) agreement", "second", date(2026, 10, 9), BODY)

    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies |= served(NEWS, other, OLD)
        for each in (NEWS, other):
            body = article_page(each).replace(b"</head>", b'<link rel="canonical" href="/news"></head>')
            desk.site.replies[each.url] = Reply(body=body)
        desk.clock.wait(minutes=30)
        await desk.round()

        assert sorted(titles(desk)) == sorted([SIGNING, other.title])

    play(stage, served(OLD), telling)


def test_the_first_lines_in_a_feed_are_no_release(stage: Stage) -> None:
    teaser = Item(title=QUIET.title, url=QUIET.url, published=QUIET.published, text="The Governor spoke. Read more.")

    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies |= served(QUIET, OLD)
        desk.site.replies[FEED] = Reply(body=rss((teaser,), site=Newsroom()), content_type="application/rss+xml")
        desk.clock.wait(minutes=30)
        await desk.round()

        assert titles(desk) == [QUIET.title]

    play(stage, served(OLD), telling)


def test_a_page_is_asked_for_as_it_is_listed(stage: Stage) -> None:
    slash = Item(title=QUIET.title, url=f"{QUIET.url}/", published=QUIET.published)

    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies |= served(slash, OLD, bodies=False) | {slash.url: Reply(body=article_page(QUIET))}
        desk.clock.wait(minutes=30)
        await desk.round()

        assert titles(desk) == [QUIET.title]

    play(stage, served(OLD), telling)


def test_an_older_page_that_fails_is_turned_back_to_the_next_time(stage: Stage) -> None:
    many = bridges(10)

    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies |= pages(many, [QUIET, OLD]) | {f"{LIST}?page=1": Reply(status=404)}
        desk.clock.wait(minutes=30)
        await desk.round()
        desk.site.replies |= pages(many, [QUIET, OLD])
        for _ in range(2):
            desk.clock.wait(minutes=30)
            await desk.round()

        assert titles(desk) == [QUIET.title]
        [(count,)] = stage.rows("select count(*) from press_item")
        assert count == len(many) + 2

    play(stage, pages([OLD]), telling, build=paged)


def test_a_page_further_back_that_fails_is_turned_back_to_the_next_time(stage: Stage) -> None:
    many = bridges(20)
    parts = (many[:10], many[10:], [QUIET, OLD])

    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies |= pages(*parts) | {f"{LIST}?page=2": Reply(status=404)}
        desk.clock.wait(minutes=30)
        await desk.round()
        desk.site.replies |= pages(*parts)
        for _ in range(4):
            desk.clock.wait(minutes=30)
            await desk.round()

        assert titles(desk) == [QUIET.title]
        assert stage.rows("select count(*) from press_item") == [(len(many) + 2,)]

    play(stage, pages([OLD]), telling, build=paged)


def test_a_second_way_that_fails_takes_nothing_from_the_first(stage: Stage) -> None:
    """Once a day both are read: what the first one found must not wait for the second."""

    def dated(body: bytes) -> Reply:
        return Reply(body=body, content_type="application/rss+xml", last_modified="Fri, 09 Oct 2026 19:00:00 GMT")

    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies |= served(NEWS, OLD) | {LIST: Reply(status=503)}
        desk.site.replies[FEED] = dated(desk.site.replies[FEED].body)
        desk.clock.wait(days=1)
        await desk.round()

        assert titles(desk) == [SIGNING]

    play(stage, served(OLD), telling)


def test_more_news_than_is_turned_back_to_is_told_as_a_trouble(stage: Stage) -> None:
    many = bridges(2 * (MAX_PAGES + 1))
    parts = [many[n : n + 2] for n in range(0, len(many), 2)]

    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies |= pages(*parts)
        desk.clock.wait(minutes=30)
        result = (await desk.round())[KEY]

        assert result.condition is Condition.UNREADABLE
        assert "older ones were not read" in result.message
        [incident] = desk.incidents()
        assert incident.summary == result.message

    play(stage, pages([OLD]), telling, build=paged)


def test_a_release_kept_on_top_does_not_end_the_turning_back(stage: Stage) -> None:
    many = bridges(9)

    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies |= pages([OLD, *many], [QUIET, item("Governor visits a farm", "farm", text="A farm.")])
        for _ in range(2):
            desk.clock.wait(minutes=30)
            await desk.round()

        assert titles(desk) == [QUIET.title]

    play(stage, pages([OLD]), telling, build=paged)


def test_a_title_that_is_noise_is_none_when_the_lead_says_287g(stage: Stage) -> None:
    weekly = item(FLAGS, "flags", date(2026, 10, 9), BODY, "The Highway Patrol signed a 287(g) agreement with ICE.")

    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies |= served(weekly, OLD)
        desk.clock.wait(minutes=30)
        await desk.round()

        assert titles(desk) == [FLAGS]

    play(stage, served(OLD), telling)


def test_what_is_the_past_of_one_source_is_news_of_another(stage: Stage) -> None:
    stage.subscribe(releases=True)

    def two(site: Site) -> tuple[SourceFile, SourceFile]:
        return newsroom(site), newsroom(site, key="us-fl-news")

    async def telling(desk: Desk) -> None:
        await desk.round(KEY)
        desk.site.replies |= served(NEWS, OLD)
        desk.clock.wait(minutes=30)
        await desk.round("us-fl-news")
        assert stage.rows("select count(*) from delivery") == [(0,)]
        await desk.round(KEY)

        assert [logged.told for logged in desk.releases()] == [True]
        assert stage.rows("select count(*) from delivery") == [(1,)]

    play(stage, served(OLD), telling, build=two)


def test_news_does_not_wait_for_the_first_visit_that_succeeds(stage: Stage) -> None:
    stage.subscribe(releases=True)

    async def telling(desk: Desk) -> None:
        await desk.round()
        today = (NOW + timedelta(days=1)).date()
        fresh = item(QUIET.title, "fresh", today, BODY)
        desk.site.replies |= served(fresh, NEWS, OLD)
        desk.clock.wait(days=1)
        await desk.round()

        assert {logged.release.title: logged.told for logged in desk.releases()} == {QUIET.title: True, SIGNING: True}

    play(stage, {FEED: Reply(status=503), LIST: Reply(status=503)}, telling)


def test_what_the_first_look_had_no_room_for_is_no_news_either(stage: Stage) -> None:
    stage.subscribe(releases=True)
    many = [item(f"{SIGNING}, number {n}", f"signing-{n}", date(2026, 10, 8), BODY) for n in range(12)]

    async def telling(desk: Desk) -> None:
        for _ in range(2):
            await desk.round()
            desk.clock.wait(minutes=30)

        assert len(desk.releases(repeats=True)) == len(many)
        assert {logged.told for logged in desk.releases(repeats=True)} == {False}
        assert stage.rows("select count(*) from delivery") == [(0,)]

    play(stage, served(*many), telling)


def test_an_answer_that_comes_back_as_it_was_when_it_was_well_ends_the_incident(stage: Stage) -> None:
    well = Reply(
        body=rss((OLD,), site=Newsroom()),
        content_type="application/rss+xml",
        last_modified="Fri, 09 Oct 2026 19:00:00 GMT",
    )
    empty = Reply(body=rss((), site=Newsroom()), content_type="application/rss+xml")

    def only_feed(site: Site) -> SourceFile:
        return newsroom(site, ways=({"strategy": "feed", "url": site.url + FEED},))

    async def telling(desk: Desk) -> None:
        for reply, kinds in ((well, []), (empty, ["empty"]), (well, []), (well, [])):
            desk.site.replies[FEED] = reply
            await desk.round()
            assert [incident.kind for incident in desk.incidents()] == kinds
            desk.clock.wait(minutes=30)

    play(stage, served(OLD), telling, build=only_feed)


def test_a_first_way_that_fails_is_told_while_the_second_is_read(stage: Stage) -> None:
    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies[FEED] = Reply(status=404)
        for _ in range(2):
            desk.clock.wait(minutes=30)
            assert (await desk.round())[KEY].condition in {Condition.UNCHANGED, Condition.CHANGED}
        [incident] = desk.incidents()
        assert "The first way (feed) cannot be read; another one is." in incident.summary

        desk.site.replies |= served(OLD)
        desk.clock.wait(minutes=30)
        await desk.round()
        assert desk.incidents() == []

    play(stage, served(OLD), telling)


def test_a_sitemap_that_leads_to_nothing_but_indexes_is_an_incident_of_its_source_alone(stage: Stage) -> None:
    def with_page(site: Site) -> tuple[SourceFile, SourceFile]:
        ways = ({"strategy": "sitemap", "url": site.url + "/sitemap.xml", "include": "/news/"},)
        return newsroom(site, ways=ways), watched_page(site)

    async def telling(desk: Desk) -> None:
        index = Reply(body=sitemap_index({f"{desk.site.url}/sitemap.xml?again": NOW}), content_type="application/xml")
        desk.site.replies |= {"/sitemap.xml": index, "/sitemap.xml?again": index}
        results = await desk.round()

        assert set(results) == {KEY, PAGE_KEY}
        assert [incident.source for incident in desk.incidents() if incident.source == KEY] == [KEY]

    play(stage, served(OLD), telling, build=with_page)


def test_a_mistake_of_ours_with_one_source_is_no_matter_of_the_others(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_page(site: Site) -> tuple[SourceFile, SourceFile]:
        return newsroom(site), watched_page(site)

    def broken(press: Any, visit: Any) -> Any:
        if visit.source == KEY:
            raise ValueError("a slip")
        return record_press(press, visit)

    monkeypatch.setattr("workflows.press.record_press", broken)

    async def telling(desk: Desk) -> None:
        results = await desk.round()

        assert results[KEY].condition is Condition.UNREADABLE
        assert "That is a mistake in Lookout" in results[KEY].message
        assert set(results) == {KEY, PAGE_KEY}
        desk.clock.wait(minutes=1)
        assert await desk.round() == {}

    play(stage, served(OLD), telling, build=with_page)


def test_a_mistake_of_ours_while_reading_ends_no_round(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def with_page(site: Site) -> tuple[SourceFile, SourceFile]:
        return newsroom(site), watched_page(site)

    def slips(*_: Any, **__: Any) -> Any:
        raise ValueError("a slip")

    monkeypatch.setattr("scrapers.press_visit.read_listing", slips)

    async def telling(desk: Desk) -> None:
        results = await desk.round()

        assert "That is a mistake in Lookout" in results[KEY].message
        assert set(results) == {KEY, PAGE_KEY}

    play(stage, served(OLD), telling, build=with_page)


def test_not_modified_is_no_answer_to_who_did_not_ask(stage: Stage) -> None:
    reply = Reply(status=304)

    async def telling(desk: Desk) -> None:
        result = (await desk.round())[KEY]

        assert result.condition is Condition.UNREADABLE
        assert "did not ask" in result.message

    play(stage, served(OLD) | {FEED: reply, LIST: reply}, telling)


def test_the_bytes_of_what_is_not_about_287g_are_not_kept(stage: Stage) -> None:
    """They may name private persons."""

    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies |= served(
            item("Officers arrest a man by name", "arrest", date(2026, 10, 9), "John Q. Private."), OLD
        )
        desk.clock.wait(minutes=30)
        await desk.round()

        assert "/news/arrest" in desk.site.paths()
        assert stage.rows("select count(*) from capture") == [(0,)]

    play(stage, served(OLD), telling)


def test_an_opened_source_is_told_of_once(stage: Stage) -> None:
    async def telling(desk: Desk) -> None:
        await desk.round()
        [incident] = desk.incidents()
        with stage.open() as ledger:
            ledger.close_incidents([incident.id], type(incident.status).REJECTED, NOW, "Seen.")
        for _ in range(3):
            desk.clock.wait(days=1)
            await desk.round()
        assert desk.incidents() == []

    play(stage, served(OLD), telling, build=lambda site: newsroom(site, status="unproven", cadence_seconds=86_400))
