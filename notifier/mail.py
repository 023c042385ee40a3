"""One letter as an email message: headers and both bodies, ready for the wire."""

from __future__ import annotations

import re
from binascii import b2a_qp
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from domain.text import shown
from notifier.addresses import AddressError, parse_address
from notifier.personal import Personal
from notifier.rendering import html_email, html_own, text_email, text_own
from notifier.reports import web_link
from notifier.wording import Letter

_POLICY = SMTP.clone(max_line_length=78)
_NAMED = re.compile(r"([^<>]*)<([^<>]*)>")
_BARE_ADDRESS = re.compile(r"[!#-'*+./0-9=?A-Z^_`a-z{|}~-]+@[a-z0-9.-]+")
_BOUNDARY = "=_lookout_alternative"
"""Never inside a body: in quoted-printable text, "=" is followed by two digits or by the end of the line."""
_END = f"\r\n--{_BOUNDARY}--\r\n".encode("ascii")
_ONE_CLICK = b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
_ID_LIMIT = 120
_WORD_LIMIT = 950


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What the headers of one mail say of its recipient alone. *to* is an address that was checked before."""

    message_id: str
    to: str = field(repr=False)
    now: datetime
    one_click_url: str = field(default="", repr=False)
    manage_url: str = field(default="", repr=False)


def sender_address(text: str) -> MailAddress:
    """Return the sender that *text* names: "alerts@example.org" or "Lookout <alerts@example.org>".

    Raises ValueError with a sentence that says what to write instead.
    """
    match = _NAMED.fullmatch(text.strip())
    name, spec = match.groups() if match else ("", text)
    try:
        address = parse_address(spec).value
    except AddressError:
        raise ValueError(
            "The sender of emails is not an address. Write it like this: Lookout <alerts@example.org>"
        ) from None
    return MailAddress(display_name=shown(name).strip(' "'), addr_spec=address)


def header_id(message_id: str) -> str:
    """Return *message_id* as it may stand in a header: letters, digits, dots and dashes."""
    return re.sub(r"[^A-Za-z0-9._-]", "-", message_id)[:_ID_LIMIT]


@dataclass(frozen=True, slots=True)
class SharedMail:
    """What everybody gets of one message by email, ready for the wire; `whole_mail` puts one recipient's part to it."""

    domain: str
    """Of the sender, for the message's id."""
    headers: bytes = field(repr=False)
    text: tuple[bytes, bytes] = field(repr=False)
    """Above and below the recipient's own part."""
    html: tuple[bytes, bytes] = field(repr=False)


def shared_mail(letter: Letter, *, sender: MailAddress, public_url: str) -> SharedMail:
    """Return what everybody gets of *letter*: headers and both bodies, each in two pieces of whole lines.

    Nothing that a publisher wrote reaches any header but the subject, which is one clean line.
    """
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = sender
    mail["Subject"] = letter.subject
    mail["List-Id"] = f"Lookout alerts <alerts.{urlsplit(public_url).hostname or 'localhost'}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Precedence"] = "bulk"
    mail["Content-Language"] = letter.language.value
    mail["MIME-Version"] = "1.0"
    mail["Content-Type"] = f'multipart/alternative; boundary="{_BOUNDARY}"'
    (text, text_end), (html, html_end) = text_email(letter), html_email(letter)
    return SharedMail(
        domain=sender.domain,
        headers=b"".join(_POLICY.fold_binary(name, value) for name, value in mail.items()),
        text=(_part("plain") + quoted_printable(text), quoted_printable(text_end)),
        html=(_part("html") + quoted_printable(html), quoted_printable(html_end)),
    )


def whole_mail(shared: SharedMail, own: Personal, envelope: Envelope) -> bytes:
    """Return a multipart/alternative message with CRLF line ends: the *shared* part and one recipient's *own*.

    The Message-ID is the same for the same delivery, so that a mail program can recognise a repeat.
    """
    identity = header_id(envelope.message_id)
    if not _BARE_ADDRESS.fullmatch(envelope.to):
        raise ValueError("the recipient is not an address that was checked")
    return b"".join(
        (
            f"Message-ID: <{identity}@{shared.domain}>\r\n".encode("ascii"),
            f"Date: {format_datetime(envelope.now)}\r\nTo: {envelope.to}\r\n".encode("ascii"),
            f"X-Lookout-Delivery: {identity}\r\n".encode("ascii"),
            _unsubscribe(envelope),
            shared.headers,
            b"\r\n",
            shared.text[0],
            quoted_printable(text_own(own)),
            shared.text[1],
            shared.html[0],
            quoted_printable(html_own(own)),
            shared.html[1],
            _END,
        )
    )


def quoted_printable(text: str) -> bytes:
    """Return whole lines of *text* in the form that any mail server carries; such pieces may be put one after another."""
    return b2a_qp(text.replace("\n", "\r\n").encode(), istext=True)


def _part(subtype: str) -> bytes:
    return (
        f'\r\n--{_BOUNDARY}\r\nContent-Type: text/{subtype}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    ).encode("ascii")


def _unsubscribe(envelope: Envelope) -> bytes:
    """Return the headers by which a mail program offers to end the subscription: RFC 2369, and RFC 8058 where it may.

    Each is one long word. Python would split and encode it at 78 characters, and no mail program reads an address
    encoded like that; RFC 5322 allows 998.
    """
    for url, post in ((envelope.one_click_url, _ONE_CLICK), (envelope.manage_url, b"")):
        link = web_link(url)
        if link and link.isascii() and len(link) <= _WORD_LIMIT:
            return f"List-Unsubscribe: <{link}>\r\n".encode("ascii") + post
    return b""
