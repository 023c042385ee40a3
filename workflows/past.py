"""What readers may ask about days gone by: what the lists said then, when they were read, and with which evidence."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from domain.in_force import Checks, ListReading, Printed

if TYPE_CHECKING:
    from workflows.reading import Evidence


@dataclass(frozen=True, slots=True)
class PowersPoint:
    """How many agreements of each support type the participating list held at the end of a UTC day with a version."""

    on: date
    task_force: int
    jail_enforcement: int
    warrant_service: int


class PastReader(Protocol):
    """Reads what the lists said on days gone by. Every call sees one consistent state and changes nothing."""

    def printed(self, agreement_ids: Collection[str]) -> Mapping[str, Sequence[Printed]]:
        """Return what its list has said of each agreement, oldest first."""

    def readings(self, source: str) -> Sequence[ListReading]:
        """Return the versions of a list in their order."""

    def checks(self, source: str, on: date) -> Checks:
        """Return whether a list was read well on a UTC day, and on which days around it."""

    def evidence_of(self, source: str, version: int) -> Evidence | None:
        """Return the capture behind a version of a list, or None where there is no such version."""

    def growth_by_power(self, state: str | None = None) -> Sequence[PowersPoint]:
        """Return what the participating list held by support type, of one state or of all, for each day with a version."""
