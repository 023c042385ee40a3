"""The service: polling, sending and the web in one process and one asyncio loop, stopped by one signal."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import threading
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog
import uvicorn
from sqlalchemy.exc import SQLAlchemyError

from lookout.settings import Settings
from lookout.wiring import Lookout, cadence
from notifier.heartbeat import ping
from scheduler.timetable import Timetable
from workflows.digests import write_digests
from workflows.housekeeping import tidy
from workflows.lanes import Lanes
from workflows.outage import tell_readers
from workflows.poll import poll, worst_outcome
from workflows.press import due, poll_round
from workflows.reading import PollOutcome
from workflows.reviewers import forget_sessions
from workflows.signals import tell_operator
from workflows.subscribe import set_operators

_LOCK = "service"
LOCK_LEASE = timedelta(seconds=30)
"""How long a service that died keeps others waiting."""
_LOCK_RENEWAL = timedelta(seconds=10)
_LOOK_FOR_WORK = 5.0
"""Seconds after which the sender looks for due deliveries even if nobody woke it."""
_PRESS_ROUND = timedelta(minutes=1)
_PRESS_PAUSE = 1_800.0
"""Seconds until newsrooms are visited again after what they brought could not be recorded."""
_DIGEST_ROUND = timedelta(minutes=5)
_SIGNAL_ROUND = timedelta(minutes=1)
_TIDY_ROUND = timedelta(hours=1)
_HEARTBEAT_SECONDS = 60.0
_STRAY_SECONDS = 86_400.0
"""After a day, what somebody began to write into the archive is nobody's any more."""
_DRAIN_SECONDS = 20.0
"""How long a stop waits for a poll or a message that is under way."""

_ALIVE = frozenset({PollOutcome.UNCHANGED, PollOutcome.CHANGED})
"""What an outside monitor hears of: a poll that was read and believed."""

log = structlog.get_logger("lookout")


class ServiceError(Exception):
    """The service cannot run; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Which parts of the service this process runs."""

    polls: bool = True
    sends: bool = True
    serves: bool = True


