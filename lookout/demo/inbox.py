"""A local inbox: takes mail over real SMTP and posts to a Slack-like webhook, and shows both on one page."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import StrEnum
from html import unescape
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from lookout.demo.local_server import HERE, LocalServer, Reply, Request
from lookout.demo.pages import render
from lookout.demo.story import ADDRESS_OF, Reader
from web.headers import security_headers
from web.rendering import asset

_PAGE, _WEBHOOK = "/inbox", "/slack/everyone"
_STYLES = {"/site.css": asset("site.css"), "/inbox.css": (Path(__file__).parent / "templates/inbox.css").read_bytes()}
_SHOWN_HEADERS = ("From", "To", "Message-ID")
_LONGEST_HEADER = 70
_SLACK_LINK = re.compile(r"<(https?://[^|>]+)\|([^>]*)>")
_GREETING_SECONDS = 5.0


class Way(StrEnum):
    """How a message came."""

    EMAIL = "Email"
    SLACK = "Slack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message as it arrived. *text* is the plain body, or what Slack's blocks say; *raw* is every byte of it."""

    number: int
    way: Way
    at: datetime
    id: str
    """The same on every attempt: Message-ID, or webhook-id."""
    to: str
    subject: str
    headers: tuple[tuple[str, str], ...]
    text: str
    raw: bytes


class Inbox:
    """Collects what is sent to `smtp_url` and `webhook_url`. Use it as a context manager.

    *port* is the page's; 0 takes a free one. *now* says when a message came. Raises OSError when the port cannot be had.
    """

    def __init__(self, *, port: int, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._messages: list[Message] = []
        self._web = LocalServer(self._respond, port=port)
        self._mail = _MailServer(self._take_mail)

    def __enter__(self) -> Self:
        """Begin to collect."""
        self._mail.start()
        self._web.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop; the messages stay readable."""
        self._web.__exit__()
        self._mail.stop()

    @property
    def smtp_url(self) -> str:
        """Where mail is taken."""
        return f"smtp://{HERE}:{self._mail.port}"

    @property
    def webhook_url(self) -> str:
        """Where Slack messages are taken."""
        return self._web.url + _WEBHOOK

    @property
    def url(self) -> str:
        """The page that shows the messages."""
        return self._web.url + _PAGE

    @property
    def messages(self) -> tuple[Message, ...]:
        """Everything that has come, oldest first."""
        with self._lock:
            return tuple(self._messages)

    def _take_mail(self, to: str, content: bytes) -> None:
        mail = message_from_bytes(content, policy=policy.default)
        self._keep(
            way=Way.EMAIL,
            id=str(mail["Message-ID"] or ""),
            to=to,
            subject=str(mail["Subject"] or ""),
            headers=tuple((name, _shortened(str(mail[name]))) for name in _SHOWN_HEADERS if mail[name]),
            text=_plain_text(mail),
            raw=content,
        )

    def _take_post(self, request: Request) -> Reply:
        try:
            payload = json.loads(request.body)
            texts = list(_block_texts(payload["blocks"]))
        except (ValueError, LookupError, TypeError, AttributeError):
            return Reply(status=HTTPStatus.BAD_REQUEST, body=b"invalid_payload", content_type="text/plain")
        self._keep(
            way=Way.SLACK,
            id=request.headers.get("webhook-id", ""),
            to=ADDRESS_OF[Reader.TASK_FORCE],
            subject=texts[0] if texts else "",
            headers=(("webhook-id", _shortened(request.headers.get("webhook-id", ""))),),
            text="\n\n".join(texts[1:]),
            raw=request.body,
        )
        return Reply(body=b"ok", content_type="text/plain")

    def _keep(self, **values: Any) -> None:
        with self._lock:
            self._messages.append(Message(number=len(self._messages) + 1, at=self._now(), **values))

    def _respond(self, request: Request) -> Reply:
        path = urlsplit(request.path).path
        if request.method == "POST":
            return self._take_post(request) if path == _WEBHOOK else _NOT_HERE
        if path in _STYLES:
            return Reply(body=_STYLES[path], content_type="text/css; charset=utf-8")
        if path in {"/", _PAGE}:
            page = render("inbox.html", messages=self.messages[::-1])
            headers = {**security_headers(secure_site=False), "Cache-Control": "no-store"}
            return Reply(body=page, headers=headers)
        return _NOT_HERE


_NOT_HERE = Reply(status=HTTPStatus.NOT_FOUND, body=b"not here", content_type="text/plain")


class _MailServer(Controller):
    """aiosmtpd's server, on a port that the system chooses."""

    def __init__(self, take: Callable[[str, bytes], None]) -> None:
        self._take = take
        super().__init__(self, hostname=HERE, port=0)

    def factory(self) -> SMTP:
        return SMTP(self, hostname="inbox.example", enable_SMTPUTF8=True)

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        """Take one message for each of its receivers."""
        for receiver in envelope.rcpt_tos:
            self._take(receiver, envelope.original_content or b"")
        return "250 OK"

    def _trigger_server(self) -> None:
        """Learn the port, and greet once, as the base class wants it; it would greet port 0."""
        assert isinstance(self.server, asyncio.Server)
        self.port = int(self.server.sockets[0].getsockname()[1])
        with contextlib.closing(socket.create_connection((HERE, self.port), timeout=_GREETING_SECONDS)) as greeting:
            greeting.recv(1)


def _plain_text(mail: EmailMessage) -> str:
    body = mail.get_body(preferencelist=("plain",))
    return str(body.get_content()).replace("\r\n", "\n").strip() if body else ""


def _block_texts(blocks: list[dict[str, Any]]) -> list[str]:
    """Return what Slack would show of each block: its text, or the texts of its elements on one line."""
    texts = []
    for block in blocks:
        parts = [block["text"]] if "text" in block else block["elements"]
        texts.append(" · ".join(_as_slack_shows(str(part["text"])) for part in parts))
    return texts


def _as_slack_shows(text: str) -> str:
    """Return Slack's text with its `<address|label>` written out and its three escapes undone."""
    return unescape(_SLACK_LINK.sub(r"\2: \1", text))


def _shortened(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= _LONGEST_HEADER else line[: _LONGEST_HEADER - 1] + "…"
