"""Where a worker dies by its own hand: around every effect of the ledger and the archive, and around each commit."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, cast
from unittest.mock import patch

from domain.deliveries import Outcome
from workflows.ledger import Ledger, OpenLedger
from workflows.ports import AlertMessage, Archive, Sender

_RECORDING = (
    "begin_recording",
    "keep_capture",
    "last_version",
    "agreements",
    "add_version",
    "store_agreements",
    "add_changes",
    "note_poll",
    "recipients",
    "subscriptions",
    "queue",
    "digests",
    "digest_written",
)
_SENDING = ("requeue_lapsed", "claim_delivery", "begin_attempt", "settle")
_TRANSACTIONS = (
    ("settle", "an answer"),
    ("claim_delivery", "a claim"),
    ("requeue_lapsed", "putting back"),
    ("note_poll", "a poll"),
    ("digests", "the digests"),
)
"""By which call a transaction is known, and what it is called."""
_COMMITS_OF_RECORDING = ("a poll", "the digests")
_COMMITS_OF_SENDING = ("putting back", "a claim", "an answer")
_IN_ARCHIVE = ("fsync", "replace")
LONGEST_COMMIT = 0.003
"""Seconds after the beginning of a commit within which "during" lies."""


def _around(*names: str) -> tuple[str, ...]:
    return tuple(f"{when} {name}" for name in names for when in ("before", "after"))


def _commits(*names: str) -> tuple[str, ...]:
    return tuple(f"{when} COMMIT of {name}" for name in names for when in ("before", "during", "after"))


KEEPING = (*_around("keep"), *(f"{point} inside keep" for point in _around(*_IN_ARCHIVE)))
RECORDING = (*KEEPING, *_around(*_RECORDING), *_commits(*_COMMITS_OF_RECORDING))
"""Points on the way from a list to its changes and deliveries."""
SENDING = (*_around(*_SENDING), *_commits(*_COMMITS_OF_SENDING), *_around("send"))
"""Points on the way of a delivery."""
FAILING = tuple(
    f"{how} COMMIT of {name}"
    for name in (*_COMMITS_OF_RECORDING, *_COMMITS_OF_SENDING)
    for how in ("refused", "unanswered")
)
"""Where the database fails and nobody dies: a commit is refused, or done and its answer lost."""


class DatabaseFailedError(Exception):
    """Stands for a database that refused a commit, or whose answer was lost."""


@dataclass
class Doom:
    """Kills its own process when *point* is reached for the *nth* time; with no point it only looks on.

    At one of FAILING it raises DatabaseFailedError instead.
    """

    point: str = ""
    nth: int = 1
    seed: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def reach(self, point: str) -> None:
        """Die here, if this is the place."""
        if self._is_here(point):
            die()

    def reach_soon(self, point: str) -> None:
        """Die in a moment, if this is the place, while what follows is being done."""
        if self._is_here(point):
            delay = Random(self.seed).uniform(0, LONGEST_COMMIT)  # noqa: S311  # any moment will do
            timer = threading.Timer(delay, die)
            timer.daemon = True
            timer.start()

    def fail(self, point: str) -> None:
        """Let the database fail here, if this is the place."""
        if self._is_here(point):
            raise DatabaseFailedError(point)

    def _is_here(self, point: str) -> bool:
        if point != self.point:
            return False
        with self._lock:
            self.nth -= 1
            return self.nth == 0


def die() -> None:
    """End this process as kill -9 does."""
    os.kill(os.getpid(), signal.SIGKILL)


class WatchedLedger:
    """Passes every call on, and reaches a point before and after it."""

    def __init__(self, ledger: Ledger, doom: Doom) -> None:
        self._ledger = ledger
        self._doom = doom
        self._called: set[str] = set()

    @property
    def transaction(self) -> str:
        """What this transaction is for, by the calls made in it."""
        return next((name for call, name in _TRANSACTIONS if call in self._called), "another")

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._ledger, name)

        def call(*values: Any, **named: Any) -> Any:
            self._called.add(name)
            self._doom.reach(f"before {name}")
            result = method(*values, **named)
            self._doom.reach(f"after {name}")
            return result

        return call


def watched(open_ledger: OpenLedger, doom: Doom) -> OpenLedger:
    """Return *open_ledger* with points at every call and at the commit."""

    @contextmanager
    def opened() -> Iterator[Ledger]:
        with open_ledger() as ledger:
            looked_at = WatchedLedger(ledger, doom)
            yield cast("Ledger", looked_at)
            name = looked_at.transaction
            doom.reach(f"before COMMIT of {name}")
            doom.fail(f"refused COMMIT of {name}")
            doom.reach_soon(f"during COMMIT of {name}")
        doom.reach(f"after COMMIT of {name}")
        doom.fail(f"unanswered COMMIT of {name}")

    return opened


@dataclass(frozen=True, slots=True)
class WatchedArchive:
    """The archive with points around keeping, and around what it asks of the system meanwhile."""

    archive: Archive
    doom: Doom

    def keep(self, body: bytes) -> str:
        self.doom.reach("before keep")
        with patch.object(os, "fsync", self._inside(os.fsync)), patch.object(os, "replace", self._inside(os.replace)):
            sha256 = self.archive.keep(body)
        self.doom.reach("after keep")
        return sha256

    def _inside(self, call: Callable[..., None]) -> Callable[..., None]:
        def inside(*values: int | Path, **named: Any) -> None:
            self.doom.reach(f"before {call.__name__} inside keep")
            call(*values, **named)
            self.doom.reach(f"after {call.__name__} inside keep")

        return inside

    def open(self, sha256: str) -> bytes:
        return self.archive.open(sha256)


@dataclass(frozen=True, slots=True)
class WatchedSender:
    """A sender with points before a message is handed over and after its answer."""

    sender: Sender
    doom: Doom

    def send(self, message: AlertMessage) -> Outcome:
        self.doom.reach("before send")
        outcome = self.sender.send(message)
        self.doom.reach("after send")
        return outcome