class Service:
    """Runs a wired Lookout until told to stop."""

    def __init__(self, lookout: Lookout, settings: Settings, parts: Parts | None = None) -> None:
        self._lookout = lookout
        self._settings = settings
        self._parts = parts or Parts()
        self._holder = f"process {os.getpid()} on {socket.gethostname()}, {uuid.uuid4().hex[:8]}"
        self._lanes = Lanes(lookout.delivering, on_trouble=_note_trouble)
        lookout.bell.answer = self._lanes.wake
        self._last_beat = -_HEARTBEAT_SECONDS
        self._no_round_before = 0.0

    async def run(self, stop: asyncio.Event) -> None:
        """Run until *stop* is set, then finish what is under way. Raises ServiceError when another service polls."""
        async with contextlib.AsyncExitStack() as stack:
            if self._parts.polls:
                await stack.enter_async_context(self._lock(stop))
            if self._parts.polls:
                await asyncio.to_thread(self._set_operators)
            if self._parts.sends:
                await stack.enter_async_context(self._sender())
            if self._parts.polls and not stop.is_set():
                await stack.enter_async_context(self._timetable())
            if self._parts.serves and not stop.is_set():
                await stack.enter_async_context(self._web(stop))
            log.info("service.started", **_described(self._parts), url=self._settings.public_url)
            await stop.wait()
            log.info("service.stopping")
        log.info("service.stopped")

    @contextlib.asynccontextmanager
    async def _lock(self, stop: asyncio.Event) -> AsyncIterator[None]:
        """Hold the service's lock, so that a second service on the same database does nothing."""
        await self._take_lock(stop)
        renewal = asyncio.create_task(self._renew_lock(stop))
        try:
            yield
        finally:
            renewal.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await renewal
            await asyncio.to_thread(self._drop_lock)

    async def _take_lock(self, stop: asyncio.Event) -> None:
        """Take the lock; wait out a lease that nobody renews, and give way to one that is renewed."""
        waited = timedelta()
        while (other := await asyncio.to_thread(self._try_lock)) is not None and not stop.is_set():
            if not waited:
                log.warning("service.waiting", held_by=other, at_most_seconds=LOCK_LEASE.total_seconds())
            if waited > LOCK_LEASE:
                raise ServiceError(
                    f"Another Lookout is running on this database ({other}). This one has changed nothing and stops. "
                    "Stop the other one first, or give this one its own LOOKOUT_DATABASE_URL and LOOKOUT_DATA_DIR."
                )
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 1)
            waited += timedelta(seconds=1)

    async def _renew_lock(self, stop: asyncio.Event) -> None:
        while True:
            await asyncio.sleep(_LOCK_RENEWAL.total_seconds())
            try:
                other = await asyncio.to_thread(self._try_lock)
            except SQLAlchemyError as error:
                log.error("service.lock_not_renewed", why=type(error).__name__)  # noqa: TRY400  # may hold a URL
                continue
            if other is not None:
                log.error("service.lock_lost", held_by=other)
                stop.set()

    def _set_operators(self) -> None:
        set_operators(self._lookout.record.open, self._lookout.operators, self._lookout.clock.now())

    def _try_lock(self) -> str | None:
        now = _machine_time()
        with self._lookout.record.open() as ledger:
            return ledger.take_lock(_LOCK, self._holder, now, now + LOCK_LEASE)

    def _drop_lock(self) -> None:
        with self._lookout.record.open() as ledger:
            ledger.drop_lock(_LOCK, self._holder)

    @contextlib.asynccontextmanager
    async def _timetable(self) -> AsyncIterator[None]:
        await self._lookout.visitor.warm_up()
        await asyncio.to_thread(self._lookout.reader.warm_up)
        timetable = Timetable()
        now = _machine_time()
        for source in self._lookout.sources.all():
            if source.kind == "list" and source.polled_with is None:
                timetable.every(
                    cadence(self._settings, source.cadence),
                    f"poll {source.key}",
                    partial(self._poll, source.key),
                    first=now,
                )
        if self._settings.follows_newsrooms:
            timetable.every(_PRESS_ROUND, "newsrooms and pages", self._follow, first=now)
        timetable.every(_DIGEST_ROUND, "digests", self._digests, first=now)
        timetable.every(_SIGNAL_ROUND, "signals", self._signals, first=now)
        timetable.every(_TIDY_ROUND, "tidy", self._tidy, first=now)
        timetable.start()
        try:
            yield
        finally:
            await timetable.stop(_DRAIN_SECONDS)

    async def _poll(self, key: str) -> None:
        """Poll once. A database that is away for a moment must not end the polling: the next round tries again."""
        try:
            results = await poll(self._lookout.polling, key, url=self._settings.source_url)
        except (SQLAlchemyError, OSError) as error:
            log.error("poll.not_recorded", source=key, why=type(error).__name__)  # noqa: TRY400  # may hold a URL
            return
        for result in results:
            log.info("poll.recorded", source=result.source, outcome=result.outcome, message=result.message)
        log.info("poll.done", source=key, outcome=worst_outcome(results))
        self._lanes.wake()
        if self._settings.heartbeat_url and worst_outcome(results) in _ALIVE:
            await asyncio.to_thread(ping, self._settings.heartbeat_url)

    async def _follow(self) -> None:
        """Visit the newsrooms and pages whose time has come, in one round; the next one waits for its end."""
        press = self._lookout.press
        if time.monotonic() < self._no_round_before:
            return
        try:
            keys = await asyncio.to_thread(due, press, partial(cadence, self._settings), press.clock.now())
            async for result in poll_round(press, keys):
                log.info("press.recorded", source=result.source, condition=result.condition, message=result.message)
                if result.outcome is PollOutcome.CHANGED:
                    self._lanes.wake()
        except (SQLAlchemyError, OSError) as error:
            # What was not recorded is due at once, and no publisher is to be asked each minute for our full disk.
            self._no_round_before = time.monotonic() + _PRESS_PAUSE
            log.error("press.not_recorded", why=type(error).__name__)  # noqa: TRY400  # may hold a URL

    async def _digests(self) -> None:
        record = self._lookout.record.open
        if await self._in_thread("digests", lambda: write_digests(record, self._lookout.clock.now())):
            self._lanes.wake()

    async def _signals(self) -> None:
        watching = self._lookout.watching
        told = await self._in_thread("outage", lambda: tell_readers(watching))
        told += await self._in_thread("signals", lambda: len(tell_operator(watching)))
        if told:
            self._lanes.wake()

    async def _tidy(self) -> None:
        lookout = self._lookout
        await self._in_thread("tidy", lambda: tidy(lookout.record.open, lookout.clock.now()))
        await self._in_thread("sessions", lambda: forget_sessions(lookout.reception, lookout.clock.now()))
        await self._in_thread("sweep", lambda: lookout.archive.sweep(time.time() - _STRAY_SECONDS))

    async def _in_thread(self, name: str, work: Callable[[], int]) -> int:
        """Do *work* beside the loop and return how much it did; a database that is away is met by the next round."""
        try:
            count = await asyncio.to_thread(work)
        except (SQLAlchemyError, OSError) as error:
            log.error("work.not_done", work=name, why=type(error).__name__)  # noqa: TRY400  # may hold a URL
            return 0
        if count:
            log.info("work.done", work=name, count=count)
        return count

    @contextlib.asynccontextmanager
    async def _sender(self) -> AsyncIterator[None]:
        """Send in threads of its own: a slow receiver holds up no poll and no reader."""
        thread = threading.Thread(target=self._send_until_stopped, name="sender", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._lanes.stop()
            await asyncio.to_thread(thread.join, _DRAIN_SECONDS)
            await asyncio.to_thread(self._lanes.drain)

    def _send_until_stopped(self) -> None:
        while not self._lanes.stopped:
            try:
                sent = self._lanes.send_due()
            except Exception as error:  # noqa: BLE001  # the boundary of a thread: without it nobody would send any more
                _note_trouble(error)
                sent = 0
            else:
                self._beat()
            if sent:
                log.info("deliveries.begun", count=sent)
            self._lanes.wait(_LOOK_FOR_WORK)

    def _beat(self) -> None:
        """Tell the monitor of the sending that the outbox was read, about once a minute."""
        url, now = self._settings.sender_heartbeat_url, time.monotonic()
        if url and now - self._last_beat >= _HEARTBEAT_SECONDS:
            self._last_beat = now
            ping(url)

    @contextlib.asynccontextmanager
    async def _web(self, stop: asyncio.Event) -> AsyncIterator[None]:
        listener = _listen(self._settings.host, self._settings.port)
        server = _Server(
            uvicorn.Config(
                self._lookout.app,
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="off",
                forwarded_allow_ips=self._settings.trusted_proxies,
            )
        )
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        serving.add_done_callback(lambda _: stop.set())
        try:
            yield
        finally:
            server.should_exit = True
            await serving
            listener.close()


class _Server(uvicorn.Server):
    """Uvicorn without its own signal handlers: the service has one way to stop."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield


def _listen(host: str, port: int) -> socket.socket:
    """Return a listening socket. Raises ServiceError when the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named: asyncio sends small writes at once only where it reads TCP here, and else each answer on a
    # kept connection waits 40 ms for an acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise ServiceError(
            f"The web server cannot listen on {host}:{port} ({error.strerror}): stop what does, or set LOOKOUT_PORT."
        ) from error
    return listener


def _note_trouble(error: Exception) -> None:
    log.error("deliveries.interrupted", why=type(error).__name__)  # only the kind: the rest may hold a URL


def _machine_time() -> datetime:
    """Return the time that the lock and the timetable run on, whatever clock the record is kept by."""
    return datetime.now(UTC)


def _described(parts: Parts) -> dict[str, bool]:
    return {"polls": parts.polls, "sends": parts.sends, "serves": parts.serves}
