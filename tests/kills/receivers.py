"""A webhook and a mail server in one process of their own. They write down all they get, and kill whom they are told to."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from tests.kills.orders import Board, Deed, Wire

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
_PATIENCE = 30.0
"""Seconds that a silent client is borne with."""
_ABORT = struct.pack("ii", 1, 0)
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nok"
_ANSWERS: dict[Deed | None, bytes] = {
    Deed.ERROR: b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 5\r\n\r\nerror",
    Deed.TOO_MANY: b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 12\r\n\r\nrate_limited",
    Deed.NO_WORD: b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwhat",
}
_TAKEN = b"250 2.0.0 taken\r\n"
_REPLIES: dict[Deed | None, bytes] = {Deed.ERROR: b"451 4.3.0 later\r\n", Deed.TOO_MANY: b"450 4.2.1 later\r\n"}


class ResetError(Exception):
    """The connection is to be reset now."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the receivers listen."""

    hook: int
    smtp: int


class Receivers:
    """Both receivers, seen from the process that started them."""

    def __init__(self, board: Board, receipts: Path) -> None:
        ours, theirs = socket.socketpair()
        self._pid = os.fork()
        if self._pid == 0:
            ours.close()
            _serve(board, receipts, theirs)
        theirs.close()
        self._line = ours
        self._line.settimeout(_PATIENCE)
        hook, smtp = self._line.recv(64).split()
        self.ports = Ports(hook=int(hook), smtp=int(smtp))

    def settle(self) -> None:
        """Wait until all that was sent to them is read and every connection has ended."""
        self._line.send(b"?")
        if self._line.recv(1) != b".":
            raise ConnectionError("the receivers have ended")

    def close(self) -> None:
        """End them."""
        self._line.close()
        os.waitpid(self._pid, 0)


def _serve(board: Board, receipts: Path, line: socket.socket) -> None:
    """Run in the forked process, and never return."""
    code = 1
    try:
        # They end when the one who started them does, and not before.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        asyncio.run(_Desk(board, receipts, line).run())
        code = 0
    finally:
        os._exit(code)


class _Desk:
    def __init__(self, board: Board, receipts: Path, line: socket.socket) -> None:
        self._board = board
        self._file = os.open(receipts, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._line = line
        self._open = 0
        self._none_open = asyncio.Event()
        self._round = 0
        self._seen = 0

    async def run(self) -> None:
        hook = await asyncio.start_server(self._guarded(self._hook), "127.0.0.1", 0, limit=2**22, backlog=512)
        mail = await asyncio.start_server(self._guarded(self._mail), "127.0.0.1", 0, limit=2**22, backlog=512)
        self._line.setblocking(False)
        ports = [server.sockets[0].getsockname()[1] for server in (hook, mail)]
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(self._line, f"{ports[0]} {ports[1]}".encode())
        while await loop.sock_recv(self._line, 1):
            await self._quiet()
            await loop.sock_sendall(self._line, b".")

    async def _quiet(self) -> None:
        for _ in range(5):  # what the system has accepted for us must first become a connection of ours
            await asyncio.sleep(0)
        while self._open:
            self._none_open.clear()
            await self._none_open.wait()

    def _guarded(self, talk: Talk) -> Talk:
        async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self._open += 1
            peer: socket.socket = writer.get_extra_info("socket")
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, TimeoutError):
                    await talk(reader, writer)
            except ResetError:
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
            finally:
                writer.transport.abort()
                self._open -= 1
                self._none_open.set()

        return guarded

    def _reach(self, wire: Wire) -> Deed | None:
        """Do what is ordered for this moment; return what the answer should say of it."""
        return self._do(self._ordered(wire))

    def _ordered(self, wire: Wire) -> Deed | None:
        order = self._board.order
        if self._board.round != self._round:
            self._round, self._seen = self._board.round, 0
        if order is None or order.wire is not wire:
            return None
        self._seen += 1
        if self._seen != order.nth:
            return None
        self._board.meet_order()
        return order.deed

    def _do(self, deed: Deed | None) -> Deed | None:
        if deed is Deed.RESET:
            raise ResetError
        if deed is Deed.KILL and self._board.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._board.pid, signal.SIGKILL)
        return deed

    def _reach_or_give_up(self, wire: Wire) -> None:
        """Do what is ordered for this moment; a receiver that loses its sender here throws away what it has so far."""
        if self._reach(wire) is Deed.KILL:
            raise ResetError

    def _note(self, way: str, to: str, raw: bytes, deed: Deed | None) -> None:
        """Write down what came. Only what we then call an error was not taken."""
        receipt = {
            "round": self._board.round,
            "way": way,
            "to": to,
            "taken": deed not in {Deed.ERROR, Deed.TOO_MANY},
            "raw": raw.decode("latin-1"),
        }
        os.write(self._file, json.dumps(receipt).encode() + b"\n")

    async def _hook(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _PATIENCE)
            self._reach_or_give_up(Wire.HOOK_HEAD)
            path = head.split(b" ", 2)[1].decode()
            length = next(
                int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
            )
            body = await asyncio.wait_for(reader.readexactly(length), _PATIENCE)
            deed = self._ordered(Wire.HOOK_READ)
            self._note("webhook", path, head + body, deed)  # first: whom we kill now has handed the message over
            self._do(deed)
            writer.write(_ANSWERS.get(deed, _OK))
            self._reach(Wire.HOOK_ANSWERED)

    async def _mail(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reach_or_give_up(Wire.MAIL_CONNECTED)
        writer.write(b"220 sink ready\r\n")
        to = ""
        while True:
            line = await asyncio.wait_for(reader.readuntil(b"\r\n"), _PATIENCE)
            verb = line[:4].upper()
            if verb == b"EHLO":
                writer.write(b"250-sink\r\n250-8BITMIME\r\n250 SIZE 10000000\r\n")
            elif verb == b"MAIL":
                self._reach(Wire.MAIL_FROM)
                writer.write(b"250 ok\r\n")
            elif verb == b"RCPT":
                to = line.decode().split("<", 1)[1].split(">", 1)[0]
                writer.write(_REPLIES.get(self._reach(Wire.MAIL_TO), _TAKEN))
            elif verb == b"DATA":
                await self._content(reader, writer, to)
            elif verb == b"QUIT":
                writer.write(b"221 bye\r\n")
                await writer.drain()
                return
            else:
                writer.write(b"250 ok\r\n")

    async def _content(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, to: str) -> None:
        writer.write(b"354 go on\r\n")
        self._reach(Wire.MAIL_DATA)
        lines: list[bytes] = []
        while (line := await asyncio.wait_for(reader.readuntil(b"\r\n"), _PATIENCE)) != b".\r\n":
            lines.append(line.removeprefix(b"."))
            if len(lines) == 60:
                self._reach_or_give_up(Wire.MAIL_HALF)
        deed = self._ordered(Wire.MAIL_READ)
        self._note("mail", to, b"".join(lines), deed)
        self._do(deed)
        writer.write(_REPLIES.get(deed, _TAKEN))
        self._reach(Wire.MAIL_ANSWERED)
