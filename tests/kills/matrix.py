"""The matrix: kill, look, go on; then let everything go out, and compare with what should have been told."""

from __future__ import annotations

import gc
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from domain.subscriptions import Cadence
from storage.engine import open_engine
from storage.schema import migrate
from tests.kills.books import Books
from tests.kills.checks import Evidence, Figures, judge
from tests.kills.forks import LONGEST_ROUND, WorkerError, alone, run_forked, start_forked, wait_for_all
from tests.kills.machine import no_wire
from tests.kills.model import Model
from tests.kills.orders import Board, Deed
from tests.kills.plan import MUCH, Plan
from tests.kills.planted import Planted
from tests.kills.points import FAILING, Doom
from tests.kills.receipts import read_receipts
from tests.kills.receivers import Receivers
from tests.kills.rounds import Place, Round, machine_of, work
from tests.kills.script import Script, subscriptions

WARM_UP = 12
"""Lists recorded in peace at first, so that the processes are forked from one that has done everything once."""
LOOK_EVERY = 100
"""Kills between two looks at the database as a whole."""
_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What to run, and on what."""

    url: str
    folder: Path
    kills: int
    seed: int
    fault: Planted | None = None
    longest: float = 3600.0
    """Seconds after which no further round begins."""


@dataclass(kw_only=True)
class Report:
    """How it went."""

    kills: Counter[str]
    problems: list[str] = field(default_factory=list)
    figures: Figures = field(default_factory=Figures)
    rounds: int = 0
    lists: int = 0
    wire_faults: int = 0
    database_faults: int = 0
    twins: int = 0
    looks: int = 0
    seconds: float = 0.0

    @property
    def total(self) -> int:
        """The number of kills."""
        return self.kills.total()


class Matrix:
    """One run on one database."""

    def __init__(self, asked: Asked, tell: Callable[[str], None] = lambda _: None) -> None:
        self._asked = asked
        self._tell = tell
        self._board = Board()
        self._receipts = asked.folder / "receipts"
        self._errors = asked.folder / "errors"
        self._receivers = Receivers(self._board, self._receipts)
        self._hooks = f"http://127.0.0.1:{self._receivers.ports.hook}"
        self._script = Script(asked.seed)
        self._plan = Plan(asked.seed, self._script)
        self._place = self._set_up()
        self._model = Model(asked.folder, self._script, self._hooks)
        wishes = subscriptions(self._hooks)
        self._addresses = {number: wish.address.value for number, wish in enumerate(wishes, start=1)}
        self._at_once = [n for n, wish in enumerate(wishes, start=1) if wish.cadence is Cadence.AT_ONCE]
        self._books = Books(asked.url)
        self._model.record_up_to(WARM_UP - 1)
        self._in_peace = frozenset(self._model.messages)
        self._seq = 0
        self._usual = 0.2
        self.report = Report(kills=self._plan.kills)

    def _set_up(self) -> Place:
        engine = open_engine(self._asked.url)
        migrate(engine)
        place = Place(
            engine=engine,
            folder=self._asked.folder,
            ports=self._receivers.ports,
            board=self._board,
            fault=self._asked.fault,
        )
        self._board.begin(0, None)
        machine = machine_of(place, Doom(), 0)
        machine.subscribe_everybody(self._hooks)
        with no_wire():
            for number in range(WARM_UP):
                machine.record(self._script[number])
                machine.send_on_one_lane()
        self._board.recorded = WARM_UP
        engine.dispose()
        return place

    def run(self) -> Report:
        """Run to the end and return the report; nothing is left running."""
        began = time.monotonic()
        gc.collect()
        gc.freeze()  # what is there already stays shared between the processes
        try:
            self._kill_away(began)
            self._let_go_out()
            self._compare()
        except WorkerError as error:
            self.report.problems.append(f"A worker failed by itself:\n{error}")
        finally:
            self.report.seconds = time.monotonic() - began
            self.report.lists = self._board.recorded
            self._books.close()
            with suppress(OSError):
                self._receivers.close()
        return self.report

    def _kill_away(self, began: float) -> None:
        looked_at = 0
        while self.report.total < self._asked.kills and len(self.report.problems) < _SHOWN:
            if time.monotonic() - began > self._asked.longest:
                self.report.problems.append(f"Only {self.report.total} kills in {self._asked.longest:.0f} s.")
                return
            waiting = self._books.unsettled()
            if waiting > MUCH or self._books.some_are_tired():
                for quiet in self._plan.quiet():
                    self._run(quiet)
            self._model.record_up_to(self._board.recorded)
            self._run(self._plan.disturbed(self._board.recorded, waiting=waiting))
            self._look_at_outbox()
            if self.report.total - looked_at >= LOOK_EVERY:
                looked_at = self.report.total
                self._look_at_database()
                self._tell(f"{looked_at} kills, {self._board.recorded} lists")

    def _run(self, order: Round) -> None:
        alone()
        self._receivers.settle()
        self._board.begin(order.number, order.wire)
        kill_after = self._plan.moment(self._usual) if order.at_random else None
        twins = [start_forked(lambda: work(self._place, order, is_twin=True), self._errors)] if order.twin else []
        try:
            ended = run_forked(
                lambda: work(self._place, order),
                self._errors,
                kill_after=kill_after,
                at_end=self._board.nobody_works,
            )
        finally:
            statuses = wait_for_all(twins, LONGEST_ROUND)
        if any(statuses):
            raise WorkerError(self._errors.read_text() if self._errors.exists() else "A twin was killed.")
        self.report.rounds += 1
        self.report.twins += order.twin
        if ended.killed:
            self._plan.kills[order.point] += 1
        elif order.printed is not None and not order.twin:
            self._usual += (ended.seconds - self._usual) / 8
        if order.doom.point in FAILING:
            self.report.database_faults += self._board.order_was_met
        elif order.wire is not None and order.wire.deed is not Deed.KILL:
            self.report.wire_faults += self._board.order_was_met

    def _look_at_outbox(self) -> None:
        """Every change that is in the log is owed to everybody who is to hear of it at once, whenever one looks."""
        self._seq, heard = self._books.heard_of(self._seq, self._at_once)
        for change, subscribers in heard.items():
            owed = self._model.owed_at_once.get(change, set())
            if {self._addresses[number] for number in subscribers} != owed:
                self.report.figures.without_outbox += 1
                self.report.problems.append(f"Change {change} is owed to {sorted(owed)}, written for {subscribers}.")

    def _look_at_database(self) -> None:
        self.report.looks += 1
        wrong = self._books.integrity()
        self.report.figures.integrity += len(wrong)
        self.report.problems += wrong

    def _let_go_out(self) -> None:
        self._model.record_up_to(self._board.recorded)
        for order in self._plan.last(self._board.recorded):
            self._run(order)
            if not self._books.unsettled():
                break
        self._receivers.settle()

    def _compare(self) -> None:
        self._look_at_outbox()
        self._look_at_database()
        receipts = read_receipts(self._receipts, self._hooks)
        self.report.problems += judge(
            self.report.figures,
            Evidence(
                books=self._books,
                model=self._model,
                receipts=receipts,
                addresses=self._addresses,
                folder=self._asked.folder,
                never_put_on_a_wire=self._in_peace,
            ),
        )
