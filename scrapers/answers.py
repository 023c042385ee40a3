"""What an answer was, or why there was none: shared by every spider."""

from __future__ import annotations

import logging
import ssl
from datetime import datetime
from http import HTTPStatus

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response

from scrapers.fetching import ForbiddenAddressError
from scrapers.rendering import RenderError
from scrapers.unpacking import UnpackingError
from workflows.ports import DocumentRole, Fetched, FetchProblem

_log = logging.getLogger(__name__)

NEXT = "Nothing was changed; the next poll tries again."
_NO_TLS = "no TLS"

# (error, what its text holds, kind, sentence); the first that fits is told.
_FAULTS: tuple[tuple[type[Exception], str, FetchProblem, str], ...] = (
    (IgnoreRequest, "robots.txt", FetchProblem.BLOCKED, "The publisher's robots.txt forbids this address; we obey it."),
    (IgnoreRequest, "redirect", FetchProblem.UNREADABLE, "The address redirects in a circle or too often."),
    (DownloadCancelledError, "", FetchProblem.UNREADABLE, "The answer was larger than is accepted."),
    (DownloadTimeoutError, "", FetchProblem.UNREACHABLE, "The server was too slow."),
    (ResponseDataLossError, "", FetchProblem.UNREACHABLE, "The answer broke off before its end."),
    (
        CannotResolveHostError,
        "",
        FetchProblem.UNREACHABLE,
        "The host's name cannot be resolved. Check our own network first.",
    ),
    (
        DownloadConnectionRefusedError,
        "ertificate",
        FetchProblem.UNREACHABLE,
        "The server's certificate cannot be trusted, so nothing was read.",
    ),
    (
        DownloadConnectionRefusedError,
        _NO_TLS,
        FetchProblem.UNREACHABLE,
        "The server broke off before a secure connection stood: it may offer none that is safe today (TLS 1.2 or newer).",
    ),
    (DownloadConnectionRefusedError, "", FetchProblem.UNREACHABLE, "The server takes no connection."),
    (
        DownloadFailedError,
        "",
        FetchProblem.UNREACHABLE,
        "The server broke off its answer or sent one that breaks the rules of HTTP, so it was not read.",
    ),
)


def capture(role: DocumentRole, asked_url: str, response: Response, at: datetime, name: str = "") -> Fetched:
    """Return an answer as a capture keeps it: nothing of it is left out, but a 304 has no bytes of its own."""
    headers = tuple(
        (key.decode("latin-1"), value.decode("latin-1"))
        for key, values in response.headers.items()
        for value in values or ()
    )
    return Fetched(
        role=role,
        url=asked_url,
        final_url=response.url,
        status=response.status,
        headers=headers,
        body=b"" if response.status == HTTPStatus.NOT_MODIFIED else response.body,
        fetched_at=at,
        published_name=name,
    )


def headers_by_name(response: Response) -> dict[str, str]:
    """Return the headers of an answer by name in lower case, the last value of each."""
    return {name.decode("latin-1").lower(): header(response, name) for name in response.headers}


def header(response: Response, name: str | bytes) -> str:
    """Return the last value of a header, "" where the answer has none."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value is not None else ""


def told(error: BaseException | None) -> tuple[FetchProblem, str]:
    """Return the kind and the sentence for a request that brought no answer."""
    reason = f"{error} {_NO_TLS}" if _came_to_no_tls(error) else str(error)
    if isinstance(error, ForbiddenAddressError):
        return FetchProblem.UNREADABLE, f"The address is out of reach. {reason} {NEXT}"
    if isinstance(error, UnpackingError):
        return FetchProblem.UNREADABLE, f"{reason} {NEXT}"
    if isinstance(error, RenderError):
        return FetchProblem.UNREACHABLE, f"{reason} {NEXT}"
    for kind_of_error, mark, kind, fault in _FAULTS:
        if isinstance(error, kind_of_error) and mark in reason:
            return kind, f"{fault} {NEXT}"
    _log.error("A request failed in a way that we have no words for", exc_info=error)
    return FetchProblem.UNREACHABLE, f"The answer could not be read; our log says why. {NEXT}"


def _came_to_no_tls(error: BaseException | None) -> bool:
    """Tell whether a connection stood and TLS did not: aiohttp says so by types only, except for certificates."""
    cause = error.__cause__ if error else None
    return cause is not None and (
        isinstance(cause, ssl.SSLError) or isinstance(cause.__cause__, (ssl.SSLError, ConnectionResetError))
    )
