"""The cast of the domain's tests: a few invented agreements, and a story that a source tells list after list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self

from domain.agreements import Agreement
from domain.changes import Change, ChangeKind
from domain.compare import Comparison, baseline, compare
from domain.departures import confirm_departures
from domain.guards import LastGood, Verdict, judge_reading
from domain.questions import Ruling
from domain.snapshots import Column, ListedRow, Sheet, Snapshot, UnreadRow
from domain.vocabulary import ListKind, SupportType

START = datetime(2025, 3, 3, 14, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
EVERY_COLUMN = frozenset(Column)
PENDING_COLUMNS = EVERY_COLUMN - {Column.SIGNED, Column.MOA, Column.ADDENDUM}
DOCUMENTS = "https://www.ice.gov/doclib/287gMOA/"


def row(agency: str, county: str = "", **other: Any) -> ListedRow:
    """Return a row of the list as ICE would print it; `moa` and `addendum` name a file on ICE's server."""
    state = other.pop("state", "Texas")
    support_type = other.pop("support_type", SupportType.TASK_FORCE)
    signed_on: date | None = other.pop("signed_on", date(2025, 2, 20))
    moa, addendum = other.pop("moa", None), other.pop("addendum", None)
    printed = {
        "position": 2,
        "state_text": state.upper(),
        "agency_type": "County",
        "support_type_text": support_type.value,
        "signed_text": signed_on.isoformat() if signed_on else "",
        "moa_text": "Link" if moa else "link pending",
        "addendum_text": "Link" if addendum else "",
    }
    return ListedRow(
        state=state,
        agency=agency,
        county=county,
        support_type=support_type,
        signed_on=signed_on,
        moa_url=DOCUMENTS + moa if moa else None,
        addendum_url=DOCUMENTS + addendum if addendum else None,
        **{**printed, **other},
    )


GOLIAD = row("Goliad County Sheriff's Office", "Goliad County", moa="GoliadTFM.pdf")
KINNEY = row("Kinney County Sheriff's Office", "Kinney County", moa="KinneyTFM.pdf", signed_on=date(2025, 1, 28))
LAVERNIA = row("La Vernia Police Department", "Wilson County", agency_type="Municipality", signed_on=date(2025, 2, 11))
OKALOOSA = row("Okaloosa County Sheriff's Office", "Okaloosa County", state="Florida", moa="OkaloosaTFM.pdf")
CAST = (GOLIAD, KINNEY, LAVERNIA, OKALOOSA)


def constables(count: int, **other: Any) -> list[ListedRow]:
    """Return *count* rows of agencies that nothing but their precinct's number tells apart."""
    return [row(f"Constable Precinct {number}", "Bee County", **other) for number in range(1, count + 1)]


def snapshot(rows: Sequence[ListedRow], **other: Any) -> Snapshot:
    """Return a reading of a list that holds *rows* in this order; `pending` makes it the pending list's."""
    pending = other.pop("pending", False)
    kind = ListKind.PENDING if pending else ListKind.PARTICIPATING
    columns: frozenset[Column] = other.pop("columns", PENDING_COLUMNS if pending else EVERY_COLUMN)
    numbered = tuple(replace(listed, position=number) for number, listed in enumerate(rows, start=2))
    return Snapshot(
        source="ice-287g-pending" if pending else "ice-287g",
        list_kind=kind,
        sheet=Sheet(
            looks_like=other.pop("looks_like", kind),
            columns=tuple(column.value for column in Column if column in columns),
            known_columns=columns,
            rows=numbered,
            unread_rows=other.pop("unread", ()),
        ),
        sha256="0" * 64,
        document_url="https://www.ice.gov/doclib/about/offices/ero/287g/participatingAgencies.xlsx",
        published_name="participatingAgencies.xlsx",
        observed_at=other.pop("at", START),
        **other,
    )


def unread(agency: str, position: int = 9) -> UnreadRow:
    """Return a row that names *agency* under a state nobody knows."""
    printed = (("STATE", "ATLANTIS"), ("LAW  ENFORCEMENT AGENCY", agency))
    return UnreadRow(position=position, printed=printed, reason='"ATLANTIS" is no state we know.')


@dataclass
class Story:
    """What the record would hold of one source after each list that it sees."""

    known: dict[str, Agreement]
    pending: bool = False
    version: int = 1
    now: datetime = START
    rulings: dict[tuple[str, str], Ruling] = field(default_factory=dict)
    last: Comparison | None = None

    @classmethod
    def of(cls, *rows: ListedRow, **other: Any) -> Self:
        """Begin with a first list that holds *rows*."""
        agreements = baseline(snapshot(rows, **other))
        return cls({a.id: a for a in agreements}, pending=other.get("pending", False), now=other.get("at", START))

    def sees(self, *rows: ListedRow, after: timedelta = HOUR, **other: Any) -> tuple[Change, ...]:
        """Read the next list, *after* the one before, and return all changes that it brings."""
        self.now += after
        with_what = {name: other.pop(name) for name in ("pending", "active", "links_lost") if name in other}
        reading = snapshot(rows, at=self.now, pending=self.pending, **other)
        self.last = compare(
            list(self.known.values()),
            reading,
            version=self.version + 1,
            previous=self.version,
            rulings=self.rulings,
            **with_what,
        )
        self.version += 1
        self._store(self.last.agreements)
        return (*self.last.changes, *self._confirm())

    def sees_the_same(self, after: timedelta) -> tuple[Change, ...]:
        """Read the same bytes once more, *after* the poll before: a good poll without a new version."""
        self.now += after
        return self._confirm()

    def rule(self, listed: ListedRow, name: str, ruling: Ruling) -> None:
        """Have a reviewer decide whether the agreement of *listed* may be printed as *name*."""
        self.rulings[self.agreement(listed).id, name] = ruling

    def agreement(self, listed: ListedRow) -> Agreement:
        """Return the one agreement that has ever been printed as *listed* is."""
        same = (listed.state, listed.support_type)
        [found] = [
            a
            for a in self.known.values()
            if listed.agency in a.aliases and (a.facts.state, a.facts.support_type) == same
        ]
        return found

    def _confirm(self) -> tuple[Change, ...]:
        changes, settled = confirm_departures(self.known.values(), self.now, self.version)
        self._store(settled)
        return tuple(changes)

    def _store(self, agreements: Sequence[Agreement]) -> None:
        self.known.update({a.id: a for a in agreements})


def kinds(changes: Sequence[Change]) -> list[ChangeKind]:
    """Return the kinds of *changes*, in order of their names."""
    return sorted(change.kind for change in changes)


def fields(change: Change) -> Mapping[str, tuple[str, str]]:
    """Return what reads differently, by field: (before, after)."""
    return {item.field: (item.before, item.after) for item in change.fields}


def last_good(*rows: ListedRow, **other: Any) -> LastGood:
    """Return what guards are told of the lists when the last good one holds *rows*."""
    return LastGood(
        own=baseline(snapshot(rows, pending=other.pop("pending", False))),
        other=other.pop("other", ()),
        older_version=other.pop("older_version", None),
    )


def verdicts(reading: Snapshot, last: LastGood | None = None) -> dict[str, Verdict]:
    """Return the verdict per rule number that speaks of *reading*; without *last*, it is compared with itself."""
    found = judge_reading(reading, last if last is not None else last_good(*reading.rows))
    return {finding.rule.split()[0]: finding.verdict for finding in found}
