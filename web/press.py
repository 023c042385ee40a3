"""Releases, how they bear on the change log, and what reads differently on watched pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.changes import Change
from domain.corroboration import ENDED_BEFORE, TOLD_AFTER, Beside, Corroboration, beside_our_count, corroborates
from domain.releases import Figure, Release
from domain.vocabulary import STATES
from web import conditional
from web.errors import NotFoundError
from web.filters import read_state
from web.site import Before, Site, add_page
from workflows.press_views import LoggedRelease, PressReader, ReleaseQuery
from workflows.reading import ChangeQuery, LoggedChange, SourceHealth

A_DAY = timedelta(days=1)
ON_A_PAGE = 50
PAGE_CHANGES_SHOWN = 20
_STATES_LOOKED_AT = 12
"""States whose changes are set beside one release; one that names more is about the whole country."""
_POSSIBLE_ID = re.compile(r"[0-9a-f]{12}", re.ASCII)
_POSSIBLE_KEY = re.compile(r"[a-z0-9-]{1,80}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Borne:
    """A change and a release that bear each other out, with the sentence that says how."""

    entry: LoggedChange | None
    logged: LoggedRelease
    how: Corroboration


class PressPages:
    """The pages of releases and of single sources over one site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._press = site.press

    def router(self) -> APIRouter:
        """Return the routes of these pages."""
        router = APIRouter()
        add_page(router, "/releases", self.releases)
        add_page(router, "/releases/{release_id}", self.release)
        add_page(router, "/sources/{key}", self.source)
        return router

    def releases(self, request: Request, before: Before = None) -> Response:
        """Show the releases about 287(g), newest first, of one state where one is chosen."""
        state = read_state(request.query_params.get("state", ""))

        def render() -> str:
            found = self._press.releases(ReleaseQuery(state=state, before_seq=before, limit=ON_A_PAGE + 1))
            shown = found[:ON_A_PAGE]
            return self._site.renderer.render(
                "releases.html",
                request,
                releases=shown,
                publishers=self._publishers(),
                state=state,
                states=STATES,
                before=before,
                next_before=shown[-1].seq if len(found) > ON_A_PAGE else None,
            )

        return conditional.answer(request, render, stamp=self._site.record_stamp("releases", state, before))

    def release(self, request: Request, release_id: str) -> Response:
        """Show what was read out of one release, beside our own record: the permalink of a release."""
        logged = self._press.release(release_id) if _POSSIBLE_ID.fullmatch(release_id) else None
        if logged is None:
            raise NotFoundError("error.no_release")
        release, publishers = logged.release, self._publishers()
        publisher = publishers.get(release.source, release.source)
        return self._show(
            request,
            "release.html",
            logged=logged,
            release=release,
            reading=release.reading,
            publisher=publisher,
            original=self._press.release(release.same_as) if release.same_as else None,
            repeats=self._press.repeats_of(release.id),
            publishers=publishers,
            figures=self._beside(release, publisher),
            changes=changes_borne_out_by(self._site, logged),
            permalink=self._site.absolute(f"/releases/{release.id}"),
        )

    def source(self, request: Request, key: str) -> Response:
        """Show one source: its health, its releases or what read differently on it."""
        health = next((s for s in self._site.reader.sources(self._site.now()) if s.key == key), None)
        if health is None or not _POSSIBLE_KEY.fullmatch(key):
            raise NotFoundError("error.no_source")
        incidents = [i for i in self._site.reader.incidents(only_open=True) if i.source == key]
        return self._show(
            request,
            "source.html",
            source=health,
            incidents=incidents,
            titles={key: health.title},
            releases=self._press.releases(ReleaseQuery(source=key, repeats=True, limit=ON_A_PAGE)),
            publishers={key: health.publisher},
            page_changes=self._press.page_changes(source=key, limit=PAGE_CHANGES_SHOWN),
        )

    def _beside(self, release: Release, publisher: str) -> list[tuple[Figure, Beside | None]]:
        """Set each claimed figure beside our own count of the day on which the release came out."""
        figures = release.reading.figures
        counts = self._press.counts_on(release.published.on) if release.published and figures else None
        return [(figure, beside_our_count(figure, counts, publisher=publisher)) for figure in figures]

    def _publishers(self) -> dict[str, str]:
        return publishers_of(self._site.reader.sources(self._site.now()))

    def _show(self, request: Request, template: str, **values: object) -> Response:
        return conditional.answer(request, lambda: self._site.renderer.render(template, request, **values))


def changes_borne_out_by(site: Site, logged: LoggedRelease) -> list[Borne]:
    """Return the changes that a release bears out, oldest first."""
    release = logged.release
    on = day_of(release)
    since = site.midnight(on - TOLD_AFTER)
    until = site.midnight(on + ENDED_BEFORE + A_DAY)
    states = release.reading.states if len(release.reading.states) <= _STATES_LOOKED_AT else ()
    found: dict[str, Borne] = {}
    for state in states:
        for entry in site.reader.changes(ChangeQuery(state=state, since=since, until=until)):
            if entry.superseded_by is None and (how := corroborates(release, entry.change)):
                found[entry.change.id] = Borne(entry=entry, logged=logged, how=how)
    return sorted(found.values(), key=lambda borne: borne.entry.seq if borne.entry else 0)


def releases_about(press: PressReader, change: Change) -> list[Borne]:
    """Return the releases that bear *change* out, newest first."""
    on = change.observed_at.date()
    around = ReleaseQuery(
        state=change.facts.state,
        since=on - ENDED_BEFORE,
        until=on + TOLD_AFTER + A_DAY,
    )
    found = ((logged, corroborates(logged.release, change)) for logged in press.releases(around))
    return [Borne(entry=None, logged=logged, how=how) for logged, how in found if how is not None]


def publishers_of(sources: Iterable[SourceHealth]) -> dict[str, str]:
    """Return who publishes each source, by its key."""
    return {source.key: source.publisher for source in sources}


def day_of(release: Release) -> date:
    """Return the day on which a release came out, or else was first seen."""
    return release.published.on if release.published else release.first_seen_at.date()


def by_jurisdiction(sources: Sequence[SourceHealth]) -> dict[str, list[SourceHealth]]:
    """Return the newsrooms and pages by whom they speak for: the federal ones first, then states by name."""
    followed = [source for source in sources if source.kind != "list"]
    names = sorted({s.jurisdiction for s in followed}, key=lambda name: (name in STATES, name))
    return {name: [s for s in followed if s.jurisdiction == name] for name in names}
