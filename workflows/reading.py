"""What readers (web, feeds, command line) may ask of the record, and the values they get back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from domain.agreements import Agreement
from domain.changes import Certainty, Change, ChangeKind, RowFacts
from domain.source_health import Condition
from domain.vocabulary import SupportType
from workflows.audit import SealedEntry
from workflows.past import PastReader

CHANGE_COLUMNS = (
    "id",
    "observed_at",
    "kind",
    "certainty",
    "state",
    "agency",
    "county",
    "support_type",
    "signed_on",
    "detail",
    "source",
    "version_from",
    "version_to",
)
"""The columns with which every table of changes begins, on the command line and on the web; scripts depend on them."""


class PollOutcome(StrEnum):
    """How a poll of one source ended."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    HELD = "held"
    FAILED = "failed"


class IncidentStatus(StrEnum):
    """Where an incident stands."""

    OPEN = "open"
    RELEASED = "released"
    REJECTED = "rejected"
    RECOVERED = "recovered"
    """A later good poll made it moot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The capture behind a version: what was fetched, from where, when; *sha256* names the exact bytes."""

    capture_id: int
    url: str
    published_name: str
    fetched_at: datetime
    status: int
    sha256: str
    bytes: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedChange:
    """One line of the change log, with its place in it."""

    seq: int
    """Grows by the order of recording; never reused: the cursor for feeds."""
    change: Change
    recorded_at: datetime
    superseded_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySummary:
    """One day of the change log (UTC days)."""

    on: date
    polls: int
    """Good polls of lists that day."""
    counts: tuple[tuple[ChangeKind, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """How one source is doing."""

    key: str
    title: str
    publisher: str
    url: str
    cadence_seconds: int
    last_attempt_at: datetime | None
    last_success_at: datetime | None
    last_change_at: datetime | None
    last_outcome: PollOutcome | None
    last_message: str
    versions: int
    listed: int
    """Agreements on the last good version."""
    open_incidents: int
    stale: bool
    """No good poll for twice the cadence and five minutes."""
    notes: str = ""
    kind: str = "list"
    """list, newsroom or page."""
    jurisdiction: str = ""
    status: str = "active"
    evidence: str = "checked"
    strategies: tuple[str, ...] = ()
    condition: Condition | None = None
    """Of a newsroom or a page: what its last visit came to."""
    condition_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentView:
    """A poll or a reading that needs, or needed, a person."""

    id: int
    source: str
    kind: str
    status: IncidentStatus
    opened_at: datetime
    last_seen_at: datetime
    seen: int
    summary: str
    subject: str
    """What it is about, for the machine: a content's hash, or a pair of names."""
    rules: tuple[str, ...]
    """The guards that spoke, each "G12: …"."""
    capture_ids: tuple[int, ...]
    decided_at: datetime | None = None
    decided_why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureView:
    """One fetch, as `lookout captures` lists it."""

    id: int
    source: str
    role: str
    url: str
    published_name: str
    fetched_at: datetime
    status: int
    sha256: str
    bytes: int
    version: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementView:
    """One agreement as it stood on a day."""

    id: str
    facts: RowFacts
    status: str
    """listed, missing, terminated or pending."""
    first_listed_at: datetime
    last_seen_at: datetime
    agency_aliases: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrowthPoint:
    """How much the participating list held at the end of one UTC day on which it had a version."""

    on: date
    agreements: int
    agencies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Steps that a mirror takes as one: it stood at *since*, has read up to *after*, and then stands at *until*."""

    since: int
    after: int
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementStep:
    """What a mirror of the agreements has to do to one of them, and how that one stands now."""

    number: int
    """Grows; never used again: the cursor."""
    agreement: Agreement
    held: bool
    """Whether the mirror held it when the stretch began."""
    present: bool
    """Whether it is to hold it when the stretch ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """How far the record has come: while a mark stays, nothing that it covers reads differently."""

    newest: int
    """The newest entry's place in the log; 0 before the first. Entries are never altered."""
    newest_at: datetime | None
    """When that entry was recorded."""
    record: int
    """Grows with each writing to the log, the agreements, the versions, the releases or the watched pages."""
    health: int
    """Grows with each writing to how sources are doing, to polls or to incidents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeQuery:
    """Which part of the change log; None means no bound. *since* and *until* bound `observed_at`, half open."""

    since: datetime | None = None
    until: datetime | None = None
    kinds: frozenset[ChangeKind] = frozenset()
    certainty: Certainty | None = None
    state: str | None = None
    support_type: SupportType | None = None
    county: str | None = None
    """FIPS code; what stands in no county for certain is in none."""
    source: str | None = None
    agreement_id: str | None = None
    before_seq: int | None = None
    after_seq: int | None = None
    limit: int | None = None
    newest_first: bool = False


class LogReader(PastReader, Protocol):
    """Reads the record. Every call sees one consistent state and changes nothing."""

    def marks(self) -> Marks:
        """Return how far the record has come. What is read afterwards is as new as this, or newer."""

    def changes(self, query: ChangeQuery) -> Sequence[LoggedChange]:
        """Return the changes that *query* asks for, in the order of recording."""

    def change(self, change_id: str) -> LoggedChange | None:
        """Return one change, or None."""

    def evidence(self, change: Change) -> tuple[Evidence | None, Evidence | None]:
        """Return the captures behind the version before and the version after *change*."""

    def day(self, on: date) -> DaySummary:
        """Return what happened on one UTC day."""

    def days(self, limit: int) -> Sequence[DaySummary]:
        """Return the latest days with at least one change, newest first."""

    def sources(self, now: datetime) -> Sequence[SourceHealth]:
        """Return every source with its health, by key."""

    def incidents(self, *, only_open: bool = False) -> Sequence[IncidentView]:
        """Return incidents, newest first."""

    def agreements(self, *, on: date | None = None, state: str | None = None) -> Iterable[AgreementView]:
        """Return the agreements listed at the end of UTC day *on* (now, when None), by state and agency."""

    def agreement(self, agreement_id: str) -> Agreement | None:
        """Return one agreement as it stands now, in any standing, or None."""

    def every_agreement(self, state: str) -> Sequence[Agreement]:
        """Return every agreement of one state, on both lists and in any standing, in the order of first listing."""

    def agreement_steps(self, stretch: Stretch, *, limit: int) -> Sequence[AgreementStep]:
        """Return the next *limit* steps of *stretch* in their order, one for each agreement.

        An agreement that took several is in the place of its last. One that came and went meanwhile is left out.
        """

    def last_agreement_step(self) -> int:
        """Return the number of the newest step; 0 before the first."""

    def growth(self, state: str | None = None) -> Sequence[GrowthPoint]:
        """Return how much the participating list held, of one state or of all, on each day it had a version."""

    def captures(self, *, limit: int | None = None) -> Sequence[CaptureView]:
        """Return captures, newest first."""

    def capture(self, capture_id: int) -> CaptureView | None:
        """Return one capture, or None."""

    def audit(self) -> Sequence[SealedEntry]:
        """Return the whole audit log, oldest first; `workflows.audit.verify_chain` tells whether it is intact."""
