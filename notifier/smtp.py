"""Putting one message on the wire to a mail server, over kept connections, and reading its reply rightly.

Apprise could send mail too, but it opens a connection and builds a TLS context for each message (some 50 ms) and does
not tell the reply codes, without which "nobody there" and "try later" look the same.
"""

from __future__ import annotations

import smtplib
import socket
import ssl

from domain.deliveries import Outcome, OutcomeKind
from notifier.smtp_replies import Code, Stage, outcome, read_reply
from notifier.smtp_server import Encryption, SmtpServer
from notifier.wire import TOTAL_SECONDS, Deadline, IdleConnections, connect, cut_off, in_tls

_KEEP = 8
_IDLE_SECONDS = 30.0
"""Well under the five minutes that RFC 5321 has a server wait, and under what firewalls forget."""


_LAST_WORDS = frozenset({Code.UNREADABLE, Code.CLOSING})
"""After these, nothing more that the server says is an answer to us."""


class _NotSetUpError(Exception):
    """The server and our configuration do not fit; the message is for the operator."""


class SmtpMailer:
    """Sends mail through one server. Safe to use from several threads; each message has a connection to itself."""

    def __init__(
        self,
        server: SmtpServer,
        *,
        own_name: str,
        tls: ssl.SSLContext | None = None,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        self._server = server
        self._own_name = own_name
        self._tls = tls
        self._total_seconds = total_seconds
        self._idle: IdleConnections[smtplib.SMTP] = IdleConnections(keep=_KEEP, idle_seconds=_IDLE_SECONDS)

    def send(self, *, sender: str, to: str, message: bytes) -> Outcome:
        """Attempt to hand *message* (CRLF lines) for *to* to the server once. Never raises for what the server did.

        *sender* and *to* are addresses that were checked before: they stand in commands as they are.
        """
        if not f"{sender}{to}".isascii() or not f"{sender}{to}".isprintable():
            return outcome(OutcomeKind.PERMANENT, "the address cannot be used")
        deadline = Deadline(self._total_seconds)
        kept = self._idle.take(self._server)
        if kept is not None:
            result = self._attempt(kept, sender, to, message, deadline)
            if result is not None:
                return result
        # Nothing was sent over the kept connection, or there was none: a new one is no repeat.
        client = smtplib.SMTP(local_hostname=self._own_name)
        try:
            with cut_off(deadline, lambda: client.sock):
                self._open(client, deadline)
        except _NotSetUpError as error:
            client.close()
            return outcome(OutcomeKind.RETRY, str(error))
        except (OSError, smtplib.SMTPException) as error:
            client.close()
            return outcome(OutcomeKind.RETRY, _why_no_connection(error, deadline))
        result = self._attempt(client, sender, to, message, deadline)
        return result or outcome(OutcomeKind.RETRY, "the server closed the connection before taking the message")

    def close(self) -> None:
        """Close the kept connections."""
        self._idle.close()

    def _open(self, client: smtplib.SMTP, deadline: Deadline) -> None:
        server = self._server
        client.sock = connect(server.host, server.port, deadline)
        if server.encryption is Encryption.IMPLICIT:
            self._protect(client)
        code, _ = client.getreply()
        if code != Code.READY:
            raise smtplib.SMTPConnectError(code, "")
        client.ehlo()
        if server.encryption is Encryption.STARTTLS:
            self._start_tls(client)
        if server.user:
            self._log_in(client)

    def _start_tls(self, client: smtplib.SMTP) -> None:
        if not client.has_extn("starttls"):
            raise _NotSetUpError("the mail server offers no STARTTLS; nothing was sent. Check LOOKOUT_SMTP_URL")
        code, reply = client.docmd("STARTTLS")
        if code != Code.READY:
            raise smtplib.SMTPResponseException(code, reply)
        self._protect(client)
        # What the server said before is forgotten (RFC 3207, section 4.2): somebody else may have said it.
        client.file = None
        client.esmtp_features = {}
        client.ehlo()

    def _protect(self, client: smtplib.SMTP) -> None:
        assert isinstance(client.sock, socket.socket)
        client.sock = protected = in_tls(client.sock, self._server.host, self._tls)
        protected.do_handshake()

    def _log_in(self, client: smtplib.SMTP) -> None:
        try:
            client.login(self._server.user, self._server.password)
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPException as error:
            code = f" ({error.smtp_code})" if isinstance(error, smtplib.SMTPResponseException) else ""
            raise _NotSetUpError(
                f"the mail server refused our login{code}. Check user and password in LOOKOUT_SMTP_URL"
            ) from None

    def _attempt(
        self, client: smtplib.SMTP, sender: str, to: str, message: bytes, deadline: Deadline
    ) -> Outcome | None:
        """Return what one transaction on *client* came to; None when the connection ended before it began."""
        in_content = False
        try:
            with cut_off(deadline, lambda: client.sock):
                stage, code, reply = _announce(client, sender, to)
                if stage is Stage.SENDER and code == Code.CLOSING:
                    client.close()
                    return None
                if code == Code.SEND_CONTENT:
                    # A send that fails has not handed over the final dot, so the server cannot have accepted.
                    client.send(_dotted(message))
                    in_content = True
                    code, reply = client.getreply()
                    in_content = False
        except (OSError, smtplib.SMTPException) as error:
            client.close()
            if in_content:
                return outcome(OutcomeKind.UNKNOWN, f"the message went out and {_lost(deadline)}")
            if isinstance(error, smtplib.SMTPServerDisconnected) and not deadline.passed:
                return None
            return outcome(OutcomeKind.RETRY, f"{_lost(deadline)} before the message was handed over")
        self._put_back(client, code, deadline)
        return read_reply(stage, code, reply)

    def _put_back(self, client: smtplib.SMTP, code: int, deadline: Deadline) -> None:
        """Keep the connection for the next message, after a refusal with its state cleared."""
        if code in _LAST_WORDS:
            client.close()
            return
        if code != Code.DONE:
            try:
                with cut_off(deadline, lambda: client.sock):
                    client.rset()
            except (OSError, smtplib.SMTPException):
                client.close()
                return
        self._idle.give(self._server, client)


def _announce(client: smtplib.SMTP, sender: str, to: str) -> tuple[Stage, int, bytes]:
    """Say from whom and to whom a message goes; return the first refusal, or the server's wish to have the content.

    Where the server offers it, all is said at once (RFC 2920), which saves two of four round trips for each message.
    """
    commands = (
        (Stage.SENDER, f"MAIL FROM:<{sender}>", {Code.DONE}),
        (Stage.RECIPIENT, f"RCPT TO:<{to}>", {Code.DONE, Code.WILL_FORWARD}),
        (Stage.CONTENT, "DATA", {Code.SEND_CONTENT}),
    )
    at_once = client.has_extn("pipelining")
    if at_once:
        client.send("".join(f"{command}\r\n" for _, command, _ in commands))
    refusal: tuple[Stage, int, bytes] | None = None
    code, reply = 0, b""
    for stage, command, good in commands:
        if not at_once:
            client.putcmd(command)
        code, reply = client.getreply()
        if code not in good:
            refusal = refusal or (stage, code, reply)
        if refusal and (not at_once or code in _LAST_WORDS):
            return refusal
    if refusal and code == Code.SEND_CONTENT:
        # It takes a message to nobody and waits for its content, which ends at once.
        client.send(".\r\n")
        client.getreply()
    return refusal or (Stage.CONTENT, code, reply)


def _dotted(message: bytes) -> bytes:
    """Return *message* as DATA wants it: leading dots doubled, and the line with the final dot."""
    body = message.replace(b"\r\n.", b"\r\n..")
    if body.startswith(b"."):
        body = b"." + body
    return body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _lost(deadline: Deadline) -> str:
    return "no answer came in time" if deadline.passed else "the connection was lost"


def _why_no_connection(error: Exception, deadline: Deadline) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"the mail server answered {error.smtp_code} to our greeting"
    if isinstance(error, ssl.SSLError):
        return "TLS with the mail server failed. Check its name and certificate"
    if deadline.passed or isinstance(error, TimeoutError):
        return "the mail server did not answer in time"
    return "the mail server cannot be reached"
