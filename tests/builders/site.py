"""A publisher's web site on the loopback interface that answers, or misbehaves, exactly as a test says."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from scrapers.readers.page_text import parse_page

ROBOTS_TXT = "/robots.txt"


class Fault(StrEnum):
    """How an answer goes wrong on the wire."""

    TRUNCATED = "truncated"
    """Half of the promised body, then the end."""
    RESET = "reset"
    """Half of the promised body, then a reset."""
    STALLED = "stalled"
    """Headers and half of the body, then silence until the client leaves."""
    SILENT = "silent"
    """Not even headers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer. With *last_modified*, a conditional request for that moment gets a 304."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "text/html; charset=utf-8"
    last_modified: str | None = None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as the site received it; header names in lower case."""

    path: str
    headers: Mapping[str, str]


class Site:
    """Serves *replies* by path; what is not there is a 404. Use it as an async context manager."""

    def __init__(self, replies: Mapping[str, Reply] | None = None, *, tls: ssl.SSLContext | None = None) -> None:
        self.replies: dict[str, Reply] = dict(replies or {})
        self.asked: list[Asked] = []
        self.port = 0
        self._arrivals: dict[str, asyncio.Event] = {}
        self._tls = tls
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """The site's root, without a final slash."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def paths(self) -> list[str]:
        """Return the paths that were asked for, in order, without robots.txt."""
        return [request.path for request in self.asked if request.path != ROBOTS_TXT]

    async def until_asked(self, path: str) -> None:
        """Wait until *path* has been asked for."""
        await self._arrivals.setdefault(path, asyncio.Event()).wait()

    async def __aenter__(self) -> Self:
        """Start serving on a free port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop serving; every connection carries one answer, so none is left open."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {
                name.strip().lower(): value.strip()
                for name, _, value in (line.partition(":") for line in head[1:] if line)
            }
            path = head[0].split(" ")[1]
            self.asked.append(Asked(path=path, headers=headers))
            self._arrivals.setdefault(path, asyncio.Event()).set()
            await _answer(self.replies.get(path, Reply(status=404, body=b"not here")), headers, reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def _answer(
    reply: Reply, asked: Mapping[str, str], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    if reply.fault is Fault.SILENT:
        await reader.read()
        return
    unchanged = reply.last_modified is not None and asked.get("if-modified-since") == reply.last_modified
    status, body = (304, b"") if unchanged else (reply.status, reply.body)
    lines = [f"HTTP/1.1 {status} X", f"Content-Type: {reply.content_type}", "Connection: close"]
    if not unchanged and "transfer-encoding" not in {name.lower() for name in reply.headers}:
        lines.append(f"Content-Length: {len(body)}")
    if reply.last_modified is not None:
        lines.append(f"Last-Modified: {reply.last_modified}")
    lines += [f"{name}: {value}" for name, value in reply.headers.items()]
    sent = body[: len(body) // 2] if reply.fault else body
    writer.write("\r\n".join((*lines, "", "")).encode("latin-1") + sent)
    await writer.drain()
    match reply.fault:
        case Fault.RESET:
            writer.transport.abort()
        case Fault.STALLED:
            await reader.read()


def list_page(*links: tuple[str, str], prose: str = "") -> bytes:
    """Return a page shaped like ICE's, with *links* as (href, text)."""
    anchors = "".join(f'<p><a class="button" href="{href}">{text}</a></p>' for href, text in links)
    page = (
        "<!DOCTYPE html><html lang='en'><head><title>Delegation of Immigration Authority | ICE</title>"
        "<script>var x = '/doclib/participatingAgencies.xlsx';</script></head>"
        f"<body><nav><a href='/'>Home</a></nav><main><h1>287(g)</h1><p>{prose}</p>{anchors}</main></body></html>"
    ).encode()
    assert parse_page(page) is not None
    return page
