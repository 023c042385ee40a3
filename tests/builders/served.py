"""The demonstration's story, told by the real service and served over loopback for browsers."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from domain.addresses import at
from domain.changes import ChangeKind
from domain.one_time_codes import STEP_SECONDS, code
from domain.subscriptions import Address, Cadence, Channel, Filter, Language, Standing
from domain.vocabulary import ListKind
from lookout.demo.banner import Banner
from lookout.demo.facts import read_entries
from lookout.demo.inbox import Inbox, Message
from lookout.demo.run import StoryClock, demo_settings, play, subscribe_three
from lookout.demo.site import RecordedSite
from lookout.demo.story import STORY, Published, Step
from lookout.service import Parts, Service
from lookout.settings import Settings
from lookout.wiring import Lookout, build
from tests.lookout.running import free_port, until
from workflows import reviewers
from workflows.deliver import deliver_due
from workflows.ports import LinkPurpose, NewSubscription
from workflows.reading import ChangeQuery, IncidentView, LoggedChange

_APPLIED = read_entries("""
ARKANSAS | Franklin County Sheriff's Office | County | Franklin County | TFM | -
LOUISIANA | Cypress Bend Police Department | Municipality | Avoyelles Parish | TFM | -
TEXAS | Uvalde County Sheriff's Office | County | Uvalde County | TFM | -
""")
_LAST = STORY[-1]
_CUT_SHORT_BY = 20
"""Rows that the last list lacks: more than may be believed at once."""


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


AFTERWARDS: tuple[Step, ...] = (
    replace(
        _LAST,
        at=_utc("2026-04-16T13:10"),
        sentence="The pending list is back, with two applications on it.",
        pending=Published(
            name="pendingAgencies04162026am.xlsx",
            at=_utc("2026-04-16T13:02"),
            entries=_APPLIED,
            holds=ListKind.PENDING,
        ),
    ),
    replace(
        _LAST,
        at=_utc("2026-04-16T15:00"),
        sentence="A list without its last rows is held for a person.",
        participating=replace(
            _LAST.participating,
            name="participatingAgencies04162026pm.xlsx",
            at=_utc("2026-04-16T14:51"),
            entries=_LAST.participating.entries[:-_CUT_SHORT_BY],
        ),
        pending=None,
    ),
)
"""What happens after the demonstration's story, so that there is something on every page, and something to decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """What a reviewer types at the door of the desk."""

    name: str
    password: str
    code: str


