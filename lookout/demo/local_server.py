"""A small web server on this machine, in a thread of its own, for the recorded site and the inbox."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

HERE = "127.0.0.1"
_LARGEST_BODY = 1024 * 1024
_STOP_SECONDS = 0.05
"""How soon the server notices that it must stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request; header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer."""

    body: bytes = b""
    status: int = HTTPStatus.OK
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


class LocalServer:
    """Answers requests on 127.0.0.1 with what *respond* returns. Use it as a context manager.

    *port* 0 takes a free one. Raises OSError when the port cannot be had. *respond* is called from several threads.
    """

    def __init__(self, respond: Callable[[Request], Reply], *, port: int = 0) -> None:
        self._server = _Server((HERE, port), respond)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(_STOP_SECONDS,), daemon=True)

    @property
    def url(self) -> str:
        """The server's root, without a final slash."""
        return f"http://{HERE}:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        """Begin to answer."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop and free the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], respond: Callable[[Request], Reply]) -> None:
        self.respond = respond
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 10.0

    def do_GET(self) -> None:
        self._answer(b"")

    def do_HEAD(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > _LARGEST_BODY:
            self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        self._answer(self.rfile.read(int(length)))

    def _answer(self, body: bytes) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.respond(Request(method=self.command, path=self.path, headers=headers, body=body))
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the demonstration tells its story itself."""
