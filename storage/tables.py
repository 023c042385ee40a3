"""The tables. No table object leaves `storage`: `storage.rows` turns them into the values of `domain` and back.

Times are aware and in UTC. Values are checked before they become rows: a table model does not validate.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING


class SourceRow(SQLModel, table=True):
    """How polling a source has gone. The registry of sources is in files, not here."""

    __tablename__ = "source"

    key: str = Field(primary_key=True)
    last_attempt_at: datetime | None = None
    last_success_at: datetime | None = None
    last_change_at: datetime | None = None
    last_outcome: str | None = None
    last_message: str = ""
    condition: str | None = None
    """What the last visit of a newsroom or a page came to (`domain.source_health.Condition`)."""
    condition_since: datetime | None = None
    followed_since: datetime | None = None
    """When a newsroom or a page was first visited, well or not."""
    first_way_failed: bool = False
    """At the last visit of a newsroom its first way could not be read, and another one was."""
    first_listed_at: datetime | None = None
    """When a newsroom first showed releases: its first look."""
    compared_at: datetime | None = None
    """When a newsroom's ways were last compared with one another."""
    seen_releases: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    """What the last reading of a newsroom showed: by which way, how many, how new, how many with a day."""
    validators: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    """By address: what a conditional request to a newsroom or a page may send, and the SHA-256 of the last bytes."""


class PollDayRow(SQLModel, table=True):
    """How often a source was polled on one UTC day: a count, not a row for each of 288 polls."""

    __tablename__ = "poll_day"

    source: str = Field(primary_key=True)
    on_day: date = Field(primary_key=True)
    good: int = 0
    bad: int = 0


