"""The shapes of the programming interface's answers. The description of the whole (OpenAPI) is made from them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from domain.changes import AgencyEvent, Certainty, ChangeKind
from domain.corroboration import Strength
from domain.source_health import Condition
from domain.vocabulary import SupportType
from web.dates import iso_instant
from workflows.reading import PollOutcome

Instant = Annotated[
    datetime,
    PlainSerializer(iso_instant, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2025-09-22T19:05:00Z"]}),
]
"""An instant in UTC, to the second, with a Z."""
Link = Annotated[str, WithJsonSchema({"type": "string", "format": "uri"})]
Standing = Literal["listed", "pending", "missing", "terminated", "off_list"]
LASTING_ID = "Stays the same for good."


class Shape(BaseModel):
    """One object of an answer; it never changes."""

    model_config = ConfigDict(frozen=True)


class Linked(Shape):
    """Another object of this interface."""

    id: str
    url: Link = Field(description="Its page for readers: a permalink.")


class AsPrinted(Shape):
    """The cells as ICE printed them, slips and all; "" where nothing stood."""

    state: str = Field(examples=["TEXAS"])
    support_type: str
    signed: str = Field(examples=["9/19/2025"])
    moa: str
    addendum: str


class Row(Shape):
    """What a list says of one agreement."""

    state: str = Field(description="The official name.", examples=["Texas"])
    agency: str = Field(description="As ICE prints it.", examples=["Goliad County Sheriff’s Office"])
    agency_type: str = Field(examples=["County"])
    county: str = Field(description='As ICE prints it; "" where it gives none.')
    support_type: SupportType
    signed_on: date | None = Field(description="The date that ICE prints. ICE has printed wrong ones.")
    moa_url: Link | None = Field(description="The agreement's text; null where there is none that we can pass on.")
    addendum_url: Link | None
    as_printed: AsPrinted


class FieldDifference(Shape):
    """One field that reads differently; "" where nothing stood."""

    field: str
    before: str
    after: str


class ChangeItem(Shape):
    """One line of the change log. It is never altered; only `superseded_by` is filled in when a later line comes."""

    seq: int = Field(description="Its place in the log: grows, and is never used again.", examples=[1042])
    id: str = Field(description=LASTING_ID)
    url: Link = Field(description="Its page for readers: a permalink.")
    api_url: Link = Field(description="The same change here, with its evidence.")
    kind: ChangeKind
    certainty: Certainty = Field(description="Unconfirmed: a later look may take it back. Do not report it as fact.")
    headline: str = Field(description="The change in one line of English.")
    agreement_id: str
    agreement: Row = Field(description="The agreement as it stands now, or as it was last seen.")
    fields: list[FieldDifference]
    reason: str = Field(description="Why we think so.")
    source: str = Field(examples=["ice-287g"])
    version_from: int | None = Field(description="Null for what stood on the first version we read.")
    version_to: int
    observed_at: Instant = Field(description="When we fetched the file that shows it.")
    recorded_at: Instant
    first_listed_at: Instant | None
    pending_since: Instant | None
    first_in_county: bool
    first_in_state: bool
    supersedes: Linked | None = Field(description="The earlier change that this one takes back or completes.")
    superseded_by: Linked | None = Field(description="The later change that took this one back or completed it.")
    part_of: Linked | None = Field(description="The change that tells the agency's event as a whole.")
    agency_event: AgencyEvent | None
    powers_before: list[SupportType]
    powers_after: list[SupportType]


class EvidenceItem(Shape):
    """The file behind one version of a list."""

    capture_id: int
    version: int
    url: Link | None = Field(description="Where it was fetched. ICE may have overwritten it since.")
    published_name: str
    fetched_at: Instant
    http_status: int
    bytes: int
    sha256: str = Field(description="Of the exact bytes.", pattern="^[0-9a-f]{64}$")
    download_url: Link = Field(description="Our copy of those bytes.")


class Evidence(Shape):
    """The files behind the version before a change and the version after it; null where none is on record."""

    before: EvidenceItem | None
    after: EvidenceItem | None


class ReleaseOnChange(Shape):
    """A release that bears a change out."""

    id: str
    url: Link
    title: str
    publisher: str
    strength: Strength = Field(description="Whether it names the agency, or only bans agreements in its state.")
    sentence: str = Field(description="How the two go together.")


class ChangeInFull(ChangeItem):
    """One change with everything that is needed to check it."""

    stands: Literal["stands", "superseded", "retracted"] = Field(
        description="Retracted: it was wrong, please do not pass it on. Superseded: a later change completes it."
    )
    row_before: Row | None = Field(description="Null where it was not on the list.")
    row_after: Row | None
    evidence: Evidence
    releases: list[ReleaseOnChange]


class Changes(Shape):
    """One page of the change log."""

    items: list[ChangeItem]
    next: Link | None = Field(description="The page after this one; null on the last.")
    latest: int = Field(description="The newest place in the whole log when this page was read; 0 for an empty log.")


class MirrorItem(Shape):
    """One agreement, one agency under one support type, without the instant of the newest look at its list."""

    id: str = Field(description=LASTING_ID)
    api_url: Link
    agency_url: Link = Field(description="The page of its agency: a permalink.")
    status: Standing = Field(
        description=(
            "On ICE's list, on its pending list, missing from it (unconfirmed), terminated, or off_list: on neither "
            "list, its changes say why."
        )
    )
    agreement: Row
    first_listed_at: Instant | None = Field(description="When we first read it. It may have been there before.")
    aliases: list[str] = Field(description="Every spelling of the agency that ICE has used.")
    source: str


class AgreementItem(MirrorItem):
    """One agreement: one agency under one support type."""

    last_seen_at: Instant


class AgreementInFull(AgreementItem):
    """One agreement with its changes, oldest first."""

    changes: list[ChangeItem]


class Agreements(Shape):
    """One page of the agreements, by state, agency, support type and id."""

    on: date | None = Field(description="The day that was asked for; null for now.")
    items: list[AgreementItem]
    next: Link | None


class SourceItem(Shape):
    """One source with its health."""

    key: str = Field(examples=["ice-287g"])
    url: Link = Field(description="Its page for readers.")
    title: str
    publisher: str
    kind: Literal["list", "newsroom", "page"]
    jurisdiction: str
    address: Link | None = Field(description="What is read.")
    cadence_seconds: int
    status: str
    last_attempt_at: Instant | None
    last_success_at: Instant | None
    last_change_at: Instant | None
    last_outcome: PollOutcome | None
    last_message: str
    condition: Condition | None = Field(description="Of a newsroom or a page: what its last visit came to.")
    condition_since: Instant | None
    stale: bool = Field(description="No good check for twice the cadence and five minutes.")
    open_incidents: int
    versions: int
    listed: int
    notes: str


class Sources(Shape):
    """Every source, by key."""

    items: list[SourceItem]


class StateCounts(Shape):
    """How many agreements there are in one place."""

    listed: int = Field(description="On ICE's list.")
    by_support_type: dict[SupportType, int] = Field(description="Those listed, by support type; all three are named.")
    pending: int = Field(description="On ICE's pending list.")


class StateItem(StateCounts):
    """One state or territory."""

    state: str


class States(Shape):
    """The states and territories that have an agreement or a pending one."""

    on: date | None = Field(description="The day that was asked for; null for now.")
    total: StateCounts
    items: list[StateItem]


class Index(Shape):
    """What there is."""

    documentation: Link = Field(description="A page that explains all this to people.")
    description: Link = Field(description="The OpenAPI description.")
    changes: Link
    agreements: Link
    agreements_delta: Link
    releases: Link
    states: Link
    sources: Link
