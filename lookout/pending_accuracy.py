"""How true the pending list's changes are, measured against hand-judged truth."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from rapidfuzz.fuzz import ratio

from domain.assignment import best_assignment
from domain.changes import ChangeKind
from domain.text import comparable
from domain.vocabulary import resolve_state, resolve_support_type
from workflows.reading import LoggedChange

ENOUGH = 0.97
"""Precision and recall that the pending list must reach."""
_SLACK = timedelta(minutes=1)
_NAME_ALIKE = 80.0
"""Names of one event, as truth and log print them, are at least this alike (rapidfuzz ratio, 0 to 100)."""
_CORRECTIONS = "corrections"
_GROUPS = {
    "pending": ({"pending_new"}, {ChangeKind.PENDING}),
    "pending gone": ({"pending_gone", "pending_became_active"}, {ChangeKind.PENDING_GONE}),
    _CORRECTIONS: ({"pending_corrected"}, {ChangeKind.CORRECTED}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    at: datetime
    states: frozenset[str | None]
    """As ICE prints it and, where ICE put a county into the wrong state, as it is meant: the truth tells the former."""
    support_type: str | None
    agency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How one group of events did."""

    group: str
    found: int
    missed: tuple[str, ...]
    false: tuple[str, ...]

    @property
    def precision(self) -> float:
        """Return the share of told events that are true, 0 to 1."""
        return self.found / max(1, self.found + len(self.false))

    @property
    def recall(self) -> float:
        """Return the share of true events that were told, 0 to 1."""
        return self.found / max(1, self.found + len(self.missed))

    @property
    def good(self) -> bool:
        """Tell whether both reach ENOUGH. Corrections are shown and not judged: the truth notes only some of them."""
        return self.group == _CORRECTIONS or min(self.precision, self.recall) >= ENOUGH

    def in_words(self) -> str:
        """Return the figures, and the first events that went wrong."""
        counts = f"found {self.found}, missed {len(self.missed)}, false {len(self.false)}"
        lines = [f"{counts}, precision {self.precision:.4f}, recall {self.recall:.4f}"]
        lines += [f"    missed: {text}" for text in self.missed[:10]]
        lines += [f"    false: {text}" for text in self.false[:10]]
        return "\n".join(lines)


def score_pending(changes: Iterable[LoggedChange], truth: Path) -> list[Score]:
    """Compare the pending list's *changes* with *truth* (columns observed_at, event, state, agency, support_type).

    An event is found when the log tells it at the same version, for the same state and support type, under a like
    name. Truth marked ambiguous is never counted.
    """
    logged = list(changes)
    with truth.open(newline="", encoding="utf-8-sig") as handle:
        rows = list(csv.DictReader(handle))
    scores = []
    for group, (events, kinds) in _GROUPS.items():
        expected = [_expected(r) for r in rows if r["event"] in events and r["confidence"] != "ambiguous"]
        spare = [_expected(r) for r in rows if r["event"] in events and r["confidence"] == "ambiguous"]
        told = [_told(item) for item in logged if item.change.kind in kinds]
        scores.append(_score(group, expected, told, spare))
    return scores


def _expected(row: dict[str, str]) -> _Event:
    support_type = resolve_support_type(row["support_type"])
    return _Event(
        at=datetime.fromisoformat(row["observed_at"]),
        states=frozenset({resolve_state(row["state"])}),
        support_type=support_type,
        agency=row["agency"],
    )


def _told(logged: LoggedChange) -> _Event:
    facts = logged.change.facts
    return _Event(
        at=logged.change.observed_at,
        states=frozenset({facts.state, resolve_state(facts.state_text)}),
        support_type=facts.support_type,
        agency=facts.agency,
    )


def _score(group: str, expected: Sequence[_Event], told: Sequence[_Event], spare: Sequence[_Event]) -> Score:
    pairs = _pair(expected, told)
    missed = [event for i, event in enumerate(expected) if i not in pairs]
    extra = [event for i, event in enumerate(told) if i not in set(pairs.values())]
    forgiven = set(_pair(spare, extra).values())
    false = [event for i, event in enumerate(extra) if i not in forgiven]
    return Score(
        group=group,
        found=len(pairs),
        missed=tuple(map(_in_words, missed)),
        false=tuple(map(_in_words, false)),
    )


def _pair(expected: Sequence[_Event], told: Sequence[_Event]) -> dict[int, int]:
    """Pair events of one place and moment, best names first; each of *expected* names one state."""
    blocks: dict[tuple[str | None, str | None], list[int]] = defaultdict(list)
    for j, event in enumerate(told):
        for state in event.states:
            blocks[state, event.support_type].append(j)
    pairs: dict[int, int] = {}
    by_moment: dict[datetime, dict[tuple[int, int], float]] = defaultdict(dict)
    for i, event in enumerate(expected):
        [state] = event.states
        for j in blocks[state, event.support_type]:
            likeness = ratio(comparable(event.agency), comparable(told[j].agency))
            if abs(told[j].at - event.at) <= _SLACK and likeness >= _NAME_ALIKE:
                by_moment[event.at][i, j] = likeness
    for fits in by_moment.values():
        pairs.update(best_assignment(fits))
    return pairs


def _in_words(event: _Event) -> str:
    return f"{event.at:%Y-%m-%d %H:%M} | {'/'.join(sorted(filter(None, event.states)))} | {event.agency} | {event.support_type}"
