"""`lookout try` for a newsroom or a page: visit it, say what was read and what is wrong, and write nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from domain.relevance import is_noise, judge
from domain.source_health import behind, shortfall
from lookout.wiring import Lookout
from workflows.ports import SourceConfig
from workflows.press_ports import ListedItem, PressVisit, Wish

_SHOWN = 30
"""Releases or blocks printed; the rest is counted."""
_FAILED = 4


async def try_press(lookout: Lookout, source: str, url: str | None, say: Callable[[str], None]) -> int:
    """Visit *source*, say what was read, and return the exit status that a poll would have.

    Two ways are read where there are two, so that they can be compared. *url* is for lists only: a newsroom has several
    addresses, which stand in its file.
    """
    if url is not None:
        say("--url is for lists; the addresses of a newsroom or a page are in its file.")
        return 2
    config = lookout.sources.get(source)
    wish = Wish(source=source, compare=True)
    [visit] = [visit async for visit in lookout.visitor.visit_round([wish], lambda _source, _urls: frozenset())]
    for problem in visit.problems:
        say(f"problem ({problem.kind}): {problem.message} {problem.url}")
    today = lookout.clock.now().astimezone(ZoneInfo(config.time_zone)).date()
    faults = _say_sightings(config, visit, today, say)
    for item in visit.items[:_SHOWN]:
        say(f"  {_day(item)}  {_mark(item)}  {item.title}")
        say(f"              {item.url}")
    _count_rest(len(visit.items), "releases", say)
    for block in visit.blocks[:_SHOWN]:
        say(f"  | {block}")
    _count_rest(len(visit.blocks), "blocks", say)
    read = bool(visit.sightings) or visit.page is not None
    say(
        f"{source}: {'read' if read else 'not read'}, {visit.requests} {'request' if visit.requests == 1 else 'requests'}. Nothing was written."
    )
    return 0 if read and not faults else _FAILED


def _say_sightings(config: SourceConfig, visit: PressVisit, today: date, say: Callable[[str], None]) -> int:
    """Say what each way showed and what it should have; return how many faults there are."""
    faults = [behind(visit.sightings)]
    for sighting in visit.sightings:
        newest = sighting.newest_on.isoformat() if sighting.newest_on else "no day"
        say(
            f"way {sighting.way + 1} ({sighting.strategy}): {sighting.items} releases, {sighting.dated} with a day, "
            f"newest {newest}"
        )
        if config.expectations is not None:
            faults.append(shortfall(sighting, config.expectations, today))
    found = [fault for fault in faults if fault is not None]
    for fault in found:
        say(f"  {fault.condition}: {fault.message}")
    return len(found)


def _day(item: ListedItem) -> str:
    return item.published.on.isoformat() if item.published else "no day    "


def _mark(item: ListedItem) -> str:
    """Say what would become of a release: told as one about 287(g), read further, or left alone."""
    if judge(item.title, item.lead, item.text).is_relevant:
        return "287(g)"
    return "noise " if is_noise(item.title) else "      "


def _count_rest(count: int, what: str, say: Callable[[str], None]) -> None:
    if count > _SHOWN:
        say(f"  … and {count - _SHOWN} more {what}")
