"""The real Lookout inside one process: real record, real archive, real notifier. Only the publisher is of paper."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from unittest.mock import Mock, patch

from sqlalchemy import Engine

from domain.deliveries import Outcome, OutcomeKind
from notifier.sender import Notifier
from notifier.slack import SlackPoster
from notifier.smtp import SmtpMailer
from scrapers.registry import SourceRegistry
from storage.archive import FileArchive
from storage.ledger import Record
from storage.vault import Vault
from tests.kills.script import Printed, subscriptions
from tests.workflows.stage import KEY, LIST, PUBLIC_URL, PaperReader, SetClock, fetched
from workflows.deliver import Delivering, deliver_due
from workflows.digests import write_digests
from workflows.lanes import Lanes
from workflows.ledger import OpenLedger
from workflows.poll import Polling, record_visit
from workflows.ports import Archive, Sender, Sources, Validator, Visit, Visitor
from workflows.subscribe import subscribe

_SOURCES = SourceRegistry.load()
_LONGEST = 600.0
_A_MOMENT = 0.2
"""Seconds after which the lanes are looked at again, should none of them have said that it is free."""


class NoVisitor:
    """The lists are handed in; nobody is visited."""

    async def visit(self, source: str, **_: object) -> Visit:
        raise AssertionError(source)


class Machine:
    """What a process of the service works with, built anew in each one. *engine* may have been opened before a fork."""

    def __init__(self, engine: Engine, folder: Path, sender: Sender, *, clock: SetClock, seed: int = 0) -> None:
        self.clock = clock
        self.vault = Vault((KEY,))
        self.open: OpenLedger = Record(engine, self.vault, PUBLIC_URL, self.clock.now).open
        self.archive: Archive = FileArchive(folder / "archive")
        self.sender = sender
        self._jitter = Random(seed)  # noqa: S311  # spreads retries

    def subscribe_everybody(self, hooks: str) -> None:
        """Write the subscriptions, before the first list."""
        for wish in subscriptions(hooks):
            subscribe(self.open, wish, self.clock.now())

    def record(self, printed: Printed) -> None:
        """Record one list and write the digests that are due, at the moment at which it was fetched."""
        self.clock.at = printed.at
        visit = Visit(
            source=LIST,
            started_at=printed.at,
            finished_at=printed.at,
            fetched=(fetched(printed.body, at=printed.at),),
        )
        unconditional: dict[str, Validator] = {}
        record_visit(self._polling(), visit, unconditional)
        write_digests(self.open, printed.at)

    def _polling(self) -> Polling:
        visitor: Visitor = NoVisitor()
        sources: Sources = _SOURCES
        return Polling(
            visitor=visitor,
            reader=PaperReader(),
            archive=self.archive,
            ledger=self.open,
            sources=sources,
            clock=self.clock,
        )

    def delivering(self) -> Delivering:
        """Return what a sender works with."""
        return Delivering(
            ledger=self.open,
            sender=self.sender,
            tokens=self.vault,
            clock=self.clock,
            public_url=PUBLIC_URL,
            jitter=lambda: self._jitter.uniform(-1, 1),
        )

    def send_on_one_lane(self) -> None:
        """Send what is due, one message after the other."""
        deliver_due(self.delivering())

    def send_on_all_lanes(self) -> None:
        """Send what is due as the service does, several messages at once."""
        troubles: list[Exception] = []
        lanes = Lanes(self.delivering(), on_trouble=troubles.append)
        end = time.monotonic() + _LONGEST
        is_idle = False
        while lanes.send_due() or not is_idle:
            if troubles or time.monotonic() > end:
                break
            lanes.wait(_A_MOMENT)
            is_idle = lanes.idle
        if not lanes.drain():
            raise TimeoutError("messages are under way still")
        if troubles:
            raise troubles[0]


def notifier(smtp_port: int, clock: SetClock) -> Notifier:
    """Return the real notifier, allowed to write to receivers on this machine."""
    return Notifier(
        f"smtp://127.0.0.1:{smtp_port}",
        "Lookout <alerts@lookout.example>",
        PUBLIC_URL,
        allow_loopback=True,
        clock=clock,
    )


@contextmanager
def no_wire() -> Iterator[None]:
    """Let the notifier put messages into words and take them for sent.

    A process that has put a message on a wire keeps a thread that looks after it, and must not fork.
    """
    sent = Mock(return_value=Outcome(kind=OutcomeKind.SENT))
    with patch.object(SlackPoster, "post", sent), patch.object(SmtpMailer, "send", sent):
        yield
