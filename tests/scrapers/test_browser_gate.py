"""The only way out of a browser: where it leads, and where it does not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable

import pytest

from scrapers import browser_gate
from scrapers.browser_gate import Gate
from scrapers.fetching import Reach
from tests.builders.site import Reply, Site

REFUSED, FAILED = b"HTTP/1.1 403", b"HTTP/1.1 502"


def reach(*hosts: str, private: bool = True, plain: bool = True) -> Reach:
    return Reach(allowed_hosts=hosts, allow_http=plain, allow_private_hosts=private)


async def ask(gate: Gate, *lines: str, then: bytes = b"") -> bytes:
    """Send a request to *gate* and return all that comes back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(gate.url.rpartition(":")[2]))
    writer.write("\r\n".join((*lines, "", "")).encode() + then)
    answer = await reader.read()
    writer.close()
    return answer


def play(telling: Callable[[Site], Awaitable[None]]) -> None:
    async def run() -> None:
        async with Site({"/news?page=1": Reply(body=b"words")}) as site:
            await telling(site)

    asyncio.run(run())


def host(site: Site) -> str:
    return site.url.partition("//")[2]


def test_a_plain_request_goes_on_as_the_browser_made_it() -> None:
    async def telling(site: Site) -> None:
        async with Gate(reach(host(site))) as gate:
            answer = await ask(
                gate,
                f"GET {site.url}/news?page=1 HTTP/1.1",
                f"Host: {host(site)}",
                "Proxy-Connection: keep-alive",
                "A: b",
            )

        [asked] = site.asked
        assert answer.endswith(b"words")
        assert (asked.path, asked.headers) == ("/news?page=1", {"host": host(site), "a": "b", "connection": "close"})

    play(telling)


def test_a_tunnel_leads_to_the_host_that_it_names() -> None:
    async def telling(site: Site) -> None:
        async with Gate(reach(host(site))) as gate:
            answer = await ask(gate, f"CONNECT {host(site)} HTTP/1.1", then=b"GET /news?page=1 HTTP/1.1\r\n\r\n")

        assert answer.startswith(b"HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200")
        assert answer.endswith(b"words")

    play(telling)


@pytest.mark.parametrize(
    "line",
    [
        "CONNECT localhost:{port} HTTP/1.1",
        "CONNECT 127.0.0.1:22 HTTP/1.1",
        "GET http://localhost:{port}/ HTTP/1.1",
        "GET ftp://127.0.0.1:{port}/ HTTP/1.1",
        "GET http://127.0.0.1:{port}@localhost:{port}/ HTTP/1.1",
        "GET http://localhost:{port}\\@other.example/ HTTP/1.1",
    ],
)
def test_another_host_scheme_or_port_is_refused(line: str) -> None:
    async def telling(site: Site) -> None:
        async with Gate(reach(host(site))) as gate:
            assert (await ask(gate, line.format(port=site.port))).startswith(REFUSED)
            assert len(gate.refused) == 1
        assert site.asked == []

    play(telling)


def test_a_private_address_is_refused_even_under_an_allowed_name() -> None:
    async def telling(site: Site) -> None:
        named = f"localhost:{site.port}"
        async with Gate(reach(named, private=False)) as gate:
            assert (await ask(gate, f"CONNECT {named} HTTP/1.1")).startswith(REFUSED)
            assert "private network" in str(gate.refused[0])
        assert site.asked == []

    play(telling)


def test_a_name_with_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async def telling(_: Site) -> None:
        async def resolve(*_: object, **__: object) -> Iterable[object]:
            return [(0, 0, 0, "", ("198.41.0.4", 443)), (0, 0, 0, "", ("10.0.0.1", 443))]

        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
        async with Gate(reach("news.example", private=False)) as gate:
            with pytest.raises(Exception, match="private network"):
                await gate._address_of("https://news.example/")

    play(telling)


def test_the_usual_port_need_not_stand_in_the_source_file() -> None:
    async def telling(_: Site) -> None:
        async with Gate(reach("127.0.0.1")) as gate:
            assert await gate._address_of(browser_gate._origin("127.0.0.1:443")) == ("127.0.0.1", 443)

    play(telling)


def test_a_server_that_takes_no_connection_is_said_so() -> None:
    async def telling(site: Site) -> None:
        async with Site() as gone:
            named = host(gone)
        async with Gate(reach(named)) as gate:
            assert (await ask(gate, f"CONNECT {named} HTTP/1.1")).startswith(FAILED)
            assert gate.refused == []

    play(telling)


@pytest.mark.parametrize("line", ["", "nonsense", "GET", "CONNECT  HTTP/1.1", "GET http://[/ HTTP/1.1"])
def test_nonsense_is_hung_up_on(line: str) -> None:
    async def telling(site: Site) -> None:
        async with Gate(reach(host(site))) as gate:
            assert not (await ask(gate, line)).startswith(b"HTTP/1.1 200")
        assert site.asked == []

    play(telling)


def test_more_than_is_accepted_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser_gate, "MAX_BYTES", 100_000)

    async def telling(site: Site) -> None:
        site.replies["/large"] = Reply(body=b"x" * 1_000_000)
        async with Gate(reach(host(site))) as gate:
            answer = await ask(gate, f"GET {site.url}/large HTTP/1.1")

            assert len(answer) <= 100_000
            assert gate.is_exhausted

    play(telling)


def test_nothing_is_left_open_when_the_page_is_done() -> None:
    async def telling(site: Site) -> None:
        async with Gate(reach(host(site))) as gate:
            reader, writer = await asyncio.open_connection("127.0.0.1", int(gate.url.rpartition(":")[2]))
            writer.write(f"CONNECT {host(site)} HTTP/1.1\r\n\r\n".encode())
            await reader.readuntil(b"\r\n\r\n")
        assert await asyncio.wait_for(reader.read(), 2) == b""
        writer.close()

    play(telling)
