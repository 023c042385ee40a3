"""Answers that a reader already has: ETag, Last-Modified and 304."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

_SETTLED = timedelta(seconds=2)
"""Last-Modified counts whole seconds: a change in the same second would look old, so the newest are not dated."""


def answer(
    request: Request,
    render: Callable[[], str],
    *,
    media_type: str = "text/html; charset=utf-8",
    stamp: tuple[object, ...] | None = None,
    modified_at: datetime | None = None,
    now: datetime | None = None,
) -> Response:
    """Return what *render* writes, or 304 when the reader has it.

    *stamp* names everything the text depends on and spares the rendering; without it the text itself is the stamp.
    *modified_at* is the last change to the text, given only where *stamp* is.
    """
    body = None if stamp is not None else render()
    etag = _weak_tag(repr(stamp) if body is None else body)
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    dated = modified_at is not None and now is not None and now - modified_at >= _SETTLED
    if dated and modified_at is not None:
        headers["Last-Modified"] = format_datetime(modified_at.astimezone(UTC), usegmt=True)
    if _reader_has_it(request, etag, modified_at if dated else None):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(render() if body is None else body, headers=headers, media_type=media_type)


def _weak_tag(text: str) -> str:
    """Weak, because the same text goes out compressed and plain."""
    return f'W/"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'


def _reader_has_it(request: Request, etag: str, modified_at: datetime | None) -> bool:
    """RFC 9110, 13.2.2: If-None-Match decides alone where it is sent."""
    if tags := request.headers.get("if-none-match"):
        return etag in {tag.strip() for tag in tags.split(",")} or tags.strip() == "*"
    since = request.headers.get("if-modified-since")
    if since is None or modified_at is None:
        return False
    try:
        return modified_at.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False
