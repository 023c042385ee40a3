"""Connections with a bound on everything: name lookup, connect, each attempt as a whole; and a shelf of idle ones."""

from __future__ import annotations

import contextlib
import queue
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from functools import cache
from ipaddress import ip_address
from typing import Any, Generic, Protocol, TypeVar

CONNECT_SECONDS = 5.0
"""For the name lookup and all addresses of a host together (promise P5)."""
TOTAL_SECONDS = 15.0
"""For one whole attempt, however slowly the receiver talks (promise P5)."""

Endpoint = tuple[socket.AddressFamily, int, Any]
"""Family, kind, and the address in the form that the family's sockets take."""


class Deadline:
    """The moment at which an attempt must be over, by the monotonic clock."""

    def __init__(self, seconds: float = TOTAL_SECONDS) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left, never below zero."""
        return max(self._end - time.monotonic(), 0.0)

    @property
    def passed(self) -> bool:
        """Whether the time is up."""
        return self.left() == 0.0


@contextlib.contextmanager
def cut_off(deadline: Deadline, current: Callable[[], socket.socket | None]) -> Iterator[None]:
    """Shut the *current* socket down when *deadline* passes inside the block.

    A socket's own timeout bounds one read, not a conversation: a receiver that sends a byte a second would hold a
    sender for hours. Whoever waits on the socket then sees the connection end.
    """
    timer = threading.Timer(deadline.left(), _shut, (current,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def connect(host: str, port: int, deadline: Deadline, *, seconds: float = CONNECT_SECONDS) -> socket.socket:
    """Return a connected TCP socket, trying each address of *host* in turn. Raises OSError."""
    budget = Deadline(min(seconds, deadline.left()))
    failure: OSError = TimeoutError("the connection took too long")
    for family, kind, address in _resolve(host, port, budget):
        if budget.passed:
            break
        sock = socket.socket(family, kind)
        try:
            sock.settimeout(max(budget.left(), 0.001))
            sock.connect(address)
            sock.settimeout(max(deadline.left(), 0.001))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            sock.close()
            failure = error
        else:
            return sock
    raise failure


def is_loopback(host: str) -> bool:
    """Tell whether *host* is this machine, written plainly: "localhost" or a loopback address."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@cache
def tls_context() -> ssl.SSLContext:
    """Return the one verifying TLS context; loading the authorities takes some 40 ms, so it is done once."""
    return ssl.create_default_context()


class Connection(Protocol):
    """What the shelf needs of a connection: smtplib's and http.client's both have it."""

    sock: socket.socket | None

    def close(self) -> None:
        """Close at once, without a farewell."""


C = TypeVar("C", bound=Connection)


class IdleConnections(Generic[C]):
    """A shelf of open connections between uses, by *key*. Safe to use from several threads."""

    def __init__(self, *, keep: int, idle_seconds: float) -> None:
        self._keep = keep
        self._idle_seconds = idle_seconds
        self._lock = threading.Lock()
        self._shelf: list[tuple[Hashable, C, Deadline]] = []
        self._closed = False

    def take(self, key: Hashable) -> C | None:
        """Return an idle connection that still looks alive, or None; the dead and the old are closed on the way."""
        while True:
            with self._lock:
                place = next((i for i in range(len(self._shelf) - 1, -1, -1) if self._shelf[i][0] == key), None)
                if place is None:
                    return None
                _, connection, fresh_until = self._shelf.pop(place)
            if not fresh_until.passed and _is_quiet(connection.sock):
                return connection
            connection.close()

    def give(self, key: Hashable, connection: C) -> None:
        """Put *connection* back; the oldest gives way when the shelf is full."""
        surplus = [connection]
        with self._lock:
            if not self._closed:
                self._shelf.append((key, connection, Deadline(self._idle_seconds)))
                surplus = [old for _, old, _ in self._shelf[: -self._keep]]
                del self._shelf[: -self._keep]
        for old in surplus:
            old.close()

    def close(self) -> None:
        """Close every idle connection, and from now on those that are given back."""
        with self._lock:
            self._closed = True
            shelf, self._shelf = self._shelf, []
        for _, connection, _ in shelf:
            connection.close()


def _is_quiet(sock: socket.socket | None) -> bool:
    """Tell whether an idle connection is open: one that has something to read was closed or said goodbye."""
    if sock is None or sock.fileno() < 0:
        return False
    with selectors.DefaultSelector() as selector:
        selector.register(sock, selectors.EVENT_READ)
        return not selector.select(timeout=0)


def _shut(current: Callable[[], socket.socket | None]) -> None:
    sock = current()
    if sock is not None:
        with contextlib.suppress(OSError):
            # Past the TLS layer: its own shutdown would touch state that the waiting thread is using.
            socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _resolve(host: str, port: int, budget: Deadline) -> list[Endpoint]:
    """Look *host* up within *budget*. The system's lookup cannot be interrupted, so it runs in a thread of its own."""
    answer: queue.SimpleQueue[list[Endpoint] | OSError] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            answer.put(OSError(f"name lookup failed ({type(error).__name__})"))
        else:
            answer.put([(family, kind, address) for family, kind, _, _, address in found])

    threading.Thread(target=look_up, daemon=True, name="lookup").start()
    try:
        result = answer.get(timeout=max(budget.left(), 0.001))
    except queue.Empty:
        raise TimeoutError("the name lookup took too long") from None
    if isinstance(result, OSError):
        raise result
    return result
