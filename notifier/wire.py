"""Connections with a bound on everything: name lookup, connect, each attempt as a whole; and a shelf of idle ones."""

from __future__ import annotations

import contextlib
import itertools
import math
import queue
import select
import socket
import ssl
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator
from functools import cache
from ipaddress import ip_address
from typing import Any, Generic, Protocol, TypeVar

CONNECT_SECONDS = 5.0
"""For the name lookup and all addresses of a host together (promise P5)."""
TOTAL_SECONDS = 15.0
"""For one whole attempt, however slowly the receiver talks (promise P5)."""
_AGAIN_SECONDS = 0.1

Endpoint = tuple[socket.AddressFamily, int, Any]
"""Family, kind, and the address in the form that the family's sockets take."""


class Deadline:
    """The moment at which an attempt must be over, by the monotonic clock."""

    def __init__(self, seconds: float = TOTAL_SECONDS) -> None:
        self.end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left, never below zero."""
        return max(self.end - time.monotonic(), 0.0)

    @property
    def passed(self) -> bool:
        """Whether the time is up."""
        return self.left() == 0.0


class Watchdog:
    """One thread that cuts off every conversation that outlasts its deadline. Safe to use from several threads.

    Nothing is woken for a conversation that ends in time: the thread sleeps until the earliest deadline that it knew
    of, looks again at what is still going on, and sleeps on.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._watched: dict[int, tuple[float, Callable[[], socket.socket | None]]] = {}
        self._names = itertools.count()
        self._wakes_at = math.inf
        self._thread: threading.Thread | None = None

    def watch(self, deadline: Deadline, current: Callable[[], socket.socket | None]) -> int:
        """Shut the *current* socket down at *deadline*, unless the name that this returns is given to `forget`."""
        with self._changed:
            name = next(self._names)
            self._watched[name] = (deadline.end, current)
            # A thread does not live on in a forked process; the first conversation there begins a new one.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, daemon=True, name="watchdog")
                self._thread.start()
            if deadline.end < self._wakes_at:
                self._changed.notify()
            return name

    def forget(self, name: int) -> None:
        """Watch *name* no longer; its socket is not touched from here on."""
        with self._changed:
            self._watched.pop(name, None)

    def _run(self) -> None:
        with self._changed:
            while True:
                now = time.monotonic()
                for name, current in [(name, one) for name, (end, one) in self._watched.items() if end <= now]:
                    # Again and again until it is forgotten: a socket that is just being opened, or put into TLS, may
                    # not be the current one yet, and blocks for ever once it is.
                    self._watched[name] = (now + _AGAIN_SECONDS, current)
                    # Inside the lock, so that nobody can be using the socket for something else by now. Whatever goes
                    # wrong with one, the others stay bounded.
                    with contextlib.suppress(Exception):
                        _shut(current())
                self._wakes_at = min((end for end, _ in self._watched.values()), default=math.inf)
                self._changed.wait(None if self._wakes_at == math.inf else max(self._wakes_at - now, 0))


_watchdog = Watchdog()


@contextlib.contextmanager
def cut_off(deadline: Deadline, current: Callable[[], socket.socket | None]) -> Iterator[None]:
    """Shut the *current* socket down when *deadline* passes inside the block.

    A socket's own timeout bounds one read, not a conversation: a receiver that sends a byte a second would hold a
    sender for hours. Whoever waits on the socket then sees the connection end.
    """
    name = _watchdog.watch(deadline, current)
    try:
        yield
    finally:
        _watchdog.forget(name)


def connect(host: str, port: int, deadline: Deadline, *, seconds: float = CONNECT_SECONDS) -> socket.socket:
    """Return a connected TCP socket, trying each address of *host* in turn. Raises OSError.

    It blocks for as long as it takes: use it inside `cut_off`. A timeout of its own would cost a system call at each
    read and write, and bound none but that one.
    """
    budget = Deadline(min(seconds, deadline.left()))
    failure: OSError = TimeoutError("the connection took too long")
    for family, kind, address in _resolve(host, port, budget):
        if budget.passed:
            break
        sock = socket.socket(family, kind)
        try:
            sock.settimeout(max(budget.left(), 0.001))
            sock.connect(address)
            sock.settimeout(None)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            sock.close()
            failure = error
        else:
            return sock
    raise failure


def in_tls(sock: socket.socket, host: str, context: ssl.SSLContext | None) -> ssl.SSLSocket:
    """Return *sock* inside TLS to *host*, before the handshake.

    The handshake is the caller's, once `cut_off` sees the new socket: it could not end one that waits on the old.
    """
    return (context or tls_context()).wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)


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

    @property
    def sock(self) -> socket.socket | None:
        """What it talks over; None before it is connected."""

    def close(self) -> None:
        """Close at once, without a farewell."""


C = TypeVar("C", bound=Connection)


class IdleConnections(Generic[C]):
    """A shelf of open connections between uses: *keep* of them for each key. Safe to use from several threads."""

    def __init__(self, *, keep: int, idle_seconds: float) -> None:
        self._keep = keep
        self._idle_seconds = idle_seconds
        self._lock = threading.Lock()
        self._shelves: defaultdict[Hashable, deque[tuple[C, Deadline]]] = defaultdict(deque)
        self._closed = False

    def take(self, key: Hashable) -> C | None:
        """Return an idle connection that still looks alive, or None; the dead and the old are closed on the way."""
        while True:
            with self._lock:
                if not self._shelves[key]:
                    return None
                connection, fresh_until = self._shelves[key].pop()
            if not fresh_until.passed and _is_quiet(connection.sock):
                return connection
            connection.close()

    def give(self, key: Hashable, connection: C) -> None:
        """Put *connection* back; the oldest with its key gives way when there are enough."""
        surplus: C | None = connection
        with self._lock:
            if not self._closed:
                shelf = self._shelves[key]
                shelf.append((connection, Deadline(self._idle_seconds)))
                surplus = shelf.popleft()[0] if len(shelf) > self._keep else None
        if surplus is not None:
            surplus.close()

    def close(self) -> None:
        """Close every idle connection, and from now on those that are given back."""
        with self._lock:
            self._closed = True
            shelves, self._shelves = self._shelves, defaultdict(deque)
        for shelf in shelves.values():
            for connection, _ in shelf:
                connection.close()


def _is_quiet(sock: socket.socket | None) -> bool:
    """Tell whether an idle connection is open: one that has something to read was closed or said goodbye."""
    if sock is None or sock.fileno() < 0:
        return False
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return not poll.poll(0)


def _shut(sock: socket.socket | None) -> None:
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
