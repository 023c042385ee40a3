"""What a hyperlink in ICE's workbook really points to.

One link in eight of the list of May 2026 (204 of 1,680) is wrapped by Outlook Safe Links: the true address stands in
`url=`, and `data=` names the mailbox of a member of staff. The wrapper is taken off and thrown away, never shown.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit, urlunsplit

_SAFE_LINKS_HOST = re.compile(r"(^|\.)safelinks\.protection\.(outlook|office365)\.(com|us)$")
_BROWSER_VIEWER = re.compile(r"^chrome-extension://[a-z]+/(?=https?:)", re.IGNORECASE)
"""A PDF viewer's own address in front of the document's: pasted from a browser's address bar (seen in May 2026)."""
_WRAPPERS_DEEP = 3
_KEPT = 16_384


@lru_cache(maxsize=_KEPT)
def unwrap(url: str) -> str | None:
    """Return the web address that *url* leads to, or None when it leads to no public web page.

    Safe Links and PDF-viewer wrappers are removed, also nested ones, and ICE's slips in the scheme mended ("https:/www…",
    "ttps://…"). Anything that is not http or https (javascript:, file:, a browser extension, a share) gives None.
    Fragments are dropped.
    """
    text = re.sub(r"[\r\n\t]", "", url.strip())
    for _ in range(_WRAPPERS_DEEP):
        text = _BROWSER_VIEWER.sub("", text)
        text = re.sub(r"^(?:h?ttps?|hhttps?):/{1,3}(?=[^/])", _mended_scheme, text, flags=re.IGNORECASE)
        parts = _split(text)
        if parts is None:
            return None
        if not _SAFE_LINKS_HOST.search(parts.hostname or ""):
            return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), _tidy(parts.path), parts.query, ""))
        text = (parse_qs(parts.query).get("url") or [""])[0]
    return None


def same_document(a: str | None, b: str | None) -> bool:
    """Tell whether two links lead to the same document: scheme, host case, escapes and letter case aside.

    The publisher's server finds `/doclib/X.PDF` and `/doclib/x.pdf` alike, and links the same file in either way.
    """
    return document_key(a) == document_key(b)


@lru_cache(maxsize=_KEPT)
def document_key(url: str | None) -> str:
    """Return the form in which two links are compared; "" for no link."""
    target = unwrap(url) if url else None
    if target is None:
        return ""
    parts = urlsplit(target)
    return f"{(parts.hostname or '').removeprefix('www.')}{unquote(parts.path)}?{parts.query}".casefold().rstrip("?")


def _mended_scheme(match: re.Match[str]) -> str:
    return "https://" if "s:" in match.group().lower() else "http://"


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        has_mailbox = parts.username is not None
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host or "." not in host or has_mailbox:
        return None
    return parts


def _tidy(path: str) -> str:
    return quote(unquote(path), safe="/%:@!$&'()*+,;=~-._") or "/"
