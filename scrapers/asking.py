"""Asks for the addresses of one source, as its file and the wish of the visit say, and notes what goes wrong."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from http import HTTPStatus
from typing import Protocol
from zoneinfo import ZoneInfo

from scrapy import Request
from scrapy.http import Response

from scrapers.answers import NEXT, capture, header, headers_by_name, told
from scrapers.fetching import MAX_PAGE_BYTES, ForbiddenAddressError, Reach
from scrapers.readers.soft_errors import Answer, Wanted, find_soft_error
from scrapers.registry import SourceFile
from scrapers.rendering import IN_BROWSER, Renderer
from scrapers.unpacking import UnpackingError
from workflows.ports import DocumentRole, Fetched, FetchProblem, Problem
from workflows.press_ports import Validators, Wish

_MOVED = (
    "The publisher may have moved, as governors' sites do when the seat changes: look for the new address, and mend the "
    "source's file."
)
_UNASKED = "The server says “not modified” (304) to a request that did not ask for that."


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One source to be visited, and what is wished."""

    file: SourceFile
    wish: Wish


class Asker(Protocol):
    """What asking needs of the spider that it is done by."""

    reach: Reach
    browser: Renderer | None

    def now(self) -> datetime:
        """Return the current instant, in UTC."""

    async def fetch(self, request: Request) -> Response:
        """Return the answer to *request*, in turn with the others to its host."""


@dataclass(slots=True)
class Asking:
    """The requests of one visit, what they left to remember, and what went wrong."""

    asker: Asker
    job: Job
    started_at: datetime = field(init=False)
    validators: dict[str, Validators] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    refused: list[Fetched] = field(default_factory=list)
    rendered: bool = False
    """The browser was needed, and showed a page."""
    asked_to_stop: bool = False
    """The server said that we ask too often."""
    requests: int = 0

    def __post_init__(self) -> None:
        """Note when the visit began."""
        self.started_at = self.asker.now()

    def has_browser(self) -> bool:
        """Tell whether this source may be shown by a browser: it is known to need one, and the operator has set one."""
        return self.asker.browser is not None and self.job.file.status == "browser"

    async def in_browser(self, response: Response, wanted: Wanted, role: DocumentRole) -> Response | None:
        """Return the page of *response*, which robots.txt allowed and nobody blocked, as the browser shows it."""
        # Not tried again at once: what a browser cannot show now costs as much in a second.
        shown = await self.get(Request(response.url, meta={IN_BROWSER: True, "dont_retry": True}), wanted, role)
        self.rendered |= shown is not None
        return shown

    async def get(self, request: Request, wanted: Wanted, role: DocumentRole) -> Response | None:
        """Return the answer to *request*, or None where none came that may be read; that is noted."""
        url = request.url
        if wanted is Wanted.PAGE and (known := self.job.wish.validators.get(url)):
            request.headers.update(conditions(known))
        meta = {**request.meta, "download_maxsize": MAX_PAGE_BYTES, "reach": self._reach()}
        asked = request.replace(meta=meta, dont_filter=True)
        response = await self._fetched(asked, role)
        if response is None or self._is_same_bytes(url, response):
            return response
        self.asked_to_stop |= response.status == HTTPStatus.TOO_MANY_REQUESTS
        wrong = find_soft_error(
            Answer(
                status=response.status,
                headers=headers_by_name(response),
                body=response.body,
                asked_url=url,
                final_url=response.url,
                wanted=wanted,
            )
        )
        if response.status == HTTPStatus.NOT_MODIFIED and not _is_conditional(asked):
            wrong = FetchProblem.UNREADABLE, f"{_UNASKED} {NEXT}"
        if wrong:
            self.refuse(role, response, *wrong)
            return None
        return response

    async def _fetched(self, request: Request, role: DocumentRole) -> Response | None:
        """Return what came, good or bad, or None where nothing did; that is noted."""
        self.requests += 1
        try:
            return await self.asker.fetch(request)
        except ForbiddenAddressError as error:
            self.problem(role, request.url, FetchProblem.GONE, f"{error} {_MOVED} {NEXT}")
        except UnpackingError as error:
            self.refused.append(self.capture(role, request.url, error.response))
            self.problem(role, request.url, *told(error))
        except Exception as error:  # noqa: BLE001  # whatever a download raises has its words, or is logged with its trace
            self.problem(role, request.url, *told(error))
        return None

    def is_as_it_was(self, url: str, response: Response) -> bool:
        """Tell whether an answer is the one that was read last: by the server's word, or byte for byte."""
        return response.status == HTTPStatus.NOT_MODIFIED or self._is_same_bytes(url, response)

    def _is_same_bytes(self, url: str, response: Response) -> bool:
        known = self.job.wish.validators.get(url)
        return (
            known is not None
            and response.status == HTTPStatus.OK
            and hashlib.sha256(response.body).hexdigest() == known.sha256
        )

    def remember(self, url: str, response: Response, *, healthy: bool = True) -> None:
        """Remember an answer for the next request; of one that falls short, forget what was remembered before."""
        self.validators[url] = Validators()
        if healthy:
            self.validators[url] = Validators(
                etag=header(response, "ETag"),
                last_modified=header(response, "Last-Modified"),
                sha256=hashlib.sha256(response.body).hexdigest(),
            )

    def _reach(self) -> Reach:
        reach = self.asker.reach
        return Reach(
            allowed_hosts=self.job.file.allowed_hosts,
            allow_http=reach.allow_http,
            allow_private_hosts=reach.allow_private_hosts,
        )

    def refuse(self, role: DocumentRole, response: Response, kind: FetchProblem, message: str) -> None:
        """Note that an answer is not read, and keep what came as evidence."""
        if response.body:
            self.refused.append(self.capture(role, response.url, response))
        self.problem(role, response.url, kind, message)

    def problem(self, role: DocumentRole, url: str, kind: FetchProblem, message: str) -> None:
        """Note what went wrong."""
        self.problems.append(Problem(kind=kind, role=role, url=url, message=message))

    def capture(self, role: DocumentRole, url: str, response: Response) -> Fetched:
        """Return an answer as it is kept."""
        return capture(role, url, response, self.asker.now())

    def today(self) -> date:
        """Return the day at the publisher's."""
        return self.asker.now().astimezone(ZoneInfo(self.job.file.time_zone)).date()


def _is_conditional(request: Request) -> bool:
    return any(name in request.headers for name in ("If-None-Match", "If-Modified-Since"))


def conditions(known: Validators) -> dict[str, str]:
    """Return the headers that make a request conditional."""
    named = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in named.items() if value}
