"""A story whose lists are guarded: what is doubtful about a list waits, as the record lets it wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from domain.changes import Change
from domain.decision import Decision, Withheld, decide
from domain.departures import confirm_departures
from domain.guards import LastGood
from domain.snapshots import ListedRow
from tests.domain.cast import HOUR, OKALOOSA, Story, constables, row, snapshot

LEE = row("Lee County Sheriff's Office", "Lee County", state="Georgia")
COBB = row("Cobb County Sheriff's Office", "Cobb County", state="Georgia")
WALTON = row("Walton County Sheriff's Office", "Walton County", state="Florida")
MISPRINTED = replace(OKALOOSA, state_text="FLORDIA")
MANY = tuple(constables(60))
"""Sixty agencies of one state and power that nobody can take for one another."""
BEFORE = (*MANY, OKALOOSA, LEE, COBB)


@dataclass
class GuardedStory(Story):
    """A story that tells only what the guards let out; *decision* is the last list's."""

    decision: Decision | None = None

    def sees(
        self,
        *rows: ListedRow,
        after: timedelta = HOUR,
        released: Sequence[Withheld] = (),
        **other: Any,
    ) -> tuple[Change, ...]:
        """Read the next list; *released* are holds that a reviewer has released."""
        self.now += after
        reading = snapshot(rows, at=self.now, pending=self.pending, **other)
        self.decision = decide(
            reading,
            LastGood(own=tuple(self.known.values()), other=(), older_version=None),
            version=self.version + 1,
            previous=self.version,
            rulings=self.rulings,
            released=frozenset(group.subject for group in released),
        )
        self.version += 1
        comparison = self.decision.comparison
        self._store(comparison.agreements)
        confirmed, settled = confirm_departures(self.known.values(), self.now, self.version)
        self._store(settled)
        return (*comparison.changes, *confirmed)

    @property
    def withheld(self) -> tuple[Withheld, ...]:
        """Return what waits after the last list."""
        assert self.decision is not None
        return self.decision.withheld

    def waiting(self) -> dict[str, set[str]]:
        """Return what waits after the last list: the rules that doubt it → the agencies."""
        return {
            " ".join(finding.number for finding in group.findings): {change.facts.agency for change in group.changes}
            for group in self.withheld
        }
