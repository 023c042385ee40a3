"""The past, put through the same reader, guards and recorder as the present. Nobody is alerted of it."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from domain.vocabulary import ListKind
from workflows.ledger import OpenLedger
from workflows.poll import read_list
from workflows.ports import Archive, DocumentRole, Fetched, Sources, WorkbookReader
from workflows.record import ListReading, ListResult, record_lists

_READ_AHEAD = 1
"""Workbooks read while another is being recorded: reading and recording keep one core each busy."""
_ROLE = {ListKind.PARTICIPATING: DocumentRole.PARTICIPATING, ListKind.PENDING: DocumentRole.PENDING}


class ReplayError(Exception):
    """The folder is no archive that we can replay; the message says what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One workbook of an archive: which list's address served it, when, and under what name."""

    list_kind: ListKind
    observed_at: datetime
    path: Path
    published_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaying:
    """What a replay works with."""

    reader: WorkbookReader
    archive: Archive
    ledger: OpenLedger
    sources: Sources


def observations(folder: Path, until: date | None = None) -> list[Observation]:
    """Return the workbooks that *folder*'s `index.csv` names, in observed order, up to and including *until*.

    Columns: order, kind (participating or pending), observed_at (ISO, UTC), file, published_name. Raises ReplayError.
    """
    index = folder / "index.csv"
    if not index.is_file():
        raise ReplayError(f"{index} is missing: an archive has an index.csv with one row per workbook.")
    with index.open(newline="", encoding="utf-8-sig") as handle:
        rows = list(csv.DictReader(handle))
    needed = {"order", "kind", "observed_at", "file", "published_name"}
    if rows and not needed <= rows[0].keys():
        raise ReplayError(f"{index} has no column {', '.join(sorted(needed - rows[0].keys()))}.")
    found = [_observation(folder, row) for row in sorted(rows, key=lambda row: int(row["order"]))]
    return [item for item in found if until is None or item.observed_at.date() <= until]


def replay(
    replaying: Replaying, items: list[Observation], progress: Callable[[Observation], None]
) -> Iterator[ListResult]:
    """Record *items* one after the other, each in its own transaction; those recorded before are passed over.

    A replay may be stopped anywhere and started again: it carries on where the record ends.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="replay-reader") as ahead:
        for item, reading in _read_ahead(replaying, items, ahead):
            if reading is not None:
                yield _record(replaying, reading, item.observed_at)
            progress(item)


def _read_ahead(
    replaying: Replaying, items: list[Observation], ahead: ThreadPoolExecutor
) -> Iterator[tuple[Observation, ListReading | None]]:
    """Yield each observation with its reading, None where it was recorded before; the next one is read meanwhile."""
    waiting: deque[tuple[Observation, Future[ListReading] | None]] = deque()
    for item in items:
        waiting.append((item, _begin_reading(replaying, item, ahead)))
        if len(waiting) > _READ_AHEAD:
            done, reading = waiting.popleft()
            yield done, reading.result() if reading else None
    for done, reading in waiting:
        yield done, reading.result() if reading else None


def _begin_reading(replaying: Replaying, item: Observation, ahead: ThreadPoolExecutor) -> Future[ListReading] | None:
    """Keep the bytes and begin to read them, unless they were recorded before."""
    lists = {config.list_kind: config for config in replaying.sources.all() if config.list_kind is not None}
    config = lists[item.list_kind]
    fetched = _fetched(item)
    sha256 = replaying.archive.keep(fetched.body)
    if _recorded(replaying, config.key, sha256, item.observed_at):
        return None
    return ahead.submit(read_list, replaying.reader, config, fetched)


def _recorded(replaying: Replaying, source: str, sha256: str, at: datetime) -> bool:
    with replaying.ledger() as ledger:
        return ledger.was_replayed(source, sha256, at)


def _record(replaying: Replaying, reading: ListReading, at: datetime) -> ListResult:
    with replaying.ledger() as ledger:
        ledger.begin_recording()
        [result] = record_lists(ledger, [reading], now=at, tell=False)
    return result


def _observation(folder: Path, row: dict[str, str]) -> Observation:
    path = folder / row["file"]
    if not path.is_file():
        raise ReplayError(f"{path}, named by index.csv in row {row['order']}, is missing.")
    observed_at = datetime.fromisoformat(row["observed_at"]).astimezone(UTC)
    return Observation(
        list_kind=ListKind(row["kind"]),
        observed_at=observed_at,
        path=path,
        published_name=row["published_name"],
    )


def _fetched(item: Observation) -> Fetched:
    return Fetched(
        role=_ROLE[item.list_kind],
        url=f"replay:{item.list_kind}/{item.published_name}",
        final_url=f"replay:{item.list_kind}/{item.published_name}",
        status=200,
        headers=(),
        body=item.path.read_bytes(),
        fetched_at=item.observed_at,
        published_name=item.published_name,
    )
