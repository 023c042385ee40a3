"""One round: a process records the next list, writes digests and sends what is due, until it is done or killed."""

from __future__ import annotations

import gc
import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from tests.kills.machine import Machine, notifier
from tests.kills.orders import Board, Deed, WireOrder
from tests.kills.planted import Planted, Unlabelled, planted
from tests.kills.points import FAILING, DatabaseFailedError, Doom, WatchedArchive, WatchedSender, watched
from tests.kills.receivers import Ports
from tests.kills.script import Printed
from tests.workflows.stage import SetClock
from workflows.ports import Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one process is to do, and how it is to end."""

    number: int
    now: datetime
    printed: Printed | None
    """The list to record first, if any."""
    doom: Doom = field(default_factory=Doom)
    wire: WireOrder | None = None
    at_random: bool = False
    all_lanes: bool = False
    twin: bool = False
    """A second process does the same at the same time, and nobody kills it."""
    twin_ahead: timedelta = timedelta()
    """How far the clock of the second process is ahead: past a lease, it takes the first one for dead while it lives."""

    @property
    def point(self) -> str:
        """The name of the point at which this round is to end; "" where it is to live."""
        if self.at_random:
            return "any moment"
        if self.doom.point and self.doom.point not in FAILING:
            return self.doom.point
        return self.wire.wire if self.wire and self.wire.deed is Deed.KILL else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a round happens."""

    engine: Engine
    folder: Path
    ports: Ports
    board: Board
    fault: Planted | None = None


def work(place: Place, order: Round, *, is_twin: bool = False) -> None:
    """Do a round's work, in the process of that round."""
    gc.disable()
    if not is_twin:
        place.board.pid = os.getpid()
    machine = machine_of(place, Doom() if is_twin else order.doom, order.number)
    now = order.now + (order.twin_ahead if is_twin else timedelta())
    try:
        _once(machine, place, order, now)
    except DatabaseFailedError:
        place.board.meet_order()
        _once(machine, place, order, now)  # as the service does: it notes the trouble and goes on


def _once(machine: Machine, place: Place, order: Round, now: datetime) -> None:
    if order.printed is not None:
        machine.record(order.printed)
        place.board.recorded = order.printed.number + 1
    machine.clock.at = now
    if order.all_lanes:
        machine.send_on_all_lanes()
    else:
        machine.send_on_one_lane()


def machine_of(place: Place, doom: Doom, seed: int) -> Machine:
    """Return the real thing, with *doom* waiting at its points."""
    clock = SetClock()
    sender: Sender = notifier(place.ports.smtp, clock)
    if place.fault is Planted.UNLABELLED:
        sender = Unlabelled(sender)
    machine = Machine(place.engine, place.folder, WatchedSender(sender, doom), clock=clock, seed=seed)
    machine.open = planted(watched(machine.open, doom), place.fault)
    machine.archive = WatchedArchive(machine.archive, doom)
    return machine
