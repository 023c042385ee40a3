"""Receivers on this machine that record what they get and answer as told: a mail server and a webhook."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

_PATIENCE = 5.0
"""Seconds after which a told silence ends by itself, so that no test can hang."""


@dataclass(frozen=True)
class ReceivedMail:
    """One message as the mail server took it."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        """The parsed message."""
        return message_from_bytes(self.content, policy=default)

    def body(self, subtype: str) -> str:
        """Return the text of the "plain" or "html" part, with plain line ends."""
        part = self.message.get_body(preferencelist=(subtype,))
        assert part is not None
        return str(part.get_content()).replace("\r\n", "\n")


class SmtpSink:
    """A mail server on 127.0.0.1. Use it as a context manager, then read `mails` and `connections`.

    `answers["RCPT"].append("550 5.1.1 nobody")` replaces one answer to a MAIL, RCPT or DATA command (DATA: to the
    content). The answers "drop" and "silence" close the connection, or say nothing for a while, instead.
    """

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        starttls: ssl.SSLContext | None = None,
        login: tuple[str, str] | None = None,
        pipelining: bool = False,
    ) -> None:
        self._pipelining = pipelining
        self.mails: list[ReceivedMail] = []
        self.answers: dict[str, deque[str]] = {"MAIL": deque(), "RCPT": deque(), "DATA": deque()}
        self.connections = 0
        self._quiet = threading.Event()
        self._login = login
        self._controller = _Controller(self, tls, starttls)

    def __enter__(self) -> Self:
        self._controller.start()
        self.connections = 0
        return self

    def __exit__(self, *_: object) -> None:
        self._quiet.set()
        self._controller.stop()

    @property
    def port(self) -> int:
        """The port that the system chose."""
        server = self._controller.server
        assert isinstance(server, asyncio.Server)
        return int(server.sockets[0].getsockname()[1])

    @property
    def url(self) -> str:
        """The URL for `LOOKOUT_SMTP_URL`, without encryption."""
        return f"smtp://127.0.0.1:{self.port}"

    def check_login(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        """Compare a login with the expected one."""
        given = (data.login.decode(), data.password.decode()) if isinstance(data, LoginPassword) else None
        return AuthResult(success=given == self._login, handled=False)

    async def handle_EHLO(  # noqa: N802 - aiosmtpd calls its hooks by this name
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Count the connection once; EHLO comes twice with STARTTLS."""
        if session.ssl is None:
            self.connections += 1
        session.host_name = hostname
        # aiosmtpd reads line after line, so that it can do what it does not offer by itself.
        return [responses[0], "250-PIPELINING", *responses[1:]] if self._pipelining else responses

    async def handle_MAIL(  # noqa: N802 - aiosmtpd calls its hooks by this name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the sender, or answer as told."""
        answer = await self._answer(server, "MAIL") or "250 OK"
        if answer.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return answer

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls its hooks by this name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the recipient, or answer as told."""
        answer = await self._answer(server, "RCPT") or "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(options)
        return answer

    async def handle_DATA(  # noqa: N802 - aiosmtpd calls its hooks by this name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Record the message, then answer."""
        content = envelope.content
        assert isinstance(content, bytes)
        answer = await self._answer(server, "DATA") or "250 2.0.0 taken"
        self.mails.append(ReceivedMail(envelope.mail_from or "", tuple(envelope.rcpt_tos), content))
        return answer

    async def _answer(self, server: SMTP, command: str) -> str:
        told = self.answers[command].popleft() if self.answers[command] else ""
        if told == "silence":
            await server.loop.run_in_executor(None, self._quiet.wait, _PATIENCE)
        if told in {"drop", "silence"} and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        return told


class _Controller(Controller):
    """aiosmtpd's controller, with a port chosen by the system."""

    def __init__(self, sink: SmtpSink, tls: ssl.SSLContext | None, starttls: ssl.SSLContext | None) -> None:
        self._sink = sink
        self._starttls = starttls
        super().__init__(sink, hostname="127.0.0.1", port=0, ssl_context=tls)

    def factory(self) -> SMTP:
        wants_login = self._sink._login is not None
        return SMTP(
            self._sink,
            hostname="sink",
            tls_context=self._starttls,
            require_starttls=False,
            authenticator=self._sink.check_login if wants_login else None,
            auth_require_tls=False,
        )

    def _trigger_server(self) -> None:
        """Connect once to the port that the system chose, as the base class wants it; it would take port 0."""
        self.port = self._sink.port
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd has no types here


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the webhook says to one post. *manner*: "plain", "drop" (no answer), "silence", or "drip" (byte by byte)."""

    status: int = 200
    body: bytes = b"ok"
    headers: tuple[tuple[str, str], ...] = ()
    manner: str = "plain"


@dataclass(frozen=True)
class Post:
    """One request as the webhook got it."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class WebhookSink:
    """A webhook on 127.0.0.1. Use it as a context manager, then read `posts` and `connections`.

    Each of `answers` is given once, in order; afterwards every post is answered "200 ok".
    """

    answers: deque[Answer] = field(default_factory=deque)
    posts: list[Post] = field(default_factory=list)
    connections: int = 0

    def __enter__(self) -> Self:
        self.quiet = threading.Event()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.quiet.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """The address to post to, shaped like Slack's."""
        return f"http://127.0.0.1:{self._server.server_port}/services/T00000000/B00000000/{'x' * 20}AB12"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, sink: WebhookSink) -> None:
        self.sink = sink
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self._sink.connections += 1

    @property
    def _sink(self) -> WebhookSink:
        assert isinstance(self.server, _Server)
        return self.server.sink

    def do_POST(self) -> None:
        sink = self._sink
        body = self.rfile.read(int(self.headers["Content-Length"]))
        sink.posts.append(Post(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        answer = sink.answers.popleft() if sink.answers else Answer()
        if answer.manner in {"drop", "silence"}:
            if answer.manner == "silence":
                sink.quiet.wait(_PATIENCE)
            self.close_connection = True
            return
        with contextlib.suppress(OSError):
            self.send_response(answer.status)
            self.send_header("Content-Length", str(len(answer.body)))
            for name, value in answer.headers:
                self.send_header(name, value)
            self.end_headers()
            for piece in self._pieces(answer):
                self.wfile.write(piece)

    def _pieces(self, answer: Answer) -> Iterator[bytes]:
        if answer.manner != "drip":
            yield answer.body
            return
        for byte in answer.body:
            if self._sink.quiet.wait(0.05):
                return
            yield bytes([byte])

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""