@dataclass(kw_only=True)
class Served:
    """A site with a whole story in it, and everything around it in a test's hands."""

    lookout: Lookout
    settings: Settings
    inbox: Inbox
    site: RecordedSite
    clock: StoryClock
    _subscribers: int = field(default=0, repr=False)
    _reviewers: int = field(default=0, repr=False)
    _cuts: int = field(default=0, repr=False)

    @property
    def url(self) -> str:
        """The site's own address, without a slash at its end."""
        return self.settings.public_url

    def forward(self, **lapse: float) -> datetime:
        """Let time pass on the site."""
        self.clock.set(self.clock.now() + timedelta(**lapse))
        return self.clock.now()

    def deliver(self) -> None:
        """Send what is due."""
        deliver_due(self.lookout.delivering)

    def letters(self, to: str) -> list[Message]:
        """Send what is due and return everything that ever came to an address, oldest first."""
        self.deliver()
        return [message for message in self.inbox.messages if message.to == to]

    def link(self, to: str, page: str) -> str:
        """Send what is due and return the address of *page* in the newest letter to an address."""
        letter = self.letters(to)[-1]
        found = set(re.findall(rf"{re.escape(self.url)}/(?:es/)?{page}/[\w.=-]+", letter.text))
        assert len(found) == 1, f"{len(found)} links to {page} in “{letter.subject}”"
        return str(found.pop())

    def somebody(self) -> str:
        """Return a mail address that nobody has used here."""
        self._subscribers += 1
        return f"reader-{self._subscribers}@coalition.example"

    def reviewer(self) -> SignIn:
        """Make an account for the review desk and return what signs it in now; a code works once."""
        self._reviewers += 1
        now, password = self.clock.now(), "seven plain words make one good password"
        made = reviewers.add(self.lookout.reception, f"desk-{self._reviewers}", password, now)
        shown = code(made.key, int(now.timestamp()) // STEP_SECONDS)
        return SignIn(name=made.name, password=password, code=shown)

    def hold_a_list(self) -> IncidentView:
        """Let the site publish a list without its last rows, poll it, and return the incident; not from a loop."""
        self._cuts += 1
        now, last = self.forward(hours=1), AFTERWARDS[-1]
        shorter = replace(
            last.participating,
            name=f"participatingAgencies-{self._cuts}.xlsx",
            at=now - timedelta(minutes=9),
            entries=last.participating.entries[: -self._cuts],
        )
        asyncio.run(play(replace(last, at=now, participating=shorter), self.lookout, self.site, self.inbox, self.clock))
        return max(self.lookout.log.incidents(only_open=True), key=lambda incident: incident.id)

    def changes(self, kind: ChangeKind | None = None, agency: str = "") -> Sequence[LoggedChange]:
        """Return the log, newest first: all of it, or what is of a kind and about agencies whose name begins so."""
        query = ChangeQuery(kinds=frozenset({kind}) if kind else frozenset(), newest_first=True)
        return [entry for entry in self.lookout.log.changes(query) if entry.change.facts.agency.startswith(agency)]

    def change(self, kind: ChangeKind, agency: str) -> LoggedChange:
        """Return the newest change of a kind about an agency whose name begins so."""
        return self.changes(kind, agency)[0]

    def open_link(self, purpose: LinkPurpose, language: Language = Language.ENGLISH) -> str:
        """Return the word of a link that somebody may use for *purpose* now."""
        channel = Channel.SLACK if purpose is LinkPurpose.CODE else Channel.EMAIL
        value = f"{self.inbox.webhook_url}?{self.somebody()}" if channel is Channel.SLACK else self.somebody()
        wanted = NewSubscription(
            address=Address(channel=channel, value=value),
            filter=Filter(states=frozenset({"Texas"})),
            cadence=Cadence.AT_ONCE,
            language=language,
            shared=purpose is LinkPurpose.END,
        )
        now, tokens = self.clock.now(), self.lookout.delivering.tokens
        with self.lookout.record.open() as ledger:
            number = ledger.subscribe(wanted, now, standing=_STANDING.get(purpose, Standing.ACTIVE))
            name = ledger.new_link(purpose, number, now, now + timedelta(hours=1), asked=False)
        return self._ending(number) if purpose is LinkPurpose.UNSUBSCRIBE else tokens.token(purpose, name)

    def unsubscribe_path(self, number: int, language: Language) -> str:
        """Return the path that stands under every message of a subscription."""
        return at(language, f"/unsubscribe/{self._ending(number)}")

    def _ending(self, number: int) -> str:
        with self.lookout.engine.connect() as connection:
            found = connection.exec_driver_sql(f"SELECT name FROM subscription WHERE id = {number:d}")  # noqa: S608
            name = str(found.scalar_one())
        return self.lookout.delivering.tokens.token(LinkPurpose.UNSUBSCRIBE, name)


_STANDING = {
    LinkPurpose.CONFIRM: Standing.UNCONFIRMED,
    LinkPurpose.CODE: Standing.UNCONFIRMED,
    LinkPurpose.UNDO: Standing.ENDED,
}
"""Where a subscription stands that a link is sent for."""


@contextmanager
def told(folder: Path, *, more: Sequence[Step] = AFTERWARDS, public_url: str = "") -> Iterator[Served]:
    """Tell the story and what follows it, and leave the site unserved: its application answers all the same.

    With *public_url* readers find the site there; without, on this machine.
    """
    clock = StoryClock(STORY[0].at)
    with RecordedSite() as site, Inbox(port=0, now=clock.now) as inbox:
        settings = demo_settings(folder, free_port(), site, inbox)
        settings = settings.model_copy(update={"public_url": public_url or settings.public_url})
        with contextlib.closing(build(settings, clock=clock)) as lookout:
            subscribe_three(lookout, inbox, clock.now())

            async def tell() -> None:
                for step in (*STORY, *more):
                    await play(step, lookout, site, inbox, clock)

            asyncio.run(tell())
            yield Served(lookout=lookout, settings=settings, inbox=inbox, site=site, clock=clock)


@contextmanager
def served(folder: Path, *, banner: bool = False) -> Iterator[Served]:
    """Tell the story and what follows it, and serve the site until the block ends.

    With *banner* every page says that it is a demonstration, as in the demonstration itself.
    """
    with told(folder) as site:
        if banner:
            site.lookout.app.add_middleware(Banner)
        with _serving(site.lookout, site.settings):
            yield site


@contextmanager
def _serving(lookout: Lookout, settings: Settings) -> Iterator[None]:
    """Run the service's own web server in a thread."""
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    service = Service(lookout, settings, Parts(polls=False, sends=False))

    def run() -> None:
        with contextlib.closing(loop):
            loop.run_until_complete(service.run(stop))

    thread = threading.Thread(target=run, name="served site")
    thread.start()
    try:
        until("the site answers", lambda: _answers(settings))
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(30)


def _answers(settings: Settings) -> bool:
    try:
        with contextlib.closing(http.client.HTTPConnection(settings.host, settings.port, timeout=2)) as connection:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
    except OSError:
        return False
