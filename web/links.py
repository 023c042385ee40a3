"""Which links may be shown, and how our own are built."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode, urlsplit

ON = "yes"
"""What a ticked box sends."""
_BLANK_OR_CONTROL = re.compile(r"[\x00-\x20\x7f]")


def web_link(url: str | None) -> str | None:
    """Return *url* when it is a plain http or https address that a reader may follow, else None.

    Sources are not trusted: `javascript:`, `data:`, mailboxes in the address and control characters are dropped.
    """
    if not url or _BLANK_OR_CONTROL.search(url):
        return None
    try:
        parts = urlsplit(url)
        allowed = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        return None
    return url if allowed else None


def contact_link(url: str) -> str | None:
    """Return the operator's contact address when it is a web or mail address, else None."""
    return url if url.startswith("mailto:") else web_link(url)


def change_path(change_id: str) -> str:
    """Return the path of a change's permalink."""
    return f"/changes/{quote(change_id, safe='')}"


def agency_path(agreement_id: str) -> str:
    """Return a path that leads to the agency of an agreement: its permalink, where the agreement is its first."""
    return f"/agencies/{quote(agreement_id, safe='')}"


def county_path(fips: str) -> str:
    """Return the path of a county's page."""
    return f"/counties/{fips}"


def subscribe_path(*pairs: tuple[str, str]) -> str:
    """Return the address of the form for alerts, filled in with *pairs*."""
    return f"/subscribe?{urlencode(pairs)}" if pairs else "/subscribe"


def host_of(public_url: str) -> str:
    """Return the host name that names us in `tag:` identifiers."""
    return urlsplit(public_url).hostname or "localhost"
