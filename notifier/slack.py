"""Posting to a Slack incoming webhook over a kept connection, and reading its answer rightly."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import quote, urlsplit

from domain.deliveries import RETRY_AFTER_CAP, Outcome, OutcomeKind
from notifier.wire import TOTAL_SECONDS, Deadline, IdleConnections, connect, cut_off, in_tls

_MAX_REPLY_BYTES = 64 * 1024
_KEEP = 16
_URL_MARKS = "%/?:@!$&'()*+,;=-._~"
_IDLE_SECONDS = 10.0
"""Short: a server that closes an idle connection just as we post leaves us not knowing whether it read the post."""
_DEAD_HOOK = frozenset({"invalid_token", "no_active_hooks", "no_service", "no_team", "team_disabled"})
"""Slack's words for a webhook that will never work again, whatever the status they come with."""
_GONE = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_LATER = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
_KNOWN_WORDS = _DEAD_HOOK | {
    "action_prohibited",
    "channel_is_archived",
    "channel_not_found",
    "invalid_blocks",
    "invalid_payload",
    "no_text",
    "posting_to_general_channel_denied",
    "rate_limited",
    "rollup_error",
    "user_not_found",
}


@dataclass(slots=True)
class _Connection:
    """One open connection to a receiver."""

    sock: socket.socket

    def close(self) -> None:
        """Close at once."""
        self.sock.close()


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a post goes, and the head of its request up to what each post has of its own."""

    scheme: str
    host: str
    port: int
    head: bytes


class SlackPoster:
    """Posts to Slack webhooks. Safe to use from several threads; each post has a connection to itself."""

    def __init__(self, *, tls: ssl.SSLContext | None = None, total_seconds: float = TOTAL_SECONDS) -> None:
        self._tls = tls
        self._total_seconds = total_seconds
        self._idle: IdleConnections[_Connection] = IdleConnections(keep=_KEEP, idle_seconds=_IDLE_SECONDS)

    def post(self, url: str, body: bytes, *, message_id: str, now: datetime) -> Outcome:
        """Attempt to post *body*, which is JSON, once to *url*, which was checked before.

        Never raises for what the server did. *message_id* must be fit for a header.
        """
        deadline = Deadline(self._total_seconds)
        target = _target(url)
        key = (target.scheme, target.host, target.port)
        try:
            connection = self._idle.take(key) or self._open(target, deadline)
        except ssl.SSLError:
            return _outcome(OutcomeKind.RETRY, "TLS failed")
        except OSError:
            return _outcome(OutcomeKind.RETRY, "cannot be reached")
        # The id is the same on every attempt (Standard Webhooks): a receiver that looks at it can drop a repeat.
        own = f"webhook-id: {message_id}\r\nContent-Length: {len(body)}\r\n\r\n".encode("ascii")
        sock = connection.sock
        sent = False
        response = http.client.HTTPResponse(sock, method="POST")
        try:
            with cut_off(deadline, lambda: sock):
                # In one piece: with the head on its own, some receivers wait for the rest before they answer the first.
                sock.sendall(target.head + own + body)
                sent = True
                response.begin()
                reply = _read(response)
        except (OSError, http.client.HTTPException):
            response.close()
            connection.close()
            why = "no answer came in time" if deadline.passed else "the connection was lost"
            if sent:
                return _outcome(OutcomeKind.UNKNOWN, f"the message went out and {why}")
            return _outcome(OutcomeKind.RETRY, f"{why} before the message was handed over")
        if response.isclosed() and not response.will_close and not deadline.passed:
            self._idle.give(key, connection)
        else:
            response.close()
            connection.close()
        return read_answer(response.status, reply, response.headers.get("Retry-After", ""), now)

    def close(self) -> None:
        """Close the kept connections."""
        self._idle.close()

    def _open(self, target: _Target, deadline: Deadline) -> _Connection:
        connection = _Connection(connect(target.host, target.port, deadline))
        if target.scheme != "https":
            return connection
        try:
            with cut_off(deadline, lambda: connection.sock):
                connection.sock = protected = in_tls(connection.sock, target.host, self._tls)
                protected.do_handshake()
        except OSError:
            connection.close()
            raise
        return connection


def _target(url: str) -> _Target:
    parts = urlsplit(url)
    host = parts.hostname or ""
    path = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_URL_MARKS)
    head = (
        f"POST {path} HTTP/1.1\r\n"
        f"Host: {parts.netloc}\r\n"
        "Accept-Encoding: identity\r\n"
        "Content-Type: application/json; charset=utf-8\r\n"
        "User-Agent: Lookout-287g\r\n"
    )
    return _Target(parts.scheme, host, parts.port or (443 if parts.scheme == "https" else 80), head.encode("ascii"))


def read_answer(status: int, body: bytes, retry_after: str, now: datetime) -> Outcome:
    """Return what an answer means. Only words that Slack is known to use are repeated in the detail."""
    text = body.decode("ascii", "replace").strip()
    word = text if text in _KNOWN_WORDS else ""
    kind, meaning = _meaning(status, text)
    wait = parse_retry_after(retry_after, now) if kind is OutcomeKind.RETRY else None
    return _outcome(kind, f"answered {status} {word}".rstrip() + f": {meaning}", wait)


def _meaning(status: int, text: str) -> tuple[OutcomeKind, str]:
    if text in _DEAD_HOOK or status in _GONE:
        return OutcomeKind.PERMANENT, "the webhook no longer works"
    if status in _LATER or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return OutcomeKind.RETRY, "not now"
    if status >= HTTPStatus.BAD_REQUEST:
        return OutcomeKind.REFUSED, "it does not understand our message"
    if status >= HTTPStatus.MULTIPLE_CHOICES:
        return OutcomeKind.REFUSED, "redirect refused"
    if status == HTTPStatus.OK and text == "ok":
        return OutcomeKind.SENT, "ok"
    return OutcomeKind.UNKNOWN, "but not with Slack's ok"


def parse_retry_after(text: str, now: datetime) -> timedelta | None:
    """Return the wait that a Retry-After header asks for, from 0 to RETRY_AFTER_CAP; None when it asks for nothing.

    It holds seconds or an HTTP date; a date that has passed asks for no wait.
    """
    value = text.strip()
    if re.fullmatch(r"[0-9]{1,18}", value):
        return timedelta(seconds=min(int(value), int(RETRY_AFTER_CAP.total_seconds())))
    try:
        wait = parsedate_to_datetime(value) - now
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(wait, timedelta()), RETRY_AFTER_CAP)


def _read(response: http.client.HTTPResponse) -> bytes:
    """Return the start of the answer's body; what is longer stays unread, and the connection is then not kept."""
    try:
        return response.read(_MAX_REPLY_BYTES)
    except (OSError, http.client.HTTPException):
        # The status has been read and says more than the body would have.
        response.will_close = True
        return b""


def _outcome(kind: OutcomeKind, detail: str, retry_after: timedelta | None = None) -> Outcome:
    return Outcome(kind=kind, detail=f"Slack: {detail}", retry_after=retry_after)
