"""What can happen to an agreement between two versions of a list, and how sure we are of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.vocabulary import SupportType


class ChangeKind(StrEnum):
    """The kinds of change; design section 5 says when each is written and who hears of it by default."""

    NEW = "new"
    MISSING = "missing"
    TERMINATED = "terminated"
    RETURNED = "returned"
    RENEWED = "renewed"
    CORRECTED = "corrected"
    MOA_PUBLISHED = "moa_published"
    MOA_CHANGED = "moa_changed"
    ADDENDUM_PUBLISHED = "addendum_published"
    PENDING = "pending"
    PENDING_GONE = "pending_gone"
    RETRACTED = "retracted"
    """An earlier line of this log was wrong, by ICE's slip or by ours; it goes to exactly those who got that line."""


class AgencyEvent(StrEnum):
    """What a change means for the agency as a whole: it may hold agreements under several support types."""

    JOINED = "joined"
    EXPANDED = "expanded"
    """It may do more than before. From the jail to the task force is one event, though one agreement ends by it."""
    REDUCED = "reduced"
    LEFT = "left"


class Certainty(StrEnum):
    """How sure we are: *unconfirmed* means that a later look may take it back."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field that reads differently; "" where nothing stood. Dates are ISO."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFacts:
    """What a list says of one agreement, ready to show: the row as printed, links unwrapped."""

    state: str
    agency: str
    agency_type: str
    county: str
    support_type: SupportType
    support_type_text: str
    state_text: str
    signed_on: date | None
    signed_text: str
    moa_url: str | None
    moa_text: str
    addendum_url: str | None
    addendum_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that happened to one agreement between two versions of a source. Append-only.

    *id* is the same whenever the same two versions are compared again, so recording twice is recording once.
    *version_from* is None for nothing but the first sight of an agreement on a list that has only one version.
    """

    id: str
    source: str
    kind: ChangeKind
    certainty: Certainty
    agreement_id: str
    observed_at: datetime
    version_from: int | None
    version_to: int
    facts: RowFacts
    """The agreement as it stands now, or as it was last seen."""
    before: RowFacts | None
    after: RowFacts | None
    fields: tuple[FieldChange, ...] = ()
    reason: str = ""
    """Why we think so, in one sentence a reader can check."""
    first_listed_at: datetime | None = None
    pending_since: datetime | None = None
    first_in_county: bool = False
    first_in_state: bool = False
    supersedes: str | None = None
    """The id of the earlier change that this one takes back or completes."""
    agency_event: AgencyEvent | None = None
    powers_before: tuple[SupportType, ...] = ()
    powers_after: tuple[SupportType, ...] = ()
    """The support types that the whole agency held before and after; both empty where *agency_event* is None."""
    part_of: str | None = None
    """The id of the change that tells the agency's event as a whole; who is told of that one need not hear of this."""
