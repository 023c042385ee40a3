"""Says on every page of the demonstration's change log that it is one."""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lookout.demo.pages import BANNER

_NOTE = (
    f'<p class="notice" role="note"><strong>{BANNER}.</strong> Agencies, signatures and dates here are invented.</p>'
)
_BEGINNING = re.compile(rb"<main\b[^>]*>")


class Banner:
    """Outermost middleware: puts the note at the beginning of each page; feeds, tables and files stay as they are."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the note to the answer when it is a page."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._app(_wanting_plain_text(scope), receive, _Sending(send))


class _Sending:
    """Holds a page back until it is whole, then sends it with the note."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send_page(self._start)

    async def _send_page(self, start: Message) -> None:
        page = _BEGINNING.sub(lambda match: match[0] + _NOTE.encode(), self._body, count=1)
        if self._body:
            MutableHeaders(raw=start["headers"])["Content-Length"] = str(len(page))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": page})


def _is_page(message: Message) -> bool:
    return Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")


def _wanting_plain_text(scope: Scope) -> Scope:
    """Return *scope* without the wish for a compressed answer, in which nothing could be added."""
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]}
