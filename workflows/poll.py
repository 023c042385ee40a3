"""One poll of one source: visit, keep the bytes, read, and hand everything to the record."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.vocabulary import ListKind
from workflows.ledger import Ledger, OpenLedger
from workflows.ports import (
    Archive,
    Clock,
    DocumentRole,
    Fetched,
    FetchProblem,
    Problem,
    SourceConfig,
    Sources,
    Validator,
    Visit,
    Visitor,
    WorkbookReader,
    WorkbookUnreadableError,
)
from workflows.reading import IncidentStatus, PollOutcome
from workflows.record import ListReading, ListResult, record_lists, record_problems
from workflows.watched_pages import watch_along

_NOT_MODIFIED = 304
_LIST_OF = {DocumentRole.PARTICIPATING: ListKind.PARTICIPATING, DocumentRole.PENDING: ListKind.PENDING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Polling:
    """What a poll works with."""

    visitor: Visitor
    reader: WorkbookReader
    archive: Archive
    ledger: OpenLedger
    sources: Sources
    clock: Clock
    words_on: Callable[[str, bytes], tuple[str, ...]] = lambda _source, _body: ()
    """Reads the words of a watched page, block by block."""


async def poll(polling: Polling, source: str, *, url: str | None = None) -> list[ListResult]:
    """Poll *source* once and record what came of it; *url* replaces its own address.

    The network is awaited here; reading and recording run in a thread, so that the service's loop stays free.
    Raises KeyError for a source that the registry does not have.
    """
    config = polling.sources.get(source)
    validators = await asyncio.to_thread(_validators, polling, config)
    visit = await polling.visitor.visit(config.key, url=url, validators=validators)
    return await asyncio.to_thread(record_visit, polling, visit, validators)


def record_visit(
    polling: Polling, visit: Visit, validators: Mapping[str, Validator] | None = None, *, tell: bool = True
) -> list[ListResult]:
    """Keep, read and record what *visit* brought; *validators* are those that it was made with, the record's own by default.

    The bytes of every document are in the archive before a row names them. Reading happens before the transaction
    begins, so that a slow workbook holds up nobody.
    """
    for fetched in (*visit.fetched, *visit.refused):
        if fetched.body:
            polling.archive.keep(fetched.body)
    words = _words_on_pages(polling, visit)
    made_with = _validators(polling, polling.sources.get(visit.source)) if validators is None else validators
    readings = read_visit(polling, visit, made_with)
    now = polling.clock.now()
    with polling.ledger() as ledger:
        ledger.begin_recording()
        _keep_pages(ledger, visit, words)
        refused = _keep_refused(ledger, visit)
        results = record_lists(ledger, readings, now=now, tell=tell)
        return [*results, *_record_absent(ledger, polling, visit, results, refused)]


def read_list(reader: WorkbookReader, config: SourceConfig, fetched: Fetched) -> ListReading:
    """Read one fetched workbook; what cannot be read says so in the result."""
    sha256 = fetched.sha256
    try:
        sheet = reader.read(fetched.body)
    except WorkbookUnreadableError as error:
        return ListReading(config=config, fetched=fetched, sha256=sha256, unreadable=str(error))
    return ListReading(config=config, fetched=fetched, sha256=sha256, sheet=sheet)


def worst_outcome(results: Iterable[ListResult]) -> PollOutcome:
    """Return the outcome that says most about a poll: failed before held before changed before unchanged."""
    order = (PollOutcome.FAILED, PollOutcome.HELD, PollOutcome.CHANGED, PollOutcome.UNCHANGED)
    outcomes = {result.outcome for result in results}
    return next((outcome for outcome in order if outcome in outcomes), PollOutcome.FAILED)


def _validators(polling: Polling, config: SourceConfig) -> Mapping[str, Validator]:
    keys = [config.key, *(other.key for other in _read_with(polling.sources, config.key))]
    with polling.ledger() as ledger:
        return ledger.validators(keys)


def _read_with(sources: Sources, key: str) -> Sequence[SourceConfig]:
    return [other for other in sources.all() if other.polled_with == key]


def _lists_of(sources: Sources, key: str) -> dict[ListKind, SourceConfig]:
    configs = (sources.get(key), *_read_with(sources, key))
    return {config.list_kind: config for config in configs if config.list_kind is not None}


def read_visit(polling: Polling, visit: Visit, validators: Mapping[str, Validator]) -> list[ListReading]:
    """Read the lists of a visit; *validators* are those that the visit was made with. Writes nothing."""
    lists = _lists_of(polling.sources, visit.source)
    readings = []
    for fetched in visit.fetched:
        kind = _LIST_OF.get(fetched.role)
        if kind is not None and kind in lists:
            readings.append(_read_one(polling, lists[kind], fetched, visit, validators))
    return readings


def _read_one(
    polling: Polling, config: SourceConfig, fetched: Fetched, visit: Visit, validators: Mapping[str, Validator]
) -> ListReading:
    """Read a workbook; one served as before is read from the archive unless it is our last good version anyway."""
    if fetched.status != _NOT_MODIFIED:
        return replace(read_list(polling.reader, config, fetched), totals=visit.totals)
    sha256 = validators[fetched.url].sha256
    with polling.ledger() as ledger:
        last = ledger.last_version(config.key)
    if last is not None and last.sha256 == sha256:
        return ListReading(config=config, fetched=fetched, sha256=sha256)
    kept = replace(fetched, body=polling.archive.open(sha256))
    return replace(read_list(polling.reader, config, kept), fetched=fetched, totals=visit.totals)


def _words_on_pages(polling: Polling, visit: Visit) -> Mapping[str, tuple[str, ...]]:
    """Return what the page of this visit says, for each source that watches it."""
    body = next((fetched.body for fetched in visit.fetched if fetched.role is DocumentRole.PAGE), b"")
    watching = [config.key for config in _read_with(polling.sources, visit.source) if config.kind == "page"]
    return {key: polling.words_on(key, body) for key in watching if body}


def _keep_pages(ledger: Ledger, visit: Visit, words: Mapping[str, tuple[str, ...]]) -> None:
    for fetched in visit.fetched:
        if fetched.role is DocumentRole.PAGE:
            if fetched.body:
                capture_id = ledger.keep_capture(visit.source, fetched, fetched.sha256)
                for source, blocks in words.items():
                    watch_along(ledger, source, blocks, capture_id, fetched.fetched_at)
            else:
                ledger.seen_unchanged(fetched.url, fetched.fetched_at)


def _keep_refused(ledger: Ledger, visit: Visit) -> dict[DocumentRole, int]:
    """Keep the answers that are evidence of what went wrong; return their captures."""
    return {
        fetched.role: ledger.keep_capture(visit.source, fetched, fetched.sha256)
        for fetched in visit.refused
        if fetched.body
    }


def _record_absent(
    ledger: Ledger,
    polling: Polling,
    visit: Visit,
    results: Sequence[ListResult],
    refused: Mapping[DocumentRole, int],
) -> list[ListResult]:
    """Record the lists that this visit should have brought and did not. *refused* are captures of what came instead."""
    now = polling.clock.now()
    recorded = {result.source for result in results}
    absent = []
    for kind, config in _lists_of(polling.sources, visit.source).items():
        if config.key in recorded:
            continue
        problems = _problems_of(visit.problems, kind)
        if problems:
            absent.append(record_problems(ledger, config.key, problems, refused, now))
        elif kind is ListKind.PENDING:
            absent.append(_silent(ledger, config, visit))
    return absent


def _problems_of(problems: Sequence[Problem], kind: ListKind) -> list[Problem]:
    """Return the problems that kept *kind* from being read: its own, and those of the page, which concern both."""
    return [p for p in problems if p.role is DocumentRole.PAGE or _LIST_OF.get(p.role) is kind]


def _silent(ledger: Ledger, config: SourceConfig, visit: Visit) -> ListResult:
    """Note that the page links no pending list, as it has not since 27 February 2026: nothing is concluded from it."""
    over = [i.id for i in ledger.open_incidents(config.key) if i.kind in set(FetchProblem)]
    ledger.close_incidents(over, IncidentStatus.RECOVERED, visit.finished_at, "The page can be read again.")
    last = ledger.last_version(config.key)
    since = f" The last one we read is of {last.observed_at:%d %b %Y}." if last else ""
    message = f"ICE's page links no pending list.{since} Nothing is concluded from its absence."
    ledger.note_poll(config.key, visit.finished_at, PollOutcome.UNCHANGED, message, good=True)
    return ListResult(source=config.key, outcome=PollOutcome.UNCHANGED, message=message)
