"""What a newsroom's releases become: baseline, news, repetition, noise, and never silence for a fault."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.agreements import Standing
from domain.releases import Action
from domain.source_health import Condition
from domain.vocabulary import SupportType
from tests.builders.newsroom_pages import Item, Newsroom, article_page, javascript_shell, rss
from tests.builders.site import ROBOTS_TXT, Fault, Reply
from tests.newsrooms.desk import (
    BODY,
    FEED,
    FLAGS,
    FLOODS,
    KEY,
    LIST,
    NOW,
    SIGNING,
    Desk,
    item,
    newsroom,
    play,
    served,
)
from tests.workflows.stage import TEXAS, Stage, without
from workflows.reading import PollOutcome
from workflows.review import reject

OLD = item(FLOODS, "floods", date(2026, 10, 1), "Money for towns.")
NEWS = item(SIGNING, "signing", date(2026, 10, 9), BODY)


def test_what_was_there_before_is_kept_and_told_to_nobody(stage: Stage) -> None:
    stage.subscribe(releases=True)

    async def telling(desk: Desk) -> None:
        result = (await desk.round())[KEY]

        [logged] = desk.releases()
        assert (result.outcome, result.condition) == (PollOutcome.CHANGED, Condition.CHANGED)
        assert (logged.release.title, logged.told) == (SIGNING, False)
        assert stage.rows("select count(*) from delivery") == [(0,)]

    play(stage, served(NEWS, OLD), telling)


def test_a_new_release_is_read_in_full_and_told_to_those_who_asked(stage: Stage) -> None:
    asked = stage.subscribe(releases=True, states=frozenset({"Florida"}))
    stage.subscribe("bob@example.org")

    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies |= served(NEWS, OLD)
        desk.clock.wait(minutes=30)
        result = (await desk.round())[KEY]

        [logged] = desk.releases()
        reading = logged.release.reading
        assert [release.id for release in result.releases] == [logged.release.id]
        assert logged.told
        assert logged.release.published is not None
        assert logged.release.published.on == date(2026, 10, 9)
        assert reading.actions == (Action.SIGNS,)
        assert reading.support_types == (SupportType.TASK_FORCE,)
        assert [(a.agency, a.state) for a in reading.agencies] == [("Florida Highway Patrol", "Florida")]
        assert reading.states == ("Florida",)
        assert stage.rows("select subscription_id from delivery") == [(asked,)]

    play(stage, served(OLD), telling)


def test_the_same_answer_again_costs_one_request_and_no_reading(stage: Stage) -> None:
    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies[FEED] = Reply(
            body=desk.site.replies[FEED].body,
            content_type="application/rss+xml",
            last_modified="Fri, 09 Oct 2026 19:00:00 GMT",
        )
        desk.clock.wait(minutes=30)
        await desk.round()
        already = len(desk.site.asked)
        desk.clock.wait(minutes=30)
        result = (await desk.round())[KEY]

        assert result.condition is Condition.UNCHANGED
        assert [asked.path for asked in desk.site.asked[already:]] == [FEED]

    play(stage, served(OLD), telling)


def test_noise_is_never_fetched(stage: Stage) -> None:
    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies |= served(item(FLAGS, "flags"), OLD)
        desk.clock.wait(minutes=30)
        await desk.round()

        assert "/news/flags" not in desk.site.paths()

    play(stage, served(OLD), telling)


def test_a_release_that_speaks_of_287g_only_in_its_body_is_found(stage: Stage) -> None:
    quiet = item("Governor highlights public safety results", "results", date(2026, 10, 9), BODY)

    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies |= served(quiet, OLD)
        desk.clock.wait(minutes=30)
        await desk.round()

        assert [logged.release.title for logged in desk.releases()] == [quiet.title]

    play(stage, served(OLD), telling)


def test_a_page_that_cannot_be_read_is_tried_again_and_then_taken_by_its_title(stage: Stage) -> None:
    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies |= served(NEWS, OLD, bodies=False)
        for _ in range(3):
            assert desk.releases() == []
            desk.clock.wait(minutes=30)
            await desk.round()

        assert [logged.release.title for logged in desk.releases()] == [SIGNING]
        asked = desk.site.paths().count("/news/signing")
        desk.clock.wait(minutes=30)
        await desk.round()
        assert desk.site.paths().count("/news/signing") == asked

    play(stage, served(OLD), telling)


def test_a_page_that_comes_late_is_read_then(stage: Stage) -> None:
    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies |= served(NEWS, OLD, bodies=False)
        desk.clock.wait(minutes=30)
        await desk.round()
        desk.site.replies |= served(NEWS, OLD)
        desk.clock.wait(minutes=30)
        await desk.round()

        [logged] = desk.releases()
        assert logged.release.reading.agencies
        assert logged.told

    play(stage, served(OLD), telling)


def test_a_feed_that_stopped_is_stale_and_the_list_is_read(stage: Stage) -> None:
    """Washington's feed has stood still since January 2025, while its list goes on."""
    long_ago = item("Governor thanks volunteers", "volunteers", date(2025, 1, 14))

    async def telling(desk: Desk) -> None:
        result = (await desk.round())[KEY]

        assert (result.outcome, result.condition) == (PollOutcome.CHANGED, Condition.STALE)
        assert "it has stopped" in result.message
        [incident] = desk.incidents()
        assert (incident.source, incident.kind) == (KEY, "stale")
        desk.site.replies |= served(NEWS, OLD, feed=(long_ago,))
        desk.clock.wait(minutes=30)
        await desk.round()
        assert [logged.release.title for logged in desk.releases()] == [SIGNING]

    play(stage, served(OLD, feed=(long_ago,)), telling)


