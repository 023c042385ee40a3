"""All followed sources in one round, on a web of this machine that plays them all."""

from __future__ import annotations

import asyncio
import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import event

from domain.source_health import GOOD, Condition
from domain.web_addresses import canonical_url
from scrapers.registry import SourceFile, SourceRegistry
from scrapers.visitor import ScrapyVisitor
from storage.press_reader import SqlPressReader
from tests.builders.newsroom_pages import Newsroom, rss
from tests.builders.site import Reply
from tests.newsrooms.desk import FEED, KEY, NOW, SIGNING, Desk, item, play, served
from tests.newsrooms.web_of_sources import ROBOTS, Asked, Move, WebOfSources, local_registry, web_apart
from tests.newsrooms.web_of_sources_answers import FORBIDS_ALL, Habit, expected_of, habit_of, is_followed
from tests.workflows.stage import SetClock, Stage
from workflows.press import due, poll_round
from workflows.press_ports import Known, PressVisit, Wish
from workflows.press_record import Press, PressResult, record_press
from workflows.press_views import LoggedRelease, ReleaseQuery
from workflows.reading import IncidentView

pytestmark = pytest.mark.allow_hosts(["127.0.0.0/8", "::1", "localhost"])

BEGIN = datetime(2026, 10, 5, 20, 0, tzinfo=UTC)
PATIENCE = 20.0
EXPECTED = {
    "blocked": frozenset({Condition.BLOCKED}),
    "browser": frozenset({Condition.UNREADABLE}),
    "unproven": frozenset({Condition.GONE}),
}
MANY = 80
_TO_DO = re.compile(r"look for (the|a) new address|mend the source's file", re.IGNORECASE)
on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
"""For tests of what goes over the wire: the other database would tell the same again."""


class Round:
    """A Lookout that follows the web's sources, all or *keys*, round by round."""

    def __init__(
        self, stage: Stage, web: WebOfSources, *keys: str, delay: float = 0.0, timeout: float = PATIENCE
    ) -> None:
        self.stage, self.web = stage, web
        stage.clock = self.clock = SetClock(BEGIN)
        stage.record._now = self.clock.now
        self.registry = web.registry(*keys)
        self.visits: dict[str, PressVisit] = {}
        self.press = Press(
            visitor=_Watched(
                ScrapyVisitor(
                    self.registry,
                    contact_url="https://lookout.example/about",
                    version="1.2.3",
                    delay=delay,
                    timeout=timeout,
                    allow_private_hosts=True,
                    now=self.clock.now,
                ),
                self.visits,
            ),
            archive=stage.archive,
            ledger=stage.record.open,
            sources=self.registry,
            clock=self.clock,
        )

    async def go(self, *keys: str) -> dict[str, PressResult]:
        """Visit *keys* (all that are due, without any) and return what came of each."""
        self.visits.clear()
        wanted = list(keys) or due(self.press, lambda own: own, self.clock.now())
        return {result.source: result async for result in poll_round(self.press, wanted)}

    def keys(self, *statuses: str) -> list[str]:
        """Return the keys of the followed sources of these statuses."""
        return [file.key for file in _followed(self.registry) if file.status in statuses]

    def status(self, key: str) -> str:
        return self.registry.details(key).status

    def releases(self) -> list[LoggedRelease]:
        return list(SqlPressReader(self.stage.engine, lambda _: []).releases(ReleaseQuery()))

    def incidents(self) -> list[IncidentView]:
        return list(self.stage.log.incidents(only_open=True))

    def count(self, table: str) -> int:
        return int(self.stage.rows(f"select count(*) from {table}")[0][0])  # noqa: S608  # our own names


class _Watched:
    """A visitor whose visits a test looks at."""

    def __init__(self, visitor: ScrapyVisitor, visits: dict[str, PressVisit]) -> None:
        self._visitor, self._visits = visitor, visits

    async def visit_round(self, wishes: Sequence[Wish], known: Known) -> AsyncIterator[PressVisit]:
        async for visit in self._visitor.visit_round(wishes, known):
            self._visits[visit.source] = visit
            yield visit


def follow(
    stage: Stage,
    telling: Callable[[Round], Awaitable[None]],
    *keys: str,
    latency: float = 0.0,
    delay: float = 0.0,
    timeout: float = PATIENCE,
) -> None:
    """Let *telling* play with a web of all sources and a Lookout that follows them, or *keys*."""

    async def run() -> None:
        async with WebOfSources(latency=latency) as web:
            await telling(Round(stage, web, *keys, delay=delay, timeout=timeout))

    asyncio.run(run())


