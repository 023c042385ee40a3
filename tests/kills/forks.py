"""Processes for one round each, forked from one that has imported everything, so that a kill costs milliseconds."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LONGEST_ROUND = 60.0
"""Seconds after which a round is taken to hang."""


class WorkerError(Exception):
    """A worker ended by an error of its own, or did not end; the message is its trace."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a round ended."""

    killed: bool
    seconds: float


def run_forked(
    work: Callable[[], None],
    errors: Path,
    *,
    kill_after: float | None = None,
    at_end: Callable[[], None] = lambda: None,
) -> Ended:
    """Run *work* in a process of its own, and kill it after *kill_after* seconds if it lives that long.

    *at_end* is called when it has ended and its number is not free for another process yet. Raises WorkerError.
    """
    began = time.monotonic()
    pid = start_forked(work, errors)
    status = _wait(pid, kill_after, at_end)
    seconds = time.monotonic() - began
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        if seconds >= LONGEST_ROUND:
            raise WorkerError(f"A round had not ended after {LONGEST_ROUND:.0f} s.")
        return Ended(killed=True, seconds=seconds)
    if status:
        raise WorkerError(errors.read_text() if errors.exists() else f"A worker ended with {status}.")
    return Ended(killed=False, seconds=seconds)


def start_forked(work: Callable[[], None], errors: Path) -> int:
    """Start *work* in a process of its own and return its id; what it raises is written to *errors*."""
    if threading.active_count() != 1:
        raise WorkerError(f"A process with threads must not fork: {threading.enumerate()}")
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            work()
            code = 0
        except BaseException:  # noqa: BLE001  # the boundary of a process
            errors.write_text(traceback.format_exc())
        finally:
            os._exit(code)
    return pid


def wait_for_all(pids: list[int], seconds: float) -> list[int]:
    """Wait for processes, killing what lives on after *seconds*; return their statuses."""
    end = time.monotonic() + seconds
    waited: list[int] = []
    try:
        for pid in pids:
            waited.append(_wait(pid, max(end - time.monotonic(), 0.0)))  # noqa: PERF401  # what was waited for counts
    except BaseException:
        for pid in pids[len(waited) + 1 :]:
            _end(pid)
        raise
    return waited


def _wait(pid: int, kill_after: float | None, at_end: Callable[[], None] = lambda: None) -> int:
    """Wait for a process and return its status. Whatever interrupts the waiting ends the process as well."""
    patience = LONGEST_ROUND if kill_after is None else kill_after
    descriptor = os.pidfd_open(pid)
    try:
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        if not poll.poll(patience * 1000):
            os.kill(pid, signal.SIGKILL)
            poll.poll(LONGEST_ROUND * 1000)
        at_end()
        return os.waitpid(pid, 0)[1]
    except BaseException:
        _end(pid)
        raise
    finally:
        os.close(descriptor)


def _end(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, ChildProcessError):
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def alone(seconds: float = 10.0) -> None:
    """Wait until the threads of this process have ended, so that it may fork."""
    end = time.monotonic() + seconds
    for thread in threading.enumerate():
        if thread is not threading.main_thread():
            thread.join(max(end - time.monotonic(), 0.0))
