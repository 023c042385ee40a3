"""A web on this machine that plays every followed source of the packaged registry at once, each host on its own address.

In a test it runs in the test's own loop. `python -m tests.newsrooms.web_of_sources --port N` runs it in a process of its
own, so that what it costs is not measured: it prints "ready" and its port, then obeys one word with its arguments a
line (publish, stop-feed, rename, down, hang, heal, counts), answers each with a line of JSON, and ends with its input.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from typing import Any, Self

from scrapers.registry import SourceFile, SourceRegistry
from tests.newsrooms.web_of_sources_answers import (
    NOTHING,
    Habit,
    Loopback,
    Publisher,
    Served,
    asks_older,
    files_of,
    home_page,
    hosts_of,
    is_followed,
    place_of,
    robots_of,
    target_of,
)

ROBOTS = "/robots.txt"
MOVED_IN_JANUARY = "January 2027"
"""What the notes of a source say whose address holds a name that changes then."""
_LAST_MODIFIED = "Sat, 03 Oct 2026 02:00:00 GMT"
_ELSEWHERE = "http://127.0.99.99"
"""A host that is no source's."""


class Move(StrEnum):
    """What becomes of an old address."""

    OTHER_HOST = "other-host"
    NOT_FOUND = "not-found"
    HOME_PAGE = "home-page"
    """It leads to the home page."""
    HOME_IN_ITS_PLACE = "home-in-its-place"
    """It shows the home page, with 200."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as its host received it, in seconds of the machine's steady clock; header names in lower case."""

    host: str
    at: float
    until: float
    beside: int
    """Other requests that the host was busy with when this one came."""
    method: str
    target: str
    status: int
    headers: Mapping[str, str]


