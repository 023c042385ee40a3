"""One letter as an email message: headers and both bodies, ready for the wire."""

from __future__ import annotations

import re
from datetime import datetime
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from domain.text import shown
from notifier.addresses import AddressError, parse_address
from notifier.rendering import html_email, text_email
from notifier.reports import web_link
from notifier.wording import Letter

_POLICY = SMTP.clone(max_line_length=78)
_NAMED = re.compile(r"([^<>]*)<([^<>]*)>")
_ID_LIMIT = 120
_WORD_LIMIT = 950


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


def build_mail(
    letter: Letter, *, message_id: str, sender: MailAddress, to: str, manage_url: str, public_url: str, now: datetime
) -> bytes:
    """Return *letter* as the bytes of a multipart/alternative message with CRLF line ends.

    The Message-ID is the same for the same *message_id*, so that a mail program can recognise a repeat. Nothing that
    a publisher wrote reaches any header but the subject, which is one clean line.
    """
    identity = header_id(message_id)
    mail = EmailMessage(policy=_POLICY)
    mail["Message-ID"] = f"<{identity}@{sender.domain}>"
    mail["Date"] = format_datetime(now)
    mail["From"] = sender
    mail["To"] = MailAddress(addr_spec=to)
    mail["Subject"] = letter.subject
    mail["List-Id"] = f"Lookout alerts <alerts.{urlsplit(public_url).hostname or 'localhost'}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Precedence"] = "bulk"
    mail.set_content(text_email(letter), cte="quoted-printable")
    mail.add_alternative(html_email(letter), subtype="html", cte="quoted-printable")
    mail["Content-Language"] = letter.language.value
    return _unfolded("X-Lookout-Delivery", identity) + _unsubscribe(manage_url) + mail.as_bytes()


def _unsubscribe(manage_url: str) -> bytes:
    manage = web_link(manage_url)
    return _unfolded("List-Unsubscribe", f"<{manage}>") if manage and manage.isascii() else b""


def _unfolded(name: str, token: str) -> bytes:
    """Return a header whose value is one long word.

    Python would split and encode such a word at 78 characters, and no mail program reads an address encoded like that;
    RFC 5322 allows 998.
    """
    return f"{name}: {token}\r\n".encode("ascii") if len(token) <= _WORD_LIMIT else b""
