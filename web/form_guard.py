"""What is checked before a form that somebody sent is looked at: who may have made a browser send it, its form and size.

Where a request comes from. A browser can be made to send our form by a page elsewhere; it then says so itself, in
`Sec-Fetch-Site` or `Origin`. A request that names neither, nor a Referer, is let through: no browser of these years sends
a form so, and a program that does acts for nobody but itself.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import Headers, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

LONGEST_BODY = 64 * 1024
MOST_FIELDS = 300
SLOWEST_SECONDS = 10.0
YOUNGEST_SECONDS, OLDEST_SECONDS = 2, 24 * 3600
"""Nobody reads a page and types an address in two seconds; a page left open for a day is shown anew."""
_FORM = "application/x-www-form-urlencoded"
_ONE_CLICK = ("List-Unsubscribe", "One-Click")
_ONE_CLICK_PART = re.compile(
    rb'form-data;\s*name="List-Unsubscribe"(?:\r\n[^\r\n]+)*\r\n\r\nOne-Click\r\n--', re.IGNORECASE
)
_STAMP = re.compile(r"(\d{1,12})\.([0-9a-f]{64})", re.ASCII)


class RefusedError(HTTPException):
    """A form is not taken. *reason* names the sentences for it in the catalogues: `refused.{reason}`."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(status)
        self.reason = reason


class StampAge(StrEnum):
    """What the stamp of a form is worth."""

    GOOD = "good"
    TOO_YOUNG = "too-young"
    STALE = "stale"
    """Too old, or not ours."""


class FormStamp:
    """Signs when a form was given out, so that a program cannot send it without having asked for it, or at once."""

    def __init__(self, key: str, now: Callable[[], datetime]) -> None:
        if not key:
            raise ValueError("The key that signs forms is empty: anybody could sign them.")
        self._key = hmac.new(key.encode(), b"lookout/form", hashlib.sha256).digest()
        self._now = now

    def new(self) -> str:
        """Return a stamp of this moment."""
        return self._signed(str(int(self._now().timestamp())))

    def age(self, text: str) -> StampAge:
        """Tell what the stamp *text* is worth now."""
        found = _STAMP.fullmatch(text)
        if found is None or not hmac.compare_digest(self._signed(found[1]), text):
            return StampAge.STALE
        seconds = self._now().timestamp() - int(found[1])
        if seconds < YOUNGEST_SECONDS:
            return StampAge.TOO_YOUNG
        return StampAge.GOOD if seconds <= OLDEST_SECONDS else StampAge.STALE

    def _signed(self, second: str) -> str:
        return f"{second}.{hmac.new(self._key, second.encode(), hashlib.sha256).hexdigest()}"


async def read_form(request: Request) -> QueryParams:
    """Return the fields of a form that was sent. Raises RefusedError for anything but a small urlencoded one."""
    _require_form(request.headers)
    return _fields(await _body(request))


async def read_unsubscribe(request: Request) -> QueryParams:
    """Return the fields of a form that ends a subscription, from our page or from a mail program.

    RFC 8058 lets mail programs send its one field as multipart too. That is looked for as it stands: no multipart is
    ever parsed.
    """
    if _media_type(request.headers) != "multipart/form-data":
        return await read_form(request)
    if _ONE_CLICK_PART.search(await _body(request)):
        return QueryParams([_ONE_CLICK])
    raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "form")


def is_one_click(form: QueryParams) -> bool:
    """Tell whether a mail program sent *form* for its reader (RFC 8058)."""
    return form.get(_ONE_CLICK[0]) == _ONE_CLICK[1]


def require_own_page(request: Request, public_url: str) -> None:
    """Raise RefusedError unless our own page sent the request, or something that is no browser."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        is_ours = site in {"same-origin", "none"}
    elif origin is not None:
        is_ours = origin_of(origin) == origin_of(public_url)
    else:
        referer = request.headers.get("referer")
        is_ours = referer is None or origin_of(referer) == origin_of(public_url)
    if not is_ours:
        raise RefusedError(HTTPStatus.FORBIDDEN, "origin")


def refuse_other_pages(request: Request, public_url: str) -> None:
    """Raise RefusedError where a page elsewhere sent the request.

    For pages whose address holds a token: they send no Referer, so that their forms arrive with `Origin: null`. That is
    good enough there, because whoever has no token can send nothing.
    """
    if request.headers.get("sec-fetch-site") is None and request.headers.get("origin") == "null":
        return
    require_own_page(request, public_url)


def origin_of(url: str) -> tuple[str, str, int | None] | None:
    """Return scheme, host and port of *url*, the usual port written out; None where it has none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname:
        return None
    return parts.scheme, parts.hostname, port or {"http": 80, "https": 443}.get(parts.scheme)


def _media_type(headers: Headers) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _require_form(headers: Headers) -> None:
    if _media_type(headers) != _FORM:
        raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "form")


async def _body(request: Request) -> bytes:
    """Return the body, read with a bound and a time limit. It is not asked how long it says it is."""
    body = bytearray()
    try:
        async with asyncio.timeout(SLOWEST_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LONGEST_BODY:
                    raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "size")
    except (TimeoutError, ClientDisconnect):
        raise RefusedError(HTTPStatus.REQUEST_TIMEOUT, "slow") from None
    return bytes(body)


def _fields(body: bytes) -> QueryParams:
    try:
        pairs = parse_qsl(body.decode(errors="replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "size") from None
    return QueryParams(pairs)
