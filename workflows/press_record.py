"""What one visit to a newsroom or a page comes to: read, recorded, told to those who asked, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.corroboration import endings_to_review
from domain.mentions import Directory, known_agencies
from domain.releases import Release
from domain.source_health import GOOD, Condition, Shortfall, behind, shortfall
from workflows.alerts import queue_release_alerts
from workflows.ledger import Ledger, NewIncident, OpenLedger
from workflows.ports import Archive, Clock, Fetched, FetchProblem, SourceConfig, Sources
from workflows.press_incidents import FIRST_WAY, close_incidents, open_incident
from workflows.press_ledger import OPENED, SUGGESTION, NewRelease, PressMemory, PressNote
from workflows.press_ports import PressVisit, PressVisitor
from workflows.press_reading import (
    Found,
    is_given_up,
    is_old,
    is_waiting_long,
    read_found,
    standings,
)
from workflows.reading import IncidentStatus, PollOutcome
from workflows.watched_pages import in_words, watch_words

SAME_WITHIN = timedelta(days=30)
"""How far back a release is looked for that a new one repeats."""
RETESTED = frozenset({"blocked", "browser", "unproven"})
"""Sources that are not expected to answer: tried all the same, and told of once they do."""
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
    broken_record: tuple[type[Exception], ...] = (OSError,)
    """The errors that mean that the database or the disk is away: nothing of a round can be recorded then."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """How a source stands after a visit, in a sentence."""

    condition: Condition
    was: Condition | None
    message: str
    read: bool
    first_way_failed_before: bool = False
    releases: tuple[Release, ...] = ()


def record_press(press: Press, visit: PressVisit) -> PressResult:
    """Keep, read and record what one visit brought. The bytes are in the archive before a row names them."""
    config, now = press.sources.get(visit.source), press.clock.now()
    found = _read(press, config, visit)
    for fetched in _evidence(visit, found):
        press.archive.keep(fetched.body)
    with press.ledger() as ledger:
        if found:
            # Who subscribes meanwhile waits, and so neither misses a release nor hears of it twice.
            ledger.begin_recording()
        if config.kind == "page":
            standing = _record_page(ledger, config, visit, now)
        else:
            standing = _record_newsroom(ledger, config, visit, found, now)
        return _conclude(ledger, config, visit, standing, now)


def record_trouble(press: Press, visit: PressVisit, error: Exception) -> PressResult:
    """Note that what a visit brought could not be recorded, by a mistake of ours. Nothing of it is known the next time."""
    now = press.clock.now()
    message = (
        f"What came could not be recorded ({type(error).__name__}: {str(error)[:200]}). That is a mistake in Lookout: "
        "please report it. Nothing was changed; the next round tries again."
    )
    with press.ledger() as ledger:
        ledger.note_press(visit.source, PressNote(condition=Condition.UNREADABLE), now)
        open_incident(ledger, visit.source, Condition.UNREADABLE.value, message, (), now)
        ledger.note_poll(visit.source, now, PollOutcome.FAILED, message, good=False)
    return PressResult(
        source=visit.source,
        outcome=PollOutcome.FAILED,
        condition=Condition.UNREADABLE,
        message=message,
        requests=visit.requests,
    )


def _evidence(visit: PressVisit, found: Sequence[Found]) -> list[Fetched]:
    """Return what is kept: bytes behind releases about 287(g), watched pages, and answers that were refused.

    What newsrooms publish of other things may name private persons and is nothing to us.
    """
    pages = [visit.page] if visit.page else []
    return [fetched for fetched in (*_behind(visit, found), *pages, *visit.refused) if fetched.body]


def _behind(visit: PressVisit, found: Sequence[Found]) -> list[Fetched]:
    wanted = {each.capture_sha256 for each in found}
    brought = (*visit.listings, *(article.fetched for article in visit.articles))
    return [fetched for fetched in brought if wanted and fetched.sha256 in wanted]


def _read(press: Press, config: SourceConfig, visit: PressVisit) -> list[Found]:
    """Read the releases of a visit; our agencies are looked up only where one is about 287(g). Writes nothing."""
    if not visit.items and not visit.articles and not visit.unread:
        return []
    with press.ledger() as ledger:
        memory = ledger.press_memory([config.key])[config.key]

    def directory() -> Directory:
        with press.ledger() as ledger:
            agreements = [a for source in _LISTS for a in ledger.agreements(source)]
        return Directory(known_agencies(agreements))

    return read_found(config, memory, visit, directory, press.clock.now())


def _record_newsroom(
    ledger: Ledger, config: SourceConfig, visit: PressVisit, found: Sequence[Found], now: datetime
) -> _Standing:
    memory = ledger.press_memory([config.key])[config.key]
    _record_items(ledger, config, memory, visit, found, now)
    releases = _record_releases(ledger, config, visit, found, now)
    fault, message = _verdict(config, memory, visit, now)
    condition = fault or (Condition.CHANGED if visit.items else Condition.UNCHANGED)
    was = ledger.note_press(
        config.key,
        PressNote(
            condition=condition,
            sighting=visit.sightings[0] if visit.sightings else None,
            validators=visit.validators,
            compared=visit.compared,
            first_way_failed=visit.first_way_failed,
        ),
        now,
    )
    if releases:
        about = "one release" if len(releases) == 1 else f"{len(releases)} releases"
        message = f"{about} about 287(g). {message}".strip()
    return _Standing(
        condition=condition,
        was=was,
        message=message or _quiet(visit),
        read=bool(visit.sightings) or visit.unchanged,
        first_way_failed_before=memory.first_way_failed,
        releases=tuple(releases),
    )


def _record_items(  # noqa: PLR0917  # addresses stand by this many things
    ledger: Ledger,
    config: SourceConfig,
    memory: PressMemory,
    visit: PressVisit,
    found: Sequence[Found],
    now: datetime,
) -> None:
    """Write how far each address has come: those seen now, and those that waited for their page."""
    ledger.add_items(config.key, standings(memory, visit), now)
    done = {article.url for article in visit.articles} | {each.listed_url for each in found}
    for url in done:
        ledger.item_was_read(config.key, url)
    for url in set(visit.unread) - done:
        ledger.item_was_not_read(config.key, url, now)
    for waiting in memory.unread:
        if is_given_up(waiting, now) and waiting.item.url not in done:
            ledger.give_item_up(config.key, waiting.item.url)


def _record_releases(
    ledger: Ledger, config: SourceConfig, visit: PressVisit, found: Sequence[Found], now: datetime
) -> list[Release]:
    """Write the releases that are about 287(g), tell those who asked, and ask a reviewer where one tells of an end."""
    if not found:
        return []
    captures = {
        fetched.sha256: ledger.keep_capture(config.key, fetched, fetched.sha256) for fetched in _behind(visit, found)
    }
    earlier = list(ledger.releases_since((now - SAME_WITHIN).date()))
    fresh, told = [], []
    for each in sorted(found, key=lambda f: f.release.published.on if f.release.published else now.date()):
        release = each.beside(earlier)
        tell = not each.past and release.same_as is None and not is_old(release, now)
        new = NewRelease(release=release, capture_id=captures.get(each.capture_sha256), tell=tell)
        if ledger.add_release(new, now):
            earlier.append(release)
            fresh.append(release)
            told += [release] if tell else []
            _suggest(ledger, config, release, now)
        elif tell and ledger.tell_release(release.id):
            # Another source had it among its past when that was first looked at.
            told.append(release)
    if told:
        queue_release_alerts(ledger, told, now)
    return fresh


def _suggest(ledger: Ledger, config: SourceConfig, release: Release, now: datetime) -> None:
    """Put to a reviewer that a release tells of an end which ICE's list does not show. The record is left alone."""
    named = {agreement_id for agency in release.reading.agencies for agreement_id in agency.agreement_ids}
    if not named or release.same_as is not None:
        return
    agreements = [a for source in _LISTS for a in ledger.agreements(source) if a.id in named]
    for suggestion in endings_to_review(release, agreements):
        ledger.open_incident(
            NewIncident(
                source=config.key, kind=SUGGESTION, subject=suggestion.agreement_id, summary=suggestion.sentence
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
    if visit.cut_off:
        return Condition.UNREADABLE, visit.problems[-1].message
    fault = _shortfall(config, memory, visit, now) or _waiting(memory, visit)
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


def _waiting(memory: PressMemory, visit: PressVisit) -> Shortfall | None:
    """Tell of releases that are listed and cannot be read: they may hold news."""
    read = {article.url for article in visit.articles}
    waiting = [each for each in memory.unread if is_waiting_long(each) and each.item.url not in read]
    if not waiting:
        return None
    problem = visit.article_problem
    kind = _CONDITIONS.get(problem.kind, Condition.UNREADABLE) if problem else memory.condition
    which = "1 release that it lists cannot" if len(waiting) == 1 else f"{len(waiting)} releases that it lists cannot"
    why = f" {problem.message}" if problem else " They are tried again for three days."
    return Shortfall(
        condition=kind if kind is not None and kind not in GOOD else Condition.UNREADABLE,
        message=f"{which} be read, such as {waiting[0].item.url}.{why}",
    )


def _record_page(ledger: Ledger, config: SourceConfig, visit: PressVisit, now: datetime) -> _Standing:
    condition, message = Condition.UNCHANGED, in_words(None)
    if visit.page is not None:
        capture_id = ledger.keep_capture(config.key, visit.page, visit.page.sha256)
        change = watch_words(ledger, config.key, visit.blocks, capture_id, visit.page.fetched_at)
        message = in_words(change)
        condition = Condition.CHANGED if change else condition
    elif not visit.unchanged:
        problem = visit.problems[0]
        condition, message = _CONDITIONS.get(problem.kind, Condition.UNREADABLE), problem.message
    was = ledger.note_press(config.key, PressNote(condition=condition, validators=visit.validators), now)
    return _Standing(condition=condition, was=was, message=message, read=visit.page is not None or visit.unchanged)


def _conclude(
    ledger: Ledger, config: SourceConfig, visit: PressVisit, standing: _Standing, now: datetime
) -> PressResult:
    """Open or close incidents, and note how the visit ended."""
    retested = config.status in RETESTED
    expected = retested and not visit.with_browser
    message = standing.message
    captures = [ledger.keep_capture(config.key, fetched, fetched.sha256) for fetched in visit.refused if fetched.body]
    if standing.condition in GOOD and standing.was not in GOOD:
        close_incidents(ledger, config.key, now)
    elif standing.condition not in GOOD and not expected:
        open_incident(ledger, config.key, standing.condition.value, message, captures, now)
    if not retested and standing.read:
        _mind_first_way(ledger, config, visit, captures, now, failed_before=standing.first_way_failed_before)
    if retested and standing.read and not visit.rendered:
        _tell_opened(ledger, config, standing, now)
    elif expected and not standing.read:
        message = f"As expected ({config.status}): {message}"
    outcome = PollOutcome.CHANGED if visit.items or standing.condition is Condition.CHANGED else PollOutcome.UNCHANGED
    if not standing.read:
        outcome = PollOutcome.FAILED
    ledger.note_poll(config.key, now, outcome, message, good=standing.read)
    return PressResult(
        source=config.key,
        outcome=outcome,
        condition=standing.condition,
        message=message,
        releases=standing.releases,
        requests=visit.requests,
        as_expected=expected and not standing.read,
    )


def _mind_first_way(
    ledger: Ledger,
    config: SourceConfig,
    visit: PressVisit,
    captures: Sequence[int],
    now: datetime,
    *,
    failed_before: bool,
) -> None:
    """Tell of a first way that fails while another one is read: news comes, but by a way that may be the worse one."""
    if visit.first_way_failed and visit.problems:
        problem = visit.problems[0]
        kind = _CONDITIONS.get(problem.kind, Condition.UNREADABLE).value
        message = f"The first way ({config.strategies[0]}) cannot be read; another one is. {problem.message}"
        open_incident(ledger, config.key, kind, message, captures, now, subject=f"{config.key} {FIRST_WAY}")
    elif failed_before:
        close_incidents(ledger, config.key, now, subject=f"{config.key} {FIRST_WAY}")


def _tell_opened(ledger: Ledger, config: SourceConfig, standing: _Standing, now: datetime) -> None:
    """Tell once that a source can be read after all, and not again while that lasts."""
    last = ledger.incident_about(config.key, config.key)
    if standing.was in GOOD and last is not None and last.kind == OPENED and last.status is not IncidentStatus.OPEN:
        return
    message = (
        f"It is listed as {config.status} and can be read now. Look at it with `lookout try {config.key}`, and set its "
        f"status to active in scrapers/sources/{config.key}.toml, with a saved page beside its tests."
    )
    open_incident(ledger, config.key, OPENED, message, (), now)


def _quiet(visit: PressVisit) -> str:
    count = len(visit.items)
    return "Nothing new." if not count else f"{count} new, none about 287(g)."
