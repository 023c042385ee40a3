"""What the workflows need of the record: one transaction, in which everything is written or nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.agreements import Agreement
from domain.changes import Change
from domain.deliveries import DeliveryStatus, Outcome, Purpose
from domain.questions import Ruling, Rulings
from domain.releases import Release
from domain.snapshots import Totals
from domain.subscriptions import Address, Cadence, Filter, Language, Standing, Subscription, Timing
from workflows.audit import AuditEntry
from workflows.ports import AlertItem, Fetched, LinkPurpose, NewSubscription, Notice, ReleaseItem, Validator
from workflows.press_ledger import PressLedger
from workflows.reading import IncidentStatus, IncidentView, PollOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionInfo:
    """The last good version of a source."""

    number: int
    sha256: str
    observed_at: datetime
    capture_id: int
    modified_at: datetime | None = None
    """When the server said that the file was put there (Last-Modified); None where it said nothing."""
    totals: Totals = field(default_factory=Totals)
    """What the page stated at the visit that brought it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """An accepted snapshot, about to be written."""

    source: str
    number: int
    capture_id: int
    sha256: str
    observed_at: datetime
    listed: int
    sheet_rows: int
    hidden_rows: int
    columns: tuple[str, ...]
    notes: tuple[str, ...]
    totals: Totals = field(default_factory=Totals)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIncident:
    """A poll or reading that needs a person. The same source, kind and subject again is the same incident."""

    source: str
    kind: str
    subject: str
    summary: str
    rules: tuple[str, ...] = ()
    capture_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelivery:
    """One message to be sent to one subscription, with the changes and releases it carries."""

    id: str
    subscription_id: int
    change_ids: tuple[str, ...]
    due_at: datetime
    period_from: datetime
    period_to: datetime
    purpose: Purpose = Purpose.ALERT
    link_name: str | None = None
    checks: int | None = None
    notice: Notice | None = None
    release_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedDelivery:
    """A delivery that this sender holds until its lease ends."""

    id: str
    claim: str
    subscription: Subscription
    route: str
    """Which receiving server it goes to, as a hash."""
    items: tuple[AlertItem, ...]
    period_from: datetime
    period_to: datetime
    purpose: Purpose
    link_name: str | None
    checks: int | None
    notice: Notice | None
    attempts: int
    """Attempts begun before this claim."""
    unknown_outcomes: int
    releases: tuple[ReleaseItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What to write once an attempt is over."""

    status: DeliveryStatus
    due_at: datetime
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestDue:
    """A daily or weekly subscription and where its last digest ended."""

    subscription: Subscription
    after_seq: int
    last_at: datetime | None
    since: datetime
    """From when on its period runs: the last digest, or the beginning."""
    began_at: datetime
    """When the subscription began: what was seen before is not for it, even if it is recorded only now."""
    after_release_place: int
    """The last release that a digest covered."""
    checks_before: int
    """How many good polls the lists had had when the last digest was written, or the subscription began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Something that an address was asked, or allowed, to do once."""

    name: str
    purpose: LinkPurpose
    subscription: Subscription
    expires_at: datetime
    used_at: datetime | None
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSignal:
    """Something that the operator was told of and that has not ended."""

    id: int
    key: str
    summary: str
    began_at: datetime
    told_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryView:
    """A delivery as an operator sees it: no address, no token."""

    id: str
    subscription_id: int
    purpose: Purpose
    status: DeliveryStatus
    changes: int
    releases: int
    attempts: int
    created_at: datetime
    due_at: datetime
    settled_at: datetime | None
    last_detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxHealth:
    """How the sending goes. Ages in seconds are for the caller to work out: it has the clock."""

    waiting: int
    oldest_due_at: datetime | None
    """Since when the delivery that is due longest has been due and was never tried; None where none is."""
    dead: int
    sent_lately: int
    bounced_lately: int
    """Of those settled since the moment asked for: sent, and refused for good."""
    synthetic_overdue: bool
    """The operator's daily proof was due and has not gone out."""


class Ledger(PressLedger, Protocol):
    """The record inside one transaction. Nothing is visible to others before the transaction ends well."""

    def begin_recording(self) -> None:
        """Wait until no other process is recording: two at once would give one version two contents."""

    def keep_capture(self, source: str, fetched: Fetched, sha256: str) -> int:
        """Note one fetch whose bytes are in the archive already; return the capture's id."""

    def seen_unchanged(self, url: str, at: datetime) -> int | None:
        """Note that *url* was served as before; return the id of its latest capture, or None when there is none."""

    def was_replayed(self, source: str, sha256: str, at: datetime) -> bool:
        """Tell whether this very observation has been recorded before."""

    def last_version(self, source: str) -> VersionInfo | None:
        """Return the last good version of *source*, or None before the first."""

    def version_with(self, source: str, sha256: str) -> int | None:
        """Return the number of the newest version with these bytes, or None."""

    def agreements(self, source: str) -> list[Agreement]:
        """Return every agreement of *source*, in any standing, in a stable order."""

    def rulings(self, source: str) -> Rulings:
        """Return what reviewers have decided about pairs of names."""

    def rule(  # noqa: PLR0917  # one ruling has this many parts
        self, source: str, agreement_id: str, agency: str, ruling: Ruling, why: str, at: datetime
    ) -> None:
        """Keep what a reviewer decided about an agreement and a (comparable) name."""

    def audit(self, entry: AuditEntry, at: datetime) -> None:
        """Append what a person decided to the audit log, sealed with the entry before it. Others who record wait."""

    def add_version(self, version: NewVersion) -> None:
        """Write an accepted snapshot."""

    def store_agreements(self, agreements: Iterable[Agreement], version: int) -> None:
        """Write agreements anew, closing and opening the intervals of what their rows say at *version*."""

    def add_changes(self, changes: Sequence[Change]) -> None:
        """Append to the change log. A change that stands there already is left as it is."""

    def change(self, change_id: str) -> Change | None:
        """Return one change of the log."""

    def open_incident(self, incident: NewIncident, at: datetime) -> int:
        """Open an incident, or note that an open one was seen again; return its id."""

    def see_incident(self, incident_id: int, at: datetime) -> None:
        """Note that what an incident, decided already, was about has been seen again."""

    def incident(self, incident_id: int) -> IncidentView | None:
        """Return one incident."""

    def incident_about(self, source: str, subject: str) -> IncidentView | None:
        """Return the newest incident of *source* about *subject*, whatever its status."""

    def close_incidents(self, ids: Iterable[int], status: IncidentStatus, at: datetime, why: str) -> None:
        """Decide incidents. What was rejected may be released after all; every other decision stands."""

    def open_incidents(self, source: str) -> Sequence[IncidentView]:
        """Return the open incidents of *source*."""

    def note_poll(self, source: str, at: datetime, outcome: PollOutcome, message: str, *, good: bool) -> None:
        """Note how a poll of *source* ended; *good* says whether the source was read and believed, if only in part."""

    def subscriptions(self, cadence: Cadence) -> Sequence[Subscription]:
        """Return the active and the paused public subscriptions of one cadence."""

    def subscription(self, subscription_id: int) -> Subscription | None:
        """Return one subscription, unless it is unknown or erased."""

    def subscription_called(self, name: str, *, to_act: bool) -> Subscription | None:
        """Return the subscription that links call *name*, unless it is unknown or erased; *to_act* as for `link`."""

    def stand(self, subscription_id: int, standing: Standing, at: datetime) -> bool:
        """Change where a subscription stands; False where it stood so already.

        One that is to hear nothing any more loses what is on its way to it.
        """

    def change_subscription(
        self, subscription_id: int, *, wish: Filter, cadence: Cadence, language: Language, timing: Timing, shared: bool
    ) -> None:
        """Write what a subscription wants to hear from now on, and how."""

    def erase(self, subscription_id: int) -> None:
        """Forget address, filter and links of a subscription for good."""

    def same_address(self, address: Address) -> Sequence[Subscription]:
        """Return the subscriptions of an address, the erased ones left out."""

    def new_link(
        self, purpose: LinkPurpose, subscription_id: int, at: datetime, expires_at: datetime, *, asked: bool = True
    ) -> str:
        """Write a link and return its name; *asked* False where no letter goes out with it."""

    def link(self, name: str, *, to_act: bool) -> Link | None:
        """Return one link, unless its subscription is erased.

        *to_act* lets nobody else change the subscription until this transaction ends.
        """

    def use_link(self, name: str, at: datetime) -> bool:
        """Mark a link used; False when it was used before."""

    def note_wrong_answer(self, name: str) -> None:
        """Count a wrong code."""

    def letters_since(self, address: Address, since: datetime) -> int:
        """Return how many letters that ask for an answer were written to *address* since then."""

    def hold_address(self, address: Address) -> None:
        """Let nobody else ask for letters to *address* until this transaction ends: two at once would both be first."""

    def suppress(self, address: Address, at: datetime) -> None:
        """Never write to *address* again, whatever anybody asks for."""

    def is_suppressed(self, address: Address) -> bool:
        """Tell whether the owner of *address* wants no letter from us."""

    def tidy(
        self,
        *,
        unconfirmed_before: datetime,
        ended_before: datetime,
        broken_before: datetime,
        attempts_before: datetime,
    ) -> int:
        """Erase subscriptions that stood so before those moments, and attempts that began so early; return how many."""

    def has_delivery(self, delivery_id: str) -> bool:
        """Tell whether this delivery was ever written."""

    def fruitless(self, subscription_id: int) -> Sequence[datetime]:
        """Return when those messages were written that used up all their tries since the last one that arrived."""

    def outbox_health(self, *, now: datetime, since: datetime, synthetic_due_before: datetime) -> OutboxHealth:
        """Return how the sending goes."""

    def operators(self) -> Sequence[Subscription]:
        """Return the operator's own subscriptions."""

    def open_signals(self) -> Sequence[OpenSignal]:
        """Return what the operator was told of and that has not ended."""

    def begin_signal(self, key: str, summary: str, at: datetime) -> int:
        """Write down what the operator is being told of."""

    def repeat_signal(self, signal_id: int, summary: str, at: datetime) -> None:
        """Note that the operator is being reminded."""

    def end_signal(self, signal_id: int, at: datetime) -> None:
        """Note that it is over."""

    def good_checks(self) -> int:
        """Return how many polls of lists were good, since the beginning. One visit reads both lists and counts once."""

    def deliveries(self, status: DeliveryStatus | None, limit: int) -> Sequence[DeliveryView]:
        """Return deliveries, newest first."""

    def park(self, now: datetime) -> int:
        """Park every delivery of changes that is on its way, so that nothing goes out before a person says so."""

    def resend(self, delivery_id: str, now: datetime) -> bool:
        """Make a dead or failed delivery due again under its own id; False when it is in no such state.

        What was taken back since is left out of it.
        """

    def recipients(self, change_ids: Iterable[str]) -> Mapping[str, frozenset[int]]:
        """Return, per change, the subscriptions that were told of it or are about to be."""

    def queue(self, delivery: NewDelivery, at: datetime) -> bool:
        """Write a delivery; return False when it stands there already or all its changes were told."""

    def digests(self) -> Sequence[DigestDue]:
        """Return the active daily and weekly subscriptions."""

    def changes_after(self, seq: int) -> Sequence[tuple[int, Change]]:
        """Return the changes recorded after *seq*, with their places in the log."""

    def releases_after(self, place: int) -> Sequence[tuple[int, Release]]:
        """Return the releases that were told after the one at *place*, with their places."""

    def digest_written(self, subscription_id: int, seq: int, release_place: int, at: datetime, checks: int) -> None:
        """Note up to which change and release, and when, a digest was written, and how many good polls there had been."""

    def subscribe(self, wish: NewSubscription, at: datetime, *, standing: Standing = Standing.ACTIVE) -> int:
        """Write a subscription and return its id; the same address with the same wish is the same one.

        One that is there already keeps its standing if it is live and *standing* is UNCONFIRMED.
        """

    def claim_delivery(self, now: datetime, claim: str, *, not_to: Collection[str] = ()) -> ClaimedDelivery | None:
        """Claim the delivery that is due longest, if any, leaving alone the routes *not_to*."""

    def requeue_lapsed(self, now: datetime, alive: Collection[str] = ()) -> int:
        """Put back what a dead sender left claimed; return how many. *alive* are claims whose senders are at work.

        One whose request had gone out waits for its repeat (or is parked) as `domain.deliveries.next_repeat` says.
        """

    def begin_attempt(self, delivery: ClaimedDelivery, now: datetime) -> int | None:
        """Note that the request is about to go out; return the attempt's id, or None when the claim is lost."""

    def settle(self, delivery: ClaimedDelivery, attempt_id: int, settlement: Settlement, now: datetime) -> bool:
        """Write what an attempt came to; False when the claim was lost meanwhile and nothing was written."""

    def validators(self, sources: Iterable[str]) -> Mapping[str, Validator]:
        """Return what conditional requests to the addresses of *sources* may send."""

    def take_lock(self, name: str, holder: str, now: datetime, until: datetime) -> str | None:
        """Take or renew a lock; return None when it is ours, else who holds it."""

    def drop_lock(self, name: str, holder: str) -> None:
        """Give a lock back."""

    def addresses(self) -> Sequence[tuple[Subscription, Address]]:
        """Return every subscription with its address, for the operator's list."""


OpenLedger = Callable[[], AbstractContextManager[Ledger]]
"""Begins a transaction; leaving the context without an error commits it."""
ReadLedger = OpenLedger
"""Begins a read-only transaction."""