class CaptureRow(SQLModel, table=True):
    """One content received from one address: when it was first and last served so, and how."""

    __tablename__ = "capture"
    __table_args__ = (Index("ix_capture_url_id", "url", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(index=True)
    role: str
    url: str
    final_url: str
    published_name: str
    fetched_at: datetime
    last_seen_at: datetime
    times_seen: int = 1
    status: int
    headers: list[list[str]] = Field(sa_column=Column(JSON, nullable=False))
    sha256: str = Field(index=True)
    size: int


class VersionRow(SQLModel, table=True):
    """One accepted snapshot of one source."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("source", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    source: str
    number: int
    capture_id: int = Field(foreign_key="capture.id")
    sha256: str = Field(index=True)
    observed_at: datetime
    recorded_at: datetime
    listed: int
    sheet_rows: int
    hidden_rows: int
    columns: list[str] = Field(sa_column=Column(JSON, nullable=False))
    notes: list[str] = Field(sa_column=Column(JSON, nullable=False))
    """What the guards and the reader remarked without holding it back."""
    totals: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    """What ICE's page stated at that visit; null where it stated nothing."""


class AgreementRow(SQLModel, table=True):
    """One agreement with its standing; what its rows said, version by version, is in `listing`."""

    __tablename__ = "agreement"
    __table_args__ = (Index("ix_agreement_source_standing", "source", "standing"),)

    id: str = Field(primary_key=True)
    source: str
    columns: list[str] = Field(sa_column=Column(JSON, nullable=False))
    aliases: list[str] = Field(sa_column=Column(JSON, nullable=False))
    twins: list[list[str]] = Field(sa_column=Column(JSON, nullable=False))
    standing: str
    first_version: int
    first_listed_at: datetime
    in_baseline: bool
    document_seen: bool
    addendum_seen: bool
    missing_since: datetime | None = None
    missing_version: int | None = None
    merged_into_row: bool = False
    departure_change: str | None = None
    held_since: datetime | None = None
    in_doubt: bool = False
    returned_at: datetime | None = None
    renewal_change: str | None = None
    renewed_from: date | None = None


class ListingRow(SQLModel, table=True):
    """What a list said of one agreement from one version up to, not including, another (open end: to this day)."""

    __tablename__ = "listing"
    __table_args__ = (Index("ix_listing_agreement_id_valid_to", "agreement_id", "valid_to"),)

    id: int | None = Field(default=None, primary_key=True)
    agreement_id: str = Field(foreign_key="agreement.id")
    valid_from: int
    valid_to: int | None = None
    facts: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class AgreementStepRow(SQLModel, table=True):
    """One step of a mirror of the agreements: what to do to one of them. Append-only; the number is the cursor."""

    __tablename__ = "agreement_step"
    __table_args__ = (Index("ix_agreement_step_agreement_id_number", "agreement_id", "number"),)

    number: int | None = Field(default=None, primary_key=True)
    agreement_id: str = Field(foreign_key="agreement.id")
    present: bool
    """Whether the mirror holds it after this step."""
    shown: str
    """A fingerprint of all that the mirror shows of it: what shows nothing new is no step."""


class ChangeRow(SQLModel, table=True):
    """One line of the change log. Append-only."""

    __tablename__ = "change"
    __table_args__ = (
        # Each ends with the place in the log, so that a page of any part of a long log is read and nothing sorted.
        Index("ix_change_state_seq", "state", "seq"),
        Index("ix_change_state_kind_seq", "state", "kind", "seq"),
        Index("ix_change_state_certainty_seq", "state", "certainty", "seq"),
        Index("ix_change_state_support_type_seq", "state", "support_type", "seq"),
        Index("ix_change_kind_seq", "kind", "seq"),
        Index("ix_change_kind_certainty_seq", "kind", "certainty", "seq"),
        Index("ix_change_certainty_seq", "certainty", "seq"),
        Index("ix_change_support_type_seq", "support_type", "seq"),
        Index("ix_change_county_fips_seq", "county_fips", "seq"),
        # All that is asked of days (`storage.day_book`) without touching a line itself.
        Index("ix_change_observed_at_kind_seq", "observed_at", "kind", "seq"),
    )

    seq: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    source: str
    kind: str
    certainty: str
    agreement_id: str = Field(foreign_key="agreement.id", index=True)
    state: str
    support_type: str
    county_fips: str | None = None
    """Null where neither the row's county nor the agency's name tells the county for certain."""
    observed_at: datetime
    recorded_at: datetime
    version_from: int | None
    version_to: int
    facts: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    before: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    after: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    fields: list[list[str]] = Field(sa_column=Column(JSON, nullable=False))
    reason: str
    first_listed_at: datetime | None = None
    pending_since: datetime | None = None
    first_in_county: bool = False
    first_in_state: bool = False
    supersedes: str | None = Field(default=None, index=True)
    agency_event: str | None = None
    powers_before: list[str] | None = Field(default=None, sa_column=Column(JSON))
    powers_after: list[str] | None = Field(default=None, sa_column=Column(JSON))
    """Both null where no agency event is told."""
    part_of: str | None = Field(default=None, index=True)


class RevisionRow(SQLModel, table=True):
    """How often what readers see has been written to. The database itself counts, by triggers: no writer can forget it."""

    __tablename__ = "revision"

    name: str = Field(primary_key=True)
    """record: the log, the agreements, the versions, the releases. health: how sources are doing, and incidents."""
    number: int = 0


class IncidentRow(SQLModel, table=True):
    """A poll or a reading that needs, or needed, a person."""

    __tablename__ = "incident"
    __table_args__ = (Index("ix_incident_source_status", "source", "status"),)

    id: int | None = Field(default=None, primary_key=True)
    source: str
    kind: str
    subject: str
    """What the incident is about, so that the next poll finds it again: a hash, a pair of names, or ""."""
    status: str
    summary: str
    rules: list[str] = Field(sa_column=Column(JSON, nullable=False))
    capture_ids: list[int] = Field(sa_column=Column(JSON, nullable=False))
    opened_at: datetime
    last_seen_at: datetime
    seen: int = 1
    decided_at: datetime | None = None
    decided_why: str = ""


class SubscriptionRow(SQLModel, table=True):
    """A standing wish. The address is encrypted; `address_hash` finds it again without reading it."""

    __tablename__ = "subscription"

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    address: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    address_hash: str = Field(index=True)
    name: str = Field(unique=True)
    """What its links call it: drawn at random, so that no later row, and no restored backup, is ever called the same."""
    wish: dict[str, list[str]] = Field(sa_column=Column(JSON, nullable=False))
    cadence: str
    language: str
    standing: str
    standing_at: datetime
    """Since when it stands so: an ended one is erased a while after."""
    audience: str
    """public, or operator: who is told of the service's own troubles and never of changes."""
    route: str
    """Which receiving server it is reached through, as a keyed hash: one that hangs must hold up no other."""
    shared: bool
    """The address is read by several people: none of them ends it alone by accident."""
    hour: int
    time_zone: str
    created_on: date
    digest_seq: int = 0
    """The last change that a digest of this subscription has covered."""
    digest_at: datetime | None = None
    """When the last digest was written, for the cadence."""
    digest_checks: int = 0
    """How many good polls the lists had had by then, so that the next digest can say how many came since."""
    digest_release_place: int = 0
    """The last release that a digest of this subscription has covered."""


class DeliveryRow(SQLModel, table=True):
    """The obligation to send one message to one subscription. This row is the truth; nothing else remembers it."""

    __tablename__ = "delivery"
    __table_args__ = (Index("ix_delivery_status_due_at_created_at_id", "status", "due_at", "created_at", "id"),)

    id: str = Field(primary_key=True)
    subscription_id: int = Field(foreign_key="subscription.id", index=True)
    route: str
    status: str
    purpose: str
    link_name: str | None = None
    """What a letter that asks for an answer leads to."""
    checks: int | None = None
    """Of a digest: how often the lists were read in its time."""
    notice: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    """Of a signal to the operator: its words."""
    created_at: datetime
    due_at: datetime
    period_from: datetime
    period_to: datetime
    attempts: int = 0
    unknown_outcomes: int = 0
    lease_until: datetime | None = None
    claim: str | None = None
    settled_at: datetime | None = None
    last_detail: str = ""


class DeliveryChangeRow(SQLModel, table=True):
    """Which changes a delivery carries. A subscription is told of a change once."""

    __tablename__ = "delivery_change"
    __table_args__ = (UniqueConstraint("subscription_id", "change_id"),)

    delivery_id: str = Field(primary_key=True, foreign_key="delivery.id")
    change_id: str = Field(primary_key=True, foreign_key="change.id", index=True)
    subscription_id: int = Field(foreign_key="subscription.id")


class DeliveryReleaseRow(SQLModel, table=True):
    """Which releases a delivery carries. A subscription is told of a release once."""

    __tablename__ = "delivery_release"
    __table_args__ = (UniqueConstraint("subscription_id", "release_id"),)

    delivery_id: str = Field(primary_key=True, foreign_key="delivery.id")
    release_id: str = Field(primary_key=True, foreign_key="release.id", index=True)
    subscription_id: int = Field(foreign_key="subscription.id")


class ReviewerRow(SQLModel, table=True):
    """Somebody who may decide at the review desk in the browser, by the name of a role."""

    __tablename__ = "reviewer"

    name: str = Field(primary_key=True)
    password_hash: str
    """Argon2id, with its setting and salt."""
    sealed_key: bytes
    """The key of the authenticator app, encrypted."""
    made_at: datetime
    last_step: int = Field(default=0, sa_type=BigInteger)
    """The half minute of the last code that was used: a code works once."""


class DeskSessionRow(SQLModel, table=True):
    """Somebody who has signed in at the desk. What their cookie holds is kept as a hash."""

    __tablename__ = "desk_session"

    token_hash: str = Field(primary_key=True)
    reviewer: str = Field(foreign_key="reviewer.name", index=True)
    ends_at: datetime


class LinkRow(SQLModel, table=True):
    """Something that an address was asked, or allowed, to do once. The words of the link itself are never kept."""

    __tablename__ = "link"

    name: str = Field(primary_key=True)
    """As of a subscription: drawn at random."""
    subscription_id: int = Field(foreign_key="subscription.id", index=True)
    address_hash: str = Field(index=True)
    purpose: str
    issued_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    tries: int = 0
    """Wrong answers given so far."""


class SuppressionRow(SQLModel, table=True):
    """An address whose owner wants no letter from us again: its keyed hash and nothing else."""

    __tablename__ = "suppression"

    address_hash: str = Field(primary_key=True)
    since: date


class SignalRow(SQLModel, table=True):
    """Something that the operator must know, from its beginning to its end."""

    __tablename__ = "signal"
    __table_args__ = (Index("ix_signal_ended_at", "ended_at"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(index=True)
    """What it is about: "stale ice-287g". At most one signal with a key is open."""
    summary: str
    began_at: datetime
    told_at: datetime
    ended_at: datetime | None = None


class AttemptRow(SQLModel, table=True):
    """One try at a delivery, written before the request goes out and completed after. Holds no address."""

    __tablename__ = "attempt"

    id: int | None = Field(default=None, primary_key=True)
    delivery_id: str = Field(foreign_key="delivery.id", index=True)
    number: int
    started_at: datetime
    finished_at: datetime | None = None
    outcome: str | None = None
    detail: str = ""


class PressItemRow(SQLModel, table=True):
    """One address that a newsroom listed, whatever it is about: so that it is known the next time."""

    __tablename__ = "press_item"
    __table_args__ = (
        UniqueConstraint("source", "url"),
        Index("ix_press_item_source_standing", "source", "standing"),
    )

    id: int | None = Field(default=None, primary_key=True)
    source: str
    url: str
    """Canonical."""
    address: str = ""
    """As listed."""
    title: str
    lead: str = ""
    language: str = ""
    published_on: date | None = None
    published_at: datetime | None = None
    first_seen_at: datetime
    standing: str
    """unread, read, noise, old (on the first listing we saw), or unreadable."""
    tries: int = 0
    """How often its page was asked for without success."""
    tried_at: datetime | None = None
    past: bool = False
    """It was there when the newsroom was first looked at."""


class ReleaseRow(SQLModel, table=True):
    """One release about 287(g). Append-only but for `same_as` and what a later look adds to its links."""

    __tablename__ = "release"
    __table_args__ = (Index("ix_release_published_on", "published_on"),)

    seq: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    source: str = Field(index=True)
    url: str
    title: str
    published_on: date | None = None
    published_at: datetime | None = None
    first_seen_at: datetime
    recorded_at: datetime
    capture_id: int | None = Field(default=None, foreign_key="capture.id")
    """The page or the listing that its words were read from."""
    reading: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    same_as: str | None = Field(default=None, index=True)
    told_place: int | None = Field(default=None, unique=True)
    """Its place among the releases that subscribers hear of, by the order of telling: what digests go by. Null for what
    was there when a source was first read, for a repetition, and for what came out too long ago."""


class ReleaseAgreementRow(SQLModel, table=True):
    """A release names the agency of an agreement."""

    __tablename__ = "release_agreement"

    release_id: str = Field(primary_key=True, foreign_key="release.id")
    agreement_id: str = Field(primary_key=True, foreign_key="agreement.id", index=True)


class PageVersionRow(SQLModel, table=True):
    """The words of a watched page, block by block, from one look up to the next that differs."""

    __tablename__ = "page_version"
    __table_args__ = (UniqueConstraint("source", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    source: str
    number: int
    capture_id: int = Field(foreign_key="capture.id")
    observed_at: datetime
    blocks: list[str] = Field(sa_column=Column(JSON, nullable=False))


class PageChangeRow(SQLModel, table=True):
    """What reads differently on a watched page. Append-only."""

    __tablename__ = "page_change"
    __table_args__ = (Index("ix_page_change_observed_at", "observed_at"),)

    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(index=True)
    observed_at: datetime
    version_from: int
    version_to: int
    blocks: list[list[str]] = Field(sa_column=Column(JSON, nullable=False))
    """Pairs of before and after, "" for what was not there."""
    relevant: bool
    """Whether what changed speaks of 287(g)."""


class ServiceLockRow(SQLModel, table=True):
    """Who runs the service on this database, so that a second one can stand back."""

    __tablename__ = "service_lock"

    name: str = Field(primary_key=True)
    holder: str
    lease_until: datetime


class RulingRow(SQLModel, table=True):
    """What a reviewer decided about an agreement and a name that may be its new one."""

    __tablename__ = "ruling"

    agreement_id: str = Field(primary_key=True, foreign_key="agreement.id")
    agency: str = Field(primary_key=True)
    """The comparable form of the name."""
    source: str = Field(index=True)
    ruling: str
    why: str
    decided_at: datetime


class AuditRow(SQLModel, table=True):
    """One decision of a person. Append-only: the database refuses to change or remove a row, and each one seals the last."""

    __tablename__ = "audit"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    reviewer: str
    action: str
    subject: str
    """What was decided about: an incident, an agreement, two of them."""
    why: str
    result: str
    """What came of it, in a sentence."""
    seal: str
    """SHA-256 over this row and the seal before it: a row changed behind our back breaks the chain."""


METADATA = SQLModel.metadata
"""What migrations are compared with."""
