"""What a case is, and what it plays on: a running Lookout and the site that it polls."""

from __future__ import annotations

import asyncio
import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field, replace
from email.utils import format_datetime
from typing import TypeVar

from sqlalchemy import func
from sqlmodel import Session, col, select

from domain.changes import ChangeKind, RowFacts
from lookout.wiring import Lookout
from scrapers.visitor import ScrapyVisitor
from storage.tables import DeliveryRow, VersionRow
from tests.builders.site import Reply
from tests.faults.lists import GOOD, Lists
from tests.faults.server import Certificates, FaultyPublisher
from tests.faults.verdicts import CHECKS, Verdict
from tests.lookout.house import LISTS, PUBLIC_URL, TestClock, sha256
from tests.lookout.publisher import PAGE, PARTICIPATING, PENDING, WORKBOOK_TYPE
from workflows.poll import Polling, poll
from workflows.reading import ChangeQuery, IncidentView
from workflows.record import ListResult

HOME, WAITING = LISTS
"""The keys of the participating and of the pending list."""
Entered = TypeVar("Entered")
Results = Sequence[ListResult]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One bad input. *number* is its place among the 118; cases of the same number differ in *variant*.

    *changes* and *after* are the kinds of change that truly follow, one entry per change. *timeout* and *budget* are
    the visitor's patience in seconds, for cases that try it.
    """

    number: int
    text: str
    verdict: Verdict
    act: Callable[[Scene], None]
    variant: str = ""
    about: Sequence[str] = (HOME,)
    lists: Lists = GOOD
    changes: Sequence[ChangeKind] = ()
    after: Sequence[ChangeKind] = ()
    check: Callable[[Scene, Results], None] | None = None
    timeout: float = 5.0
    budget: float = 30.0

    def __str__(self) -> str:
        """Return a name for the test's id."""
        words = re.sub(r"[^A-Za-z0-9]+", "-", f"{self.text} {self.variant}").strip("-")
        return f"{self.number:03d}-{words}"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the record says that a fault must not touch."""

    versions: Mapping[str, int]
    agreements: Mapping[str, tuple[str, RowFacts]]

    def statuses(self) -> dict[str, str]:
        """Return each agreement's status alone."""
        return {key: status for key, (status, _) in self.agreements.items()}


