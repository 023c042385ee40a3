"""Tells an answer that is no answer: block pages, error pages and detours, with whatever status they come."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from urllib.parse import urlsplit

from scrapers.readers.page_text import parse_page, title_of, visible_text
from workflows.ports import FetchProblem

_WAIT = "Nothing was changed; the next poll tries again."
_SHORT_PAGE = 1_500
"""Characters of visible text. Block and error pages are shorter; an article that merely mentions one is longer."""
_OPENING = 500
"""Bytes in which XML says what it is."""
_ERROR_TITLES = (
    (
        re.compile(r"access denied|request rejected|forbidden|attention required|just a moment|blocked", re.IGNORECASE),
        FetchProblem.BLOCKED,
    ),
    (re.compile(r"page not found|not found|\b404\b|page unavailable", re.IGNORECASE), FetchProblem.GONE),
    (
        re.compile(r"maintenance|temporarily unavailable|service unavailable|\b50[0-4]\b|^error\b", re.IGNORECASE),
        FetchProblem.UNREACHABLE,
    ),
    (
        re.compile(r"sign in|log ?in|single sign|verify you are|are you (?:a )?human|consent", re.IGNORECASE),
        FetchProblem.BLOCKED,
    ),
)
_ERROR_TEXTS = (
    (re.compile(r"you don.t have permission to access|reference #\s?\d+\.[0-9a-f]+|errors\.edgesuite\.net", re.IGNORECASE), FetchProblem.BLOCKED),
    (re.compile(r"checking your browser|enable javascript and cookies to continue|captcha", re.IGNORECASE), FetchProblem.BLOCKED),
    (re.compile(r"site (?:is )?(?:currently )?(?:down|under|undergoing)(?: for)? (?:scheduled )?maintenance", re.IGNORECASE), FetchProblem.UNREACHABLE),
    (re.compile(r"the (?:requested )?page (?:you (?:requested|are looking for) )?(?:could not be|was not|cannot be) found", re.IGNORECASE), FetchProblem.GONE),
)  # fmt: skip


class Wanted(Enum):
    """What was asked for, as sentences call it."""

    PAGE = "page"
    WORKBOOK = "workbook"
    LISTING = "listing"
    """A newsroom's list of releases, whatever its format."""
    RELEASE = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One HTTP answer as received; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    asked_url: str
    final_url: str
    wanted: Wanted


def find_soft_error(answer: Answer) -> tuple[FetchProblem, str] | None:
    """Return what is wrong with *answer* and a sentence about it, or None where it may be read."""
    if answer.status == HTTPStatus.NOT_MODIFIED:
        return None
    return _from_headers(answer) or _from_status(answer) or _from_address(answer) or _from_body(answer)


def _from_headers(answer: Answer) -> tuple[FetchProblem, str] | None:
    headers = answer.headers
    if headers.get("x-amzn-waf-action"):
        return _blocked("a firewall challenge (AWS WAF)", answer)
    if headers.get("cf-mitigated"):
        return _blocked("a browser challenge (Cloudflare)", answer)
    return None


def _from_status(answer: Answer) -> tuple[FetchProblem, str] | None:
    status, what = answer.status, _what(answer)
    match status:
        case HTTPStatus.OK:
            return None
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN | HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
            return _blocked(f"status {status}", answer)
        case HTTPStatus.NOT_FOUND:
            kind, fault = FetchProblem.GONE, f"{what} is not there (404). If it stays away, look for a new address."
        case HTTPStatus.GONE:
            kind, fault = FetchProblem.GONE, f"{what} was taken down (410). Look for a new address."
        case HTTPStatus.TOO_MANY_REQUESTS:
            kind, fault = (
                FetchProblem.BLOCKED,
                f"We are asked to slow down (429{_retry_after(answer)}). Poll less often.",
            )
        case _ if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            kind, fault = FetchProblem.UNREACHABLE, f"The publisher's server failed ({status}{_retry_after(answer)})."
        case _ if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
            kind, fault = FetchProblem.UNREADABLE, f"{what} redirects to an address that is not followed ({status})."
        case _:
            kind, fault = FetchProblem.UNREADABLE, f"{what} came with status {status}, so it is not the whole document."
    return kind, f"{fault} {_WAIT}"


def _from_address(answer: Answer) -> tuple[FetchProblem, str] | None:
    asked, final = urlsplit(answer.asked_url).path, urlsplit(answer.final_url).path
    if final in {"", "/"} and asked not in {"", "/"}:
        return (
            FetchProblem.GONE,
            f"{_what(answer)} now leads to the publisher's home page. Look for a new address. {_WAIT}",
        )
    return None


def _from_body(answer: Answer) -> tuple[FetchProblem, str] | None:
    body = answer.body
    if not body.strip():
        return FetchProblem.UNREADABLE, f"{_what(answer)} came empty. {_WAIT}"
    looks_like_markup = body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    if answer.wanted is not Wanted.PAGE and (not looks_like_markup or _is_feed(body)):
        return None
    if found := _error_page(answer):
        return found
    if answer.wanted is Wanted.WORKBOOK:
        return FetchProblem.UNREADABLE, f"A web page came instead of the workbook: we may be blocked. {_WAIT}"
    if answer.wanted is Wanted.PAGE and not looks_like_markup and "html" not in answer.headers.get("content-type", ""):
        return FetchProblem.UNREADABLE, f"{_what(answer)} is no web page. {_WAIT}"
    return None


def _is_feed(body: bytes) -> bool:
    """Tell whether *body* is XML and no page: a feed's own title is not the title of an error page."""
    opening = body[:_OPENING].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return opening.startswith((b"<rss", b"<feed", b"<rdf", b"<urlset", b"<sitemapindex")) or (
        opening.startswith(b"<?xml") and b"<html" not in opening
    )


def _error_page(answer: Answer) -> tuple[FetchProblem, str] | None:
    page = parse_page(answer.body)
    if page is None:
        return None
    title, text = title_of(page), visible_text(page)
    is_short = len(text) <= _SHORT_PAGE
    # The title of a release may well speak of maintenance or of what a governor blocked.
    if is_short or answer.wanted in {Wanted.PAGE, Wanted.WORKBOOK}:
        for pattern, kind in _ERROR_TITLES:
            if pattern.search(title):
                return _told(kind, f"a page titled “{title[:80]}”", answer)
    if is_short:
        for pattern, kind in _ERROR_TEXTS:
            if match := pattern.search(text):
                return _told(kind, f"a page that says “{match.group()[:80]}”", answer)
    return None


def _told(kind: FetchProblem, what: str, answer: Answer) -> tuple[FetchProblem, str]:
    match kind:
        case FetchProblem.BLOCKED:
            return _blocked(what, answer)
        case FetchProblem.GONE:
            return kind, f"Instead of what was asked for came {what}. If it stays so, look for a new address. {_WAIT}"
        case _:
            return kind, f"Instead of what was asked for came {what}. {_WAIT}"


def _blocked(what: str, answer: Answer) -> tuple[FetchProblem, str]:
    by = " by Akamai" if "akamai" in answer.headers.get("server", "").lower() else ""
    advice = "Check in a browser whether the page is up, and poll less often if this lasts."
    return FetchProblem.BLOCKED, f"The publisher turned us away{by} with {what}. {advice} {_WAIT}"


def _what(answer: Answer) -> str:
    return f"The {answer.wanted.value}"


def _retry_after(answer: Answer) -> str:
    wish = answer.headers.get("retry-after", "").strip()
    return f", wait {wish} seconds" if wish.isdigit() and len(wish) < len("1000000") else ""
