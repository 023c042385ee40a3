"""Watched pages: what reads differently is kept block by block, and a page that fails is an incident."""

from __future__ import annotations

import pytest

from domain.source_health import Condition
from scrapers.registry import SourceRegistry
from scrapers.watched_pages import WatchedPages
from tests.builders.newsroom_pages import watched_page as page_of
from tests.builders.site import Reply, list_page
from tests.newsrooms.desk import PAGE, PAGE_KEY, Desk, play, watched_page
from tests.workflows.stage import START, TEXAS, Stage, fetched, workbook
from workflows.poll import Polling
from workflows.ports import DocumentRole

FIRST = ("Grants for equipment", "Applications open in May", "Agencies with a 287(g) agreement may apply")


def grants(*blocks: str) -> Reply:
    return Reply(body=page_of(blocks, title="Grants"))


def test_the_first_look_tells_nothing(stage: Stage) -> None:
    async def telling(desk: Desk) -> None:
        assert (await desk.round())[PAGE_KEY].condition is Condition.UNCHANGED
        assert desk.reader.page_changes(limit=9) == []

    play(stage, {PAGE: grants(*FIRST)}, telling, build=watched_page)


def test_what_reads_differently_is_kept_block_by_block(stage: Stage) -> None:
    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies[PAGE] = grants(
            FIRST[0], "Applications closed in June", FIRST[2], "Twelve grants were awarded"
        )
        desk.clock.wait(hours=1)
        result = (await desk.round())[PAGE_KEY]

        [change] = desk.reader.page_changes(limit=9)
        assert result.condition is Condition.CHANGED
        assert change.blocks == (
            ("Applications open in May", "Applications closed in June"),
            ("", "Twelve grants were awarded"),
        )
        assert not change.relevant

    play(stage, {PAGE: grants(*FIRST)}, telling, build=watched_page)


def test_a_change_that_speaks_of_287g_is_marked(stage: Stage) -> None:
    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies[PAGE] = grants(*FIRST, "Task Force Model agencies under section 287(g) receive a bonus")
        desk.clock.wait(hours=1)
        await desk.round()

        assert [change.relevant for change in desk.reader.page_changes(limit=9)] == [True]

    play(stage, {PAGE: grants(*FIRST)}, telling, build=watched_page)


def test_blocks_that_only_moved_are_no_change(stage: Stage) -> None:
    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies[PAGE] = grants(FIRST[2], FIRST[0], FIRST[1])
        desk.clock.wait(hours=1)

        assert (await desk.round())[PAGE_KEY].condition is Condition.UNCHANGED

    play(stage, {PAGE: grants(*FIRST)}, telling, build=watched_page)


@pytest.mark.parametrize(
    ("reply", "condition"),
    [
        (Reply(status=403), Condition.BLOCKED),
        (Reply(status=404), Condition.GONE),
        (Reply(body=b"<html><body><main></main></body></html>"), Condition.UNREADABLE),
    ],
)
def test_a_page_that_fails_is_an_incident_and_its_words_stay(stage: Stage, reply: Reply, condition: Condition) -> None:
    async def telling(desk: Desk) -> None:
        await desk.round()
        desk.site.replies[PAGE] = reply
        desk.clock.wait(hours=1)
        assert (await desk.round())[PAGE_KEY].condition is condition
        assert [incident.kind for incident in desk.incidents()] == [condition.value]

        desk.site.replies[PAGE] = grants(*FIRST)
        desk.clock.wait(hours=1)
        assert (await desk.round())[PAGE_KEY].condition is Condition.UNCHANGED
        assert desk.incidents() == []
        assert desk.reader.page_changes(limit=9) == []

    play(stage, {PAGE: grants(*FIRST)}, telling, build=watched_page)


def test_a_page_served_as_before_is_not_read_again(stage: Stage) -> None:
    async def telling(desk: Desk) -> None:
        desk.site.replies[PAGE] = Reply(
            body=desk.site.replies[PAGE].body, last_modified="Fri, 09 Oct 2026 19:00:00 GMT"
        )
        await desk.round()
        desk.clock.wait(hours=1)
        assert (await desk.round())[PAGE_KEY].condition is Condition.UNCHANGED

        assert desk.site.asked[-1].headers["if-modified-since"] == "Fri, 09 Oct 2026 19:00:00 GMT"

    play(stage, {PAGE: grants(*FIRST)}, telling, build=watched_page)


def test_the_page_of_ices_lists_is_watched_in_the_same_visit(stage: Stage) -> None:
    registry = SourceRegistry.load()
    stage.polling = Polling(
        visitor=stage.polling.visitor,
        reader=stage.polling.reader,
        archive=stage.archive,
        ledger=stage.open,
        sources=registry,
        clock=stage.clock,
        words_on=WatchedPages(registry).words_on,
    )
    for agreements in (2381, 2382):
        page = list_page(prose=f"ICE has signed {agreements} Memorandums of Agreement covering 39 states.")
        now = stage.clock.wait(minutes=5)
        stage.serve(fetched(page, DocumentRole.PAGE, at=now), fetched(workbook(TEXAS), at=now))

    [(blocks, observed_at)] = stage.rows("select blocks, observed_at from page_change where source = 'ice-287g-page'")
    assert "2382" in str(blocks)
    assert str(observed_at) > str(START.date())
    [(condition,)] = stage.rows("select condition from source where key = 'ice-287g-page'")
    assert condition == "changed"
