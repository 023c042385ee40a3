"""Visits ICE's 287(g) page: the page, then the workbook of each list that it links."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from domain.snapshots import Totals
from scrapers.answers import NEXT, capture, header, headers_by_name, told
from scrapers.fetching import MAX_PAGE_BYTES, MAX_WORKBOOK_BYTES, Reach, RobotsCopy
from scrapers.links_on_page import WorkbookLink, find_workbook_links, role_by_name
from scrapers.published_name import published_name
from scrapers.readers.page_text import parse_page, visible_text
from scrapers.readers.soft_errors import Answer, Wanted, find_soft_error
from scrapers.readers.totals import read_totals
from scrapers.unpacking import UnpackingError
from workflows.ports import DocumentRole, Fetched, FetchProblem, Problem, Validator

_WEB_PAGE_TYPES = ("text/html", "application/xhtml+xml")


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
            self._refuse(DocumentRole.PAGE, response, FetchProblem.UNREADABLE, f"The page cannot be read. {NEXT}")
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
        name = published_name(header(response, "Content-Disposition"), response.url)
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
        kind, message = told(failure.value)
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
                f"The server says “not modified” (304) to a request that did not ask for that. {NEXT}",
            )
            return False
        answer = Answer(
            status=response.status,
            headers=headers_by_name(response),
            body=response.body,
            asked_url=response.meta["asked_url"],
            final_url=response.url,
            wanted=Wanted.PAGE if role is DocumentRole.PAGE else Wanted.WORKBOOK,
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
        return capture(asked["role"], asked["asked_url"], response, self.now(), name)

    def _problem(self, kind: FetchProblem, role: DocumentRole, url: str, message: str) -> None:
        self._record.problems.append(Problem(kind=kind, role=role, url=url, message=message))


def _called_a_web_page(answer: Answer) -> tuple[FetchProblem, str] | None:
    """Refuse a workbook that its server calls a web page: one of the two is wrong, and we cannot tell which."""
    named = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if answer.wanted is Wanted.PAGE or answer.status == HTTPStatus.NOT_MODIFIED or named not in _WEB_PAGE_TYPES:
        return None
    return FetchProblem.UNREADABLE, f"The server calls the workbook a web page ({named}), so it was not read. {NEXT}"
