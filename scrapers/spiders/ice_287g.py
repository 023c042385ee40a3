"""Visits ICE's 287(g) page: the page, then the workbook of each list that it links."""

from __future__ import annotations

import logging
import ssl
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any

from scrapy import Request, Spider
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
from twisted.python.failure import Failure

from domain.snapshots import Totals
from scrapers.fetching import MAX_PAGE_BYTES, MAX_WORKBOOK_BYTES, ForbiddenAddressError, Reach, RobotsCopy
from scrapers.links_on_page import WorkbookLink, find_workbook_links, role_by_name
from scrapers.published_name import published_name
from scrapers.readers.page_text import parse_page, visible_text
from scrapers.readers.soft_errors import Answer, find_soft_error
from scrapers.readers.totals import read_totals
from scrapers.unpacking import UnpackingError
from workflows.ports import DocumentRole, Fetched, FetchProblem, Problem, Validator

_log = logging.getLogger(__name__)

_NEXT = "Nothing was changed; the next poll tries again."
_NO_TLS = "no TLS"
_WEB_PAGE_TYPES = ("text/html", "application/xhtml+xml")

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


@dataclass(slots=True)
class VisitRecord:
    """What a visit has brought so far; the spider fills it."""

    fetched: list[Fetched] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    totals: Totals = field(default_factory=Totals)
    refused: list[Fetched] = field(default_factory=list)
    """Answers that came and are not read: the evidence for their problems."""
    asked: set[DocumentRole] = field(default_factory=set)

    def untold(self) -> list[DocumentRole]:
        """Return the documents that were asked for, or had to be, and of which nothing is known, good or bad."""
        known = {document.role for document in self.fetched} | {problem.role for problem in self.problems}
        wanted = self.asked | {DocumentRole.PAGE}
        if any(document.role is DocumentRole.PAGE for document in self.fetched):
            wanted.add(DocumentRole.PARTICIPATING)
        return [role for role in DocumentRole if role in wanted - known]