def _followed(registry: SourceRegistry) -> list[SourceFile]:
    return [file for file in map(registry.details, (c.key for c in registry.all())) if is_followed(file)]


def test_every_source_is_read_or_fails_as_its_status_says(stage: Stage) -> None:
    async def telling(lookout: Round) -> None:
        results = await lookout.go()

        assert len(results) >= MANY
        assert set(results) == set(lookout.keys("active", *EXPECTED))
        wrong = {
            key: (result.condition, result.message)
            for key, result in results.items()
            if result.condition not in EXPECTED.get(lookout.status(key), GOOD)
            or result.as_expected != (lookout.status(key) in EXPECTED)
        }
        assert wrong == {}
        assert lookout.incidents() == []
        for key in lookout.keys("active"):
            _shows_what_its_first_way_has(lookout, key)
        await _go_again(lookout)

    follow(stage, telling)


def _shows_what_its_first_way_has(lookout: Round, key: str) -> None:
    visit, told = lookout.visits[key], expected_of(key)
    if "blocks" in told:
        assert [block for block in visit.blocks if block in told["blocks"]] == told["blocks"]
        return
    expected = [
        (r["title"], canonical_url(lookout.web.loopback.local(r["url"])), r["on"]) for r in told["ways"][0]["releases"]
    ]
    shown = [(i.title, i.url, i.published.on.isoformat() if i.published else None) for i in visit.items]
    assert shown[: len(expected)] == expected, key


async def _go_again(lookout: Round) -> None:
    """Visit all again: nothing has changed, and one request for each tells so."""
    asked = len(lookout.web.asked)
    recorded = {table: lookout.count(table) for table in ("press_item", "release", "page_version", "page_change")}
    lookout.clock.wait(hours=1)
    active = lookout.keys("active")
    results = await lookout.go(*active)

    assert {key: r.condition for key, r in results.items() if r.condition is not Condition.UNCHANGED} == {}
    assert {key: r.requests for key, r in results.items() if r.requests != 1} == {}
    again = lookout.web.asked[asked:]
    assert {table: lookout.count(table) for table in recorded} == recorded
    assert [a.target for a in again if a.target == ROBOTS] == []
    assert len(again) == len(active)
    polite = sum(habit_of(lookout.web.publishers[key].file) is Habit.CONDITIONS for key in active)
    answers = Counter(a.status for a in again)
    assert answers == {304: polite, 200: len(active) - polite}
    assert answers[304] > 0.6 * len(active)
    _robots_were_asked_for_once(lookout)


def _robots_were_asked_for_once(lookout: Round) -> None:
    robots = Counter(a.host for a in lookout.web.asked if a.target == ROBOTS)
    hosts = {a.host for a in lookout.web.asked}

    assert robots == dict.fromkeys(hosts, 1)
    assert [a.target for a in lookout.web.asked if a.host == FORBIDS_ALL] == [ROBOTS]


# ---- How hosts are treated -------------------------------------------------------------------------------------------

FEW = ("us-ny-governor", "us-ct-governor", "us-ct-ag", "us-tx-governor", "us-ut-governor", "us-nd-governor")
"""Sources on five hosts; Connecticut's two share theirs."""
DELAY = 0.5
ON_THE_WAY = 0.15
"""The pause lies between two sendings: a host sees it shorter by what the first of them, which connects, was on its way."""


@on_sqlite
def test_a_host_is_asked_one_thing_at_a_time_with_a_pause_and_hosts_side_by_side(stage: Stage) -> None:
    async def telling(lookout: Round) -> None:
        await lookout.go()

        by_host: dict[str, list[Asked]] = defaultdict(list)
        for asked in sorted(lookout.web.asked, key=lambda a: a.at):
            by_host[asked.host].append(asked)
        assert len(by_host) == len(FEW) - 1
        assert all(len(asked) >= 3 for asked in by_host.values())
        assert {asked.beside for asked in lookout.web.asked} == {0}
        gaps = [later.at - earlier.at for asked in by_host.values() for earlier, later in pairwise(asked)]
        assert min(gaps) >= DELAY - ON_THE_WAY
        assert _at_once(lookout.web.asked) > 1

    follow(stage, telling, *FEW, latency=0.1, delay=DELAY)


