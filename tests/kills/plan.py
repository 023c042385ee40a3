"""Which round comes next: what it does, where it is to end, and how far the clock has moved on."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random

from tests.kills.orders import FAULTS, Deed, Wire, WireOrder
from tests.kills.points import FAILING, RECORDING, SENDING, Doom
from tests.kills.rounds import Round
from tests.kills.script import Printed, Script
from tests.workflows.stage import START

_STEPS = (-30, 0, 1, 20, 61, 61, 130, 400, 3700)
"""Seconds between two rounds: a clock that is set back, within a lease and past it, past each wait
of the brake."""
_RESTS = (130, 3700)
"""Seconds before rounds that nobody disturbs: a lease lapses, and the longest wait of the brake is over."""
_ENDS = ("recording", "sending", "wire", "random", "fault", "database")
_FEW = 3
MUCH = 30
"""So many messages on their way are sent in peace, so that the plan does not only pile them up."""
POINTS = (*RECORDING, *SENDING, *Wire, "any moment")


class Plan:
    """Draws rounds. What it draws follows from the seed and from how the rounds before ended."""

    def __init__(self, seed: int, script: Script) -> None:
        self._dice = Random(seed)  # noqa: S311  # the same dice for every run
        self._script = script
        self._number = 0
        self.now = START
        self.kills: Counter[str] = Counter()

    def disturbed(self, recorded: int, *, waiting: int) -> Round:
        """Return a round in which somebody is to be killed, or the wire to fail, or both."""
        self._pass(self._dice.choice(_STEPS))
        printed = None if waiting and self._dice.random() < 0.3 else self._script[recorded]
        if printed is not None:
            self.now = max(self.now, printed.at)
        self._number += 1
        doom, wire, at_random = Doom(), None, False
        match self._dice.choices(_ENDS, (40 if printed else 0, 32, 18, 10, 4, 4))[0]:
            case "recording":
                doom = self._doom(RECORDING)
            case "sending":
                doom = self._doom(SENDING)
            case "wire":
                wire = WireOrder(Wire(self._rare(tuple(Wire))), Deed.KILL, self._dice.choice((1, 1, 2)))
            case "random":
                at_random = True
            case "database":
                doom = self._doom(FAILING)
            case _:
                wire = self._fault()
        if wire is None and doom.point not in FAILING and self._dice.random() < 0.3:
            wire = self._fault()
        return Round(
            number=self._number,
            now=self.now,
            printed=printed,
            doom=doom,
            wire=wire,
            at_random=at_random,
            all_lanes=self._dice.random() < 0.33,
            twin=self._dice.random() < 0.08,
            twin_ahead=timedelta(seconds=self._dice.choice((0, 61))),
        )

    def quiet(self) -> list[Round]:
        """Return rounds that nobody disturbs, so that what was cut short too often can end well."""
        return [self._quiet(seconds) for seconds in _RESTS]

    def last(self, recorded: int) -> list[Round]:
        """Return the rounds at the end: the list that some were killed over is recorded, and all that is left goes out."""
        hours = [0.02, 1.1, 1.1, *[7] * 4, *[25] * 8]
        self.now = max(self.now, self._script[recorded].at)
        return [
            self._quiet(int(wait * 3600), printed=self._script[recorded] if place == 0 else None)
            for place, wait in enumerate(hours)
        ]

    def moment(self, usual: float) -> float:
        """Return any moment of a round that takes *usual* seconds when it is left alone."""
        return self._dice.uniform(0, usual)

    def _quiet(self, seconds: int, *, printed: Printed | None = None) -> Round:
        self._pass(seconds)
        self._number += 1
        return Round(number=self._number, now=self.now, printed=printed)

    def _pass(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    def _doom(self, points: tuple[str, ...]) -> Doom:
        point = self._rare(points)
        many = point.endswith(" queue") or points is not RECORDING
        return Doom(point=point, nth=self._dice.choice((1, 1, 2, 3)) if many else 1, seed=self._number)

    def _fault(self) -> WireOrder:
        return WireOrder(*self._dice.choice(FAULTS))

    def _rare(self, points: tuple[str, ...]) -> str:
        """Return one of *points*, rather one at which few were killed so far."""
        return min(self._dice.sample(points, _FEW), key=lambda point: self.kills[point])
