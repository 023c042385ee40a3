"""Tells the story: the recorded site changes, the real service polls, records and sends, and each step is checked."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from domain.changes import ChangeKind
from domain.subscriptions import HEARD_BY_DEFAULT, Address, Cadence, Channel, Filter, Language
from domain.vocabulary import SupportType
from lookout.demo.banner import Banner
from lookout.demo.checking import StepResult, faults_of, in_words, story_faults
from lookout.demo.inbox import Inbox
from lookout.demo.local_server import HERE
from lookout.demo.newsroom import KEY as NEWSROOM
from lookout.demo.newsroom import write_sources
from lookout.demo.site import RecordedSite
from lookout.demo.story import ADDRESS_OF, STORY, Reader, Step
from lookout.service import Parts, Service, ServiceError
from lookout.settings import Settings
from lookout.wiring import Lookout, build
from workflows.deliver import deliver_due
from workflows.poll import poll
from workflows.ports import NewSubscription
from workflows.press import poll_round
from workflows.subscribe import subscribe

Say = Callable[[str], None]

SOURCE = "ice-287g"
EXIT_TOLD, EXIT_NOT_AS_EXPECTED, EXIT_USAGE = 0, 1, 2
_PAUSE_SECONDS = 3.5
_LOOK_SECONDS = 1.0
"""Between two steps, so that a person can read along: thirteen steps in less than a minute."""
_LARGEST_PORT = 65_535


class StoryClock:
    """The story's own time: it stands still until told otherwise, and goes on by itself once the story is over."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._runs_since: float | None = None

    def now(self) -> datetime:
        """Return the story's current instant, in UTC."""
        if self._runs_since is None:
            return self._now
        return self._now + timedelta(seconds=time.monotonic() - self._runs_since)

    def run(self) -> None:
        """Go on from here at the pace of the world."""
        self._runs_since = time.monotonic()

    def set(self, instant: datetime) -> None:
        """Move to *instant*."""
        self._now = instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where the demonstration can be looked at."""

    change_log: str
    inbox: str


WhenTold = Callable[[Addresses], None]


def run_demo(*, port: int, fast: bool, exit_when_told: bool, say: Say, when_told: WhenTold | None = None) -> int:
    """Tell the story and return the exit status: 0 told, 1 something was not as it must be, 2 a port is taken.

    The change log is served on *port* and the inbox on the next one; 0 takes two free ones. *fast* leaves the pauses
    out. Unless *exit_when_told*, both stay up until Ctrl-C. *when_told* is called, in a thread, while they are up and
    the story is over. What is kept meanwhile lies in a folder that is removed.
    """
    clock = StoryClock(STORY[0].at)
    try:
        web_port, inbox_port = _ports(port)
        inbox = Inbox(port=inbox_port, now=clock.now)
    except OSError:
        say(f"Port {port} or {port + 1} is taken or cannot be used: choose another one with --port, such as 8400.")
        return EXIT_USAGE
    try:
        with (
            tempfile.TemporaryDirectory(prefix="lookout-demo-") as folder,
            RecordedSite() as site,
            inbox,
            _only_warnings_logged(),
        ):
            demo = _Demo(demo_settings(Path(folder), web_port, site, inbox), clock, site, inbox, say)
            pause = 0.0 if fast else _PAUSE_SECONDS
            return asyncio.run(demo.run(pause=pause, stay=not exit_when_told, when_told=when_told))
    except ServiceError as error:
        say(str(error))
        return EXIT_USAGE


def _ports(port: int) -> tuple[int, int]:
    """Return two ports that are free now. Raises OSError."""
    wanted = (0, 0) if port == 0 else (port, port + 1)
    if max(wanted) > _LARGEST_PORT:
        raise OSError("There is no such port.")
    with contextlib.ExitStack() as stack:
        found = []
        for number in wanted:
            probe = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HERE, number))
            found.append(int(probe.getsockname()[1]))
    return found[0], found[1]


def demo_settings(folder: Path, port: int, site: RecordedSite, inbox: Inbox) -> Settings:
    """Return the settings of a Lookout in *folder* that polls the recorded site and sends to the inbox."""
    own_address = f"http://{HERE}:{port}"
    return Settings(
        data_dir=folder,
        public_url=own_address,
        host=HERE,
        port=port,
        smtp_url=inbox.smtp_url,
        mail_from="Lookout <alerts@lookout.example>",
        secret_key=secrets.token_urlsafe(32),
        contact_url=f"{own_address}/about",
        allow_local=True,
        fetch_delay=0,
        source_url=site.page_url,
        source_dir=write_sources(folder, site.url),
    )


def subscribe_three(lookout: Lookout, inbox: Inbox, now: datetime) -> None:
    """Write the story's three subscriptions."""
    everything = HEARD_BY_DEFAULT | {
        ChangeKind.MISSING,
        ChangeKind.MOA_PUBLISHED,
        ChangeKind.MOA_CHANGED,
        ChangeKind.ADDENDUM_PUBLISHED,
    }
    email = {
        reader: Address(channel=Channel.EMAIL, value=value)
        for reader, value in ADDRESS_OF.items()
        if reader is not Reader.TASK_FORCE
    }
    slack = Address(channel=Channel.SLACK, value=inbox.webhook_url)
    for address, wish, language in (
        (email[Reader.EVERYTHING], Filter(kinds=frozenset(everything)), Language.ENGLISH),
        (email[Reader.TEXAS], Filter(states=frozenset({"Texas"})), Language.SPANISH),
        (slack, Filter(support_types=frozenset({SupportType.TASK_FORCE})), Language.ENGLISH),
    ):
        wanted = NewSubscription(address=address, filter=wish, cadence=Cadence.AT_ONCE, language=language)
        subscribe(lookout.record.open, wanted, now)


