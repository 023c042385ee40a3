"""`lookout run` as a process of its own, waited for with deadlines and always ended."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.lookout.commands import INSTALLED
from tests.lookout.house import KEY
from tests.lookout.publisher import Publisher

_PAUSE = threading.Event()
"""Never set: waiting on it with a timeout is a pause between two looks."""
SHORT_LEASE = """
from datetime import timedelta
import lookout.service
lookout.service.LOCK_LEASE = timedelta(seconds=3)
lookout.service._LOCK_RENEWAL = timedelta(seconds=1)
from lookout.cli import main
main()
"""
"""The same program with a lease of 3 seconds instead of 30, so that a takeover need not be waited for."""


def until(what: str, condition: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait until *condition* holds; fail with *what* after *seconds*."""
    looks = int(seconds / 0.05)
    for _ in range(looks):
        if condition():
            return
        _PAUSE.wait(0.05)
    raise AssertionError(f"not within {seconds} seconds: {what}")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass
class Running:
    """A started service with what it has written so far."""

    process: subprocess.Popen[bytes]
    port: int
    log_file: Path

    @property
    def log(self) -> str:
        """Everything on its standard error."""
        return self.log_file.read_text(encoding="utf-8")

    def events(self) -> list[dict[str, Any]]:
        """Return its log lines; each must be JSON."""
        return [json.loads(line) for line in self.log.splitlines()]

    def logged(self, event: str) -> bool:
        """Tell whether *event* was logged."""
        return f'"event": "{event}"' in self.log

    def get(self, path: str) -> tuple[int, bytes]:
        """Ask its web server; (0, b"") while nobody answers."""
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)) as connection:
                connection.request("GET", path)
                answer = connection.getresponse()
                return answer.status, answer.read()
        except OSError:
            return 0, b""

    def is_healthy(self) -> bool:
        """Tell whether it answers that it is well."""
        return self.get("/healthz")[0] == 200

    def end(self, number: signal.Signals, seconds: float = 5.0) -> int:
        """Send a signal and return its exit status; fail when it takes longer than *seconds*."""
        self.process.send_signal(number)
        return self.process.wait(seconds)


@contextmanager
def running(
    folder: Path, publisher: Publisher, *, name: str = "service", short_lease: bool = False, **settings: str
) -> Iterator[Running]:
    """Start `lookout run` over *folder* against *publisher*, polling every second; kill it at the end if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    values = {
        "DATA_DIR": str(folder / "data"),
        "SECRET_KEY": KEY,
        "SOURCE_URL": publisher.page,
        "ALLOW_LOCAL": "true",
        "FETCH_DELAY": "0",
        "POLL_SECONDS": "1",
        "PORT": str(port),
        **settings,
    }
    environment = {k: v for k, v in os.environ.items() if not k.startswith("LOOKOUT_")}
    environment |= {f"LOOKOUT_{k}": v for k, v in values.items()}
    program = [sys.executable, "-c", SHORT_LEASE] if short_lease else [str(INSTALLED)]
    log_file = folder / f"{name}.log"
    with log_file.open("wb") as log:
        process = subprocess.Popen([*program, "run"], stdout=log, stderr=log, env=environment, cwd=folder)
    try:
        yield Running(process, port, log_file)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
