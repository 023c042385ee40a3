"""Which mail server to use, read from one URL."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import parse_qs, unquote, urlsplit

from notifier.wire import is_loopback

_EXAMPLE = "smtp://user:password@mail.example.org:587?from=Lookout%20<alerts@example.org>"


class Encryption(StrEnum):
    """How the connection to the mail server is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    IMPLICIT = "implicit"


_DEFAULT_PORTS = {Encryption.NONE: 25, Encryption.STARTTLS: 587, Encryption.IMPLICIT: 465}


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """A mail server and how to talk to it; *sender* is "" where the URL names none."""

    host: str
    port: int
    encryption: Encryption
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    sender: str = ""


def parse_smtp_url(url: str) -> SmtpServer:
    """Read `smtp://user:pass@host:587?starttls=1&from=Name%20<alerts@x>` or `smtps://…` (TLS from the first byte).

    STARTTLS is the rule for `smtp://`; going without is allowed to this machine, and elsewhere only with `insecure=1`.
    Raises ValueError with a sentence that says what to write and holds no part of the URL, which is a secret.
    """
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise ValueError(f"The mail server's URL cannot be read. Write it like this: {_EXAMPLE}") from None
    if parts.scheme not in {"smtp", "smtps"} or not host or parts.path.strip("/") or not url.isprintable():
        raise ValueError(f"The mail server's URL cannot be read. Write it like this: {_EXAMPLE}")
    options = {key: values[-1] for key, values in parse_qs(parts.query, keep_blank_values=True).items()}
    if unknown := options.keys() - {"starttls", "insecure", "from"}:
        raise ValueError(
            f"The mail server's URL has {len(unknown)} unknown option(s). Known are starttls, insecure and from."
        )
    encryption = _encryption(parts.scheme, host, options)
    return SmtpServer(
        host=host,
        port=port or _DEFAULT_PORTS[encryption],
        encryption=encryption,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        sender=options.get("from", ""),
    )


def _encryption(scheme: str, host: str, options: dict[str, str]) -> Encryption:
    insecure = _flag(options, "insecure", default=False)
    starttls = _flag(options, "starttls", default=not insecure and not is_loopback(host))
    if scheme == "smtps":
        return Encryption.IMPLICIT
    if starttls:
        return Encryption.STARTTLS
    if not insecure and not is_loopback(host):
        raise ValueError(
            "Mail would travel unprotected. Remove starttls=0 from the URL, or add insecure=1 to allow it."
        )
    return Encryption.NONE


def _flag(options: dict[str, str], name: str, *, default: bool) -> bool:
    value = options.get(name)
    if value is None:
        return default
    if value not in {"0", "1"}:
        raise ValueError(f"The option {name} of the mail server's URL must be 0 or 1.")
    return value == "1"