class WebOfSources:
    """Serves all sources of *registry*. Use it as an async context manager; *latency* is what each answer takes."""

    def __init__(self, registry: SourceRegistry | None = None, *, port: int = 0, latency: float = 0.0) -> None:
        self._files = files_of(registry or SourceRegistry.load())
        hosts = hosts_of(self._files)
        self.loopback = Loopback(hosts, port or _free_port(Loopback(hosts, 0).hosts))
        self.publishers = {file.key: Publisher(file) for file in self._files if is_followed(file)}
        self.asked: list[Asked] = []
        self._latency = latency
        self._moved: dict[str, Move] = {}
        self._taken: dict[str, int] = {}
        self._down: set[str] = set()
        self._hanging: set[str] = set()
        self._busy: Counter[str] = Counter()
        self._tokens = count(1)
        self._talks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._served: dict[tuple[str, str], Served] = {}
        self._lay_out()

    # ---- What a test may ask of it

    def registry(self, *keys: str) -> SourceRegistry:
        """Return the packaged sources with their addresses here; only *keys*, where any are given."""
        wanted = [file for file in self._files if not keys or file.key in keys]
        return SourceRegistry([self.loopback.file(file) for file in wanted])

    def publish(self, key: str, title: str) -> str:
        """Put a new release about 287(g) on the lists of a source; return its address here."""
        url = self.publishers[key].publish(title)
        self._lay_out()
        return self.loopback.local(url)

    def stop_feed(self, key: str) -> None:
        """Let a source's first way end in January 2025, while its others go on."""
        self.publishers[key].first_way_stopped = True
        self._lay_out()

    def rename(self, key: str, move: Move) -> None:
        """Take away the addresses of a source that hold a name."""
        self._moved[key] = move
        self._lay_out()

    def take_away(self, key: str, *, keep: int) -> None:
        """Take away the addresses of all ways of a source but number *keep*, counted from 0."""
        self._taken[key] = keep
        self._lay_out()

    def has_another_list(self, key: str) -> bool:
        """Tell whether a renamed source still has an address that it shares with another one."""
        file = self.publishers[key].file
        return bool(set(file.addresses) & self._shared_with(file))

    def down(self, key: str) -> None:
        """Let the hosts of a source take connections and drop them."""
        self._down |= set(self.publishers[key].file.allowed_hosts)

    def hang(self, key: str) -> None:
        """Let the hosts of a source take requests and never answer."""
        self._hanging |= set(self.publishers[key].file.allowed_hosts)

    def heal(self) -> None:
        """Put everything back but what was published."""
        self._moved, self._taken, self._down, self._hanging = {}, {}, set(), set()
        for publisher in self.publishers.values():
            publisher.first_way_stopped = False
        self._lay_out()

    def moving_in_january(self) -> list[str]:
        """Return the keys of the sources that are read and whose notes say that their address may change then."""
        return [
            key
            for key, publisher in self.publishers.items()
            if publisher.file.status == "active" and MOVED_IN_JANUARY in publisher.file.notes
        ]

    def pages_asked(self, since: int = 0) -> list[Asked]:
        """Return the requests from number *since* on, without those for robots.txt."""
        return [asked for asked in self.asked[since:] if asked.target != ROBOTS]

    # ---- What it serves

    def _lay_out(self) -> None:
        self._served = {}
        # What is refused is laid out last: a guessed address may be a later way of a source that is read by its first.
        for publisher in sorted(self.publishers.values(), key=lambda p: p.file.status != "active"):
            for url, served in publisher.served().items():
                self._serve_at(url, served, anew=publisher.file.status != "active")
        for key, move in self._moved.items():
            self._move(self.publishers[key].file, move)
        for key, kept in self._taken.items():
            addresses = self.publishers[key].file.addresses
            gone = set(addresses) - {addresses[kept]}
            self._served |= {place_of(url): NOTHING for url in gone}

    def _serve_at(self, url: str, served: Served, *, anew: bool) -> None:
        place = place_of(url)
        if anew:
            self._served[place] = served
        else:
            self._served.setdefault(place, served)

    def _move(self, file: SourceFile, move: Move) -> None:
        for url in {file.url, *file.addresses} - self._shared_with(file):
            host, target = place = place_of(url)
            match move:
                case Move.OTHER_HOST:
                    at = f"{_ELSEWHERE}:{self.loopback.port}{target}"
                    self._served[place] = Served(status=301, headers={"Location": at})
                case Move.NOT_FOUND:
                    self._served[place] = NOTHING
                case Move.HOME_PAGE:
                    self._served[place] = Served(status=302, headers={"Location": "/"})
                case Move.HOME_IN_ITS_PLACE:
                    self._served[place] = home_page(host)

    def _shared_with(self, file: SourceFile) -> set[str]:
        others = [other for other in self._files if other.key != file.key]
        return {url for other in others for url in (other.url, *other.addresses)}

    def _find(self, host: str, target: str, form: bytes) -> Served:
        if target == ROBOTS:
            return robots_of(host)
        found = self._served.get((host, target_of(target)))
        if found is not None:
            return NOTHING if form and asks_older(form) else found
        if (host, f"{target_of(target)}/") in self._served:  # as WordPress does
            return Served(status=301, headers={"Location": f"{target}/"})
        return home_page(host) if target == "/" else NOTHING

    # ---- How it serves

    async def __aenter__(self) -> Self:
        """Listen on every host's address."""
        addresses = list(self.loopback.hosts)
        self._server = await asyncio.start_server(self._begin, addresses, self.loopback.port, backlog=64)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening and end every talk."""
        assert self._server is not None
        self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        await self._server.wait_closed()

    async def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        assert talk is not None
        self._talks.add(talk)
        host = self.loopback.hosts[writer.get_extra_info("sockname")[0]]
        try:
            while host not in self._down and await self._answer_one(host, reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        except asyncio.CancelledError:
            if self._server is not None and self._server.is_serving():
                raise
        finally:
            writer.transport.abort()
            self._talks.discard(talk)

    async def _answer_one(self, host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        at = asyncio.get_running_loop().time()
        method, target, _ = head[0].split(" ")
        headers = {
            name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)
        }
        form = await reader.readexactly(int(headers.get("content-length", "0")))
        beside, self._busy[host] = self._busy[host], self._busy[host] + 1
        try:
            if host in self._hanging:
                await reader.read()
                return False
            await asyncio.sleep(self._latency)
            served = self._find(host, target, form)
            status = 304 if _has_it(served, headers) else served.status
            writer.write(self._written(served, status))
            await writer.drain()
        finally:
            self._busy[host] -= 1
        until = asyncio.get_running_loop().time()
        self.asked.append(
            Asked(
                host=host,
                at=at,
                until=until,
                beside=beside,
                method=method,
                target=target,
                status=status,
                headers=headers,
            )
        )
        return True

    def _written(self, served: Served, status: int) -> bytes:
        lines = [f"HTTP/1.1 {status} X", f"Content-Type: {served.content_type}"]
        lines += [f"{name}: {value}" for name, value in served.headers.items()]
        if served.habit is Habit.CONDITIONS and served.status == 200:
            lines += [f"ETag: {served.etag}", f"Last-Modified: {_LAST_MODIFIED}"]
        body = b"" if status == 304 else self.loopback.local(served.body.decode()).encode()
        if served.habit is Habit.TOKEN:
            token = f'<div class="js-view-dom-id-{next(self._tokens):032x}"></div></body>'.encode()
            body = body.replace(b"</body>", token)
        if status != 304:
            lines.append(f"Content-Length: {len(body)}")
        return "\r\n".join((*lines, "", "")).encode("latin-1") + body


def local_registry(port: int, registry: SourceRegistry | None = None) -> SourceRegistry:
    """Return every packaged source with its addresses led to a web of sources that listens at *port*."""
    files = files_of(registry or SourceRegistry.load())
    loopback = Loopback(hosts_of(files), port)
    return SourceRegistry([loopback.file(file) for file in files])


def _has_it(served: Served, asked: Mapping[str, str]) -> bool:
    if served.status != 200 or served.habit is not Habit.CONDITIONS:
        return False
    if "if-none-match" in asked:
        return asked["if-none-match"] == served.etag
    return asked.get("if-modified-since") == _LAST_MODIFIED


def _free_port(addresses: Mapping[str, str]) -> int:
    """Return a port that is free on all of *addresses*."""
    for _ in range(20):
        with contextlib.ExitStack() as held, contextlib.suppress(OSError):
            port = 0
            for address in addresses:
                listener = held.enter_context(socket.socket())
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listener.bind((address, port))
                port = int(listener.getsockname()[1])
            return port
    raise OSError("No port is free on all loopback addresses: try again when less is running.")


# ---- In a process of its own -----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class WebApart:
    """A web in another process: where it listens, and how it is told what to do."""

    process: subprocess.Popen[str]
    port: int

    def obey(self, order: str) -> Any:
        """Let it do what *order*, one line, says; return its answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{order}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@contextlib.contextmanager
