"""A small HTTP client for measuring: raw sockets that stay open, one thread, next to no work of its own.

The server under test runs in a process of its own; this one only writes requests that were put together before, and
looks for where an answer ends.
"""

from __future__ import annotations

import gzip
import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count, cycle

_CHUNK = 1 << 18
_PATIENCE = 60.0
"""Seconds that an answer may take before the measurement is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer as it came: *size* counts what was transferred, head and body."""

    status: int
    headers: dict[str, str]
    body: bytes
    size: int

    @property
    def text(self) -> str:
        """Return the body as text, unpacked."""
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()


@dataclass(slots=True)
class Load:
    """What a stretch of requests came to: each answer's time in ms, and the bytes that came."""

    times: list[float] = field(default_factory=list)
    received: int = 0
    seconds: float = 0.0
    statuses: set[int] = field(default_factory=set)

    def at(self, share: float) -> float:
        """Return the time in ms that *share* of the answers kept to."""
        ordered = sorted(self.times)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]

    @property
    def rate(self) -> float:
        """Return answers per second."""
        return len(self.times) / self.seconds

    @property
    def kilobytes(self) -> float:
        """Return the mean size of an answer in kB, as transferred."""
        return self.received / len(self.times) / 1000


def request(port: int, path: str, *headers: str) -> bytes:
    """Return a request for *path*, put together once."""
    lines = (f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Accept-Encoding: gzip", *headers, "", "")
    return "\r\n".join(lines).encode()


def ask(port: int, path: str, *headers: str) -> Answer:
    """Ask once, on a connection of its own."""
    with socket.create_connection(("127.0.0.1", port), _PATIENCE) as connection:
        connection.sendall(request(port, path, *headers))
        received = bytearray()
        while not _is_whole(received):
            piece = connection.recv(_CHUNK)
            if not piece:
                raise ConnectionError(f"The answer to {path} broke off.")
            received += piece
    return _read(bytes(received))


def load(port: int, requests: Sequence[bytes], *, connections: int, seconds: float, answers: int = 1) -> Load:
    """Ask for *requests* in turn over *connections* sockets at once, each waiting for its answer.

    Goes on for so many seconds, and until so many answers have come.
    """
    found = Load()
    upcoming = cycle(requests)
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            connection = socket.create_connection(("127.0.0.1", port), _PATIENCE)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(connection, selectors.EVENT_READ, _Asking(connection))
        began = time.perf_counter()
        try:
            for key in selector.get_map().values():
                key.data.ask(next(upcoming))
            while time.perf_counter() - began < seconds or len(found.times) < answers:
                ready = selector.select(_PATIENCE)
                if not ready:
                    raise TimeoutError("No answer came.")
                for key, _ in ready:
                    if key.data.receive(found):
                        key.data.ask(next(upcoming))
        finally:
            found.seconds = time.perf_counter() - began
            for key in list(selector.get_map().values()):
                key.data.connection.close()
    return found


class _Asking:
    """One connection: what was asked when, and what has come so far."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self._received = bytearray()
        self._asked_at = 0.0

    def ask(self, wanted: bytes) -> None:
        self._received.clear()
        self._asked_at = time.perf_counter()
        self.connection.sendall(wanted)

    def receive(self, found: Load) -> bool:
        """Take what has come; tell whether the answer is whole."""
        piece = self.connection.recv(_CHUNK)
        if not piece:
            raise ConnectionError("The server closed the connection.")
        self._received += piece
        if not _is_whole(self._received):
            return False
        found.times.append((time.perf_counter() - self._asked_at) * 1000)
        found.received += len(self._received)
        found.statuses.add(int(self._received[9:12]))
        return True


def _is_whole(received: bytearray) -> bool:
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = bytes(received[:end]).lower()
    if (place := head.find(b"\r\ncontent-length:")) >= 0:
        return len(received) - end - 4 >= int(head[place + 17 :].split(b"\r\n", 1)[0])
    return b"\r\ntransfer-encoding: chunked" not in head or received.endswith(b"\r\n0\r\n\r\n")


def _read(received: bytes) -> Answer:
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if headers.get("transfer-encoding") == "chunked":
        body = b"".join(_pieces(body))
    return Answer(status=int(first.split()[1]), headers=headers, body=body, size=len(received))


def _pieces(chunked: bytes) -> Iterator[bytes]:
    place = 0
    for _ in count():
        end = chunked.index(b"\r\n", place)
        size = int(chunked[place:end], 16)
        if not size:
            return
        yield chunked[end + 2 : end + 2 + size]
        place = end + 2 + size + 2


@contextmanager
def parrot(body: bytes) -> Iterator[int]:
    """Serve one ready answer to whatever is asked, and return the port: how fast this client is where nothing is done."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_repeat, args=(listener.accept, answer), daemon=True).start()
        yield listener.getsockname()[1]


def _repeat(accept: Callable[[], tuple[socket.socket, object]], answer: bytes) -> None:
    connection, _ = accept()
    with connection, suppress(ConnectionError):
        while connection.recv(_CHUNK):
            connection.sendall(answer)
