"""The only way out that a browser gets: a proxy on this machine that leads to the hosts of one visit and nowhere else.

A browser resolves names itself, follows redirects itself, and opens connections before anybody asks for a page. Looking
at its requests is not enough to know where it connects; with this proxy, we make its connections.
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from scrapers.fetching import ForbiddenAddressError, Reach, check_allowed
from scrapers.public_addresses import is_public

MAX_BYTES = 25 * 1024 * 1024
"""What one page may load with all its scripts. Large newsrooms load 3 to 8 MB of script."""
_CHUNK = 64 * 1024
_HTTPS_PORT, _HTTP_PORT = 443, 80
_REFUSAL = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_FAILURE = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_TUNNEL = b"HTTP/1.1 200 Connection established\r\n\r\n"


class Gate:
    """Serves one page in a browser, on a port of its own. Use it as an async context manager."""

    def __init__(self, reach: Reach) -> None:
        self.refused: list[ForbiddenAddressError] = []
        """What was asked and is out of reach."""
        self.is_exhausted = False
        """More than MAX_BYTES came, and the rest was cut off."""
        self._reach = reach
        self._bytes = 0
        self._port = 0
        self._connections: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """The proxy's address."""
        return f"http://127.0.0.1:{self._port}"

    async def __aenter__(self) -> Self:
        """Open a free port of this machine."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the port and every connection through it."""
        assert self._server is not None
        self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            await self._serve(reader, writer)
        except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass  # the browser sees its connection end; asyncio would log the end of the visit as a fault
        finally:
            self._connections.discard(task)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        method, target, _ = head.partition(b"\r\n")[0].decode("ascii").split(" ", 2)
        url = _origin(target) if method == "CONNECT" else target
        try:
            address, port = await self._address_of(url)
        except ForbiddenAddressError as error:
            self.refused.append(error)
            writer.write(_REFUSAL)
            return
        try:
            answers, beyond = await asyncio.open_connection(address, port)
        except OSError:
            writer.write(_FAILURE)
            return
        try:
            if method == "CONNECT":
                writer.write(_TUNNEL)
            else:
                beyond.write(_own_request(head, url))
            await self._relay((reader, beyond), (answers, writer))
        finally:
            beyond.close()

    async def _address_of(self, url: str) -> tuple[str, int]:
        """Return the address to connect to: the one that was looked at, for a name may resolve differently next time."""
        check_allowed(url, self._reach)
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (_HTTPS_PORT if parts.scheme == "https" else _HTTP_PORT)
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(address[0]) for *_, address in found]
        if not self._reach.allow_private_hosts and not all(is_public(address) for address in addresses):
            raise ForbiddenAddressError(f"{host[:100]} is an address of a private network, which is never asked.")
        return addresses[0], port

    async def _relay(
        self,
        upwards: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        downwards: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        """Hand bytes on in both directions until the publisher's side has ended."""
        asking = asyncio.create_task(self._hand_on(*upwards))
        try:
            await self._hand_on(*downwards)
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)

    async def _hand_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(_CHUNK):
            self._bytes += len(chunk)
            if self._bytes > MAX_BYTES:
                self.is_exhausted = True
                return
            writer.write(chunk)
            await writer.drain()
        with suppress(OSError, NotImplementedError):
            writer.write_eof()


def _origin(authority: str) -> str:
    """Return the address that a tunnel to *authority* is for, as sources' files write hosts: without the usual port."""
    return f"https://{authority.removesuffix(f':{_HTTPS_PORT}').lower()}/"


def _own_request(head: bytes, url: str) -> bytes:
    """Return the head of a plain request as the server wants it: its path alone, and one request for a connection."""
    parts = urlsplit(url)
    method, _, rest = head.partition(b" ")
    _, _, version_and_headers = rest.partition(b" ")
    version, *headers = version_and_headers.removesuffix(b"\r\n\r\n").split(b"\r\n")
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}".encode("ascii")
    kept = [line for line in headers if line.partition(b":")[0].lower() not in {b"connection", b"proxy-connection"}]
    return b"\r\n".join((b" ".join((method, path, version)), *kept, b"Connection: close", b"", b""))
