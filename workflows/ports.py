"""What the workflows need of the outside, as protocols: fetch, keep bytes, send. The edges implement them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Protocol

from domain.addresses import in_language
from domain.changes import Change
from domain.deliveries import Outcome, Purpose
from domain.releases import Release
from domain.snapshots import Sheet, Totals
from domain.source_health import Expectations
from domain.subscriptions import Address, Audience, Cadence, Filter, Language, Timing
from domain.vocabulary import STATES, ListKind


class DocumentRole(StrEnum):
    """What a fetched document is for its source."""

    PAGE = "page"
    PARTICIPATING = "participating"
    PENDING = "pending"
    LISTING = "listing"
    """A newsroom's list of releases."""
    RELEASE = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The bytes of one fetch, exactly as received after transfer decoding. *body* is empty for a 304."""

    role: DocumentRole
    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    fetched_at: datetime
    published_name: str = ""
    """The workbook's own name: from Content-Disposition, else the last part of the address, percent-decoded."""

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of the bytes, in hex."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def modified_at(self) -> datetime | None:
        """Return when the server says that the file was put there; None where it says nothing that can be read."""
        return last_modified(self.headers)


def last_modified(headers: Iterable[Sequence[str]]) -> datetime | None:
    """Return the instant that a Last-Modified header among *headers* (name, value) states, or None."""
    stated = next((value for name, value in headers if name.lower() == "last-modified"), "")
    try:
        at = parsedate_to_datetime(stated)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else None


class FetchProblem(StrEnum):
    """Why a visit brought nothing to read; each is an incident kind."""

    UNREACHABLE = "unreachable"
    BLOCKED = "blocked"
    GONE = "gone"
    UNREADABLE = "unreadable"
    LINKS = "links"
    """The page is there, but which workbook is which cannot be told from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that went wrong in a visit, in a sentence that says what to do."""

    kind: FetchProblem
    role: DocumentRole
    url: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Validator:
    """What the last good fetch of a URL left for a conditional GET."""

    url: str
    last_modified: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Everything one visit to a source brought: what was fetched, the page's totals, and what went wrong."""

    source: str
    started_at: datetime
    finished_at: datetime
    fetched: tuple[Fetched, ...] = ()
    totals: Totals = field(default_factory=Totals)
    problems: tuple[Problem, ...] = ()
    refused: tuple[Fetched, ...] = ()
    """Answers that came with bytes and are not read: block and error pages. Evidence for the problems."""


class Visitor(Protocol):
    """Makes one visit to a source: the scrapers' side of a poll."""

    async def visit(self, source: str, *, url: str | None, validators: Mapping[str, Validator]) -> Visit:
        """Fetch *source* once; never raises for what the network or the publisher did (see `Visit.problems`).

        *url* replaces the source's own address; *validators* holds, per URL, what a conditional GET may send.
        """


class WorkbookUnreadableError(Exception):
    """The bytes are no workbook that we accept; the message says why and what an operator can do."""


class WorkbookReader(Protocol):
    """Reads workbook bytes into a sheet within fixed limits of memory and time."""

    def read(self, body: bytes) -> Sheet:
        """Return the sheet that *body* holds. Raises WorkbookUnreadableError."""


