"""When things happen: late rather than never, once rather than twice, and one at a time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.jobstores.memory import MemoryJobStore

from scheduler.timetable import Timetable

SOON = 5.0
"""Seconds within which what must happen happens."""


def now() -> datetime:
    return datetime.now(UTC)


def in_a_loop(test: Callable[[Timetable], Awaitable[None]]) -> None:
    """Run *test* with a timetable that is stopped at its end."""

    async def run() -> None:
        timetable = Timetable()
        try:
            async with asyncio.timeout(SOON):
                await test(timetable)
        finally:
            await timetable.stop(SOON)

    asyncio.run(run())


def test_a_call_is_made_at_its_first_moment_and_then_at_its_cadence() -> None:
    async def test(timetable: Timetable) -> None:
        calls: list[datetime] = []
        third = asyncio.Event()

        async def call() -> None:
            calls.append(now())
            if len(calls) == 3:
                third.set()

        began = now()
        timetable.every(timedelta(seconds=0.1), "poll", call, first=began + timedelta(seconds=0.1))
        timetable.start()
        await third.wait()

        assert calls[0] - began >= timedelta(seconds=0.1)
        assert calls[2] - calls[0] >= timedelta(seconds=0.15)

    in_a_loop(test)


def test_nothing_is_called_before_the_start() -> None:
    async def test(timetable: Timetable) -> None:
        called = asyncio.Event()

        async def call() -> None:
            called.set()

        timetable.every(timedelta(seconds=60), "poll", call, first=now())
        await asyncio.sleep(0.05)
        assert not called.is_set()

        timetable.start()
        await called.wait()

    in_a_loop(test)


def test_a_call_that_is_late_because_the_loop_was_busy_is_made_all_the_same() -> None:
    async def test(timetable: Timetable) -> None:
        called = asyncio.Event()

        async def call() -> None:
            called.set()

        timetable.every(timedelta(hours=1), "digests", call, first=now() + timedelta(seconds=0.05))
        timetable.start()
        # Blocks the loop for longer than the second after which APScheduler's own default drops a call.
        threading.Event().wait(1.3)
        assert not called.is_set()

        await called.wait()

    in_a_loop(test)


def test_a_call_due_long_before_the_start_is_made_once() -> None:
    async def test(timetable: Timetable) -> None:
        calls: list[datetime] = []

        async def call() -> None:
            calls.append(now())

        timetable.every(timedelta(minutes=5), "poll", call, first=now() - timedelta(hours=10))
        timetable.start()
        await asyncio.sleep(0.3)

        assert len(calls) == 1

    in_a_loop(test)


def test_a_call_is_never_made_while_the_last_one_is_under_way() -> None:
    async def test(timetable: Timetable) -> None:
        under_way, most, begun = 0, 0, 0
        enough = asyncio.Event()

        async def call() -> None:
            nonlocal under_way, most, begun
            under_way += 1
            begun += 1
            most = max(most, under_way)
            await asyncio.sleep(0.2)
            under_way -= 1
            if begun >= 3:
                enough.set()

        timetable.every(timedelta(seconds=0.05), "poll", call, first=now())
        timetable.start()
        await enough.wait()

        assert most == 1

    in_a_loop(test)


def test_a_slow_call_holds_up_no_other() -> None:
    async def test(timetable: Timetable) -> None:
        released, called = asyncio.Event(), asyncio.Event()

        async def slow() -> None:
            await released.wait()

        async def quick() -> None:
            called.set()

        timetable.every(timedelta(seconds=60), "slow", slow, first=now())
        timetable.every(timedelta(seconds=60), "quick", quick, first=now())
        timetable.start()
        await called.wait()
        released.set()

    in_a_loop(test)


def test_nothing_begins_after_the_stop() -> None:
    async def test(timetable: Timetable) -> None:
        calls = 0
        called = asyncio.Event()

        async def call() -> None:
            nonlocal calls
            calls += 1
            called.set()

        timetable.every(timedelta(seconds=0.05), "poll", call, first=now())
        timetable.start()
        await called.wait()
        await timetable.stop(SOON)
        before = calls
        await asyncio.sleep(0.2)

        assert calls == before

    in_a_loop(test)


def test_a_stop_waits_for_the_call_that_is_under_way() -> None:
    async def test(timetable: Timetable) -> None:
        under_way, ended = asyncio.Event(), asyncio.Event()

        async def call() -> None:
            under_way.set()
            await asyncio.sleep(0.05)
            ended.set()

        timetable.every(timedelta(seconds=60), "poll", call, first=now())
        timetable.start()
        await under_way.wait()
        await timetable.stop(SOON)

        assert ended.is_set()

    in_a_loop(test)


def test_a_stop_waits_for_a_call_that_is_due_at_that_very_moment() -> None:
    """Cut off when the loop ends, a poll would leave its connection open and say so on the terminal."""

    async def test(timetable: Timetable) -> None:
        begun, ended = 0, 0

        async def call() -> None:
            nonlocal begun, ended
            begun += 1
            await asyncio.sleep(0.05)
            ended += 1

        timetable.every(timedelta(seconds=60), "poll", call, first=now())
        timetable.start()
        await timetable.stop(SOON)

        assert begun == ended == 1

    in_a_loop(test)


def test_a_stop_has_only_so_much_patience() -> None:
    async def test(timetable: Timetable) -> None:
        under_way, never = asyncio.Event(), asyncio.Event()

        async def call() -> None:
            under_way.set()
            await never.wait()

        timetable.every(timedelta(seconds=60), "poll", call, first=now())
        timetable.start()
        await under_way.wait()
        await timetable.stop(0.05)
        never.set()

    in_a_loop(test)


def test_a_timetable_that_never_began_can_be_stopped() -> None:
    asyncio.run(Timetable().stop(SOON))


def test_jobs_are_kept_in_memory_only() -> None:
    """A stored job is pickled code: whoever can write the database could run it."""

    async def test(timetable: Timetable) -> None:
        timetable.start()

        assert {type(store) for store in timetable._scheduler._jobstores.values()} == {MemoryJobStore}

    in_a_loop(test)
