"""A local site that plays ICE's 287(g) page and a newsroom: all as each moment of the story had them."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from typing import Self
from urllib.parse import unquote, urlsplit

from domain.vocabulary import SupportType
from lookout.demo import newsroom
from lookout.demo.facts import Entry
from lookout.demo.local_server import LocalServer, Reply, Request
from lookout.demo.pages import render
from lookout.demo.story import Entries, Published, Step
from lookout.demo.workbooks import DOCUMENTS, build_workbook

PAGE = "/identify-and-arrest/287g"
_ROBOTS = b"User-agent: *\nDisallow: /search\n"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """What the site serves at one moment."""

    page: bytes
    news: tuple[newsroom.News, ...]
    workbooks: dict[str, tuple[Published, bytes]]


class RecordedSite:
    """Serves one step of the story at a time. Use it as a context manager, and `show` before anybody asks."""

    def __init__(self) -> None:
        self._server = LocalServer(self._respond)
        self._lock = threading.Lock()
        self._shown: _Shown | None = None
        self._statuses: dict[str, int] = {}

    def __enter__(self) -> Self:
        """Begin to serve."""
        self._server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop serving."""
        self._server.__exit__()

    @property
    def url(self) -> str:
        """The root of the site, without a final slash."""
        return self._server.url

    @property
    def page_url(self) -> str:
        """The address of the page that plays ICE's."""
        return self._server.url + PAGE

    @property
    def statuses(self) -> dict[str, int]:
        """The status of the last answer for each workbook asked for since the last `show`, by path."""
        with self._lock:
            return dict(self._statuses)

    def show(self, step: Step) -> None:
        """Serve what the site held at *step*."""
        published = [step.participating, *([step.pending] if step.pending else [])]
        shown = _Shown(
            page=_page(step),
            news=newsroom.published(step.at),
            workbooks={p.path: (p, self._built(p)) for p in published},
        )
        with self._lock:
            self._shown = shown
            self._statuses = {}

    def _built(self, published: Published) -> bytes:
        return build_workbook(
            published.entries,
            holds=published.holds,
            saved_at=published.at,
            documents_at=self._server.url,
            curly=published.curly,
        )

    def _respond(self, request: Request) -> Reply:
        path = urlsplit(request.path).path
        with self._lock:
            shown = self._shown
        if path == "/robots.txt":
            return Reply(body=_ROBOTS, content_type="text/plain")
        if shown is not None and path == PAGE:
            return Reply(body=shown.page)
        if shown is not None and path in shown.workbooks:
            reply = _workbook(*shown.workbooks[path], request)
            with self._lock:
                self._statuses[path] = reply.status
            return reply
        if path.startswith(DOCUMENTS):
            return Reply(body=render("document.html", name=unquote(path.removeprefix(DOCUMENTS))))
        return self._news(path, shown.news if shown else ())

    def _news(self, path: str, news: Sequence[newsroom.News]) -> Reply:
        if path == newsroom.FEED:
            return Reply(body=newsroom.feed(news, self.url), content_type="application/rss+xml")
        for one in news:
            if one.path == path:
                return Reply(body=newsroom.page(one))
        return Reply(status=HTTPStatus.NOT_FOUND, body=b"not here", content_type="text/plain")


def _workbook(published: Published, body: bytes, request: Request) -> Reply:
    headers = {"Last-Modified": format_datetime(published.at, usegmt=True)}
    if published.is_download:
        headers["Content-Disposition"] = f'attachment; filename="{published.name}"'
    if _has_it_already(request.headers.get("if-modified-since", ""), published.at):
        return Reply(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Reply(body=body, content_type=_WORKBOOK, headers=headers)


def _has_it_already(if_modified_since: str, published_at: datetime) -> bool:
    try:
        return parsedate_to_datetime(if_modified_since) >= published_at
    except (TypeError, ValueError):
        return False


def _page(step: Step) -> bytes:
    links = [("View 287(g) Participating Agencies", step.participating.path)]
    if step.pending:
        links.append(("View 287(g) Pending Agencies", step.pending.path))
    return render(
        "site.html",
        at=step.participating.at,
        total=len(step.total),
        states=len(_states(step.total)),
        models=[_model_total(step.total, model) for model in SupportType],
        links=links,
    )


def _model_total(entries: Entries, model: SupportType) -> tuple[str, int, int]:
    signed = [entry for entry in entries if entry.model is model]
    return model.value, len(signed), len(_states(signed))


def _states(entries: Iterable[Entry]) -> set[str]:
    return {entry.state for entry in entries}
