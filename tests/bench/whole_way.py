"""From the commit of a change to the last subscriber: the whole way, through the outbox, over loopback."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from domain.subscriptions import Address, Cadence, Channel, Filter, Language
from lookout.settings import Settings
from lookout.wiring import Lookout, build
from tests.bench.fan_out import receivers
from tests.bench.measures import Measured
from tests.workflows.stage import Entry, PaperReader, fetched, workbook
from workflows.lanes import Lanes
from workflows.poll import Polling, record_visit
from workflows.ports import NewSubscription, Visit
from workflows.reading import PollOutcome

SUBSCRIPTIONS = 5_000
CHANGES = 50
_PATIENCE = 300.0
_FIRST = [
    "Alder",
    "Birch",
    "Cedar",
    "Dogwood",
    "Elm",
    "Flint",
    "Granite",
    "Hazel",
    "Iron",
    "Juniper",
    "Kettle",
    "Laurel",
    "Maple",
    "Nettle",
    "Oak",
    "Pine",
    "Quarry",
]
_SECOND = [
    "Bend",
    "Bluff",
    "Brook",
    "Creek",
    "Crossing",
    "Falls",
    "Ferry",
    "Flats",
    "Ford",
    "Gap",
    "Glen",
    "Grove",
    "Harbor",
    "Heights",
    "Hollow",
    "Knoll",
    "Lake",
]
_AGENCIES = tuple(
    Entry(
        agency=f"{first} {second} Police Department", county="Travis County", signed_on=date(2026, 1, 1 + number % 28)
    )
    for number, (first, second) in enumerate((f, s) for f in _FIRST for s in _SECOND)
)
"""289 invented towns, so that fifty new ones are an update that nobody need doubt."""


def whole_way() -> list[Measured]:
    """Record a list with CHANGES new agreements for SUBSCRIPTIONS subscriptions, and send all messages."""
    with tempfile.TemporaryDirectory(prefix="lookout-bench-") as folder, receivers() as ready:
        settings = Settings(
            data_dir=Path(folder),
            public_url="http://127.0.0.1:8287",
            secret_key="only for this measurement",
            smtp_url=f"smtp://127.0.0.1:{ready.mail}",
            mail_from="Lookout <alerts@lookout.example>",
            allow_local=True,
        )
        lookout = build(settings)
        try:
            return list(_measure(lookout, f"http://127.0.0.1:{ready.webhook}/hook"))
        finally:
            lookout.close()


def whole_way_apart() -> list[Measured]:
    """Measure it in a process of its own, so that its peak of memory is its own."""
    done = subprocess.run([sys.executable, "-m", "tests.bench.whole_way"], capture_output=True, text=True, check=True)
    return [Measured(what=what, ours=ours) for what, ours in (line.split("\t") for line in done.stdout.splitlines())]


def _measure(lookout: Lookout, hook_url: str) -> list[Measured]:
    began = datetime.now(UTC)
    _serve(lookout, _AGENCIES[:-CHANGES], began)
    with lookout.record.open() as ledger:
        for number in range(SUBSCRIPTIONS):
            ledger.subscribe(_wish(number, hook_url), began)
    started = time.perf_counter()
    _serve(lookout, _AGENCIES, began + timedelta(minutes=5))
    recorded = time.perf_counter() - started
    committed = datetime.now(UTC)
    took = _send_all(lookout)
    waits = _waits(lookout, committed)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    name = f"{SUBSCRIPTIONS:,} subscriptions x {CHANGES} changes"
    return [
        Measured(what=f"record {name}, with the outbox", ours=f"{recorded:.1f} s"),
        Measured(what=f"send {name}, mail and webhooks", ours=f"{SUBSCRIPTIONS / took:.0f} /s"),
        Measured(
            what="from commit to first attempt, p95 (must be 60 s at most)",
            ours=f"{waits[int(len(waits) * 0.95)]:.1f} s",
        ),
        Measured(what="peak memory, everything loaded (must be 300 MB at most)", ours=f"{peak:.0f} MB"),
    ]


def _wish(number: int, hook_url: str) -> NewSubscription:
    is_mail = number % 2 == 0
    return NewSubscription(
        address=Address(
            channel=Channel.EMAIL if is_mail else Channel.SLACK,
            value=f"reader{number}@example.org" if is_mail else f"{hook_url}/{number}",
        ),
        filter=Filter(states=frozenset({"Texas"})),
        cadence=Cadence.AT_ONCE,
        language=Language.SPANISH if number % 5 == 0 else Language.ENGLISH,
    )


def _serve(lookout: Lookout, entries: tuple[Entry, ...], at: datetime) -> None:
    polling = Polling(
        visitor=lookout.visitor,
        reader=PaperReader(),
        archive=lookout.archive,
        ledger=lookout.record.open,
        sources=lookout.sources,
        clock=lookout.clock,
    )
    visit = Visit(source="ice-287g", started_at=at, finished_at=at, fetched=(fetched(workbook(entries), at=at),))
    result = record_visit(polling, visit, {})[0]
    assert result.outcome is PollOutcome.CHANGED, result.message


def _send_all(lookout: Lookout) -> float:
    """Send until nothing waits and return how long that took."""
    troubles: list[Exception] = []
    lanes = Lanes(lookout.delivering, on_trouble=troubles.append)
    started = time.perf_counter()
    while time.perf_counter() - started < _PATIENCE and not troubles:
        if not lanes.send_due() and lanes.idle:
            break
        lanes.wait(0.05)
    took = time.perf_counter() - started
    lanes.stop()
    lanes.drain()
    assert not troubles, troubles
    return took


def _waits(lookout: Lookout, committed: datetime) -> list[float]:
    """Return the seconds from the commit to each first attempt, in order."""
    with lookout.engine.connect() as connection:
        sent = connection.execute(text("SELECT count(*) FROM delivery WHERE status = 'sent'")).scalar_one()
        rows = connection.execute(text("SELECT started_at FROM attempt WHERE number = 1")).scalars().all()
    assert sent == SUBSCRIPTIONS, f"{sent} of {SUBSCRIPTIONS} were sent"
    return sorted((datetime.fromisoformat(str(at)).replace(tzinfo=UTC) - committed).total_seconds() for at in rows)


if __name__ == "__main__":
    for line in whole_way():
        sys.stdout.write(f"{line.what}\t{line.ours}\n")