def test_a_newsroom_that_shows_nothing_new_for_too_long_is_stale_even_when_it_says_unchanged(stage: Stage) -> None:
    async def telling(desk: Desk) -> None:
        assert (await desk.round())[KEY].condition is Condition.CHANGED
        desk.clock.wait(days=40)
        result = (await desk.round())[KEY]

        assert result.condition is Condition.STALE
        assert [incident.kind for incident in desk.incidents()] == ["stale"]

    play(stage, served(OLD), telling)


def test_a_feed_that_says_it_is_still_empty_keeps_nobody_from_the_list(stage: Stage) -> None:
    empty = Reply(
        body=rss((), site=Newsroom()),
        content_type="application/rss+xml",
        last_modified="Fri, 09 Oct 2026 19:00:00 GMT",
    )

    async def telling(desk: Desk) -> None:
        for _ in range(2):
            await desk.round()
            desk.clock.wait(minutes=30)
        desk.site.replies |= served(NEWS, OLD) | {FEED: empty}
        await desk.round()

        assert [logged.release.title for logged in desk.releases()] == [SIGNING]
        assert [incident.kind for incident in desk.incidents()] == ["empty"]

    play(stage, served(OLD) | {FEED: empty}, telling)


def test_a_feed_that_fails_is_replaced_by_the_list_and_said(stage: Stage) -> None:
    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies |= served(NEWS, OLD) | {FEED: Reply(status=404)}
        desk.clock.wait(minutes=30)
        result = (await desk.round())[KEY]

        assert result.condition is Condition.CHANGED
        assert "One way could not be read" in result.message
        assert [logged.release.title for logged in desk.releases()] == [SIGNING]

    play(stage, served(OLD), telling)


@pytest.mark.parametrize(
    ("reply", "condition"),
    [
        (Reply(status=403, body=b"<html><title>Access Denied</title><body>No.</body></html>"), Condition.BLOCKED),
        (Reply(status=404), Condition.GONE),
        (Reply(status=410), Condition.GONE),
        (Reply(status=302, headers={"Location": "/"}), Condition.GONE),
        (Reply(status=302, headers={"Location": "https://elsewhere.example/news"}), Condition.GONE),
        (Reply(status=503), Condition.UNREACHABLE),
        (Reply(fault=Fault.TRUNCATED, body=b"<rss>" * 50), Condition.UNREACHABLE),
        (Reply(body=javascript_shell()), Condition.UNREADABLE),
        (
            Reply(
                body=b"<html><body><main><h1>News</h1><p>Come back soon, we are moving house.</p></main></body></html>"
            ),
            Condition.UNREADABLE,
        ),
        (Reply(body=rss((), site=Newsroom()), content_type="application/rss+xml"), Condition.EMPTY),
    ],
)
def test_a_fault_is_an_incident_and_never_no_news(stage: Stage, reply: Reply, condition: Condition) -> None:
    async def telling(desk: Desk) -> None:
        await desk.round()
        before = len(desk.stage.rows("select 1 from press_item"))
        desk.site.replies |= {FEED: reply, LIST: reply, "/": Reply(body=b"<html><body>Home</body></html>")}
        desk.clock.wait(minutes=30)
        result = (await desk.round())[KEY]

        assert result.condition is condition
        [incident] = desk.incidents()
        assert (incident.kind, incident.source) == (condition.value, KEY)
        assert len(desk.stage.rows("select 1 from press_item")) == before

        desk.site.replies |= served(NEWS, OLD)
        desk.clock.wait(minutes=30)
        assert (await desk.round())[KEY].condition is Condition.CHANGED
        assert desk.incidents() == []
        assert [logged.release.title for logged in desk.releases()] == [SIGNING]

    play(stage, served(OLD), telling)