@dataclass
class Scene:
    """A running Lookout and the site it polls. Serve something wrong with it; `run` looks at what follows."""

    fault: Fault
    lookout: Lookout
    polling: Polling
    publisher: FaultyPublisher
    clock: TestClock
    good: Lists
    certificates: Certificates
    runner: asyncio.Runner = field(repr=False)
    page: str = ""
    """The address that is polled; the publisher's page unless a case sets another."""
    results: list[ListResult] = field(default_factory=list)
    """Of every poll since the fault began."""
    _served: list[bytes] = field(default_factory=list, repr=False)
    _stack: ExitStack = field(default_factory=ExitStack, repr=False)

    def serve_participating(self, body: bytes) -> None:
        """Serve these bytes as the participating workbook, with a later Last-Modified."""
        self._serve(PARTICIPATING, body)

    def serve_pending(self, body: bytes) -> None:
        """Serve these bytes as the pending workbook, with a later Last-Modified."""
        self._serve(PENDING, body)

    def serve_page(self, body: bytes) -> None:
        """Serve these bytes as the 287(g) page."""
        self.reply(PAGE, Reply(body=body))

    def reply(self, path: str, reply: Reply, *, kept: bool = True) -> None:
        """Answer *path* with *reply*; its body must be in the archive afterwards unless *kept* is False."""
        self.publisher.replies[path] = reply
        if kept and reply.body:
            self._served.append(reply.body)

    def serve_good(self) -> None:
        """Serve the page and the good lists; as a workbook saved anew where another version came in between."""
        self.publisher.mend()
        self.page = self.publisher.page
        again = max(0, sum(self.standing().versions.values()) - len(LISTS))
        self.serve_participating(resaved(self.good.participating_workbook, again))
        self.serve_pending(resaved(self.good.pending_workbook, again))

    def enter(self, context: AbstractContextManager[Entered]) -> Entered:
        """Enter *context* until the fault is over, and return what it gives."""
        return self._stack.enter_context(context)

    def never_ask_private_addresses(self) -> None:
        """Poll as in production, where no address of this machine or its network is asked, until the fault is over."""
        polling = self.polling
        self.polling = replace(polling, visitor=visitor(self.lookout, self.fault, private=False))
        self._stack.callback(setattr, self, "polling", polling)

    def poll(self, verdict: Verdict | None = None) -> list[ListResult]:
        """Poll once, check the results by *verdict* (the fault's own unless given), move the clock an hour."""
        before = self.standing()
        results = self.poll_unchecked()
        self.results += results
        for source in self.fault.about:
            own = [result for result in results if result.source == source]
            assert own, f"nothing was recorded for {source}"
            for result in own:
                CHECKS[verdict or self.fault.verdict](self, result, before)
        self._check_kept()
        return results

    def poll_unchecked(self) -> list[ListResult]:
        """Poll once and move the clock an hour."""
        results = self.runner.run(poll(self.polling, HOME, url=self.page))
        self.clock.forward(hours=1)
        return results

    def over(self) -> None:
        """Leave what was entered for the fault: patches, further servers."""
        self._stack.close()

    def standing(self) -> Standing:
        """Return what the record holds now."""
        health = [each for each in self.lookout.log.sources(self.clock.now()) if each.kind == "list"]
        return Standing(
            versions={each.key: each.versions for each in health},
            agreements={each.id: (each.status, each.facts) for each in self.lookout.log.agreements()},
        )

    def changes(self) -> list[ChangeKind]:
        """Return the kind of every change in the log, in its order."""
        return [logged.change.kind for logged in self.lookout.log.changes(ChangeQuery())]

    def incidents(self, source: str | None = None) -> list[IncidentView]:
        """Return the open incidents, of one source or all."""
        return [i for i in self.lookout.log.incidents(only_open=True) if source in {None, i.source}]

    def notes(self, source: str = HOME) -> tuple[str, ...]:
        """Return the notes of the newest version of *source*."""
        query = select(VersionRow).where(col(VersionRow.source) == source).order_by(col(VersionRow.number).desc())
        with Session(self.lookout.engine) as session:
            return tuple(session.execute(query.limit(1)).scalar_one().notes)

    def deliveries(self) -> int:
        """Return how many messages are queued; none is ever sent here."""
        with Session(self.lookout.engine) as session:
            return int(session.execute(select(func.count()).select_from(DeliveryRow)).scalar_one())

    def _serve(self, path: str, body: bytes) -> None:
        stamp = format_datetime(self.publisher.later(), usegmt=True)
        self.reply(path, Reply(body=body, content_type=WORKBOOK_TYPE, last_modified=stamp))

    def _check_kept(self) -> None:
        lost = [body[:60] for body in self._served if not self._is_kept(body)]
        self._served.clear()
        assert lost == [], "bodies that were received are not in the archive"

    def _is_kept(self, body: bytes) -> bool:
        try:
            return self.lookout.archive.open(sha256(body)) == body
        except KeyError:
            return False


def visitor(lookout: Lookout, fault: Fault, *, private: bool = True) -> ScrapyVisitor:
    """Return the product's visitor with the case's patience; *private* lets it ask this machine."""
    return ScrapyVisitor(
        lookout.sources,
        contact_url=PUBLIC_URL,
        version="1",
        delay=0,
        timeout=fault.timeout,
        budget=fault.budget,
        allow_private_hosts=private,
        now=lookout.clock.now,
    )


def resaved(workbook: bytes, times: int) -> bytes:
    """Return the same workbook in other bytes, as saving it again makes them; *times* 0 is the workbook itself."""
    if not times:
        return workbook
    buffer = io.BytesIO(workbook)
    with zipfile.ZipFile(buffer, "a") as book:
        book.comment = f"saved {times} times".encode()
    return buffer.getvalue()