def _at_once(asked: Iterable[Asked]) -> int:
    """Return how many requests were being answered at the busiest moment, all hosts together."""
    steps = sorted([(a.at, 1) for a in asked] + [(a.until, -1) for a in asked])
    busy = most = 0
    for _, step in steps:
        busy += step
        most = max(most, busy)
    return most


@on_sqlite
def test_a_host_that_never_answers_holds_up_no_other(stage: Stage) -> None:
    hanging = "us-wv-governor"

    async def telling(lookout: Round) -> None:
        lookout.web.hang(hanging)
        began = asyncio.get_running_loop().time()
        ended: dict[str, float] = {}
        async for result in poll_round(lookout.press, [hanging, *FEW]):
            ended[result.source] = asyncio.get_running_loop().time() - began
            good = result.condition in GOOD
            assert good is (result.source != hanging), result.message

        assert max(ended, key=lambda key: ended[key]) == hanging
        assert set(ended) == {hanging, *FEW}
        [incident] = lookout.incidents()
        assert (incident.source, incident.kind) == (hanging, "unreachable")

    follow(stage, telling, hanging, *FEW, timeout=0.8)


@on_sqlite
def test_a_host_that_drops_connections_is_unreachable_and_comes_back(stage: Stage) -> None:
    async def telling(lookout: Round) -> None:
        await lookout.go()
        lookout.web.down("us-ut-governor")
        lookout.clock.wait(hours=1)
        results = await lookout.go(*FEW)
        bad = {key: result.condition for key, result in results.items() if result.condition not in GOOD}
        assert bad == {"us-ut-governor": Condition.UNREACHABLE}

        lookout.web.heal()
        lookout.clock.wait(hours=1)
        assert (await lookout.go("us-ut-governor"))["us-ut-governor"].condition is Condition.UNCHANGED
        assert lookout.incidents() == []

    follow(stage, telling, *FEW)


# ---- What happens out there ------------------------------------------------------------------------------------------

PLATFORMS = {
    "us-al-governor": "State troopers of Alabama join 287(g) with ICE",
    "us-ne-governor": "Nebraska signs another 287(g) agreement with ICE",
    "us-va-governor": "Virginia ends a 287(g) agreement of its State Police",
}
"""A feed of WordPress, a list of Drupal, and JSON."""
AJAX = "ice-newsroom"


def test_a_new_release_is_told_once_whatever_platform_it_comes_from(stage: Stage) -> None:
    stage.subscribe(releases=True)

    async def telling(lookout: Round) -> None:
        await lookout.go()
        before = {logged.release.id for logged in lookout.releases()}
        urls = {canonical_url(lookout.web.publish(key, title)) for key, title in PLATFORMS.items()}
        for _ in range(3):
            lookout.clock.wait(hours=1)
            await lookout.go(*lookout.keys("active"))

        new = [logged for logged in lookout.releases() if logged.release.id not in before]
        assert {logged.release.url for logged in new} == urls
        assert sorted(logged.release.title for logged in new) == sorted(PLATFORMS.values())
        assert all(logged.told for logged in new)
        assert lookout.count("delivery_release") == len(PLATFORMS)
        assert lookout.incidents() == []

    follow(stage, telling)


@on_sqlite
def test_what_only_the_form_of_a_page_gives_is_found_and_told_once(stage: Stage) -> None:
    """Drupal's views/ajax is a later way: it is read where those before it fail."""
    stage.subscribe(releases=True)
    title = "Sheriffs and ICE sign a 287(g) agreement"

    async def telling(lookout: Round) -> None:
        await lookout.go()
        lookout.web.publish(AJAX, title)
        lookout.web.take_away(AJAX, keep=4)
        for _ in range(3):
            lookout.clock.wait(hours=1)
            await lookout.go(AJAX)

        assert [logged.release.title for logged in lookout.releases()][:1] == [title]
        assert lookout.count("delivery_release") == 1
        posts = [asked for asked in lookout.web.asked if asked.method == "POST"]
        assert posts
        assert {asked.target for asked in posts} == {"/views/ajax"}

    follow(stage, telling, AJAX)


