"""A Lookout without network, clock or Excel: the real record, and a publisher that serves what a test writes."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from domain.agreements import Agreement
from domain.changes import Change
from domain.deliveries import Outcome, OutcomeKind
from domain.snapshots import Column, ListedRow, Sheet, Totals, UnreadRow
from domain.subscriptions import Address, Cadence, Channel, Filter, Language
from domain.vocabulary import ListKind, SupportType
from scrapers.registry import SourceRegistry
from storage.archive import FileArchive
from storage.engine import open_engine
from storage.ledger import Record
from storage.log_reader import SqlLogReader
from storage.vault import Vault
from workflows.deliver import Delivering
from workflows.ledger import Ledger
from workflows.poll import Polling, record_visit
from workflows.ports import (
    AlertMessage,
    DocumentRole,
    Fetched,
    FetchProblem,
    NewSubscription,
    Problem,
    Validator,
    Visit,
    WorkbookUnreadableError,
)
from workflows.reading import ChangeQuery, SourceHealth
from workflows.record import ListResult

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""A Monday, at the hour when digests are due."""
LIST, PENDING_LIST = "ice-287g", "ice-287g-pending"
PAGE_URL = "https://www.ice.gov/identify-and-arrest/287g"
LIST_URL = "https://www.ice.gov/doclib/participating.xlsx"
PENDING_URL = "https://www.ice.gov/doclib/pending.xlsx"
PUBLIC_URL = "https://lookout.example"
PUBLISHERS = {"dhs-press": "U.S. Department of Homeland Security"}
KEY = "a key that only tests use"
NO_TOTALS = Totals()
SERVED_AT = "Mon, 02 Mar 2026 11:00:00 GMT"
_URL_OF = {
    DocumentRole.PAGE: PAGE_URL,
    DocumentRole.PARTICIPATING: LIST_URL,
    DocumentRole.PENDING: PENDING_URL,
}
_COUNTIES = (
    "Goliad Leon Kerr Bexar Hays Travis Dallas Wharton Zavala Presidio Culberson Nueces Lubbock Midland Ector "
    "Brazoria Galveston Jefferson Orange Tyler Uvalde Victoria Walker Yoakum"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row that the publisher prints."""

    agency: str
    county: str
    state: str = "Texas"
    support_type: SupportType = SupportType.TASK_FORCE
    signed_on: date = date(2025, 3, 4)
    moa_url: str | None = None
    unread: bool = False
    """The reader does not know its support type."""


def sheriff(county: str, **values: Any) -> Entry:
    """Return the row of a county's sheriff."""
    return Entry(agency=f"{county} County Sheriff's Office", county=f"{county} County", **values)


TEXAS: tuple[Entry, ...] = tuple(sheriff(county) for county in _COUNTIES.split())
"""Twenty-four agencies that nobody could mistake for one another: enough for one to leave without a hold."""
GOLIAD, LEON, KERR = TEXAS[:3]
POLK = sheriff("Polk")
HARRIS = sheriff("Harris", support_type=SupportType.JAIL_ENFORCEMENT)


def without(entries: Sequence[Entry], *gone: Entry) -> list[Entry]:
    """Return *entries* but for *gone*."""
    return [entry for entry in entries if entry not in gone]


def workbook(entries: Iterable[Entry], kind: ListKind = ListKind.PARTICIPATING, *, saved: int = 1) -> bytes:
    """Return bytes that the stage's reader reads; another *saved* makes other bytes of the same rows."""
    rows = [
        {
            "agency": entry.agency,
            "county": entry.county,
            "state": entry.state,
            "support_type": entry.support_type.value,
            "signed_on": entry.signed_on.isoformat(),
            "moa_url": entry.moa_url,
            "unread": entry.unread,
        }
        for entry in entries
    ]
    return json.dumps({"kind": kind.value, "saved": saved, "rows": rows}).encode()


class PaperReader:
    """Reads what `workbook` writes; everything else is no workbook."""

    def read(self, body: bytes) -> Sheet:
        try:
            data = json.loads(body)
        except ValueError as error:
            raise WorkbookUnreadableError("This is no workbook: look at the kept bytes.") from error
        kind = ListKind(data["kind"])
        columns = [c for c in Column if kind is ListKind.PARTICIPATING or c not in {Column.SIGNED, Column.MOA}]
        return Sheet(
            looks_like=kind,
            columns=tuple(columns),
            known_columns=frozenset(columns),
            rows=tuple(_row(n, row) for n, row in enumerate(data["rows"], start=2) if not row["unread"]),
            unread_rows=tuple(_unread(n, row) for n, row in enumerate(data["rows"], start=2) if row["unread"]),
        )


def _row(position: int, row: Mapping[str, Any]) -> ListedRow:
    return ListedRow(
        position=position,
        state=row["state"],
        state_text=row["state"].upper(),
        agency=row["agency"],
        county=row["county"],
        agency_type="County",
        support_type=SupportType(row["support_type"]),
        support_type_text=row["support_type"],
        signed_on=date.fromisoformat(row["signed_on"]),
        signed_text=row["signed_on"],
        moa_text="link" if row["moa_url"] else "",
        moa_url=row["moa_url"],
    )


def _unread(position: int, row: Mapping[str, Any]) -> UnreadRow:
    printed = ((Column.AGENCY.value, row["agency"]), (Column.STATE.value, row["state"]))
    return UnreadRow(position=position, printed=printed, reason="Its support type is none that we know.")


def fetched(
    body: bytes,
    role: DocumentRole = DocumentRole.PARTICIPATING,
    *,
    at: datetime = START,
    status: int = 200,
    url: str | None = None,
) -> Fetched:
    """Return one fetched document, as the publisher's server sends it; with status 304 it has no body."""
    address = url or _URL_OF[role]
    return Fetched(
        role=role,
        url=address,
        final_url=address,
        status=status,
        headers=(("Last-Modified", SERVED_AT), ("Content-Type", "application/octet-stream")),
        body=body,
        fetched_at=at,
        published_name=address.rsplit("/", 1)[-1],
    )


def problem(kind: FetchProblem, role: DocumentRole = DocumentRole.PAGE) -> Problem:
    """Return something that went wrong in a visit."""
    return Problem(kind=kind, role=role, url=_URL_OF[role], message=f"ICE's {role} is {kind}: look at it in a browser.")


@dataclass
class SetClock:
    """A clock that a test sets."""

    at: datetime = START

    def now(self) -> datetime:
        return self.at

    def wait(self, **lapse: float) -> datetime:
        self.at += timedelta(**lapse)
        return self.at


@dataclass
class OneVisit:
    """A visitor that brings what a test laid ready, and remembers what it was told to ask with."""

    documents: tuple[Fetched, ...] = ()
    problems: tuple[Problem, ...] = ()
    validators: Mapping[str, Validator] = field(default_factory=dict)

    async def visit(self, source: str, *, url: str | None, validators: Mapping[str, Validator]) -> Visit:
        self.validators = validators
        at = self.documents[0].fetched_at if self.documents else START
        return Visit(source=source, started_at=at, finished_at=at, fetched=self.documents, problems=self.problems)


class ProcessDiedError(BaseException):
    """Stands for kill -9: nothing of ours catches it."""


@dataclass
class Inbox:
    """A sender that delivers here. *answers* are given in turn, then everything is sent; an exception is raised."""

    answers: list[Outcome | BaseException] = field(default_factory=list)
    messages: list[AlertMessage] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, message: AlertMessage) -> Outcome:
        with self._lock:
            self.messages.append(message)
            answer = self.answers.pop(0) if self.answers else Outcome(kind=OutcomeKind.SENT)
        if isinstance(answer, BaseException):
            raise answer
        return answer


