"""Cases 18 to 26, 28 to 32 and 34: no answer comes, or it does not come whole."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from tests.builders.site import Reply
from tests.faults import server
from tests.faults.edits import Act, says
from tests.faults.harness import BOTH, Fault, Scene, Verdict
from tests.faults.server import Script
from tests.faults.spoiling import answered, on_both, secure
from tests.lookout.publisher import PAGE, PARTICIPATING

_ICE = "https://www.ice.gov/identify-and-arrest/287g"
_DROPS = server.head(Content_Length="1000000") + bytes(1000)


def _scripted(script: Script) -> Act:
    return on_both(lambda scene, path: scene.publisher.scripts.update({path: script}))


def _badly_certified(context: str) -> Act:
    def act(scene: Scene) -> None:
        site = secure(scene, context)
        scene.poll()
        assert site.asked == [], "something was asked of a server that cannot be trusted"

    return act


def _resolving(host: str, address: Callable[[int], str]) -> AbstractContextManager[Any]:
    """Patch the resolver: *host* has this *address*, which may depend on the flags it is asked with; "" for none."""
    real = socket.getaddrinfo

    def getaddrinfo(name: str | bytes | None, port: int, *args: int, **kwargs: int) -> Any:
        if name not in {host, host.encode()}:
            return real(name, port, *args, **kwargs)
        found = address(args[3])
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (found, port))]

    return patch("socket.getaddrinfo", getaddrinfo)


def _no_such_name(scene: Scene) -> None:
    scene.enter(_resolving("www.ice.gov", lambda _: ""))
    scene.page = _ICE


def _private_address(scene: Scene) -> None:
    scene.enter(_resolving("www.ice.gov", lambda _: "10.0.0.1"))
    scene.never_ask_private_addresses()
    scene.page = _ICE


def _rebound_address(scene: Scene) -> None:
    """Give a public address to our check and this machine's to the connection, which asks with AI_ADDRCONFIG."""
    scene.enter(_resolving("ice.example", lambda flags: "127.0.0.1" if flags & socket.AI_ADDRCONFIG else "104.18.0.1"))
    scene.never_ask_private_addresses()
    scene.page = f"http://ice.example:{scene.publisher.port}{PAGE}"


def _halved(*, reset: bool) -> Act:
    def spoil(scene: Scene, path: str) -> None:
        body = scene.publisher.replies[path].body
        scene.publisher.scripts[path] = server.cut_off(body, reset=reset)

    return on_both(spoil)


def _chunks_stop(scene: Scene, path: str) -> None:
    scene.publisher.scripts[path] = server.chunks_that_stop(scene.publisher.replies[path].body)


def _packed(body: bytes, encoding: str) -> Act:
    return answered(Reply(body=body, headers={"Content-Encoding": encoding}))


def _bombs_elsewhere(scene: Scene) -> None:
    """Serve a deflate bomb as the workbook, then a gzip bomb as the page."""
    packed = Reply(body=server.deflate_bomb(), headers={"Content-Encoding": "deflate"})
    scene.reply(PARTICIPATING, packed)
    scene.poll()
    scene.reply(PAGE, Reply(body=server.gzip_bomb(4), headers={"Content-Encoding": "gzip"}))


def _called_packed(scene: Scene, path: str) -> None:
    good = scene.publisher.replies[path]
    scene.reply(path, replace(good, headers={"Content-Encoding": "gzip"}, last_modified=None))


def _packing_broke_off(scene: Scene) -> None:
    """Pack the page and leave out its end: what is left links the first list and not the second."""
    packed = gzip.compress(scene.publisher.replies[PAGE].body)[:-60]
    scene.reply(PAGE, Reply(body=packed, headers={"Content-Encoding": "gzip"}))


REJECT = Verdict.REJECT

CASES = (
    Fault(
        number=18,
        text="expired certificate",
        verdict=REJECT,
        act=_badly_certified("expired"),
        about=BOTH,
        check=says("certificate"),
    ),
    Fault(
        number=19,
        text="self-signed certificate",
        verdict=REJECT,
        act=_badly_certified("self_signed"),
        about=BOTH,
        check=says("certificate"),
    ),
    Fault(
        number=20,
        text="certificate of another host",
        verdict=REJECT,
        act=_badly_certified("other_host"),
        about=BOTH,
        check=says("certificate"),
    ),
    Fault(number=21, text="TLS 1.0 only", verdict=REJECT, act=_badly_certified("tls_1_0"), check=says("TLS 1.2")),
    Fault(number=22, text="name does not resolve", verdict=REJECT, act=_no_such_name, check=says("cannot be resolved")),
    Fault(
        number=23,
        text="name resolves to a private address",
        verdict=REJECT,
        act=_private_address,
        check=says("private network"),
    ),
    Fault(
        number=23,
        text="name resolves to a private address",
        variant="after the check",
        verdict=REJECT,
        act=_rebound_address,
        check=says("private network"),
    ),
    Fault(number=24, text="reset in the middle", verdict=REJECT, act=_halved(reset=True), check=says("broke off")),
    Fault(number=25, text="shorter than promised", verdict=REJECT, act=_halved(reset=False), check=says("broke off")),
    Fault(number=26, text="chunks that stop", verdict=REJECT, act=on_both(_chunks_stop), check=says("broke off")),
    Fault(
        number=26,
        text="chunks without end",
        verdict=REJECT,
        act=_scripted(server.chunks_without_end),
        check=says("larger than is accepted"),
    ),
    Fault(
        number=28,
        text="a byte a second",
        verdict=REJECT,
        act=_scripted(server.drop_by_drop(_DROPS)),
        timeout=0.2,
        check=says("too slow"),
    ),
    Fault(
        number=28,
        text="a byte a second",
        variant="past the whole visit",
        verdict=REJECT,
        act=_scripted(server.drop_by_drop(_DROPS)),
        timeout=1,
        budget=2,
        check=says("The visit ended before"),
    ),
    Fault(
        number=29,
        text="headers without end",
        verdict=REJECT,
        act=_scripted(server.headers_without_end),
        check=says("breaks the rules of HTTP"),
    ),
    Fault(
        number=30,
        text="gzip of 10 MB that unpacks to 10 GB",
        verdict=REJECT,
        act=lambda scene: scene.reply(
            PARTICIPATING, Reply(body=server.gzip_bomb(10), headers={"Content-Encoding": "gzip"})
        ),
        check=says("too large once unpacked"),
    ),
    Fault(
        number=30,
        text="gzip of 4 MB that unpacks to 4 GB",
        variant="as the page, and deflate as the workbook",
        verdict=REJECT,
        act=_bombs_elsewhere,
        check=says("too large once unpacked"),
    ),
    Fault(
        number=31,
        text="brotli bomb",
        verdict=REJECT,
        act=_packed(server.BROTLI_BOMB, "br"),
        check=says("packed as “br”"),
    ),
    Fault(number=32, text="called gzip and is not", verdict=REJECT, act=on_both(_called_packed), check=says("packed")),
    Fault(
        number=32,
        text="gzip that breaks off",
        verdict=REJECT,
        act=_packing_broke_off,
        about=BOTH,
        check=says("cannot be unpacked"),
    ),
    Fault(
        number=34,
        text="a gibibyte",
        verdict=REJECT,
        act=_scripted(server.a_gibibyte),
        check=says("larger than is accepted"),
    ),
    Fault(
        number=34,
        text="a gibibyte",
        variant="unannounced",
        verdict=REJECT,
        act=_scripted(server.a_gibibyte_unannounced),
        check=says("larger than is accepted"),
    ),
)