@on_sqlite
@pytest.mark.parametrize("move", list(Move))
def test_in_january_2027_addresses_that_end_are_incidents_and_others_are_untouched(stage: Stage, move: Move) -> None:
    async def telling(lookout: Round) -> None:
        moving = lookout.web.moving_in_january()
        assert len(moving) >= 4
        others = ["us-de-news", "us-ny-governor", "us-al-governor", "us-vt-governor"]
        await lookout.go(*moving, *others)
        for key in moving:
            lookout.web.rename(key, move)
        lookout.clock.wait(hours=1)
        results = await lookout.go(*moving, *others)

        assert {results[key].condition for key in others} == {Condition.UNCHANGED}
        for key in moving:
            result = results[key]
            if lookout.web.has_another_list(key):
                assert "One way could not be read" in result.message
                continue
            assert result.condition in {Condition.GONE, Condition.UNREADABLE}, (key, result)
            assert _TO_DO.search(result.message), result.message
        told = {incident.source for incident in lookout.incidents()}
        assert told == set(moving)

        lookout.web.heal()
        lookout.clock.wait(hours=1)
        again = await lookout.go(*moving)
        assert {result.condition for result in again.values()} == {Condition.UNCHANGED}
        assert lookout.incidents() == []

    follow(stage, telling)


@on_sqlite
def test_a_feed_that_stopped_is_told_while_the_news_of_its_list_arrives(stage: Stage) -> None:
    """Washington's feed stood still from January 2025, while its list went on."""
    stage.subscribe(releases=True)
    stopped, other = "us-wa-ag", "us-vt-ag"

    async def telling(lookout: Round) -> None:
        await lookout.go(stopped, other)
        lookout.web.stop_feed(stopped)
        lookout.clock.wait(hours=25)
        results = await lookout.go(stopped, other)
        assert results[stopped].condition is Condition.STALE
        assert "January 2025" in results[stopped].message
        assert results[other].condition is Condition.UNCHANGED

        lookout.web.publish(stopped, SIGNING)
        for _ in range(2):
            lookout.clock.wait(hours=1)
            assert (await lookout.go(stopped))[stopped].condition is Condition.STALE
        assert [(logged.release.title, logged.told) for logged in lookout.releases()] == [(SIGNING, True)]
        assert [(i.source, i.kind) for i in lookout.incidents()] == [(stopped, "stale")]

    follow(stage, telling, stopped, other)


# ---- What a quiet visit costs ------------------------------------------------------------------------------------------

FEWEST = 7
"""Read how the source stood and how the day has gone, write both, and begin."""


@on_sqlite
def test_a_visit_that_found_all_as_it_was_is_recorded_with_few_statements(stage: Stage) -> None:
    async def telling(lookout: Round) -> None:
        await lookout.go()
        for _ in range(2):
            lookout.clock.wait(hours=1)
            await lookout.go("us-ny-governor")
        statements: list[str] = []
        event.listen(stage.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
        lookout.clock.wait(hours=1)
        result = record_press(lookout.press, lookout.visits["us-ny-governor"])

        assert result.condition is Condition.UNCHANGED
        assert len(statements) <= FEWEST, statements

    follow(stage, telling, *FEW)


@pytest.mark.process
@on_sqlite
def test_the_web_runs_in_a_process_of_its_own_and_obeys(stage: Stage) -> None:
    with web_apart() as web:
        registry = local_registry(web.port)
        assert registry.details("us-ny-governor").url.endswith(f":{web.port}/news")
        assert web.obey("publish us-ny-governor A new 287(g) agreement").startswith("http://127.0.1.")
        assert web.obey("counts") == {}
        assert web.obey("heal") is None


# ---- What the rounds of all have shown of single ones ----------------------------------------------------------------


@on_sqlite
def test_a_feed_that_came_empty_and_then_unchanged_does_not_hide_the_list(stage: Stage) -> None:
    """What fell short is no ground to say "as before": the next way is read in every round until the first is well."""
    old = item("Governor opens bridge", "bridge", date(2026, 10, 1), "A bridge.")
    news = item(SIGNING, "signing", date(2026, 10, 9), "The State Police signed a 287(g) agreement with ICE.")
    empty = Reply(body=rss((), site=Newsroom()), content_type="application/rss+xml")

    async def telling(desk: Desk) -> None:
        await desk.round()
        for items in ((old,), (news, old)):
            desk.site.replies |= served(*items) | {FEED: empty}
            desk.clock.wait(minutes=30)
            assert (await desk.round())[KEY].condition is Condition.EMPTY

        assert [logged.release.title for logged in desk.releases()] == [SIGNING]
        assert desk.clock.now() - NOW < timedelta(hours=24)

    play(stage, served(old), telling)
