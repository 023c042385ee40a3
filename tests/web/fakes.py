"""A record and an archive in memory, a small cast, and a client that speaks ASGI without a socket."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit
from zlib import crc32

from starlette.types import ASGIApp

from domain.agreements import Agreement
from domain.changes import Certainty, Change, ChangeKind, RowFacts
from domain.counties import county_of
from domain.in_force import Checks, Printed
from domain.mirrors import is_mirrored, shown_as
from domain.vocabulary import SupportType
from tests.web.asgi import converse
from tests.web.fake_past import FakePast
from workflows.audit import SealedEntry
from workflows.past import PowersPoint
from workflows.reading import (
    AgreementStep,
    AgreementView,
    CaptureView,
    ChangeQuery,
    DaySummary,
    Evidence,
    GrowthPoint,
    IncidentView,
    LoggedChange,
    Marks,
    SourceHealth,
    Stretch,
)

NOW = datetime(2025, 9, 22, 20, 0, tzinfo=UTC)
SEEN = datetime(2025, 9, 22, 19, 5, tzinfo=UTC)
PUBLIC_URL = "https://lookout.example.org"
WORKBOOK = b"PK\x03\x04 the workbook of that evening"

GOLIAD = RowFacts(
    state="Texas",
    agency="Goliad County Sheriff’s Office",
    agency_type="County",
    county="Goliad County",
    support_type=SupportType.TASK_FORCE,
    support_type_text="Task Force Model",
    state_text="TEXAS",
    signed_on=date(2025, 9, 19),
    signed_text="9/19/2025",
    moa_url="https://www.ice.gov/doclib/287gMOA/goliad.pdf",
    moa_text="Link",
    addendum_url=None,
    addendum_text="",
)
LEON = replace(
    GOLIAD,
    state="Florida",
    agency="Leon County Sheriff's Office",
    county="Leon County",
    support_type=SupportType.WARRANT_SERVICE,
    support_type_text="Warrant Service Officer",
    state_text="FLORIDA",
)


def change(facts: RowFacts = GOLIAD, kind: ChangeKind = ChangeKind.NEW, **values: Any) -> Change:
    """Return a change of *kind* with everything a test does not care about filled in."""
    gone = kind in {ChangeKind.MISSING, ChangeKind.TERMINATED, ChangeKind.PENDING_GONE}
    usual: dict[str, Any] = {
        "id": f"{kind.value}-{facts.agency.split()[0].lower()}",
        "source": "ice-287g",
        "kind": kind,
        "certainty": Certainty.UNCONFIRMED if kind is ChangeKind.MISSING else Certainty.CONFIRMED,
        "agreement_id": facts.agency.split()[0].lower(),
        "observed_at": SEEN,
        "version_from": 41,
        "version_to": 42,
        "facts": facts,
        "before": None if kind is ChangeKind.NEW else facts,
        "after": None if gone else facts,
        "reason": "No row of version 41 is near it.",
    }
    return Change(**{**usual, **values})


@dataclass
class FakeRecord(FakePast):
    """The LogReader that tests fill by hand. *asked* keeps every question put to the log."""

    entries: list[LoggedChange] = field(default_factory=list)
    polls: dict[date, int] = field(default_factory=dict)
    health: list[SourceHealth] = field(default_factory=list)
    trouble: list[IncidentView] = field(default_factory=list)
    listed: list[AgreementView] = field(default_factory=list)
    lives: list[Agreement] = field(default_factory=list)
    grown: dict[str | None, list[GrowthPoint]] = field(default_factory=dict)
    growth_reads: int = 0
    kept: list[CaptureView] = field(default_factory=list)
    asked: list[ChangeQuery] = field(default_factory=list)
    agreement_reads: int = 0
    past: dict[str, list[Printed]] = field(default_factory=dict)
    checked: Checks | None = None
    powers: dict[str | None, list[PowersPoint]] = field(default_factory=dict)
    broken: bool = False
    press: object = None
    """What newsrooms brought, where a test has any: it is part of the record."""

    def log(self, *changes: Change) -> None:
        """Record *changes* in order, as the newest entries."""
        for one in changes:
            self.entries.append(
                LoggedChange(seq=len(self.entries) + 1, change=one, recorded_at=one.observed_at + timedelta(seconds=2))
            )
            for place, entry in enumerate(self.entries):
                if entry.change.id == one.supersedes:
                    self.entries[place] = replace(entry, superseded_by=one.id)

    def marks(self) -> Marks:
        """Count by content: a test may change anything."""
        if self.broken:
            raise RuntimeError("the database went away")
        newest = self.entries[-1] if self.entries else None
        versions = [(source.key, source.versions) for source in self.health]
        record = (self.entries, self.listed, self.lives, self.grown, self.kept, versions, self.press, self.past)
        return Marks(
            newest=newest.seq if newest else 0,
            newest_at=newest.recorded_at if newest else None,
            record=crc32(repr(record).encode()),
            health=crc32(repr((self.health, self.trouble, self.polls)).encode()),
        )

    def changes(self, query: ChangeQuery) -> Sequence[LoggedChange]:
        if self.broken:
            raise RuntimeError("the database went away")
        self.asked.append(query)
        found = [entry for entry in self.entries if _fits(entry, query)]
        if query.newest_first:
            found.reverse()
        return found[: query.limit]

    def change(self, change_id: str) -> LoggedChange | None:
        if "\x00" in change_id:
            raise ValueError("PostgreSQL text fields cannot contain NUL bytes")
        return next((entry for entry in self.entries if entry.change.id == change_id), None)

    def evidence(self, change: Change) -> tuple[Evidence | None, Evidence | None]:
        return self._evidence(change.version_from), self._evidence(change.version_to)

    def day(self, on: date) -> DaySummary:
        kinds = Counter(e.change.kind for e in self.entries if e.change.observed_at.date() == on)
        return DaySummary(on=on, polls=self.polls.get(on, 0), counts=tuple(sorted(kinds.items())))

    def days(self, limit: int) -> Sequence[DaySummary]:
        days = sorted({e.change.observed_at.date() for e in self.entries}, reverse=True)
        return [self.day(on) for on in days[:limit]]

    def sources(self, now: datetime) -> Sequence[SourceHealth]:
        return self.health

    def incidents(self, *, only_open: bool = False) -> Sequence[IncidentView]:
        return [i for i in self.trouble if i.status.value == "open" or not only_open]

    def agreements(self, *, on: date | None = None, state: str | None = None) -> Iterable[AgreementView]:
        self.agreement_reads += 1
        return [
            view
            for view in self.listed
            if (state is None or view.facts.state == state) and (on is None or view.first_listed_at.date() <= on)
        ]

    def agreement(self, agreement_id: str) -> Agreement | None:
        if "\x00" in agreement_id:
            raise ValueError("PostgreSQL text fields cannot contain NUL bytes")
        return next((life for life in self.lives if life.id == agreement_id), None)

    def every_agreement(self, state: str) -> Sequence[Agreement]:
        return [life for life in self.lives if life.facts.state == state]

    def agreement_steps(self, stretch: Stretch, *, limit: int) -> Sequence[AgreementStep]:
        steps = [
            AgreementStep(number=number, agreement=life, held=False, present=is_mirrored(shown_as(life)))
            for number, life in enumerate(self.lives, start=1)
        ]
        return [step for step in steps if stretch.after < step.number <= stretch.until and step.present][:limit]

    def last_agreement_step(self) -> int:
        return len(self.lives)

    def growth(self, state: str | None = None) -> Sequence[GrowthPoint]:
        self.growth_reads += 1
        return self.grown.get(state, [])

    def captures(self, *, limit: int | None = None) -> Sequence[CaptureView]:
        return self.kept[:limit]

    def capture(self, capture_id: int) -> CaptureView | None:
        return next((capture for capture in self.kept if capture.id == capture_id), None)

    def audit(self) -> Sequence[SealedEntry]:
        return []

    def _evidence(self, version: int | None) -> Evidence | None:
        for capture in self.kept:
            if capture.version is not None and capture.version == version:
                return Evidence(
                    capture_id=capture.id,
                    url=capture.url,
                    published_name=capture.published_name,
                    fetched_at=capture.fetched_at,
                    status=capture.status,
                    sha256=capture.sha256,
                    bytes=capture.bytes,
                    version=version or 0,
                )
        return None


class FakeArchive:
    """Bytes by their SHA-256, in memory."""

    def __init__(self, *bodies: bytes) -> None:
        self._kept = {hashlib.sha256(body).hexdigest(): body for body in bodies}

    def keep(self, body: bytes) -> str:
        sha256 = hashlib.sha256(body).hexdigest()
        self._kept[sha256] = body
        return sha256

    def open(self, sha256: str) -> bytes:
        return self._kept[sha256]


def capture(number: int = 7, version: int | None = 42, body: bytes = WORKBOOK, **values: Any) -> CaptureView:
    """Return the record of one fetch of the participating list."""
    usual: dict[str, Any] = {
        "id": number,
        "source": "ice-287g",
        "role": "participating",
        "url": "https://www.ice.gov/doclib/about/offices/ero/287g/participatingAgencies09222025pm.xlsx",
        "published_name": "participatingAgencies09222025pm.xlsx",
        "fetched_at": SEEN,
        "status": 200,
        "sha256": hashlib.sha256(body).hexdigest(),
        "bytes": len(body),
        "version": version,
    }
    return CaptureView(**{**usual, **values})


def agreement(facts: RowFacts = GOLIAD, status: str = "listed", **values: Any) -> AgreementView:
    """Return an agreement as the record holds it."""
    usual: dict[str, Any] = {
        "id": facts.agency.split()[0].lower(),
        "facts": facts,
        "status": status,
        "first_listed_at": SEEN,
        "last_seen_at": NOW,
        "agency_aliases": (facts.agency,),
        "source": "ice-287g",
    }
    return AgreementView(**{**usual, **values})


def life(facts: RowFacts = GOLIAD, **values: Any) -> Agreement:
    """Return an agreement with its life, listed since that evening."""
    usual: dict[str, Any] = {
        "id": facts.agency.split()[0].lower(),
        "source": "ice-287g",
        "facts": facts,
        "columns": frozenset(),
        "aliases": frozenset({facts.agency}),
        "first_version": 42,
        "first_listed_at": SEEN,
    }
    return Agreement(**{**usual, **values})


@dataclass(frozen=True)
class Answer:
    """What the application sent back, decompressed."""

    status: int
    headers: dict[str, str]
    body: bytes
    compressed: bool = False

    @property
    def text(self) -> str:
        return self.body.decode()


class Client:
    """Asks the application directly, as a browser on *host* would. Errors that are re-raised after an answer are kept."""

    def __init__(self, app: ASGIApp, host: str = "lookout.example.org") -> None:
        self.app = app
        self._host = host
        self.raised: Exception | None = None

    def get(self, address: str, method: str = "GET", **headers: str) -> Answer:
        """Return the answer to one request; header names are given with underscores."""
        return asyncio.run(self._ask(address, method, headers))

    def post(
        self,
        address: str,
        fields: Mapping[str, Any] | bytes = b"",
        *,
        ip: str = "127.0.0.1",
        **headers: str,
    ) -> Answer:
        """Return the answer to a form with *fields*, or to those very bytes."""
        body = fields if isinstance(fields, bytes) else urlencode(fields, doseq=True).encode()
        sent = {"content_type": "application/x-www-form-urlencoded", "content_length": str(len(body)), **headers}
        return asyncio.run(self._ask(address, "POST", sent, body=body, ip=ip))

    async def _ask(
        self, address: str, method: str, headers: dict[str, str], *, body: bytes = b"", ip: str = "127.0.0.1"
    ) -> Answer:
        parts = urlsplit(address)
        sent = {"host": self._host, **{name.replace("_", "-").lower(): value for name, value in headers.items()}}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(parts.path),
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
            "client": (ip, 50000),
            "server": ("127.0.0.1", 80),
        }
        messages, error = await converse(self.app, scope, body)
        self.raised = error or self.raised
        start = next(message for message in messages if message["type"] == "http.response.start")
        answered = b"".join(m.get("body", b"") for m in messages if m["type"] == "http.response.body")
        received = {name.decode().lower(): value.decode() for name, value in start["headers"]}
        compressed = received.get("content-encoding") == "gzip"
        return Answer(start["status"], received, gzip.decompress(answered) if compressed else answered, compressed)


def _fits(entry: LoggedChange, query: ChangeQuery) -> bool:
    one = entry.change
    return (
        (query.since is None or one.observed_at >= query.since)
        and (query.until is None or one.observed_at < query.until)
        and (query.certainty is None or one.certainty is query.certainty)
        and (not query.kinds or one.kind in query.kinds)
        and (query.state is None or one.facts.state == query.state)
        and (query.support_type is None or one.facts.support_type is query.support_type)
        and (query.county is None or query.county == _county(one.facts))
        and (query.source is None or one.source == query.source)
        and (query.agreement_id is None or one.agreement_id == query.agreement_id)
        and (query.before_seq is None or entry.seq < query.before_seq)
        and (query.after_seq is None or entry.seq > query.after_seq)
    )


def _county(facts: RowFacts) -> str | None:
    county = county_of(facts.agency, facts.county, facts.state)
    return county.fips if county else None
