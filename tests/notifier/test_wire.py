"""Connections: bounded, and never taken for alive when they are not."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest

from notifier.wire import Deadline, IdleConnections, Watchdog, connect, cut_off, is_loopback


class _Line:
    """A connection as the shelf sees it, with its other end at hand."""

    def __init__(self) -> None:
        here, self.other_end = socket.socketpair()
        self.sock: socket.socket | None = here
        self.here = here

    def close(self) -> None:
        self.here.close()

    @property
    def closed(self) -> bool:
        return self.here.fileno() < 0


@pytest.fixture
def lines() -> Iterator[list[_Line]]:
    made = [_Line() for _ in range(4)]
    yield made
    for line in made:
        line.here.close()
        line.other_end.close()


def test_an_idle_connection_is_used_again_by_its_own_key_only(lines: list[_Line]) -> None:
    shelf: IdleConnections[_Line] = IdleConnections(keep=4, idle_seconds=60)
    shelf.give("a", lines[0])

    assert shelf.take("b") is None
    assert shelf.take("a") is lines[0]
    assert shelf.take("a") is None


def test_connections_that_were_closed_or_hold_unread_words_are_thrown_away(lines: list[_Line]) -> None:
    shelf: IdleConnections[_Line] = IdleConnections(keep=4, idle_seconds=60)
    for line in lines[:3]:
        shelf.give("a", line)
    lines[2].other_end.close()
    lines[1].other_end.sendall(b"421 bye\r\n")

    assert shelf.take("a") is lines[0]
    assert (lines[1].closed, lines[2].closed) == (True, True)


def test_a_connection_that_was_idle_too_long_is_thrown_away(lines: list[_Line]) -> None:
    shelf: IdleConnections[_Line] = IdleConnections(keep=4, idle_seconds=0)
    shelf.give("a", lines[0])

    assert shelf.take("a") is None
    assert lines[0].closed


def test_a_full_shelf_drops_the_oldest_and_a_closed_one_keeps_nothing(lines: list[_Line]) -> None:
    shelf: IdleConnections[_Line] = IdleConnections(keep=2, idle_seconds=60)
    for line in lines[:3]:
        shelf.give("a", line)
    assert [line.closed for line in lines[:3]] == [True, False, False]

    shelf.close()
    shelf.give("a", lines[3])

    assert all(line.closed for line in lines)
    assert shelf.take("a") is None


def test_a_conversation_that_outlasts_its_deadline_is_cut(lines: list[_Line]) -> None:
    here = lines[0].here
    here.settimeout(5)

    with cut_off(Deadline(0.05), lambda: here):
        assert here.recv(1) == b""


def test_a_conversation_that_ends_in_time_is_left_alone(lines: list[_Line]) -> None:
    with cut_off(Deadline(60), lambda: lines[0].here):
        pass

    lines[0].other_end.sendall(b"x")
    assert lines[0].here.recv(1) == b"x"


def test_many_conversations_are_watched_by_one_thread(lines: list[_Line]) -> None:
    before = threading.active_count()

    with contextlib.ExitStack() as stack:
        for _ in range(100):
            stack.enter_context(cut_off(Deadline(60), lambda: lines[0].here))

        assert threading.active_count() <= before + 1


def test_a_short_deadline_is_kept_though_longer_ones_came_before_it(lines: list[_Line]) -> None:
    for line in lines:
        line.here.settimeout(5)

    with cut_off(Deadline(60), lambda: lines[0].here), cut_off(Deadline(0.05), lambda: lines[1].here):
        assert lines[1].here.recv(1) == b""
        lines[0].other_end.sendall(b"x")
        assert lines[0].here.recv(1) == b"x"


def test_a_socket_that_is_opened_only_when_the_time_is_up_is_cut_too(lines: list[_Line]) -> None:
    opened: list[socket.socket] = []
    looked = threading.Event()
    lines[0].here.settimeout(5)

    def current() -> socket.socket | None:
        looked.set()
        return opened[0] if opened else None

    with cut_off(Deadline(0), current):
        assert looked.wait(5)
        opened.append(lines[0].here)
        assert lines[0].here.recv(1) == b""


def test_a_conversation_that_cannot_be_cut_does_not_keep_others_from_being_cut(lines: list[_Line]) -> None:
    lines[0].here.settimeout(5)

    def fail() -> socket.socket:
        raise RuntimeError("no socket")

    with cut_off(Deadline(0), fail), cut_off(Deadline(0.05), lambda: lines[0].here):
        assert lines[0].here.recv(1) == b""


def test_a_conversation_that_is_over_is_not_cut_later(lines: list[_Line]) -> None:
    watchdog = Watchdog()
    cut = threading.Event()
    name = watchdog.watch(Deadline(0.05), lambda: lines[0].here)
    watchdog.forget(name)
    watchdog.watch(Deadline(0.1), cut.set)

    assert cut.wait(5)
    lines[0].other_end.sendall(b"x")
    assert lines[0].here.recv(1) == b"x"


def test_each_key_keeps_its_own_connections(lines: list[_Line]) -> None:
    shelf: IdleConnections[_Line] = IdleConnections(keep=1, idle_seconds=60)
    shelf.give("a", lines[0])
    shelf.give("b", lines[1])

    assert shelf.take("a") is lines[0]
    assert shelf.take("b") is lines[1]


def test_a_connection_waits_as_long_as_it_is_allowed_to_and_not_as_long_as_an_earlier_use_had_left() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        connect("127.0.0.1", listener.getsockname()[1], Deadline(0.5)) as sock,
    ):
        assert sock.gettimeout() is None


def test_connecting_is_bounded_by_what_is_left_of_the_attempt() -> None:
    with pytest.raises(TimeoutError):
        connect("127.0.0.1", 9, Deadline(0))


def test_a_name_that_leads_nowhere_is_an_error_without_the_name() -> None:
    with pytest.raises(OSError, match="name lookup failed") as failure:
        connect("canary..invalid", 25, Deadline())

    assert "canary" not in str(failure.value)


def test_a_lookup_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()

    def hang(*_: object, **__: object) -> list[object]:
        release.wait(5)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    with contextlib.ExitStack() as stack:
        stack.callback(release.set)
        with pytest.raises(TimeoutError, match="lookup"):
            connect("mail.example.org", 25, Deadline(), seconds=0.05)


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("127.1", False),
        ("0x7f000001", False),
        ("localhost.evil.example", False),
        ("10.0.0.1", False),
        ("0.0.0.0", False),
        ("", False),
    ],
)
def test_this_machine_is_recognised_only_in_plain_writing(host: str, here: bool) -> None:
    assert is_loopback(host) is here