def web_apart() -> Iterator[WebApart]:
    """Run a web in a process of its own, so that what it costs is not measured."""
    with subprocess.Popen(
        [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield WebApart(process=process, port=int(process.stdout.readline().split()[1]))
        finally:
            process.stdin.close()
            process.wait(timeout=10)


def _obey(web: WebOfSources, words: list[str]) -> Any:
    """Do what a line says and return what it is answered with."""
    obeyed: Mapping[str, Callable[..., Any]] = {
        "publish": lambda key, *title: web.publish(key, " ".join(title)),
        "stop-feed": web.stop_feed,
        "rename": lambda key, move: web.rename(key, Move(move)),
        "down": web.down,
        "hang": web.hang,
        "heal": web.heal,
        "counts": lambda: dict(Counter(asked.status for asked in web.pages_asked())),
        "log": lambda: [[a.host, a.at, a.method, a.target, a.status, dict(a.headers)] for a in web.asked],
    }
    return obeyed[words[0]](*words[1:])


async def _run(port: int) -> None:
    async with WebOfSources(port=port) as web:
        sys.stdout.write(f"ready {web.loopback.port}\n")
        sys.stdout.flush()
        while line := (await asyncio.to_thread(sys.stdin.readline)).split():
            sys.stdout.write(json.dumps(_obey(web, line)) + "\n")
            sys.stdout.flush()


def main() -> None:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes one that is free")
    asyncio.run(_run(parser.parse_args().port))


if __name__ == "__main__":
    main()