def test_a_listing_without_days_is_unreadable(stage: Stage) -> None:
    undated = [Item(title=f"Governor speaks about item {n}", url=f"/news/{n}") for n in range(5)]

    async def telling(desk: Desk) -> None:
        assert (await desk.round())[KEY].condition is Condition.UNREADABLE

    play(stage, served(*undated), telling)


def test_robots_are_obeyed(stage: Stage) -> None:
    async def telling(desk: Desk) -> None:
        result = (await desk.round())[KEY]

        assert result.condition is Condition.BLOCKED
        assert "robots.txt" in result.message
        assert desk.site.paths() == []

    play(
        stage,
        served(NEWS) | {ROBOTS_TXT: Reply(body=b"User-agent: *\nDisallow: /\n", content_type="text/plain")},
        telling,
    )


def test_who_asks_us_to_slow_down_is_not_asked_again_in_that_round(stage: Stage) -> None:
    async def telling(desk: Desk) -> None:
        await desk.round()

        assert desk.site.paths() == [FEED]

    play(stage, served(NEWS) | {FEED: Reply(status=429, headers={"Retry-After": "60"})}, telling)


def test_a_rebuilt_site_tells_nobody_of_its_past(stage: Stage) -> None:
    stage.subscribe(releases=True)

    async def telling(desk: Desk) -> None:
        await desk.round()
        moved = item("Governor announces another 287(g) agreement with ICE", "moved/agreement", date(2026, 8, 1), BODY)
        desk.site.replies |= served(moved, OLD)
        desk.clock.wait(minutes=30)
        await desk.round()

        assert [logged.told for logged in desk.releases()] == [False]
        assert stage.rows("select count(*) from delivery") == [(0,)]

    play(stage, served(OLD), telling)


def test_a_copy_under_a_twin_address_is_told_once(stage: Stage) -> None:
    stage.subscribe(releases=True)
    twin = item(SIGNING, "signing-0", date(2026, 10, 9), BODY)

    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies |= served(NEWS, OLD)
        desk.clock.wait(minutes=30)
        await desk.round()
        desk.site.replies |= served(twin, NEWS, OLD)
        desk.clock.wait(minutes=30)
        await desk.round()

        [first] = desk.releases()
        copy, _ = desk.releases(repeats=True)
        assert copy.release.same_as == first.release.id
        assert stage.rows("select count(*) from delivery") == [(1,)]

    play(stage, served(OLD), telling)


def test_pages_are_turned_back_to_the_last_known_release_and_no_further(stage: Stage) -> None:
    many = [item(f"Governor opens bridge number {n} for traffic", f"bridge-{n}") for n in range(30)]
    pages = [many[:10], many[10:20], many[20:], [OLD]]

    def numbered(site_url: str) -> dict[str, Reply]:
        replies = served(*many, OLD)
        for number, items in enumerate(pages):
            replies[f"{LIST}?page={number}" if number else LIST] = served(*items)[LIST]
        return replies

    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies |= numbered(desk.site.url)
        desk.clock.wait(minutes=30)
        await desk.round()

        listings = [path for path in desk.site.paths() if path.startswith(LIST + "?") or path == LIST]
        assert listings == [LIST, LIST, f"{LIST}?page=1", f"{LIST}?page=2", f"{LIST}?page=3"]

    def only_list(site: object) -> object:
        url = site.url  # type: ignore[attr-defined]
        way = {
            "strategy": "html",
            "url": url + LIST,
            "select": {"items": ".views-row", "date": "time"},
            "pager": {"url": url + LIST + "?page={n}"},
        }
        return newsroom(site, ways=(way,))  # type: ignore[arg-type]

    play(stage, served(OLD), telling, build=only_list)


def test_a_source_known_to_be_blocked_is_tried_daily_and_told_of_when_it_opens(stage: Stage) -> None:
    closed = {FEED: Reply(status=403), LIST: Reply(status=403)}

    async def telling(desk: Desk) -> None:
        result = (await desk.round())[KEY]
        assert result.as_expected
        assert desk.incidents() == []

        desk.site.replies |= served(OLD)
        desk.clock.wait(hours=23)
        assert await desk.round() == {}
        desk.clock.wait(hours=1)
        await desk.round()

        [incident] = desk.incidents()
        assert incident.kind == "opened"
        assert "can be read now" in incident.summary

    play(
        stage,
        served(OLD) | closed,
        telling,
        build=lambda site: newsroom(site, status="blocked", cadence_seconds=86_400),
    )


