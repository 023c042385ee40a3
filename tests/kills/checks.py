"""What must hold at the end, whatever was killed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from domain.deliveries import UNKNOWN_WAITS
from storage.archive import FileArchive
from tests.kills.books import Books
from tests.kills.model import Model, Told
from tests.kills.receipts import Receipt, by_message

_SHOWN = 5


@dataclass
class Figures:
    """What is counted."""

    changes: int = 0
    messages: int = 0
    receipts: int = 0
    repeats: int = 0
    """Receipts of a message after its first; each must say that it may be one."""
    labelled_firsts: int = 0
    """First receipts that say so: the attempt before came to nothing."""
    most_of_one: int = 0
    refused: int = 0
    """Messages that a receiver answered with an error, as it was told to."""
    lost: int = 0
    parked: int = 0
    unlabelled: int = 0
    unexplained: int = 0
    """Repeats of a message none of whose attempts had ended without an answer."""
    hasty: int = 0
    strangers: int = 0
    without_outbox: int = 0
    overtaken: int = 0
    integrity: int = 0
    stray_files: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What there is to look at when all is over."""

    books: Books
    model: Model
    receipts: list[Receipt]
    addresses: Mapping[int, str]
    folder: Path
    never_put_on_a_wire: frozenset[str] = frozenset()
    """Messages that were sent before anybody was killed, and not to the receivers."""


@dataclass(frozen=True, slots=True)
class _Seen:
    figures: Figures
    evidence: Evidence
    taken: Mapping[str, list[Receipt]]

    @property
    def books(self) -> Books:
        return self.evidence.books

    @property
    def model(self) -> Model:
        return self.evidence.model

    @property
    def addresses(self) -> Mapping[int, str]:
        return self.evidence.addresses


def judge(figures: Figures, evidence: Evidence) -> list[str]:
    """Compare record and receipts with what they should be; fill *figures* and return what is wrong."""
    taken = by_message(evidence.receipts)
    seen = _Seen(figures, evidence, taken)
    firsts = [found[0] for found in taken.values()]
    figures.changes, figures.messages = len(seen.model.log), len(taken)
    figures.receipts = sum(map(len, taken.values()))
    figures.repeats = figures.receipts - figures.messages
    figures.labelled_firsts = sum(receipt.is_labelled for receipt in firsts)
    figures.most_of_one = max(map(len, taken.values()), default=0)
    figures.refused = sum(not receipt.taken for receipt in evidence.receipts)
    checks = (_log, _outbox, _lost, _parked, _repeats, _brake, _strangers, _order, _archive)
    return [problem for check in checks for problem in _shortened(check.__name__, list(check(seen)))]


def _shortened(name: str, problems: list[str]) -> list[str]:
    more = len(problems) - _SHOWN
    return [*problems[:_SHOWN], *([f"… and {more} more of {name.strip('_')}"] if more > 0 else [])]


def _log(seen: _Seen) -> Iterator[str]:
    """The log is the one that a process writes that nobody kills."""
    written = [(str(row[0]), str(row[1])) for row in seen.books.rows("SELECT id, kind FROM change ORDER BY seq")]
    expected = [(change.id, change.kind.value) for change in seen.model.log]
    for change in sorted(set(expected) - set(written)):
        yield f"Missing in the log: {change}."
    for change in sorted(set(written) - set(expected)):
        yield f"In the log, and should not be: {change}."
    if sorted(written) == sorted(expected) and written != expected:
        yield "The log is in another order than it should be."


def _outbox(seen: _Seen) -> Iterator[str]:
    """The deliveries are the same too, with the same changes in them."""
    written = {name: Told(seen.addresses[owner], frozenset()) for name, owner in _deliveries(seen)}
    for name, change in seen.books.rows("SELECT delivery_id, change_id FROM delivery_change"):
        written[name] = Told(written[name].to, written[name].changes | {change})
    for name in sorted(written.keys() | seen.model.messages.keys()):
        if written.get(name) != seen.model.messages.get(name):
            yield f"Delivery {name} is {written.get(name)}, and should be {seen.model.messages.get(name)}."


def _deliveries(seen: _Seen) -> list[tuple[str, int]]:
    return [(row[0], row[1]) for row in seen.books.rows("SELECT id, subscription_id FROM delivery")]


