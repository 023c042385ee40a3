"""A publisher that misbehaves on the wire at any step of an answer. Raw asyncio on the loopback interface."""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import ssl
import warnings
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.builders.site import Asked, Reply, list_page
from tests.lookout.publisher import PAGE, PARTICIPATING, PENDING, Publisher

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
"""Answers one request, whose head has been read, in whatever way it likes."""

_CHUNK = 64 * 1024
_MEMBER_BYTES = 10_000_000
_DAY = dt.timedelta(days=1)


class FaultyPublisher(Publisher):
    """A publisher of which single paths answer by a script instead of a reply; over TLS when *tls* is given."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        super().__init__()
        self._tls = tls
        self.scripts: dict[str, Script] = {}
        self._latest_at = dt.datetime(2025, 9, 24, 12, tzinfo=dt.UTC)

    def later(self) -> dt.datetime:
        """Return the next moment of publication, a minute after the last."""
        self._latest_at += dt.timedelta(minutes=1)
        return self._latest_at

    def mend(self) -> None:
        """Forget every script and reply, and serve the good page."""
        self.scripts.clear()
        self.replies.clear()
        self.replies[PAGE] = Reply(body=good_page())

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
            return
        path = head.split(b" ")[1].decode("latin-1")
        script = self.scripts.get(path)
        if script is None:
            await super()._serve(_Rewound(head, reader), writer)
            return
        self.asked.append(Asked(path=path, headers={}))
        try:
            await script(reader, writer)
        except ConnectionError:
            pass  # The client had enough: that is what most scripts are for.
        finally:
            writer.close()


def good_page() -> bytes:
    """Return ICE's page with its two links, as it is before and after every fault."""
    return list_page(
        (PARTICIPATING, "Participating Agencies"),
        (PENDING, "Pending Agencies"),
        prose="As of September 24, 2025, 8:30 am, ICE has signed 40 Memorandums of Agreement for 287(g) programs.",
    )


class _Rewound(asyncio.StreamReader):
    """A reader whose head was read already and is read once more."""

    def __init__(self, head: bytes, rest: asyncio.StreamReader) -> None:
        super().__init__()
        self._head = head
        self._rest = rest

    async def readuntil(self, separator: Any = b"\n") -> bytes:
        return self._head

    async def read(self, n: int = -1) -> bytes:
        return await self._rest.read(n)


