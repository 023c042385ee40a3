"""The single measurements; each returns rows for the table, or a sentence that says why it was skipped."""

from __future__ import annotations

import io
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median

import openpyxl
from deepdiff import DeepDiff

from domain.compare import baseline, compare
from domain.snapshots import Sheet
from lookout.settings import Settings, archive_folder
from lookout.wiring import Lookout, build
from scrapers.readers.isolated import IsolatedReader
from scrapers.readers.workbook import XlsxReader
from tests.bench.lists import ROWS, rows, snapshot, with_news, workbook
from tests.web.fakes import Client
from workflows.poll import read_list
from workflows.ports import DocumentRole, Fetched
from workflows.reading import ChangeQuery
from workflows.record import record_lists
from workflows.replay import Observation, Replaying, observations, replay

FIRST = 60
"""Workbooks of the archive that are replayed: enough for hundreds of changes, and done in seconds."""
_PAGES = 60


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One line of the table."""

    what: str
    ours: str
    other: str = ""
    ratio: str = ""


def seconds(call: Callable[[], object], *, rounds: int = 5) -> float:
    """Return the median time of *call* in seconds, after one call that warms up."""
    call()
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return median(times)


def reading() -> list[Measured]:
    """Read one workbook with our reader and with openpyxl, links included."""
    body = workbook(rows())
    assert len(XlsxReader().read(body).rows) == ROWS
    ours = seconds(lambda: XlsxReader().read(body))
    other = seconds(lambda: _read_with_openpyxl(body), rounds=3)
    isolated = IsolatedReader()
    try:
        apart = seconds(lambda: isolated.read(body))
    finally:
        isolated.close()
    return [
        Measured(
            what=f"read {ROWS:,} rows: own reader, openpyxl",
            ours=_ms(ours),
            other=_ms(other),
            ratio=f"{other / ours:.1f} x",
        ),
        Measured(
            what=f"read {ROWS:,} rows in the limited worker, openpyxl",
            ours=_ms(apart),
            other=_ms(other),
            ratio=f"{other / apart:.1f} x",
        ),
    ]


def _read_with_openpyxl(body: bytes) -> int:
    book = openpyxl.load_workbook(io.BytesIO(body))
    count = 0
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            count += bool(cell.value) + bool(cell.hyperlink and cell.hyperlink.target)
    return count


def comparing() -> list[Measured]:
    """Compare an ordinary update with compare() and with DeepDiff over whole lists."""
    before = rows()
    old, new = XlsxReader().read(workbook(before)), XlsxReader().read(workbook(with_news(before)))
    known = baseline(snapshot(old))
    later = snapshot(new, datetime(2025, 9, 25, tzinfo=UTC))
    comparison = compare(known, later, version=2, previous=1)
    ours = seconds(lambda: compare(known, later, version=2, previous=1))
    plain_old, plain_new = _plain(old), _plain(new)
    raw: list[DeepDiff] = []
    other = seconds(lambda: raw.append(DeepDiff(plain_old, plain_new, ignore_order=True)), rounds=1)
    entries = sum(len(found) for found in raw[-1].values())
    return [
        Measured(
            what=f"compare {ROWS:,} rows: compare(), DeepDiff",
            ours=_ms(ours),
            other=_ms(other),
            ratio=f"{other / ours:.1f} x",
        ),
        Measured(
            what="changes told for 8 true ones",
            ours=f"{len(comparison.changes)}",
            other=f"{entries:,}",
        ),
    ]


def _plain(sheet: Sheet) -> list[dict[str, str]]:
    return [
        {
            "state": row.state,
            "agency": row.agency,
            "county": row.county,
            "support_type": row.support_type.value,
            "signed": row.signed_text,
            "moa": row.moa_url or "",
        }
        for row in sheet.rows
    ]


def unchanged() -> list[Measured]:
    """Record a poll that found the list as it was."""
    body = workbook(rows())
    with _lookout() as lookout:
        config = lookout.sources.get("ice-287g")
        at = datetime(2025, 9, 24, tzinfo=UTC)
        fetched = Fetched(
            role=DocumentRole.PARTICIPATING,
            url="https://www.ice.gov/doclib/list.xlsx",
            final_url="https://www.ice.gov/doclib/list.xlsx",
            status=200,
            headers=(),
            body=body,
            fetched_at=at,
            published_name="list.xlsx",
        )
        lookout.archive.keep(body)
        first = read_list(lookout.reader, config, fetched)
        with lookout.record.open() as ledger:
            record_lists(ledger, [first], now=at)
        again = replace(first, sheet=None, fetched=replace(fetched, status=304, body=b""))

        def poll() -> None:
            nonlocal at
            at += timedelta(minutes=5)
            reading = replace(again, fetched=replace(again.fetched, fetched_at=at))
            with lookout.record.open() as ledger:
                ledger.begin_recording()
                record_lists(ledger, [reading], now=at)

        took = seconds(poll, rounds=20)
    return [Measured(what=f"record an unchanged poll over {ROWS:,} agreements", ours=_ms(took))]


def past_and_pages() -> list[Measured] | str:
    """Replay the first workbooks of the archive and then serve the change log that came of them."""
    folder = archive_folder()
    if not (folder / "index.csv").is_file():
        return "Skipped: there is no archive of real workbooks (set LOOKOUT_ARCHIVE to where it is)."
    items = list(islice(observations(folder), FIRST))
    with _lookout() as lookout:
        return [*_replay(lookout, items), *_serve(lookout)]


def _replay(lookout: Lookout, items: list[Observation]) -> Iterator[Measured]:
    lookout.reader.warm_up()
    replaying = Replaying(
        reader=lookout.reader, archive=lookout.archive, ledger=lookout.record.open, sources=lookout.sources
    )
    began = time.perf_counter()
    for _ in replay(replaying, items, lambda _: None):
        pass
    took = time.perf_counter() - began
    yield Measured(what=f"replay the first {len(items)} real workbooks", ours=f"{len(items) / took:.1f} /s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Measured(what="peak memory until then, everything loaded", ours=f"{peak:.0f} MB")


def _serve(lookout: Lookout) -> Iterator[Measured]:
    client = Client(lookout.app, host="127.0.0.1")
    newest = lookout.log.changes(ChangeQuery(newest_first=True, limit=1))[0].change
    for what, path in (
        ("today", "/"),
        ("a day", f"/days/{newest.observed_at.date()}"),
        ("a change", f"/changes/{newest.id}"),
    ):
        assert client.get(path).status == 200
        began = time.perf_counter()
        for _ in range(_PAGES):
            client.get(path)
        took = time.perf_counter() - began
        yield Measured(what=f"serve {what}, in process", ours=f"{_PAGES / took:.0f} /s")


@contextmanager
def _lookout() -> Iterator[Lookout]:
    with tempfile.TemporaryDirectory(prefix="lookout-bench-") as folder, redirect_stderr(io.StringIO()):
        settings = Settings(
            data_dir=Path(folder), public_url="http://127.0.0.1:8287", secret_key="only for this measurement"
        )
        lookout = build(settings)
        try:
            yield lookout
        finally:
            lookout.close()


def _ms(took: float) -> str:
    return f"{took * 1000:.1f} ms"