class Archive(Protocol):
    """Raw bytes, kept once per content."""

    def keep(self, body: bytes) -> str:
        """Store *body* durably, if it is not there yet, and return its SHA-256 (hex). Safe to repeat."""

    def open(self, sha256: str) -> bytes:
        """Return the exact bytes. Raises KeyError when they were never kept and OSError when they are damaged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertItem:
    """One change as an alert tells it, with the evidence beside it."""

    change: Change
    permalink: str
    capture_sha256: str
    captured_at: datetime
    document_url: str
    earlier: Change | None = None
    """The change that this one supersedes, so that a correction can say what was wrong."""

    def link(self, language: Language) -> str:
        """Return the permalink for a reader of *language*."""
        return in_language(language, self.permalink, f"/changes/{self.change.id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseItem:
    """One release as an alert tells it. Its words are the publisher's, except for the title none is repeated."""

    release: Release
    publisher: str
    """The source's publisher: "U.S. Department of Homeland Security"."""
    permalink: str

    def link(self, language: Language) -> str:
        """Return the permalink for a reader of *language*."""
        return in_language(language, self.permalink, f"/releases/{self.release.id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a signal tells the operator: one line, then sentences that say what to do."""

    headline: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertMessage:
    """One message to one subscription: the changes or releases of one poll, one digest, or a letter of the service's own.

    *message_id* is the same on every attempt. *possible_repeat* is set when an earlier attempt may have arrived; the
    message must then say so.
    """

    message_id: str
    address: Address
    language: Language
    cadence: Cadence
    items: tuple[AlertItem, ...]
    period_from: datetime
    period_to: datetime
    change_log_url: str
    """Where more of it stands: a day of the change log; of an alert of releases, all releases."""
    manage_url: str
    """The page on which the subscription can be ended or a link for changing it asked for; opening it does nothing."""
    purpose: Purpose = Purpose.ALERT
    one_click_url: str = ""
    """Where a mail program may post to end the subscription (RFC 8058); "" for an address that several people read."""
    action_url: str = ""
    """Of a letter that asks for an answer: where it is given."""
    code: str = ""
    """Of a letter to a channel: what must be typed on our page."""
    wish: Filter = field(default_factory=Filter)
    timing: Timing = field(default_factory=Timing)
    checks: int | None = None
    """Of a digest: how often the lists were read, and believed, in its time; None where that is not known."""
    notice: Notice | None = None
    possible_repeat: bool = False
    releases: tuple[ReleaseItem, ...] = ()
    """Of an alert or a digest: the releases it tells of, oldest first."""

    @property
    def is_test(self) -> bool:
        """Whether somebody asked for a message to see whether one arrives."""
        return self.purpose is Purpose.TEST


class Sender(Protocol):
    """Puts one message into words and on the wire: the notifier's side of a delivery."""

    def send(self, message: AlertMessage) -> Outcome:
        """Attempt *message* once, within 15 seconds. Never raises for what the receiver did."""


class Clock(Protocol):
    """The time, so that tests and replays can set it."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubscription:
    """What somebody asks for when subscribing, already checked."""

    address: Address
    filter: Filter
    cadence: Cadence
    language: Language
    timing: Timing = field(default_factory=Timing)
    shared: bool = False
    """Several people read the address."""
    audience: Audience = Audience.PUBLIC


class LinkPurpose(StrEnum):
    """What a link, or the code in its place, allows; none of them allows anything else."""

    CONFIRM = "confirm"
    CODE = "code"
    MANAGE = "manage"
    END = "end"
    """Confirm that a shared address is to hear no more."""
    UNDO = "undo"
    """Take an ending back."""
    UNSUBSCRIBE = "unsubscribe"
    """Stands under every message and never ends: it leads to the page that ends the subscription."""


class Tokens(Protocol):
    """Makes and reads the unguessable words of links. They are made from a key, so that none needs to be kept."""

    def token(self, purpose: LinkPurpose, name: str) -> str:
        """Return the word for the link called *name* (for UNSUBSCRIBE: the subscription), safe in an address."""

    def read_token(self, purpose: LinkPurpose, text: str) -> str | None:
        """Return the name that *text* was made for, or None where it was not made by us for *purpose*."""

    def code(self, name: str) -> str:
        """Return the code that belongs to the link called *name*: eight capital letters and digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceConfig:
    """What the service must know of a source: kept in `scrapers/sources/<key>.toml`."""

    key: str
    title: str
    publisher: str
    kind: str
    """list, newsroom or page."""
    list_kind: ListKind | None
    url: str
    cadence: timedelta
    polled_with: str | None = None
    """Another source whose visit also reads this one."""
    notes: str = ""
    jurisdiction: str = "United States"
    """That, or the official name of the state or territory that it speaks for."""
    status: str = "active"
    """active, silent, blocked, browser, unproven or retired; the third to fifth are tried once a day (see docs/sources.md)."""
    evidence: str = "checked"
    """How we know its addresses: checked, seen or guess."""
    time_zone: str = "America/New_York"
    language: str = "en"
    expectations: Expectations | None = None
    strategies: tuple[str, ...] = ()
    """How a newsroom is read, best first."""

    @property
    def home_state(self) -> str | None:
        """Return the state it speaks for; None where it is a federal one."""
        return self.jurisdiction if self.jurisdiction in STATES else None


class Sources(Protocol):
    """The registry of sources."""

    def all(self) -> Iterable[SourceConfig]:
        """Return every source, in the order of its key."""

    def get(self, key: str) -> SourceConfig:
        """Return one source. Raises KeyError with the known keys in its message."""
