"""Reads workbooks in a process of their own, so that a hostile file can hurt nothing but its own reading."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import Self

from pydantic import TypeAdapter, ValidationError

from domain.snapshots import Sheet
from scrapers.readers.worker import receive, send
from workflows.ports import WorkbookUnreadableError

MEMORY_MEGABYTES = 512
"""Above what an idle worker has. A real workbook needs about 10."""
CPU_SECONDS = 60
TIMEOUT_SECONDS = 60.0

_ANSWERS: TypeAdapter[dict[str, Sheet | str]] = TypeAdapter(dict[str, Sheet | str])


class IsolatedReader:
    """Implements `workflows.ports.WorkbookReader` with a worker process that is kept warm between readings.

    The worker gets no environment of ours (so no secret), and limits on memory, CPU time and file size. What comes back
    is checked JSON, never a pickled object. When it dies or takes too long, that reading fails and the next one gets
    a new worker. Safe to call from several threads; readings take turns.
    """

    def __init__(
        self,
        *,
        timeout: float = TIMEOUT_SECONDS,
        memory_megabytes: int = MEMORY_MEGABYTES,
        cpu_seconds: int = CPU_SECONDS,
    ) -> None:
        self._timeout = timeout
        self._arguments = (str(memory_megabytes), str(cpu_seconds))
        self._lock = threading.Lock()
        self._worker: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Return the reader itself; it closes at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the reader."""
        self.close()

    def read(self, body: bytes) -> Sheet:
        """Return the sheet that *body* holds. Raises WorkbookUnreadableError."""
        with self._lock:
            answer = self._ask(self._running_worker(), body)
        try:
            told = _ANSWERS.validate_json(answer)
        except ValidationError as error:
            raise WorkbookUnreadableError(_broke_down("gave an answer that makes no sense")) from error
        match told:
            case {"sheet": Sheet() as sheet}:
                return sheet
            case {"unreadable": str() as reason}:
                raise WorkbookUnreadableError(reason)
            case _:
                raise WorkbookUnreadableError(_broke_down("gave an answer that makes no sense"))

    def warm_up(self) -> None:
        """Start the worker now, so that the first reading does not wait for it."""
        with self._lock:
            self._running_worker()

    def close(self) -> None:
        """End the worker. Reading again later starts a new one."""
        with self._lock:
            self._end_worker()

    def _running_worker(self) -> subprocess.Popen[bytes]:
        if self._worker is not None and self._worker.poll() is None:
            return self._worker
        self._end_worker()
        command = (sys.executable, "-m", "scrapers.readers.worker", *self._arguments)
        # Every word of the command is ours; the environment is only the way to our own code.
        self._worker = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"PYTHONPATH": os.pathsep.join(path or os.curdir for path in sys.path), "LC_ALL": "C.UTF-8"},
            close_fds=True,
        )
        return self._worker

    def _ask(self, worker: subprocess.Popen[bytes], body: bytes) -> bytes:
        assert worker.stdin is not None
        assert worker.stdout is not None
        timed_out = threading.Event()

        def kill() -> None:
            timed_out.set()
            worker.kill()

        patience = threading.Timer(self._timeout, kill)
        patience.daemon = True
        patience.start()
        try:
            send(worker.stdin, body)
            answer = receive(worker.stdout)
        except OSError:
            answer = None
        finally:
            patience.cancel()
        if answer is not None:
            return answer
        self._end_worker()
        how = f"took longer than {self._timeout:g} seconds" if timed_out.is_set() else "broke off"
        raise WorkbookUnreadableError(_broke_down(how))

    def _end_worker(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        worker.kill()
        worker.wait()
        for stream in (worker.stdin, worker.stdout):
            try:
                if stream is not None:
                    stream.close()
            except OSError:
                continue  # What was left in the pipe of a dead worker cannot be flushed, and need not be.


def _broke_down(how: str) -> str:
    return f"Reading the workbook {how}, so nothing of it was used: do not trust this file, look at it by hand."