async def play(step: Step, lookout: Lookout, site: RecordedSite, inbox: Inbox, clock: StoryClock) -> StepResult:
    """Let the site show *step*, poll it, send what is due, and return what came of it. Nothing here is a stand-in."""
    already = len(inbox.messages)
    clock.set(step.at)
    await asyncio.to_thread(site.show, step)
    results = await poll(lookout.polling, SOURCE, url=site.page_url)
    news = [result async for result in poll_round(lookout.press, [NEWSROOM])]
    await asyncio.to_thread(deliver_due, lookout.delivering)
    incidents = await asyncio.to_thread(lookout.log.incidents, only_open=True)
    return StepResult(
        changes=tuple(change for result in results for change in result.changes),
        releases=tuple(release.title for result in news for release in result.releases),
        messages=inbox.messages[already:],
        incidents=tuple(incidents),
        statuses=site.statuses,
    )


class _Demo:
    """One telling of the story."""

    def __init__(self, settings: Settings, clock: StoryClock, site: RecordedSite, inbox: Inbox, say: Say) -> None:
        self._settings = settings
        self._clock = clock
        self._site = site
        self._inbox = inbox
        self._say = say
        self._stop = asyncio.Event()
        self._addresses = Addresses(change_log=f"{settings.public_url}/", inbox=inbox.url)

    async def run(self, *, pause: float, stay: bool, when_told: WhenTold | None) -> int:
        """Tell the story with the web up. Raises ServiceError when the web cannot be served."""
        with _stopped_by_signals(self._stop), contextlib.closing(build(self._settings, clock=self._clock)) as lookout:
            lookout.app.add_middleware(Banner)
            service = Service(lookout, self._settings, Parts(polls=False, sends=False))
            serving = asyncio.create_task(service.run(self._stop))
            serving.add_done_callback(lambda _: self._stop.set())
            try:
                status = await self._tell(lookout, pause)
                if when_told is not None:
                    await asyncio.to_thread(when_told, self._addresses)
                if stay and not self._stop.is_set():
                    self._say_addresses("The story is told. Ctrl-C ends it, and nothing is kept.")
                    self._say(f"    Try it       {self._addresses.change_log}subscribe: its letters come to the inbox")
                    await self._stay(lookout)
            finally:
                self._stop.set()
                await serving
            return status

    async def _tell(self, lookout: Lookout, pause: float) -> int:
        self._say_addresses("A recorded demonstration: a local site plays ICE's, a local inbox takes every message.")
        subscribe_three(lookout, self._inbox, self._clock.now())
        await lookout.visitor.warm_up()
        faults: list[str] = []
        for number, step in enumerate(STORY, start=1):
            if number > 1 and await self._stopped_within(pause):
                self._say("Stopped before the end of the story; nothing is kept.")
                return EXIT_TOLD
            self._say(f"\nStep {number} of {len(STORY)} · {step.at:%d %b %Y} · {step.sentence}")
            result = await play(step, lookout, self._site, self._inbox, self._clock)
            for line in in_words(result):
                self._say(f"    {line}")
            faults += [f"Step {number}: {fault}" for fault in faults_of(step, result)]
        faults += story_faults(lookout.log, self._inbox.messages)
        self._say_verdict(faults)
        return EXIT_NOT_AS_EXPECTED if faults else EXIT_TOLD

    async def _stay(self, lookout: Lookout) -> None:
        """Go on sending what readers of the demonstration ask for, until told to stop."""
        self._clock.run()
        while not await self._stopped_within(_LOOK_SECONDS):
            await asyncio.to_thread(deliver_due, lookout.delivering)

    async def _stopped_within(self, seconds: float) -> bool:
        """Wait *seconds*, or until told to stop; tell whether it was the latter."""
        if seconds:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), seconds)
        return self._stop.is_set()

    def _say_addresses(self, first: str) -> None:
        self._say(f"\n{first}")
        self._say(f"    Change log   {self._addresses.change_log}")
        self._say(f"    Inbox        {self._addresses.inbox}")

    def _say_verdict(self, faults: list[str]) -> None:
        self._say("")
        if faults:
            self._say("Not everything went as it must:")
            for fault in faults:
                self._say(f"    {fault}")
        else:
            self._say(
                f"Told and checked: {len(self._inbox.messages)} messages arrived, each once; every change is in the log; "
                "no slip of the publisher was told as news."
            )


@contextlib.contextmanager
def _only_warnings_logged() -> Iterator[None]:
    """Keep the service's everyday log lines out of the story."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    try:
        yield
    finally:
        structlog.configure(**before)


@contextlib.contextmanager
def _stopped_by_signals(stop: asyncio.Event) -> Iterator[None]:
    """Set *stop* on Ctrl-C or a polite kill, so that the folder is removed; only the main thread may listen."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    try:
        yield
    finally:
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(name)
