"""Which addresses alerts may go to, and how an address is named where anybody may read it."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

import idna

from domain.subscriptions import Address, Channel
from notifier.wire import is_loopback

SLACK_HOSTS = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})
APPRISE_SCHEMAS = frozenset(
    {
        "discord",
        "mailto",
        "mailtos",
        "matrix",
        "matrixs",
        "ntfys",
        "signal",
        "signals",
        "slack",
        "workflow",
        "workflows",
    }
)
"""What an operator's Apprise URL may begin with. Never the generic posters (json, xml, form), the system's own
(syslog, dbus, windows) or another Apprise: those reach whatever the URL names, inside networks too. Microsoft Teams is
`workflows`; Apprise 2 no longer knows `msteams`."""
EMAIL_LIMIT = 254
"""Characters of a whole address: RFC 5321, section 4.5.3.1.3, less the angle brackets."""
URL_LIMIT = 2000
_LOCAL_PART = re.compile(r"(?!\.)(?!.*\.\.)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}(?<!\.)")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_PLAIN_DOMAIN = re.compile(r"(?:(?!-)(?!..--)[a-z0-9-]{1,63}(?<!-)\.)+(?!-)(?!..--)(?=.*[a-z])[a-z0-9-]{1,63}(?<!-)")
"""A domain that is its own ASCII form: nearly all are, and IDNA takes longer than all other checks together."""
_SLACK_PATH = re.compile(r"/services/T[A-Z0-9]+/B[A-Z0-9]+/[A-Za-z0-9]{24}")
_SCHEME = re.compile(r"([a-z0-9]{2,20})://", re.IGNORECASE)
_SHOWN_TAIL = 4
_LONG_ENOUGH_FOR_A_TAIL = 24


class AddressError(ValueError):
    """The address cannot be used; the message is a sentence for whoever typed it and never repeats the address."""


def parse_address(
    text: str,
    *,
    operator: bool = False,
    slack_hosts: frozenset[str] = SLACK_HOSTS,
    allow_loopback: bool = False,
    apprise_schemas: frozenset[str] = APPRISE_SCHEMAS,
) -> Address:
    """Return the address that *text* is: an email address, a Slack webhook or, for an *operator*, an Apprise URL.

    *allow_loopback* also takes a webhook on this machine, for the demo and the tests. Raises AddressError.
    """
    if not text.isprintable():
        raise AddressError("The address holds a line break or another invisible character. Type it again.")
    value = text.strip()
    if not value:
        raise AddressError("Type an email address or a Slack webhook address.")
    if "://" not in value:
        return Address(channel=Channel.EMAIL, value=_email(value))
    if len(value) > URL_LIMIT:
        raise AddressError(f"The address is longer than {URL_LIMIT} characters. Copy it again from its source.")
    scheme = value.split("://", 1)[0].lower()
    if scheme in {"http", "https"}:
        return Address(channel=Channel.SLACK, value=check_slack(value, slack_hosts, allow_loopback=allow_loopback))
    if not operator:
        raise AddressError("Only email addresses and Slack webhooks (https://hooks.slack.com/services/…) can be used.")
    return Address(channel=Channel.APPRISE, value=_apprise(value, apprise_schemas))


def check_slack(url: str, slack_hosts: frozenset[str] = SLACK_HOSTS, *, allow_loopback: bool = False) -> str:
    """Return *url* if it is a Slack incoming webhook on one of *slack_hosts*. Raises AddressError."""
    parts = _parts(url)
    if allow_loopback and is_loopback(parts.hostname or "") and "@" not in parts.netloc and _has_port(parts):
        return url
    if parts.scheme != "https" or parts.netloc not in slack_hosts:
        raise AddressError("A Slack webhook begins with https://hooks.slack.com/services/. Copy it from Slack again.")
    if parts.query or parts.fragment or "?" in url or "#" in url or not _SLACK_PATH.fullmatch(parts.path):
        raise AddressError(
            "The Slack webhook is not complete: it ends in /services/T…/B…/ and 24 letters. Copy it again."
        )
    return url


def describe(address: Address) -> str:
    """Return a form of *address* that names it to its owner and tells nobody else how to reach it."""
    if address.channel is Channel.EMAIL:
        local, _, domain = address.value.rpartition("@")
        return f"{local[:1]}***@{domain}"
    if address.channel is Channel.SLACK:
        # The last part of a real webhook is a secret of 24 characters; of a shorter one nothing may be shown.
        tail = address.value.rstrip("/").rsplit("/", 1)[-1]
        return "Slack webhook" + (f" …{tail[-_SHOWN_TAIL:]}" if len(tail) >= _LONG_ENOUGH_FOR_A_TAIL else "")
    scheme = _SCHEME.match(address.value)
    return f"Apprise ({scheme.group(1).lower()})" if scheme else "Apprise"


def _email(value: str) -> str:
    if any(mark in value for mark in ',;<>"() '):
        raise AddressError("Type one plain email address, without a name, spaces, quotes or a second address.")
    local, at, domain = value.rpartition("@")
    if not at or not _LOCAL_PART.fullmatch(local):
        raise AddressError("This is not an email address. It should look like name@example.org.")
    address = f"{local}@{_domain(domain)}"
    if len(address) > EMAIL_LIMIT:
        raise AddressError(f"The email address is longer than {EMAIL_LIMIT} characters. Use a shorter one.")
    return address


def _domain(domain: str) -> str:
    """Return *domain* in the ASCII form that mail servers use: "müller.de" is "xn--mller-kva.de"."""
    if _PLAIN_DOMAIN.fullmatch(domain):
        return domain
    try:
        ascii_form = idna.encode(domain, uts46=True).decode("ascii").lower()
    except idna.IDNAError:
        ascii_form = ""
    labels = ascii_form.split(".")
    if "." not in ascii_form or labels[-1].isdigit() or not all(_LABEL.fullmatch(label) for label in labels):
        raise AddressError("The part after @ is not a mail domain. It should look like example.org.")
    return ascii_form


def _parts(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        raise AddressError("This is not a web address. Copy it again from its source.") from None


def _has_port(parts: SplitResult) -> bool:
    """Tell whether the port, or the scheme's own, can be connected to."""
    try:
        return parts.port != 0
    except ValueError:
        return False


def _apprise(value: str, schemas: frozenset[str]) -> str:
    from notifier.apprise_channel import count_targets  # Apprise takes 0.2 s to load and most commands never need it

    scheme = _SCHEME.match(value)
    if not scheme or scheme.group(1).lower() not in schemas:
        raise AddressError(f"This kind of Apprise address is not allowed. Allowed are: {', '.join(sorted(schemas))}.")
    targets = count_targets(value)
    if targets == 0:
        raise AddressError("Apprise cannot read this address. Compare it with the service's page in Apprise's manual.")
    if targets > 1:
        raise AddressError("This address names several targets. Add one subscription for each, so that each is told.")
    return value
