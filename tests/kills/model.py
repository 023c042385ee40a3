"""The same script, recorded by a process that nobody kills: what should have been written and told."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from domain.changes import Change
from domain.deliveries import Outcome
from domain.subscriptions import Cadence
from storage.engine import open_engine
from storage.schema import migrate
from tests.kills.machine import Machine
from tests.kills.script import Script, subscriptions
from tests.workflows.stage import SetClock
from workflows.ports import AlertMessage

_QUEUED = text(
    "SELECT d.id, d.subscription_id, c.change_id FROM delivery d JOIN delivery_change c ON c.delivery_id = d.id"
    " WHERE d.status = 'pending'"
)
_TAKE = text("UPDATE delivery SET status = 'sent'")


@dataclass(frozen=True, slots=True)
class Told:
    """One message as it should come: to whom, and which changes it tells."""

    to: str
    changes: frozenset[str]


class _Silent:
    """Nothing is sent from here."""

    def send(self, message: AlertMessage) -> Outcome:
        raise AssertionError(message.message_id)


class Model:
    """A record on a database of its own that is kept as far as the one that is being killed."""

    def __init__(self, folder: Path, script: Script, hooks: str) -> None:
        self._script = script
        self._engine = open_engine(f"sqlite:///{folder / 'model.sqlite'}")
        migrate(self._engine)
        self._machine = Machine(self._engine, folder / "model", _Silent(), clock=SetClock())
        self._machine.subscribe_everybody(hooks)
        wishes = subscriptions(hooks)
        self._addresses = {number: wish.address.value for number, wish in enumerate(wishes, start=1)}
        self._at_once = {wish.address.value for wish in wishes if wish.cadence is Cadence.AT_ONCE}
        self._seq = 0
        self._lists = 0
        self.messages: dict[str, Told] = {}
        """Every message that should come, by its id."""
        self.log: list[Change] = []
        self.owed_at_once: dict[str, set[str]] = defaultdict(set)
        """Per change, the addresses that are to hear of it at once."""

    def record_up_to(self, number: int) -> None:
        """Record the lists up to and with *number*."""
        for printed in (self._script[n] for n in range(self._lists, number + 1)):
            self._machine.record(printed)
            self._read_log()
            self._read_outbox()
        self._lists = max(self._lists, number + 1)
        self._engine.dispose()  # the process forks: no connection may be open then

    def _read_outbox(self) -> None:
        """Take what was queued for sent, and keep who is told what."""
        fresh: dict[str, Told] = {}
        with self._engine.execution_options(writes=True).begin() as connection:
            for name, owner, change in connection.execute(_QUEUED):
                told = fresh.get(name, Told(self._addresses[owner], frozenset()))
                fresh[name] = Told(told.to, told.changes | {change})
            connection.execute(_TAKE)
        for told in fresh.values():
            for change in told.changes if told.to in self._at_once else ():
                self.owed_at_once[change].add(told.to)
        self.messages |= fresh

    def _read_log(self) -> None:
        with self._machine.open() as ledger:
            fresh = ledger.changes_after(self._seq)
        for seq, change in fresh:
            self._seq = seq
            self.log.append(change)