def head(status: int = 200, **headers: str) -> bytes:
    """Return the head of an answer; an underscore in a header's name stands for a hyphen."""
    lines = [f"HTTP/1.1 {status} X", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return "\r\n".join((*lines, "", "")).encode("latin-1")


def cut_off(body: bytes, *, reset: bool) -> Script:
    """Promise *body*, send half of it, and close the connection, or reset it."""

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head(Content_Length=str(len(body))) + body[: len(body) // 2])
        await writer.drain()
        if reset:
            writer.transport.abort()

    return script


def chunks_that_stop(body: bytes) -> Script:
    """Send *body* as a chunk and close the connection without the last chunk."""

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head(Transfer_Encoding="chunked") + f"{len(body):x}\r\n".encode() + body + b"\r\n")
        await writer.drain()

    return script


async def chunks_without_end(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send chunks until the client leaves."""
    writer.write(head(Transfer_Encoding="chunked"))
    while True:
        writer.write(f"{_CHUNK:x}\r\n".encode() + bytes(_CHUNK) + b"\r\n")
        await writer.drain()


async def a_gibibyte(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Promise a gibibyte and begin to send it."""
    writer.write(head(Content_Length=str(1024**3)))
    for _part in range(1024**3 // _CHUNK):
        writer.write(bytes(_CHUNK))
        await writer.drain()


async def a_gibibyte_unannounced(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send a gibibyte without saying how long it is."""
    writer.write(head(Connection="close"))
    for _part in range(1024**3 // _CHUNK):
        writer.write(bytes(_CHUNK))
        await writer.drain()


async def headers_without_end(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send header lines until the client leaves."""
    writer.write(b"HTTP/1.1 200 X\r\n")
    while True:
        writer.write(b"X-Again: and again\r\n" * 200)
        await writer.drain()


def drop_by_drop(text: bytes) -> Script:
    """Send *text* byte by byte, one a second, until the client leaves; it never gets to the end of it."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for position in range(len(text)):
            writer.write(text[position : position + 1])
            await writer.drain()
            try:
                await asyncio.wait_for(reader.read(1), timeout=1)
            except TimeoutError:
                continue
            return  # Only the end of the connection can be read here: the client sends nothing more.

    return script


@cache
def gzip_bomb(gigabytes: int) -> bytes:
    """Return gzip members of zeros that unpack to *gigabytes* GB: about a thousandth of that in bytes."""
    return gzip.compress(bytes(_MEMBER_BYTES), mtime=0) * (gigabytes * 1_000_000_000 // _MEMBER_BYTES)


@cache
def deflate_bomb() -> bytes:
    """Return 100 MB of zeros, deflated."""
    return zlib.compress(bytes(10 * _MEMBER_BYTES), 9)


BROTLI_BOMB = bytes.fromhex(
    "cbffff3ff82700e2b14020f7fe8fffff7ff04f00c4611180eefd1fffffffe09f0088c30200ddfb3ffeffffc13f0110870500baf77ffcffff837f02200e0b0074effff8ffff07ff04401c1600e8defff1ffff0ffe0980382c00d0bdffe3ffff1ffc1300715800a07bff37"
)
"""64 MiB of zeros, packed by brotli."""


@dataclass(frozen=True, kw_only=True)
class Certificates:
    """A certificate authority of the test's own; *trusted* is the file that makes a client believe it."""

    trusted: Path
    good: ssl.SSLContext
    expired: ssl.SSLContext
    other_host: ssl.SSLContext
    self_signed: ssl.SSLContext
    tls_1_0: ssl.SSLContext


def make_certificates(folder: Path) -> Certificates:
    """Return servers' certificates, right and wrong, all but one signed by an authority made for them."""
    now = dt.datetime.now(dt.UTC)
    folder.mkdir(exist_ok=True)
    root_key = ec.generate_private_key(ec.SECP256R1())
    root = _certificate(root_key, "127.0.0.1", root_key, "Tests' own authority", now + 30 * _DAY, authority=True)
    trusted = folder / "authority.pem"
    trusted.write_bytes(root.public_bytes(serialization.Encoding.PEM))

    def served(name: str, host: str, until: dt.datetime, *, alone: bool = False) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        issuer_key, issuer = (key, host) if alone else (root_key, "Tests' own authority")
        return _context(folder / name, key, _certificate(key, host, issuer_key, issuer, until))

    return Certificates(
        trusted=trusted,
        good=served("good.pem", "127.0.0.1", now + 30 * _DAY),
        expired=served("expired.pem", "127.0.0.1", now - _DAY),
        other_host=served("other.pem", "127.0.0.2", now + 30 * _DAY),
        self_signed=served("self.pem", "127.0.0.1", now + 30 * _DAY, alone=True),
        tls_1_0=_only_tls_1_0(served("old.pem", "127.0.0.1", now + 30 * _DAY)),
    )


def _certificate(
    key: ec.EllipticCurvePrivateKey,
    host: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    issuer: str,
    until: dt.datetime,
    *,
    authority: bool = False,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(issuer if authority else host))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(until - 90 * _DAY)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if not authority:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _context(file: Path, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> ssl.SSLContext:
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def _only_tls_1_0(context: ssl.SSLContext) -> ssl.SSLContext:
    with warnings.catch_warnings():
        # Python itself warns that this is old: it is what the case is about.
        warnings.simplefilter("ignore", DeprecationWarning)
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1
    return context
