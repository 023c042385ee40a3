"""One visit to a newsroom or a watched page, from what is wished to what is recorded and told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.corroboration import endings_to_review
from domain.mentions import Directory, known_agencies
from domain.page_blocks import changed_blocks
from domain.releases import Release
from domain.relevance import judge
from domain.source_health import GOOD, Condition, Shortfall, behind, shortfall
from workflows.alerts import queue_release_alerts
from workflows.ledger import Ledger, NewIncident, OpenLedger
from workflows.ports import Archive, Clock, Fetched, FetchProblem, SourceConfig, Sources
from workflows.press_ledger import (
    OPENED,
    SUGGESTION,
    NewRelease,
    PageChange,
    PageWords,
    PressMemory,
    PressNote,
)
from workflows.press_ports import PressVisit, PressVisitor, Wish
from workflows.press_reading import Found, is_old, read_found, standings
from workflows.reading import IncidentStatus, PollOutcome

COMPARE_EVERY = timedelta(hours=24)
"""How often a second way of a newsroom is read beside the first."""
ARTICLE_TRIES = 3
"""After that a release is taken by its title and lead, if these say 287(g), and is given up otherwise."""
SAME_WITHIN = timedelta(days=30)
"""How far back a release is looked for that a new one repeats."""
RETESTED = frozenset({"blocked", "browser", "unproven"})
"""Sources that are not expected to answer: tried all the same, and told of once they do."""
FOLLOWED = frozenset({"newsroom", "page"})
"""The kinds of source that are visited here; lists have their own poll."""
_LISTS = ("ice-287g", "ice-287g-pending")
_CONDITIONS = {
    FetchProblem.BLOCKED: Condition.BLOCKED,
    FetchProblem.GONE: Condition.GONE,
    FetchProblem.UNREACHABLE: Condition.UNREACHABLE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What the following of newsrooms and pages works with."""

    visitor: PressVisitor
    archive: Archive
    ledger: OpenLedger
    sources: Sources
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class PressResult:
    """What one visit came to, in a sentence."""

    source: str
    outcome: PollOutcome
    condition: Condition
    message: str
    releases: tuple[Release, ...] = ()
    """Releases about 287(g) that were not known before."""
    requests: int = 0
    as_expected: bool = False
    """It failed as a source of its status does: blocked, in need of a browser, or at an address that is a guess."""


def followed(sources: Sources) -> list[SourceConfig]:
    """Return the sources that rounds visit: newsrooms and pages that are in use and have a visit of their own."""
    return [
        config
        for config in sources.all()
        if config.kind in FOLLOWED and config.polled_with is None and config.status not in {"retired", "silent"}
    ]


def due(press: Press, cadence: Callable[[timedelta], timedelta], now: datetime) -> list[str]:
    """Return the keys of the followed sources whose time has come; *cadence* may replace a source's own."""
    with press.ledger() as ledger:
        last = ledger.last_attempts()
    return [
        config.key
        for config in followed(press.sources)
        if (at := last.get(config.key)) is None or now - at >= cadence(config.cadence)
    ]


async def poll_round(press: Press, keys: Sequence[str]) -> AsyncIterator[PressResult]:
    """Visit *keys* in one round and record each visit as it ends. Raises KeyError for a key that is not known.

    The network is awaited here; reading and recording run in a thread, so that the service's loop stays free.
    """
    wishes = await asyncio.to_thread(_wishes, press, keys)
    async for visit in press.visitor.visit_round(wishes):
        yield await asyncio.to_thread(record_press, press, visit)


def record_press(press: Press, visit: PressVisit) -> PressResult:
    """Keep, read and record what one visit brought. The bytes are in the archive before a row names them."""
    config = press.sources.get(visit.source)
    for fetched in _evidence(visit):
        press.archive.keep(fetched.body)
    found = _read(press, config, visit)
    with press.ledger() as ledger:
        if found:
            # Who subscribes meanwhile waits, and so neither misses a release nor hears of it twice.
            ledger.begin_recording()
        for refused in visit.refused:
            _keep(ledger, visit.source, refused)
        if config.kind == "page":
            return _record_page(ledger, config, visit, press.clock.now())
        return _record_newsroom(ledger, config, visit, found, press.clock.now())


def watch_words(ledger: Ledger, source: str, blocks: Sequence[str], capture_id: int, at: datetime) -> PageChange | None:
    """Compare the words of a watched page with the last ones and write what differs. The first look tells nothing."""
    last = ledger.page_words(source)
    if last is None:
        ledger.add_page_words(source, PageWords(number=1, blocks=tuple(blocks)), capture_id, at)
        return None
    changed = changed_blocks(last.blocks, blocks)
    if not changed:
        return None
    words = PageWords(number=last.number + 1, blocks=tuple(blocks))
    change = PageChange(
        source=source,
        observed_at=at,
        version_from=last.number,
        version_to=words.number,
        blocks=changed,
        relevant=any(judge("", "", text).is_relevant for pair in changed for text in pair),
    )
    ledger.add_page_words(source, words, capture_id, at)
    ledger.add_page_change(change)
    return change


