"""When things happen: APScheduler in the service's own loop. The only module that knows APScheduler.

The job store is memory: a stored job is pickled code, and who can write the database could run it. What must survive
a restart (when a source was last polled, what is due) stands in our own tables.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler


class _PatientExecutor(AsyncIOExecutor):  # type: ignore[misc]  # APScheduler has no types
    """An executor that lets calls under way come to their end: APScheduler's own cancels them at shutdown."""

    @property
    def under_way(self) -> tuple[asyncio.Future[None], ...]:
        """The calls that were begun, or are about to be in the loop's next round, and have not ended."""
        return tuple(self._pending_futures)

    def shutdown(self, wait: bool = True) -> None:
        """Leave the calls alone: `Timetable.stop` waits for them."""


class Timetable:
    """Calls coroutines at their cadence, each at most once at a time, in the running asyncio loop.

    A call that is late, because the loop was busy or the machine slept, is made once as soon as it can be and is
    never dropped: APScheduler's own default would drop it after one second.
    """

    def __init__(self) -> None:
        self._executor = _PatientExecutor()
        self._scheduler = AsyncIOScheduler(
            jobstores={"default": MemoryJobStore()},
            executors={"default": self._executor},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
            timezone=UTC,
        )

    def every(self, cadence: timedelta, name: str, call: Callable[[], Awaitable[None]], *, first: datetime) -> None:
        """Call *call* at *first* and then every *cadence*."""
        self._scheduler.add_job(
            call, "interval", seconds=cadence.total_seconds(), id=name, name=name, next_run_time=first
        )

    def start(self) -> None:
        """Begin. Must be called inside the running loop."""
        self._scheduler.start()

    async def stop(self, patience: float) -> None:
        """Begin no further call, and wait up to *patience* seconds for those under way; none is cut off here."""
        if not self._scheduler.running:
            return
        self._scheduler.shutdown(wait=False)
        # APScheduler stops in the loop's next round; a call due in this one still begins.
        await asyncio.sleep(0)
        if calls := self._executor.under_way:
            await asyncio.wait(calls, timeout=patience)
