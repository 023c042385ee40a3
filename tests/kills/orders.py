"""What is to happen in a round, in memory that the worker, the receivers and the one who kills all see."""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from enum import StrEnum


class Wire(StrEnum):
    """The moments of a message at its receiver."""

    HOOK_HEAD = "webhook: the head of the request was read"
    HOOK_READ = "webhook: the request was read, not answered"
    HOOK_ANSWERED = "webhook: it was answered"
    MAIL_CONNECTED = "mail: the connection was made"
    MAIL_FROM = "mail: MAIL was read"
    MAIL_TO = "mail: RCPT was read"
    MAIL_DATA = "mail: DATA was answered with 354"
    MAIL_HALF = "mail: half of the content was read"
    MAIL_READ = "mail: the content was read, no 250 yet"
    MAIL_ANSWERED = "mail: 250 was answered"


class Deed(StrEnum):
    """What a receiver does at such a moment."""

    KILL = "kill"
    RESET = "reset"
    ERROR = "error"
    """500, or 451."""
    TOO_MANY = "too many"
    """429 with Retry-After, or 450."""
    NO_WORD = "no word"
    """200 without the word that says that the message was taken; it was."""


WIRES, DEEDS = tuple(Wire), tuple(Deed)
FAULTS: tuple[tuple[Wire, Deed], ...] = (
    (Wire.HOOK_READ, Deed.RESET),
    (Wire.HOOK_READ, Deed.ERROR),
    (Wire.HOOK_READ, Deed.TOO_MANY),
    (Wire.HOOK_READ, Deed.NO_WORD),
    (Wire.HOOK_HEAD, Deed.RESET),
    (Wire.MAIL_CONNECTED, Deed.RESET),
    (Wire.MAIL_TO, Deed.TOO_MANY),
    (Wire.MAIL_READ, Deed.RESET),
    (Wire.MAIL_READ, Deed.ERROR),
)
"""What goes wrong on the wire without anybody being killed."""


@dataclass(frozen=True, slots=True)
class WireOrder:
    """Do *deed* at the *nth* time that *wire* comes in a round."""

    wire: Wire
    deed: Deed
    nth: int = 1


class Board:
    """A page of shared memory. Make it before the processes that share it."""

    _LAYOUT = struct.Struct("<7q")
    _ROUND, _PID, _WIRE, _DEED, _NTH, _RECORDED, _REACHED = range(7)

    def __init__(self) -> None:
        self._page = mmap.mmap(-1, mmap.PAGESIZE)

    def begin(self, number: int, order: WireOrder | None) -> None:
        """Begin round *number*; nobody works in it yet."""
        recorded = self.recorded
        wire = WIRES.index(order.wire) if order else -1
        deed = DEEDS.index(order.deed) if order else -1
        self._page[: self._LAYOUT.size] = self._LAYOUT.pack(
            number, 0, wire, deed, order.nth if order else 0, recorded, 0
        )

    def _get(self, place: int) -> int:
        value: int = struct.unpack_from("<q", self._page, 8 * place)[0]
        return value

    def _set(self, place: int, value: int) -> None:
        struct.pack_into("<q", self._page, 8 * place, value)

    @property
    def round(self) -> int:
        """The number of this round."""
        return self._get(self._ROUND)

    @property
    def pid(self) -> int:
        """The process that works in this round; 0 before it began."""
        return self._get(self._PID)

    @pid.setter
    def pid(self, value: int) -> None:
        self._set(self._PID, value)

    def nobody_works(self) -> None:
        """Note that the process has ended: its number may soon be another's."""
        self.pid = 0

    @property
    def order(self) -> WireOrder | None:
        """What the receivers are to do."""
        wire = self._get(self._WIRE)
        if wire < 0:
            return None
        return WireOrder(WIRES[wire], DEEDS[self._get(self._DEED)], self._get(self._NTH))

    @property
    def recorded(self) -> int:
        """How many lists were recorded with their digests, as far as the workers lived to say."""
        return self._get(self._RECORDED)

    @recorded.setter
    def recorded(self, value: int) -> None:
        self._set(self._RECORDED, value)

    @property
    def order_was_met(self) -> bool:
        """Whether the moment that the receivers wait for has come."""
        return bool(self._get(self._REACHED))

    def meet_order(self) -> None:
        """Note that it has come."""
        self._set(self._REACHED, 1)
