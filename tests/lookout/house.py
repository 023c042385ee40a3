"""A whole Lookout on loopback: real spider, reader, record and notifier; only the clock is the test's."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from domain.subscriptions import Cadence, Language
from lookout.settings import Settings
from lookout.subscribing import add_subscription
from lookout.wiring import Lookout, build
from tests.lookout.publisher import Publisher
from workflows.deliver import deliver_due
from workflows.poll import poll
from workflows.reading import ChangeQuery, LoggedChange, SourceHealth
from workflows.record import ListResult

MORNING_AT = datetime(2025, 9, 24, 14, 0, tzinfo=UTC)
PUBLIC_URL = "https://lookout.example"
KEY = "a key for tests only, sixteen and more"
LISTS = ("ice-287g", "ice-287g-pending")


@dataclass
class TestClock:
    """A clock that stands until it is moved."""

    __test__ = False

    at: datetime = MORNING_AT

    def now(self) -> datetime:
        """Return the instant it was set to."""
        return self.at

    def forward(self, **amount: float) -> None:
        """Move by a timedelta's arguments."""
        self.at += timedelta(**amount)


@dataclass
class House:
    """A wired Lookout with its publisher."""

    lookout: Lookout
    settings: Settings
    publisher: Publisher
    clock: TestClock
    runner: asyncio.Runner = field(repr=False)

    def poll(self) -> list[ListResult]:
        """Poll ICE's page once."""
        return self.runner.run(poll(self.lookout.polling, "ice-287g", url=self.publisher.page))

    def deliver(self) -> int:
        """Send what is due."""
        return deliver_due(self.lookout.delivering)

    def subscribe(self, address: str, **wish: Any) -> str:
        """Subscribe *address* as an operator would; return the line that says so."""
        usual: dict[str, Any] = {
            "states": (),
            "counties": (),
            "agencies": (),
            "support_types": (),
            "kinds": (),
            "cadence": Cadence.AT_ONCE,
            "language": Language.ENGLISH,
        }
        return add_subscription(self.lookout, self.settings, address, **{**usual, **wish})

    def changes(self) -> list[LoggedChange]:
        """Return the whole change log."""
        return list(self.lookout.log.changes(ChangeQuery()))

    def health(self) -> dict[str, SourceHealth]:
        """Return every source with its health, by key."""
        return {health.key: health for health in self.lookout.log.sources(self.clock.now())}


@contextmanager
def house(folder: Path, *, smtp_url: str | None = None) -> Iterator[House]:
    """Wire a Lookout in *folder* against a publisher that serves nothing yet but its page."""
    settings = Settings(
        data_dir=folder,
        public_url=PUBLIC_URL,
        secret_key=KEY,
        smtp_url=smtp_url,
        mail_from="Lookout <alerts@lookout.example>",
        slack_hosts=frozenset({"hooks.slack.com"}),
        allow_local=True,
        fetch_delay=0,
    )
    clock = TestClock()
    lookout = build(settings, clock=clock)
    try:
        with Publisher() as publisher, asyncio.Runner() as runner:
            yield House(lookout=lookout, settings=settings, publisher=publisher, clock=clock, runner=runner)
    finally:
        lookout.close()


def sha256(body: bytes) -> str:
    """Return the SHA-256 of *body* as readers see it."""
    return hashlib.sha256(body).hexdigest()
