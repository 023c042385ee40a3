"""One transaction on the record, composed of its parts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session

from storage.audit import AuditPart
from storage.change_log import ChangeLogPart
from storage.outbox import OutboxPart
from storage.press import PressPart
from storage.recording_lock import hold_recording
from storage.service_lock import ServiceLockPart
from storage.signals import SignalPart
from storage.tellable import NO_PUBLISHERS, Tellable
from storage.vault import Vault
from storage.versions import VersionPart
from workflows.ledger import Ledger


class SqlLedger(VersionPart, ChangeLogPart, PressPart, OutboxPart, SignalPart, ServiceLockPart, AuditPart):
    """The ledger inside one database transaction."""

    def __init__(self, session: Session, vault: Vault, now: datetime, tellable: Tellable) -> None:
        self._session = session
        self._tellable = tellable
        self._vault = vault
        self._now = now

    def begin_recording(self) -> None:
        """Wait until no other process is recording: two at once would give one version two contents."""
        hold_recording(self._session)


class Record:
    """Opens transactions on one database. *publishers* says, by the key of a source, who publishes it."""

    def __init__(
        self,
        engine: Engine,
        vault: Vault,
        public_url: str,
        now: Callable[[], datetime],
        *,
        publishers: Mapping[str, str] = NO_PUBLISHERS,
    ) -> None:
        self._writing = engine.execution_options(writes=True)
        self._vault = vault
        self._now = now
        self._tellable = Tellable(public_url, publishers)
        # Writers of one process queue here: SQLite's own way is to try again after a pause that grows to 0.1 s.
        is_sqlite = engine.dialect.name == "sqlite"
        self._one_writer: AbstractContextManager[object] = threading.Lock() if is_sqlite else nullcontext()

    @contextmanager
    def open(self) -> Iterator[Ledger]:
        """Begin a transaction; leaving without an error commits it, with an error undoes it all."""
        with self._one_writer, Session(self._writing) as session, session.begin():
            yield SqlLedger(session, self._vault, self._now(), self._tellable)