class Ice287gSpider(Spider):
    """Fetches and checks; it parses no workbook. Everything it finds goes into its `VisitRecord`."""

    name = "ice-287g"

    def __init__(
        self,
        *,
        url: str,
        reach: Reach,
        validators: Mapping[str, Validator],
        robots: dict[str, RobotsCopy],
        record: VisitRecord,
        now: Callable[[], datetime],
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.url = url
        self.reach = reach
        self.robots = robots
        self.now = now
        self._validators = validators
        self._record = record

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the page, always in full: its links are needed even when nothing on it changed."""
        yield self._request(DocumentRole.PAGE, self.url, MAX_PAGE_BYTES, self.read_page)

    def read_page(self, response: Response) -> Iterator[Request]:
        """Keep the page and its totals, and ask for each workbook it links."""
        if not self._is_good(DocumentRole.PAGE, response):
            return
        page = parse_page(response.body)
        if page is None:
            self._refuse(DocumentRole.PAGE, response, FetchProblem.UNREADABLE, f"The page cannot be read. {_NEXT}")
            return
        self._record.fetched.append(self._capture(response.meta, response))
        self._record.totals = read_totals(visible_text(page))
        found = find_workbook_links(page, page_url=response.url, allowed_hosts=self.reach.allowed_hosts)
        self._record.problems += found.problems
        for link in found.links:
            yield self._workbook_request(link)

    def read_workbook(self, response: Response, role: DocumentRole) -> None:
        """Keep the workbook's bytes, or that it has not changed, unless its own name says it is the other list."""
        if not self._is_good(role, response):
            return
        name = published_name(_header(response, "Content-Disposition"), response.url)
        named_role = role_by_name(name)
        if named_role is not None and named_role is not role:
            self._refuse(
                role,
                response,
                FetchProblem.LINKS,
                f"The page links this as the {role} list, but the file is named {name[:80]}. It was not read; check the "
                f"page.",
            )
            return
        self._record.fetched.append(self._capture(response.meta, response, name))

    def failed(self, failure: Failure) -> None:
        """Note a request that brought no answer, or one that cannot be unpacked: that is evidence."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there for errbacks
        if isinstance(failure.value, UnpackingError):
            self._record.refused.append(self._capture(request.meta, failure.value.response))
        kind, message = _told(failure.value)
        self._problem(kind, request.meta["role"], request.url, message)

    def _workbook_request(self, link: WorkbookLink) -> Request:
        validator = self._validators.get(link.url)
        # ICE's server honours If-Modified-Since and ignores If-None-Match: its ETag cannot be used.
        headers = {"If-Modified-Since": validator.last_modified} if validator and validator.last_modified else {}
        request = self._request(link.role, link.url, MAX_WORKBOOK_BYTES, self.read_workbook, headers)
        request.cb_kwargs["role"] = link.role
        return request

    def _request(
        self,
        role: DocumentRole,
        url: str,
        max_bytes: int,
        callback: Callable[..., Any],
        headers: Mapping[str, str] | None = None,
    ) -> Request:
        self._record.asked.add(role)
        return Request(
            url,
            callback=callback,
            errback=self.failed,
            headers=dict(headers or {}),
            meta={"role": role, "asked_url": url, "download_maxsize": max_bytes},
            priority=1 if role is DocumentRole.PARTICIPATING else 0,
            dont_filter=True,
        )

    def _is_good(self, role: DocumentRole, response: Response) -> bool:
        asked_conditionally = response.request is not None and "If-Modified-Since" in response.request.headers
        if response.status == HTTPStatus.NOT_MODIFIED and not asked_conditionally:
            self._refuse(
                role,
                response,
                FetchProblem.UNREADABLE,
                f"The server says “not modified” (304) to a request that did not ask for that. {_NEXT}",
            )
            return False
        answer = Answer(
            status=response.status,
            headers={name.decode("latin-1").lower(): _header(response, name) for name in response.headers},
            body=response.body,
            asked_url=response.meta["asked_url"],
            final_url=response.url,
            is_page=role is DocumentRole.PAGE,
        )
        if wrong := find_soft_error(answer) or _called_a_web_page(answer):
            kind, message = wrong
            self._refuse(role, response, kind, message)
            return False
        return True

    def _refuse(self, role: DocumentRole, response: Response, kind: FetchProblem, message: str) -> None:
        """Note that an answer is not read, and keep what came as evidence."""
        if response.body:
            self._record.refused.append(self._capture(response.meta, response))
        self._problem(kind, role, response.url, message)

    def _capture(self, asked: Mapping[str, Any], response: Response, name: str = "") -> Fetched:
        """Return the answer to the request whose meta is *asked*."""
        headers = tuple(
            (key.decode("latin-1"), value.decode("latin-1"))
            for key, values in response.headers.items()
            for value in values or ()
        )
        return Fetched(
            role=asked["role"],
            url=asked["asked_url"],
            final_url=response.url,
            status=response.status,
            headers=headers,
            body=b"" if response.status == HTTPStatus.NOT_MODIFIED else response.body,
            fetched_at=self.now(),
            published_name=name,
        )

    def _problem(self, kind: FetchProblem, role: DocumentRole, url: str, message: str) -> None:
        self._record.problems.append(Problem(kind=kind, role=role, url=url, message=message))


def _called_a_web_page(answer: Answer) -> tuple[FetchProblem, str] | None:
    """Refuse a workbook that its server calls a web page: one of the two is wrong, and we cannot tell which."""
    named = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if answer.is_page or answer.status == HTTPStatus.NOT_MODIFIED or named not in _WEB_PAGE_TYPES:
        return None
    return FetchProblem.UNREADABLE, f"The server calls the workbook a web page ({named}), so it was not read. {_NEXT}"


def _header(response: Response, name: str | bytes) -> str:
    value = response.headers.get(name)
    return value.decode("latin-1") if value is not None else ""


def _told(error: BaseException | None) -> tuple[FetchProblem, str]:
    """Return the kind and the sentence for a request that brought no answer."""
    reason = f"{error} {_NO_TLS}" if _came_to_no_tls(error) else str(error)
    if isinstance(error, ForbiddenAddressError):
        return FetchProblem.UNREADABLE, f"The address is out of reach. {reason} {_NEXT}"
    if isinstance(error, UnpackingError):
        return FetchProblem.UNREADABLE, f"{reason} {_NEXT}"
    for kind_of_error, mark, kind, fault in _FAULTS:
        if isinstance(error, kind_of_error) and mark in reason:
            return kind, f"{fault} {_NEXT}"
    _log.error("A request failed in a way that we have no words for", exc_info=error)
    return FetchProblem.UNREACHABLE, f"The answer could not be read; our log says why. {_NEXT}"


def _came_to_no_tls(error: BaseException | None) -> bool:
    """Tell whether a connection stood and TLS did not: aiohttp says so by types only, except for certificates."""
    cause = error.__cause__ if error else None
    return cause is not None and (
        isinstance(cause, ssl.SSLError) or isinstance(cause.__cause__, (ssl.SSLError, ConnectionResetError))
    )