def watch_along(ledger: Ledger, source: str, blocks: Sequence[str], capture_id: int, at: datetime) -> None:
    """Watch a page that another source's visit brought, and note how it stands."""
    change = watch_words(ledger, source, blocks, capture_id, at) if blocks else None
    condition = (Condition.CHANGED if change else Condition.UNCHANGED) if blocks else Condition.EMPTY
    message = "" if blocks else "The page came and shows no words in the part that is watched."
    ledger.note_press(source, PressNote(condition=condition), at)
    outcome = PollOutcome.CHANGED if change else PollOutcome.UNCHANGED
    ledger.note_poll(source, at, outcome, message or _differs(change), good=bool(blocks))


def _differs(change: PageChange | None) -> str:
    if change is None:
        return "Nothing reads differently."
    return f"{len(change.blocks)} blocks read differently{', on 287(g)' if change.relevant else ''}."


def _wishes(press: Press, keys: Sequence[str]) -> list[Wish]:
    now = press.clock.now()
    configs = [press.sources.get(key) for key in keys]
    with press.ledger() as ledger:
        memories = ledger.press_memory([config.key for config in configs])
    return [_wish(config, memories[config.key], now) for config in configs]


def _wish(config: SourceConfig, memory: PressMemory, now: datetime) -> Wish:
    compared_lately = memory.compared_at is not None and now - memory.compared_at < COMPARE_EVERY
    return Wish(
        source=config.key,
        known=memory.known,
        unread=tuple(waiting.item for waiting in memory.unread),
        validators=memory.validators,
        compare=len(config.strategies) > 1 and (not compared_lately or memory.condition is Condition.STALE),
    )


def _evidence(visit: PressVisit) -> list[Fetched]:
    pages = [visit.page] if visit.page else []
    articles = [article.fetched for article in visit.articles]
    return [f for f in (*visit.listings, *articles, *pages, *visit.refused) if f.body]


def _read(press: Press, config: SourceConfig, visit: PressVisit) -> list[Found]:
    """Read the releases of a visit; our agencies are looked up only where one is about 287(g). Writes nothing."""
    if not visit.items and not visit.articles and not visit.unread:
        return []
    with press.ledger() as ledger:
        memory = ledger.press_memory([config.key])[config.key]
    given_up = [w.item for w in memory.unread if w.item.url in visit.unread and w.tries >= ARTICLE_TRIES - 1]

    def directory() -> Directory:
        with press.ledger() as ledger:
            agreements = [a for source in _LISTS for a in ledger.agreements(source)]
        return Directory(known_agencies(agreements))

    return read_found(config, memory, visit, given_up, directory, press.clock.now())


def _record_newsroom(
    ledger: Ledger, config: SourceConfig, visit: PressVisit, found: Sequence[Found], now: datetime
) -> PressResult:
    memory = ledger.press_memory([config.key])[config.key]
    captures = {
        fetched.sha256: _keep(ledger, config.key, fetched)
        for fetched in (*visit.listings, *(article.fetched for article in visit.articles))
    }
    ledger.add_items(config.key, standings(memory, visit), now)
    for article in visit.articles:
        ledger.item_was_read(config.key, article.url)
    for url in visit.unread:
        ledger.item_was_not_read(config.key, url, ARTICLE_TRIES)
    releases = _record_releases(ledger, config, memory, found, captures, now)
    fault, message = _verdict(config, memory, visit, now)
    condition = fault or (Condition.CHANGED if visit.items else Condition.UNCHANGED)
    ledger.note_press(
        config.key,
        PressNote(
            condition=condition,
            sighting=visit.sightings[0] if visit.sightings else None,
            validators=visit.validators,
            compared=visit.compared,
        ),
        now,
    )
    read = bool(visit.sightings) or visit.unchanged
    if releases:
        about = "one release" if len(releases) == 1 else f"{len(releases)} releases"
        message = f"{about} about 287(g). {message}".strip()
    return _conclude(ledger, config, visit, condition, message or _quiet(visit), tuple(releases), read=read, now=now)


def _record_releases(  # noqa: PLR0917  # a release is recorded from this many things
    ledger: Ledger,
    config: SourceConfig,
    memory: PressMemory,
    found: Sequence[Found],
    captures: Mapping[str, int],
    now: datetime,
) -> list[Release]:
    """Write the releases that are about 287(g), tell those who asked, and ask a reviewer where one tells of an end."""
    earlier = list(ledger.releases_since((now - SAME_WITHIN).date())) if found else []
    fresh, told = [], []
    for each in sorted(found, key=lambda f: f.release.published.on if f.release.published else now.date()):
        release = each.beside(earlier)
        tell = bool(memory.known) and release.same_as is None and not is_old(release, now)
        new = NewRelease(release=release, capture_id=captures.get(each.capture_sha256), tell=tell)
        if not ledger.add_release(new, now):
            continue
        earlier.append(release)
        fresh.append(release)
        told += [release] if tell else []
        _suggest(ledger, config, release, now)
    if told:
        queue_release_alerts(ledger, told, now)
    return fresh