def test_the_user_agent_says_who_asks_and_where_to_complain(stage: Stage) -> None:
    async def telling(desk: Desk) -> None:
        await desk.round()

        agents = {asked.headers["user-agent"] for asked in desk.site.asked}
        assert agents == {"Lookout287g/1.2.3 (+https://lookout.example/about)"}

    play(stage, served(OLD), telling)


def test_a_link_to_another_host_is_not_followed(stage: Stage) -> None:
    elsewhere = Item(title=SIGNING, url="http://127.0.0.1:9/news/signing", published=date(2026, 10, 9))

    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies |= {FEED: Reply(body=rss((elsewhere,), site=Newsroom()), content_type="application/rss+xml")}
        for _ in range(3):
            desk.clock.wait(minutes=30)
            await desk.round()

        assert [logged.release.title for logged in desk.releases()] == [SIGNING]

    play(stage, served(OLD), telling)


def test_nothing_of_a_release_without_concern_is_kept_but_its_address(stage: Stage) -> None:
    private = item("Governor pardons a person by name", "pardon", date(2026, 10, 8), "A private matter.")

    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies |= served(private, OLD)
        desk.clock.wait(minutes=30)
        await desk.round()

        kept = stage.rows("select title, lead from press_item where standing <> 'unread'")
        assert set(kept) == {("", "")}

    play(stage, served(OLD), telling)


def test_the_pages_of_releases_are_evidence(stage: Stage) -> None:
    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies |= served(NEWS, OLD)
        desk.clock.wait(minutes=30)
        await desk.round()

        [(sha256,)] = stage.rows("select capture.sha256 from release join capture on capture.id = release.capture_id")
        assert stage.archive.open(sha256) == article_page(NEWS, site=Newsroom())

    play(stage, served(OLD), telling)


def test_a_source_is_due_after_its_own_time(stage: Stage) -> None:
    async def telling(desk: Desk) -> None:
        assert list(await desk.round()) == [KEY]
        desk.clock.at = NOW + timedelta(minutes=29)
        assert await desk.round() == {}
        desk.clock.at = NOW + timedelta(minutes=30)
        assert list(await desk.round()) == [KEY]

    play(stage, served(OLD), telling)


ENDING = item(
    "Travis County sheriff ends 287(g) agreement with ICE",
    "ending",
    date(2026, 10, 9),
    "AUSTIN, Texas - The Travis County Sheriff's Office in Texas ended its 287(g) agreement with ICE this week.",
)


def test_a_release_that_tells_of_an_end_is_put_to_a_reviewer_and_changes_nothing(stage: Stage) -> None:
    stage.print_list(TEXAS)

    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies |= served(ENDING, OLD)
        desk.clock.wait(minutes=30)
        await desk.round()

        [incident] = desk.incidents()
        travis = next(entry for entry in TEXAS if entry.county == "Travis County")
        agreement = stage.agreement(travis)
        assert incident.kind == "suggestion"
        assert travis.agency in incident.summary
        assert incident.subject.endswith(agreement.id)
        assert agreement.standing is Standing.LISTED
        assert stage.told() == []

        reject(stage.polling, incident.id, "The office says it goes on.", "ana")
        assert desk.incidents() == []

    play(stage, served(OLD), telling)


def test_an_end_at_an_agency_that_is_not_listed_suggests_nothing(stage: Stage) -> None:
    stage.print_list(without(TEXAS, *[entry for entry in TEXAS if entry.county == "Travis County"]))

    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies |= served(ENDING, OLD)
        desk.clock.wait(minutes=30)
        await desk.round()

        assert len(desk.releases()) == 1
        assert desk.incidents() == []

    play(stage, served(OLD), telling)


def test_a_release_is_linked_to_the_agreements_it_names(stage: Stage) -> None:
    stage.print_list(TEXAS)

    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies |= served(ENDING, OLD)
        desk.clock.wait(minutes=30)
        await desk.round()

        agreement = stage.agreement(next(entry for entry in TEXAS if entry.county == "Travis County"))
        [logged] = desk.reader.releases_naming([agreement.id])
        assert logged.release.title == ENDING.title

    play(stage, served(OLD), telling)
