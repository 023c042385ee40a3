"""Several sender processes on one database with a full outbox: each message goes out once, from whichever of them."""

from __future__ import annotations

import gc
import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from domain.subscriptions import Address, Cadence, Channel, Filter, Language
from storage.engine import open_engine
from storage.schema import migrate
from tests.kills.books import Books
from tests.kills.forks import alone, start_forked, wait_for_all
from tests.kills.machine import Machine, notifier
from tests.kills.orders import Board
from tests.kills.receipts import read_receipts
from tests.kills.receivers import Receivers
from tests.kills.script import APART, Printed
from tests.workflows.stage import START, TEXAS, SetClock, workbook
from workflows.alerts import delivery_id
from workflows.ledger import NewDelivery
from workflows.ports import NewSubscription

SENDERS = 4
_NEWS = len(TEXAS) // 2
"""Changes that there are to tell: the second list has so many agencies more than the first."""
_LONGEST = 900.0
_SHOWN = 5


@dataclass(kw_only=True)
class Crowd:
    """How it went."""

    deliveries: int
    seconds: float
    receipts: int = 0
    extra: int = 0
    missing: int = 0
    problems: list[str] = field(default_factory=list)

    def figures(self) -> list[tuple[str, str]]:
        """Return what to show."""
        return [
            ("messages that waited", str(self.deliveries)),
            ("receipts", str(self.receipts)),
            ("EXTRA", str(self.extra)),
            ("MISSING", str(self.missing)),
            ("time", f"{self.seconds:.1f} s, {self.deliveries / self.seconds:.0f} a second"),
        ]


def send_at_once(url: str, folder: Path, deliveries: int) -> Crowd:
    """Queue *deliveries*, let all senders loose on them, and count what came."""
    receivers = Receivers(Board(), folder / "receipts")
    hooks = f"http://127.0.0.1:{receivers.ports.hook}"
    engine = open_engine(url)
    try:
        migrate(engine)
        now = _fill(
            Machine(engine, folder, notifier(receivers.ports.smtp, SetClock()), clock=SetClock()), deliveries, hooks
        )
        engine.dispose()
        alone()
        gc.freeze()

        def send() -> None:
            clock = SetClock(now)
            machine = Machine(engine, folder, notifier(receivers.ports.smtp, clock), clock=clock, seed=os.getpid())
            machine.send_on_all_lanes()

        began = time.monotonic()
        pids = [start_forked(send, folder / f"errors-{number}") for number in range(SENDERS)]
        statuses = wait_for_all(pids, _LONGEST)
        crowd = Crowd(deliveries=deliveries, seconds=time.monotonic() - began)
        receivers.settle()
    finally:
        receivers.close()
    crowd.problems += [f"Sender {n} ended with {status}." for n, status in enumerate(statuses) if status]
    crowd.problems += [file.read_text() for file in sorted(folder.glob("errors-*"))]
    _count(crowd, url, folder, hooks)
    return crowd


def _fill(machine: Machine, deliveries: int, hooks: str) -> datetime:
    """Record news that nobody subscribes to, and queue messages about it; return a moment at which all are due."""
    half = TEXAS[: len(TEXAS) - _NEWS]
    for number, entries in enumerate((half, TEXAS)):
        at = START + number * APART
        machine.record(Printed(number=number, at=at, body=workbook(entries, saved=number + 1)))
    now = START + 2 * APART
    with machine.open() as ledger:
        changes = [change.id for _, change in ledger.changes_after(0)]
        owners = [ledger.subscribe(wish, now) for wish in _owners(-(-deliveries // len(changes)), hooks)]
        owed = [(owner, change) for change in changes for owner in owners]
        for owner, change in owed[:deliveries]:
            delivery = NewDelivery(
                id=delivery_id(owner, (change,)),
                subscription_id=owner,
                change_ids=(change,),
                due_at=now,
                period_from=now,
                period_to=now,
            )
            assert ledger.queue(delivery, now), "each of them is another message"
    return now + timedelta(seconds=1)


def _owners(count: int, hooks: str) -> Iterator[NewSubscription]:
    for number in range(count):
        mail = Address(channel=Channel.EMAIL, value=f"reader{number}@example.org")
        hook = Address(channel=Channel.SLACK, value=f"{hooks}/hook/{number}")
        yield NewSubscription(
            address=hook if number % 2 else mail,
            filter=Filter(),
            cadence=Cadence.AT_ONCE,
            language=Language.ENGLISH,
        )


def _count(crowd: Crowd, url: str, folder: Path, hooks: str) -> None:
    receipts = read_receipts(folder / "receipts", hooks)
    came = Counter(receipt.id for receipt in receipts)
    crowd.receipts = len(receipts)
    books = Books(url)
    try:
        owed: dict[str, str] = dict(books.rows("SELECT id, status FROM delivery"))
        attempts = books.rows("SELECT count(*) FROM attempt")[0][0]
        crowd.problems += books.integrity()
    finally:
        books.close()
    crowd.extra = sum(count - 1 for count in came.values()) + len(came.keys() - owed.keys())
    crowd.missing = len(owed.keys() - came.keys())
    unsent = [f"{name} is {status}" for name, status in owed.items() if status != "sent"]
    crowd.problems += unsent[:_SHOWN]
    if crowd.extra or crowd.missing or attempts != crowd.deliveries:
        crowd.problems.append(f"{crowd.extra} extra, {crowd.missing} missing, {attempts} attempts.")
    if any(receipt.is_labelled for receipt in receipts):
        crowd.problems.append("Messages were labelled as repeats, and none was one.")