def _lost(seen: _Seen) -> Iterator[str]:
    """Everybody got everything that they were owed, wherever the message told it."""
    parked = _dead(seen)
    for name, told in seen.model.messages.items():
        if name in seen.evidence.never_put_on_a_wire:
            continue
        got = seen.taken.get(name, [])
        missing = told.changes - frozenset().union(*(r.changes for r in got if r.to == told.to))
        if not got or missing:
            if name in parked:
                continue
            seen.figures.lost += max(len(missing), 1)
            yield f"Lost: message {name} to {told.to} came {len(got)} times, without {sorted(missing)}."
    for name, status in seen.books.rows("SELECT id, status FROM delivery WHERE status NOT IN ('sent', 'dead')"):
        yield f"Delivery {name} is {status} at the end."


def _dead(seen: _Seen) -> set[str]:
    return {row[0] for row in seen.books.rows("SELECT id FROM delivery WHERE status = 'dead'")}


def _parked(seen: _Seen) -> Iterator[str]:
    """What the brake parked is not lost; the plan never gives it cause to, so none should be."""
    parked = _dead(seen)
    seen.figures.parked = len(parked)
    for name in sorted(parked):
        yield f"Parked: {name}, received {len(seen.taken.get(name, []))} times."


def _repeats(seen: _Seen) -> Iterator[str]:
    """A message that comes again says so, and only comes again where an attempt ended without an answer."""
    unknown: dict[str, int] = dict(seen.books.rows("SELECT id, unknown_outcomes FROM delivery"))
    for name, got in seen.taken.items():
        bare = sum(not receipt.is_labelled for receipt in got[1:])
        seen.figures.unlabelled += bare
        if bare:
            yield f"Message {name} came {len(got)} times, {bare} repeats without saying so."
        unexplained = len(got) - 1 - unknown.get(name, 0)
        if unexplained > 0:
            seen.figures.unexplained += unexplained
            yield f"Message {name} came {len(got)} times after {unknown.get(name, 0)} attempts without an answer."


def _brake(seen: _Seen) -> Iterator[str]:
    """After each attempt that ended without an answer the brake waits longer, and after the third it gives no other."""
    attempts: dict[str, list[tuple[Any, Any, str]]] = defaultdict(list)
    for name, *attempt in seen.books.rows(
        "SELECT delivery_id, started_at, finished_at, outcome FROM attempt ORDER BY delivery_id, id"
    ):
        attempts[name].append((_instant(attempt[0]), _instant(attempt[1]), attempt[2]))
    for name, made in attempts.items():
        waits = iter(UNKNOWN_WAITS)
        for (_, finished_at, outcome), (started_at, _, _) in pairwise(made):
            wait = next(waits, None) if outcome == "unknown" else timedelta()
            if wait is None or started_at - finished_at < wait:
                seen.figures.hasty += 1
                yield f"Message {name} was repeated {started_at - finished_at} after an attempt without an answer."


def _instant(stored: object) -> datetime:
    return stored if isinstance(stored, datetime) else datetime.fromisoformat(str(stored))


def _strangers(seen: _Seen) -> Iterator[str]:
    """Nothing comes that is no delivery, and nothing to anybody else."""
    known = {name: seen.addresses[owner] for name, owner in _deliveries(seen)}
    for name, got in seen.taken.items():
        if any(receipt.to != known.get(name) for receipt in got):
            seen.figures.strangers += 1
            yield f"Message {name} came to {sorted({receipt.to for receipt in got})}, and is for {known.get(name)}."


def _order(seen: _Seen) -> Iterator[str]:
    """Nobody hears of a correction before they heard of what it corrects."""
    first: dict[tuple[str, str], int] = {}
    for name, told in seen.model.messages.items():
        if name in seen.taken:
            place = seen.taken[name][0].place
            first |= {(told.to, change): place for change in told.changes}
    for change in seen.model.log:
        for address in seen.addresses.values():
            original, correction = first.get((address, change.supersedes or "")), first.get((address, change.id))
            if original is not None and correction is not None and correction < original:
                seen.figures.overtaken += 1
                yield f"{address} heard of {change.id} before {change.supersedes}, which it corrects."


def _archive(seen: _Seen) -> Iterator[str]:
    """Every content that a row names is kept, whole, under the name of its hash."""
    archive = FileArchive(seen.evidence.folder / "archive")
    for (sha256,) in seen.books.rows("SELECT DISTINCT sha256 FROM capture"):
        try:
            archive.open(sha256)
        except (KeyError, OSError) as error:
            yield f"Archive: {error!r}"
    seen.figures.stray_files = sum(1 for _ in (seen.evidence.folder / "archive").rglob(".incoming-*"))
