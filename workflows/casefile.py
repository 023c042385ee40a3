"""What a reviewer is shown of one incident, as values: the same for the command line and for the web."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain.changes import Change, RowFacts
from domain.fields import changed_fields
from domain.snapshots import Column
from workflows.reading import CaptureView, IncidentView

FIELDS = ("state", "agency", "county", "type", "support_type", "signed", "moa", "addendum")
"""The fields of a row, in the order in which a reviewer reads them; `domain.fields` uses the same names."""
QUESTION_ROW = "question"
"""What a row is called that a question asks about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One row concerned: what the record holds of it beside what the list prints of it."""

    what: tuple[str, ...]
    """The kinds of change that would be told of it, or `QUESTION_ROW`."""
    agreement_id: str | None
    """None for an agreement that the record does not have yet."""
    record: RowFacts | None
    """None where the record has no such agreement: it would come."""
    printed: RowFacts | None
    """None where the list has no such row: it would go."""
    differs: frozenset[str]
    """Fields that read differently beyond white space, case and punctuation; empty where one side is None."""
    reason: str

    @property
    def goes(self) -> bool:
        """Tell whether the list no longer has it."""
        return self.printed is None

    @property
    def comes(self) -> bool:
        """Tell whether only the list has it."""
        return self.record is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One way to decide, with what follows from it."""

    action: str
    """release, reject, same or different."""
    incident: int
    effect: str

    @property
    def command(self) -> str:
        """Return the command that decides so."""
        return f'lookout {self.action} {self.incident} --why "…"'


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """Everything a reviewer needs to decide one incident."""

    incident: IncidentView
    source_title: str
    captures: tuple[CaptureView, ...]
    figures: tuple[tuple[str, int], ...]
    """How many: agreements on the record, rows on the list, changes of each kind."""
    rows: tuple[CaseRow, ...]
    """Those that would go, those that would come, those that would read differently."""
    related: tuple[int, ...]
    """Open questions that share a side with this one: deciding one may decide the others."""
    note: str
    """What stands in the way of a decision or of a comparison; "" where nothing does."""
    choices: tuple[Choice, ...]
    """Empty where there is nothing to decide."""


def field_text(facts: RowFacts, field: str) -> str:
    """Return what the list printed in one of `FIELDS`; for a document its address, else the cell's words."""
    every = {
        "state": facts.state_text,
        "agency": facts.agency,
        "county": facts.county,
        "type": facts.agency_type,
        "support_type": facts.support_type_text,
        "signed": facts.signed_text,
        "moa": facts.moa_url or facts.moa_text,
        "addendum": facts.addendum_url or facts.addendum_text,
    }
    return every[field]


def differing(record: RowFacts, printed: RowFacts, columns: Iterable[Column] = Column) -> frozenset[str]:
    """Return the fields that read differently in the two, among those that both readings have *columns* for."""
    return frozenset(change.field for change in changed_fields(record, printed, frozenset(columns)))


def rows_of(changes: Sequence[Change]) -> tuple[CaseRow, ...]:
    """Return a row per agreement that *changes* speak of: those that go, those that come, those that differ."""
    rows: dict[str, CaseRow] = {}
    for change in changes:
        kind = change.kind.value
        if (known := rows.get(change.agreement_id)) is not None:
            reasons = dict.fromkeys((known.reason, change.reason))
            rows[change.agreement_id] = replace(known, what=(*known.what, kind), reason=" ".join(reasons))
            continue
        before, after = change.before, change.after
        rows[change.agreement_id] = CaseRow(
            what=(kind,),
            agreement_id=change.agreement_id if before is not None else None,
            record=before,
            printed=after,
            differs=differing(before, after) if before is not None and after is not None else frozenset(),
            reason=change.reason,
        )
    return tuple(sorted(rows.values(), key=lambda row: (not row.goes, not row.comes)))


def counts_of(changes: Iterable[Change]) -> tuple[tuple[str, int], ...]:
    """Return how many changes of each kind there are, most first."""
    return tuple(Counter(change.kind.value for change in changes).most_common())