def _suggest(ledger: Ledger, config: SourceConfig, release: Release, now: datetime) -> None:
    """Put to a reviewer that a release tells of an end which ICE's list does not show. The record is left alone."""
    named = {agreement_id for agency in release.reading.agencies for agreement_id in agency.agreement_ids}
    if not named:
        return
    agreements = [a for source in _LISTS for a in ledger.agreements(source) if a.id in named]
    for suggestion in endings_to_review(release, agreements):
        ledger.open_incident(
            NewIncident(
                source=config.key,
                kind=SUGGESTION,
                subject=f"{release.id} {suggestion.agreement_id}",
                summary=suggestion.sentence,
            ),
            now,
        )


def _verdict(
    config: SourceConfig, memory: PressMemory, visit: PressVisit, now: datetime
) -> tuple[Condition | None, str]:
    """Return what is wrong with a newsroom, None where nothing is, and a sentence about it or about a way that failed."""
    if not visit.sightings and not visit.unchanged:
        problem = visit.problems[0]
        return _CONDITIONS.get(problem.kind, Condition.UNREADABLE), problem.message
    fault = _shortfall(config, memory, visit, now)
    if fault is not None:
        return fault.condition, fault.message
    return None, f"One way could not be read: {visit.problems[0].message}" if visit.problems else ""


def _shortfall(config: SourceConfig, memory: PressMemory, visit: PressVisit, now: datetime) -> Shortfall | None:
    if config.expectations is None:
        return None
    if stopped := behind(visit.sightings):
        return stopped
    today = now.astimezone(ZoneInfo(config.time_zone)).date()
    # What came "not modified" shows what it showed before, and gets older. Where the first way is well, another that was
    # read beside it may fall short: many second ways are mere links, which tell no days.
    first = visit.sightings[0] if visit.sightings else memory.sighting
    return shortfall(first, config.expectations, today) if first else None


def _record_page(ledger: Ledger, config: SourceConfig, visit: PressVisit, now: datetime) -> PressResult:
    condition, message, change = Condition.UNCHANGED, "", None
    if visit.page is not None:
        capture_id = _keep(ledger, config.key, visit.page)
        change = watch_words(ledger, config.key, visit.blocks, capture_id, visit.page.fetched_at)
    elif not visit.unchanged:
        problem = visit.problems[0]
        condition = _CONDITIONS.get(problem.kind, Condition.UNREADABLE)
        message = problem.message
    if change is not None:
        condition = Condition.CHANGED
        message = _differs(change)
    ledger.note_press(config.key, PressNote(condition=condition, validators=visit.validators), now)
    read = visit.page is not None or visit.unchanged
    return _conclude(ledger, config, visit, condition, message or _differs(None), (), read=read, now=now)


def _conclude(  # noqa: PLR0917  # a visit comes to this many things
    ledger: Ledger,
    config: SourceConfig,
    visit: PressVisit,
    condition: Condition,
    message: str,
    releases: tuple[Release, ...],
    *,
    read: bool,
    now: datetime,
) -> PressResult:
    """Open or close incidents, and note how the visit ended."""
    expected = config.status in RETESTED
    if condition in GOOD:
        _close(ledger, config.key, now)
    elif not expected:
        _open(ledger, config.key, condition.value, message, visit, now)
    if expected:
        if read:
            _open(ledger, config.key, OPENED, _told_opened(config), visit, now)
        else:
            message = f"As expected ({config.status}): {message}"
    outcome = PollOutcome.CHANGED if visit.items or condition is Condition.CHANGED else PollOutcome.UNCHANGED
    if not read:
        outcome = PollOutcome.FAILED
    ledger.note_poll(config.key, now, outcome, message, good=read)
    return PressResult(
        source=config.key,
        outcome=outcome,
        condition=condition,
        message=message,
        releases=releases,
        requests=visit.requests,
        as_expected=expected and not read,
    )


def _told_opened(config: SourceConfig) -> str:
    return (
        f"It is listed as {config.status} and can be read now. Look at it with `lookout try {config.key}`, and set its "
        f"status to active in scrapers/sources/{config.key}.toml, with a saved page beside its tests."
    )


def _open(  # noqa: PLR0917  # an incident has this many parts
    ledger: Ledger, source: str, kind: str, message: str, visit: PressVisit, now: datetime
) -> None:
    captures = tuple(sorted({_keep(ledger, source, fetched) for fetched in visit.refused if fetched.body}))
    ledger.open_incident(
        NewIncident(source=source, kind=kind, subject=source, summary=message, capture_ids=captures), now
    )


def _close(ledger: Ledger, source: str, now: datetime) -> None:
    kinds = {condition.value for condition in Condition} - {condition.value for condition in GOOD}
    over = [incident.id for incident in ledger.open_incidents(source) if incident.kind in kinds]
    ledger.close_incidents(over, IncidentStatus.RECOVERED, now, "It can be read again and shows what it should.")


def _keep(ledger: Ledger, source: str, fetched: Fetched) -> int:
    return ledger.keep_capture(source, fetched, fetched.sha256)


def _quiet(visit: PressVisit) -> str:
    count = len(visit.items)
    return "Nothing new." if not count else f"{count} new, none about 287(g)."
