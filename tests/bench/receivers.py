"""A webhook and a mail server that take everything at once: `python -m tests.bench.receivers` prints their ports.

They run in a process of their own, so that what they cost is not measured, and end when their standard input does, or
after PATIENCE seconds.
"""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO

PATIENCE = 120.0
_CONNECTIONS = 4000
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"
_MAIL_ANSWERS = {b"EHLO": b"250-sink\r\n250 PIPELINING\r\n", b"QUIT": b"221 bye\r\n"}
"""What nearly every mail server offers: to be told sender, recipient and DATA at once."""

Talk = Callable[[socket.socket, BinaryIO], None]


def main() -> None:
    """Serve until nobody needs it."""
    ports = [_serve(talk) for talk in (_webhook, _mail_server)]
    print(*ports, flush=True)
    done = threading.Event()
    threading.Thread(target=_wait_for_end, args=(done,), daemon=True).start()
    done.wait(PATIENCE)


def _wait_for_end(done: threading.Event) -> None:
    sys.stdin.read()
    done.set()


def _serve(talk: Talk) -> int:
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    threading.Thread(target=_accept, args=(listener, talk), daemon=True).start()
    return int(listener.getsockname()[1])


def _accept(listener: socket.socket, talk: Talk) -> None:
    for _ in range(_CONNECTIONS):
        line, _ = listener.accept()
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_talk, args=(line, talk), daemon=True).start()


def _talk(line: socket.socket, talk: Talk) -> None:
    with line, line.makefile("rb") as heard, contextlib.suppress(OSError):
        talk(line, heard)


def _webhook(line: socket.socket, heard: BinaryIO) -> None:
    while heard.readline():
        length = 0
        while (header := heard.readline()) not in {b"\r\n", b""}:
            if header.lower().startswith(b"content-length:"):
                length = int(header.split(b":")[1])
        heard.read(length)
        line.sendall(_OK)


def _mail_server(line: socket.socket, heard: BinaryIO) -> None:
    line.sendall(b"220 sink\r\n")
    while command := heard.readline()[:4].upper():
        if command == b"DATA":
            line.sendall(b"354 go on\r\n")
            while heard.readline() not in {b".\r\n", b""}:
                pass
        line.sendall(_MAIL_ANSWERS.get(command, b"250 2.0.0 ok\r\n"))


if __name__ == "__main__":
    main()
