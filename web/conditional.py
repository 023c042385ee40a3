"""Answers that a reader already has: ETag, Last-Modified and 304."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from web.kept_pages import Body, kept, tag_of
from web.phrases import language_of

_SETTLED = timedelta(seconds=2)
"""Last-Modified counts whole seconds: a change in the same second would look old, so the newest are not dated."""


def answer(
    request: Request,
    render: Callable[[], str],
    *,
    media_type: str = "text/html; charset=utf-8",
    stamp: tuple[Hashable, ...] | None = None,
    is_restless: bool = False,
    modified_at: datetime | None = None,
    now: datetime | None = None,
) -> Response:
    """Return what *render* writes, or 304 when the reader has it.

    *stamp* names everything the text depends on beside the address and its language. It spares the rendering: what was
    written while it held is given again. Without it the text itself is the stamp. One that *is_restless* moves more
    often than the text does: readers are then told apart by the text. *modified_at* is the last change to the text,
    given only where *stamp* is.
    """
    body, etag = None, ""
    if stamp is None or is_restless:
        body = Body.of(render()) if stamp is None else kept(request, stamp, media_type, render)
        etag = body.tag
    else:
        etag = tag_of(repr((language_of(request).value, stamp)))
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    dated = modified_at is not None and now is not None and now - modified_at >= _SETTLED
    if dated and modified_at is not None:
        headers["Last-Modified"] = format_datetime(modified_at.astimezone(UTC), usegmt=True)
    if _reader_has_it(request, etag, modified_at if dated else None):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return _whole(request, body or kept(request, stamp, media_type, render), headers, media_type)


def _whole(request: Request, body: Body, headers: dict[str, str], media_type: str) -> Response:
    if body.packed and "gzip" in request.headers.get("accept-encoding", ""):
        packed = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return Response(body.data, headers=headers | packed, media_type=media_type)
    return Response(body.plain(), headers=headers, media_type=media_type)


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
