"""What the recorder would tell of a list with something planted in it: there, and back again when it is put right."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from domain.agreements import Agreement
from domain.changes import Change, ChangeKind, RowFacts
from domain.compare import baseline
from domain.decision import Decision, decide
from domain.guards import LastGood, Verdict, judge_reading, worst
from domain.questions import Question
from domain.snapshots import ListedRow, Sheet, Snapshot
from domain.text import comparable
from domain.vocabulary import ListKind
from lookout.mutants.planting import Planted

_SEEN = datetime(2026, 1, 2, 12, tzinfo=UTC)
_DAY = timedelta(days=1)
ARRIVALS = frozenset({ChangeKind.NEW, ChangeKind.RETURNED, ChangeKind.PENDING})
DEPARTURES = frozenset({ChangeKind.MISSING, ChangeKind.TERMINATED, ChangeKind.PENDING_GONE})
ALERTING = ARRIVALS | DEPARTURES | {ChangeKind.RENEWED}
"""What goes out at once by default; everything else is the log's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A list as the record holds it before anything is planted."""

    sheet: Sheet
    known: tuple[Agreement, ...]

    @classmethod
    def of(cls, sheet: Sheet) -> Base:
        """Record *sheet* as the first list of its source."""
        return cls(sheet=sheet, known=baseline(_snapshot(sheet, _SEEN)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one planted list brought. A list that is held as a whole brings nothing else."""

    planted: Planted
    changes: tuple[Change, ...] = ()
    """The changes told when the list came, and those told when the true one came back after it."""
    withheld: tuple[Change, ...] = ()
    """Changes that wait for a person, with the doubt that keeps them back."""
    questions: tuple[Question, ...] = ()
    whole_list_held: bool = False

    @property
    def alerts(self) -> list[Change]:
        """The changes that somebody would be alerted of."""
        return [change for change in self.changes if change.kind in ALERTING]


@dataclass(slots=True)
class Tally:
    """What one kind of planting did, over all lists."""

    lists: int = 0
    mutated: int = 0
    false: int = 0
    asked: int = 0
    withheld: int = 0
    """Alerts that wait for a person."""
    held: int = 0
    """Lists held as a whole."""
    crossed: int = 0
    """Corrections that take one agency for another."""
    told: int = 0
    lost: int = 0
    """True events told of nowhere: neither in an alert, nor a question, nor a hold."""
    examples: list[Change] = field(default_factory=list)

    def per_thousand(self) -> float:
        """Return false alerts per 1,000 mutated rows."""
        return 1000 * self.false / max(1, self.mutated)

    def add_slips(self, told: Told) -> None:
        """Count a list in which nothing truly happened: every alert is false."""
        crossed = _crossed(told)
        self._add(told, told.alerts)
        self.crossed += len(crossed)
        self.examples += crossed

    def add_events(self, told: Told) -> None:
        """Count a list in which agreements truly left and joined: what is told beside them is false."""
        events = [(row, DEPARTURES) for row in told.planted.left] + [(row, ARRIVALS) for row in told.planted.joined]
        alerts = Counter(_event(change.facts, change.kind) for change in told.alerts)
        waiting = Counter(_event(change.facts, change.kind) for change in told.withheld)
        asked = _asked(told.questions)
        true = set()
        for row, kinds in events:
            keys = [_event(row, kind) for kind in kinds]
            true.update(keys)
            if any(alerts[key] for key in keys):
                self.told += 1
            elif not (told.whole_list_held or any(waiting[key] for key in keys) or _name(row) in asked):
                self.lost += 1
        self._add(told, [change for change in told.alerts if _event(change.facts, change.kind) not in true])

    def _add(self, told: Told, false: Sequence[Change]) -> None:
        self.lists += 1
        self.mutated += told.planted.mutated
        self.false += len(false)
        self.asked += len(told.questions)
        self.withheld += sum(change.kind in ALERTING for change in told.withheld)
        self.held += told.whole_list_held
        self.examples += false


def there(base: Base, planted: Planted) -> Told:
    """Compare a list with its planted form, as the recorder would, guards and all."""
    return _there(base, planted)[0]


def there_and_back(base: Base, planted: Planted) -> Told:
    """Compare a list with its planted form and, where that was recorded, the record with the true list again.

    What is wrong in both directions is counted once.
    """
    told, decision = _there(base, planted)
    if decision is None or told.alerts:
        return told
    known = {agreement.id: agreement for agreement in base.known}
    known.update({agreement.id: agreement for agreement in decision.comparison.agreements})
    good = _good(tuple(known.values()))
    snapshot = _snapshot(base.sheet, _SEEN + 2 * _DAY)
    if worst(judge_reading(snapshot, good)) >= Verdict.HOLD:
        return replace(told, whole_list_held=True)
    back = decide(snapshot, good, version=3, previous=2)
    return replace(
        told,
        changes=(*told.changes, *back.comparison.changes),
        withheld=(*told.withheld, *_withheld(back)),
        questions=(*told.questions, *back.comparison.questions),
    )


def _there(base: Base, planted: Planted) -> tuple[Told, Decision | None]:
    snapshot, good = _snapshot(planted.after, _SEEN + _DAY), _good(base.known)
    if worst(judge_reading(snapshot, good)) >= Verdict.HOLD:
        return Told(planted=planted, whole_list_held=True), None
    decision = decide(snapshot, good, version=2, previous=1)
    told = Told(
        planted=planted,
        changes=decision.comparison.changes,
        withheld=_withheld(decision),
        questions=decision.comparison.questions,
    )
    return told, decision


def _withheld(decision: Decision) -> tuple[Change, ...]:
    return tuple(change for group in decision.withheld for change in group.changes)


def _good(known: Sequence[Agreement]) -> LastGood:
    return LastGood(own=known, other=(), older_version=None)


def _snapshot(sheet: Sheet, at: datetime) -> Snapshot:
    pending = sheet.looks_like is ListKind.PENDING
    return Snapshot(
        source="ice-287g-pending" if pending else "ice-287g",
        list_kind=sheet.looks_like,
        sheet=sheet,
        sha256="",
        document_url="",
        published_name="",
        observed_at=at,
    )


def _name(row: ListedRow | RowFacts) -> tuple[str, str, str, str]:
    return row.state, row.support_type, comparable(row.agency), comparable(row.county)


def _event(row: ListedRow | RowFacts, kind: ChangeKind) -> tuple[str, ...]:
    return (*_name(row), "joined" if kind in ARRIVALS else "left" if kind in DEPARTURES else kind.value)


def _asked(questions: Iterable[Question]) -> set[tuple[str, str, str, str]]:
    rows = [row for question in questions for row in (question.listing.row, *question.listing.twins)]
    return {_name(row) for row in rows} | {_name(question.agreement.facts) for question in questions}


def _crossed(told: Told) -> list[Change]:
    """Find the changes whose row is not the one that the agreement had before: one agency taken for another."""
    origins: dict[tuple[str, str], set[str]] = defaultdict(set)
    for line in told.planted.lines:
        if line.origin is not None and isinstance(line.row, ListedRow):
            names = {comparable(line.origin.agency), comparable(line.row.agency)}
            for name in names:  # told there, or told back
                origins[line.origin.support_type, name] |= names
    return [change for change in told.changes if change.before and change.after and not _known(change, origins)]


def _known(change: Change, origins: Mapping[tuple[str, str], set[str]]) -> bool:
    assert change.before is not None
    assert change.after is not None
    before, after = comparable(change.before.agency), comparable(change.after.agency)
    return before == after or after in origins[change.before.support_type, before]
