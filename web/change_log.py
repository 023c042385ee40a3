"""The change log: today, a day, all changes, and one change with its evidence."""

from __future__ import annotations

import re
from datetime import date, timedelta

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.addresses import at
from domain.changes import Certainty, Change, ChangeKind
from domain.vocabulary import STATES, SupportType
from web import conditional, wording
from web.dates import read_day
from web.errors import BadRequestError, NotFoundError
from web.filters import ChangeFilter, read_filter
from web.growth import figure
from web.links import change_path
from web.log_pages import LogPage, read_page
from web.overview import CurrentOverview
from web.phrases import Phrases, words_of
from web.places import Places, state_path
from web.powers import power
from web.press import A_DAY, PAGE_CHANGES_SHOWN, publishers_of, releases_about
from web.site import TABLE, Before, Site, add_page
from workflows.press_views import ReleaseQuery
from workflows.reading import ChangeQuery, LoggedChange

ON_HOME = 40
"""Changes on the start page: keeps it under 60 kB on the busiest day; the day's own page has them all."""
ON_A_PAGE = 200
DAYS_ON_HOME = 10
DAYS_LISTED = 366
LATEST_WHEN_QUIET = 10
HISTORY_SHOWN = 50
"""Far more than has happened to any one agreement."""
_POSSIBLE_ID = re.compile(r"[!-~]{1,200}", re.ASCII)
"""Printable ASCII; PostgreSQL refuses to compare a text that holds NUL."""