class Stage:
    """The record on one database, with everything around it in the test's hands."""

    def __init__(self, url: str, folder: Path, *, key: str = KEY) -> None:
        self.engine = open_engine(url)
        self.clock = SetClock()
        self.vault = Vault((key,))
        self.record = Record(self.engine, self.vault, PUBLIC_URL, self.clock.now, publishers=PUBLISHERS)
        self.archive = FileArchive(folder / "archive")
        self.sources = SourceRegistry.load()
        self.log = SqlLogReader(self.engine, self.sources.all)
        self.visitor = OneVisit()
        self.inbox = Inbox()
        self.polling = Polling(
            visitor=self.visitor,
            reader=PaperReader(),
            archive=self.archive,
            ledger=self.record.open,
            sources=self.sources,
            clock=self.clock,
        )
        self.delivering = Delivering(
            ledger=self.record.open,
            sender=self.inbox,
            tokens=self.vault,
            clock=self.clock,
            public_url=PUBLIC_URL,
            jitter=lambda: 0.0,
        )

    def open(self) -> AbstractContextManager[Ledger]:
        """Begin a transaction."""
        return self.record.open()

    def serve(
        self,
        *documents: Fetched,
        problems: Sequence[Problem] = (),
        tell: bool = True,
        totals: Totals = NO_TOTALS,
    ) -> list[ListResult]:
        """Record a visit that brought *documents*, at the clock's time, from a page that states *totals*."""
        now = self.clock.now()
        visit = Visit(
            source=LIST,
            started_at=now,
            finished_at=now,
            fetched=documents,
            problems=tuple(problems),
            totals=totals,
        )
        with self.open() as ledger:
            validators = ledger.validators([LIST, PENDING_LIST])
        return record_visit(self.polling, visit, validators, tell=tell)

    def print_list(self, entries: Iterable[Entry], *, saved: int = 1, totals: Totals = NO_TOTALS) -> ListResult:
        """Record a visit whose page links a participating list of *entries* and no pending one."""
        return self.serve(fetched(workbook(entries, saved=saved), at=self.clock.now()), totals=totals)[0]

    def agreement(self, entry: Entry) -> Agreement:
        """Return the agreement of *entry* as the record holds it."""
        with self.open() as ledger:
            [found] = [
                agreement
                for agreement in ledger.agreements(LIST)
                if (agreement.facts.agency, agreement.facts.state) == (entry.agency, entry.state)
            ]
        return found

    def subscribe(
        self,
        value: str = "ann@example.org",
        *,
        channel: Channel = Channel.EMAIL,
        cadence: Cadence = Cadence.AT_ONCE,
        language: Language = Language.ENGLISH,
        **wish: Any,
    ) -> int:
        """Write a subscription with the filter *wish* and return its id."""
        wanted = NewSubscription(
            address=Address(channel=channel, value=value), filter=Filter(**wish), cadence=cadence, language=language
        )
        with self.open() as ledger:
            return ledger.subscribe(wanted, self.clock.now())

    def changes(self, **query: Any) -> list[Change]:
        """Return the change log."""
        return [logged.change for logged in self.log.changes(ChangeQuery(**query))]

    def health(self, source: str) -> SourceHealth:
        """Return how one source is doing."""
        return next(health for health in self.log.sources(self.clock.now()) if health.key == source)

    def told(self) -> list[tuple[str, str]]:
        """Return kind and agency of every change in the log, in its order."""
        return [(change.kind.value, change.facts.agency) for change in self.changes()]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of an SQL query."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query)]

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every row of every table, in a comparable form."""
        tables = (
            "source poll_day capture version agreement listing change incident subscription delivery "
            "delivery_change release delivery_release attempt link suppression signal ruling audit"
        )
        return {
            table: sorted(tuple(map(str, row)) for row in self.rows(f"SELECT * FROM {table}"))  # noqa: S608  # our own names
            for table in tables.split()
        }

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def sha256(body: bytes) -> str:
    """Return the name of *body* in the archive."""
    return hashlib.sha256(body).hexdigest()


def in_threads(count: int, work: Callable[[int], None]) -> list[BaseException]:
    """Run *work* in *count* threads at once and return what they raised."""
    errors: list[BaseException] = []
    gate = threading.Barrier(count)

    def run(number: int) -> None:
        gate.wait()
        try:
            work(number)
        except BaseException as error:  # noqa: BLE001  # handed to the test
            errors.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return errors