class ChangeLogPages:
    """The pages of the log over one site."""

    def __init__(self, site: Site, overview: CurrentOverview, places: Places) -> None:
        self._site = site
        self._overview = overview
        self._places = places

    def router(self) -> APIRouter:
        """Return the routes of these pages."""
        router = APIRouter()
        add_page(router, "/", self.today)
        add_page(router, "/days", self.days)
        add_page(router, "/days/{day}", self.day)
        add_page(router, "/changes", self.changes)
        add_page(router, "/changes/{change_id}", self.change)
        return router

    def today(self, request: Request) -> Response:
        """Show what changed today, the latest days with changes, and how many agreements are listed."""
        site, on = self._site, self._site.today()
        wanted = read_filter(request.query_params).without_days()

        def render() -> str:
            page = read_page(site.reader, wanted.on_day(on), before=None, size=ON_HOME)
            latest = LogPage(entries=(), next_before=None)
            if not page.entries:
                latest = read_page(site.reader, ChangeFilter(), before=None, size=LATEST_WHEN_QUIET)
            lists = [source for source in site.reader.sources(site.now()) if source.kind == "list"]
            return self._render(
                "home.html",
                request,
                on=on,
                summary=site.reader.day(on),
                page=page,
                latest=latest,
                days=[day for day in site.reader.days(DAYS_ON_HOME) if day.on != on],
                wanted=wanted,
                troubled=[source for source in lists if source.stale or source.open_incidents],
                overview=self._overview.read(),
                figure=figure(words_of(request), self._places.growth(None), None),
                feeds=site.feeds(words_of(request), ChangeFilter()),
            )

        return conditional.answer(request, render, stamp=site.health_stamp("home", on, wanted), is_restless=True)

    def days(self, request: Request) -> Response:
        """List the latest days with changes, or go to the day that the form names."""
        if text := request.query_params.get("on", "").strip():
            if (on := read_day(text)) is None:
                raise BadRequestError("error.no_date")
            return RedirectResponse(f"/days/{on.isoformat()}", status_code=303)
        today = self._site.today()

        def render() -> str:
            return self._render("days.html", request, days=self._site.reader.days(DAYS_LISTED), today=today)

        return conditional.answer(request, render, stamp=self._site.record_stamp("days", today))

    def day(self, request: Request, day: str, before: Before = None) -> Response:
        """Show what changed on one UTC day: the permalink of a day."""
        site, on, today = self._site, read_day(day), self._site.today()
        if on is None:
            raise NotFoundError("error.not_a_date")
        if on > today:
            raise NotFoundError("error.not_yet", day=on)
        wanted = read_filter(request.query_params).without_days()
        stamp = site.record_stamp("day", on, today, wanted, before)
        summary = site.reader.day(on)  # polls are counted beside the record, and change nothing on an earlier day

        def render() -> str:
            return self._render(
                "day.html",
                request,
                on=on,
                is_today=on == today,
                summary=summary,
                page=read_page(site.reader, wanted.on_day(on), before=before, size=ON_A_PAGE),
                wanted=wanted,
                before=before,
                previous=on - timedelta(days=1) if on > date.min else None,
                following=on + timedelta(days=1) if on < today else None,
                feeds=[feed for feed in site.feeds(words_of(request), wanted.on_day(on)) if feed[0] == TABLE],
                releases=site.press.releases(ReleaseQuery(since=on, until=on + A_DAY)),
                page_changes=site.press.page_changes(
                    since=site.midnight(on), until=site.midnight(on + A_DAY), limit=PAGE_CHANGES_SHOWN
                ),
                publishers=publishers_of(site.reader.sources(site.now())),
            )

        return conditional.answer(request, render, stamp=(*stamp, summary))

    def changes(self, request: Request, before: Before = None) -> Response:
        """Show all changes, newest first."""
        site, wanted = self._site, read_filter(request.query_params)
        stamp = site.record_stamp("changes", wanted, before)

        def render() -> str:
            page = read_page(site.reader, wanted, before=before, size=ON_A_PAGE)
            return self._render(
                "changes.html",
                request,
                page=page,
                wanted=wanted,
                before=before,
                feeds=site.feeds(words_of(request), wanted),
            )

        return conditional.answer(request, render, stamp=stamp)

    def change(self, request: Request, change_id: str) -> Response:
        """Show one change with everything that a reader needs to check it."""
        site = self._site
        stamp = site.record_stamp("change", change_id)
        entry = site.reader.change(change_id) if _POSSIBLE_ID.fullmatch(change_id) else None
        if entry is None:
            raise NotFoundError("error.no_change")
        return conditional.answer(request, lambda: self._change_page(request, entry), stamp=stamp)

    def _change_page(self, request: Request, entry: LoggedChange) -> str:
        reader, change, words = self._site.reader, entry.change, words_of(request)
        evidence_before, evidence_after = reader.evidence(change)
        permalink = self._site.absolute(at(words.language, change_path(change.id)))
        history = reader.changes(
            ChangeQuery(agreement_id=change.agreement_id, newest_first=True, limit=HISTORY_SHOWN),
        )
        return self._render(
            "change.html",
            request,
            entry=entry,
            change=change,
            state_page=state_path(change.facts.state),
            share_text=wording.share_text(words, change, permalink),
            earlier=self._known(change.supersedes),
            later=self._known(entry.superseded_by),
            whole=self._known(change.part_of),
            evidence=[(words.say("change.after"), evidence_after), (words.say("change.before"), evidence_before)],
            printed=_printed_side_by_side(words, change),
            releases=releases_about(self._site.press, change),
            publishers=publishers_of(reader.sources(self._site.now())),
            history=[other for other in history if other.change.id != change.id],
        )

    def _known(self, change_id: str | None) -> LoggedChange | None:
        return self._site.reader.change(change_id) if change_id else None

    def _render(self, template: str, request: Request, **values: object) -> str:
        return self._site.renderer.render(template, request, choices=_choices(words_of(request)), **values)


def _choices(words: Phrases) -> dict[str, list[tuple[str, str]]]:
    """Return what a filter form offers: (value in the address, text) by parameter."""
    return {
        "state": [(state, state) for state in STATES],
        "support_type": [(support_type, power(words, support_type)) for support_type in SupportType],
        "kind": [(kind, words.say(f"badge.{kind.value}")) for kind in ChangeKind],
        "certainty": [(certainty, words.say(f"certainty.{certainty.value}")) for certainty in Certainty],
    }


def _printed_side_by_side(
    words: Phrases, change: Change
) -> list[tuple[str, tuple[str, str | None], tuple[str, str | None]]]:
    """Return (heading, (text, link) before, (text, link) after) for each column, as ICE printed them."""
    sides = [wording.printed_row(words, facts) if facts else None for facts in (change.before, change.after)]
    headings = [heading for heading, _, _ in wording.printed_row(words, change.facts)]
    before, after = (
        [(text, link) for _, text, link in side] if side else [("", None)] * len(headings) for side in sides
    )
    return list(zip(headings, before, after, strict=True))
