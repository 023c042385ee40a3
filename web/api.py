"""The programming interface: the record as JSON, for anybody, without a key. It can only be read."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from threading import Lock
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from domain.corroboration import Beside, beside_our_count
from domain.releases import Figure, Release
from web import api_models as shapes
from web import api_press_models as press_shapes
from web import conditional
from web.api_in_force import InForceApi
from web.api_log import read_back, read_forward
from web.api_mirror import AgreementsDelta, read_delta
from web.api_open import OpenToAll
from web.api_problems import MEDIA_TYPE, AbsentError, Problem, Problems
from web.api_query import (
    AgreementsAsked,
    Asked,
    ChangesAsked,
    DeltaAsked,
    Nothing,
    ReleasesAsked,
    StatesAsked,
    place_of,
    possible_id,
    read_cursor,
    refuse_repeats,
    written_cursor,
)
from web.api_values import Shaper, state_counts, state_item
from web.filters import read_past_day, read_state
from web.overview import CurrentOverview, count
from web.press import changes_borne_out_by, publishers_of, releases_about
from web.site import SITE_NAME, Site
from workflows.reading import AgreementView, ChangeQuery

VERSION = "1.0.0"
_JSON = "application/json"
_ABOUT = (
    "Lists of 287(g) agreements that ICE publishes, what changed on them, and what newsrooms say of them. Public data, "
    "no key. Every answer carries an ETag: send it back as If-None-Match and an unchanged answer costs nothing. Days "
    "are UTC days, instants end in Z. Errors are problem details (RFC 9457) that say what to write instead."
)


def read_only_api(site: Site, overview: CurrentOverview, in_force: InForceApi) -> ASGIApp:
    """Return the application that answers below /api: with its own errors, and open to pages of other origins."""
    # No pages of documentation: they load scripts from elsewhere. Ours is /api, and the description is plain JSON.
    app = FastAPI(title=SITE_NAME, openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.include_router(Api(site, overview, in_force).router())
    problems = Problems(site.public_url)
    app.add_exception_handler(HTTPException, problems.for_http)
    app.add_exception_handler(RequestValidationError, problems.for_unusable_values)
    app.add_exception_handler(Exception, problems.for_our_own_mistake)
    return OpenToAll(app)


class KeptAgreements:
    """The agreements of now, in the order of the list, kept until the record changes."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._lock = Lock()
        self._kept: tuple[tuple[object, ...], list[AgreementView]] | None = None

    def read(self) -> list[AgreementView]:
        """Return them. The stamp is read first, so what is kept is never older than its stamp."""
        stamp = self._site.record_stamp()
        with self._lock:
            if self._kept is None or self._kept[0] != stamp:
                self._kept = (stamp, sorted(self._site.reader.agreements(), key=place_of))
            return self._kept[1]


class Api:
    """The addresses of version 1 over one site."""

    def __init__(self, site: Site, overview: CurrentOverview, in_force: InForceApi) -> None:
        self._site = site
        self._press = site.press
        self._overview = overview
        self._in_force = in_force
        self._agreements = KeptAgreements(site)
        self._shaper = Shaper(site.public_url)
        self._router = APIRouter(prefix="/v1", dependencies=[Depends(refuse_repeats)])
        self._description = ""

    def router(self) -> APIRouter:
        """Return the routes."""
        self._add("", self.index, shapes.Index, "What there is")
        self._add("/changes", self.changes, shapes.Changes, "The change log, newest first, or forward from a place")
        self._add("/changes/{change_id}", self.change, shapes.ChangeInFull, "One change with its evidence", named=True)
        self._add("/agreements", self.agreements, shapes.Agreements, "The agreements of now, or at the end of a day")
        self._add(
            "/agreements/delta",
            self.agreements_delta,
            AgreementsDelta,
            "What brings a mirror of the agreements up to date",
        )
        self._add(
            "/agreements/{agreement_id}",
            self.agreement,
            shapes.AgreementInFull,
            "One agreement with its changes, also one that has left the lists",
            named=True,
        )
        self._add("/releases", self.releases, press_shapes.Releases, "Releases about 287(g), newest first")
        self._add(
            "/releases/{release_id}",
            self.release,
            press_shapes.ReleaseInFull,
            "One release: its figures beside our counts",
            named=True,
        )
        self._add("/sources", self.sources, shapes.Sources, "Every source with its health")
        self._add("/states", self.states, shapes.States, "How many agreements each state has")
        self._in_force.add_to(self._add)
        self._description = self._describe()
        self._add("/openapi.json", self.description, None, "This description")
        return self._router

    def index(self, request: Request, _: Annotated[Nothing, Query()]) -> Response:
        """Give the addresses."""
        names = ("changes", "agreements", "releases", "states", "sources")
        found = shapes.Index(
            documentation=self._site.absolute("/api"),
            description=self._site.absolute("/api/v1/openapi.json"),
            agreements_delta=self._site.absolute("/api/v1/agreements/delta"),
            **{name: self._site.absolute(f"/api/v1/{name}") for name in names},
        )
        return self._answer(request, lambda: found)

    def changes(self, request: Request, asked: Annotated[ChangesAsked, Query()]) -> Response:
        """Give one page of the change log."""
        query = asked.query(self._known(asked.source))
        marks = self._site.reader.marks()
        latest = marks.newest

        def render() -> shapes.Changes:
            reader = self._site.reader
            if asked.after is None:
                found, more = read_back(reader, query, before=asked.before, latest=latest, size=asked.limit)
            else:
                found, more = read_forward(reader, query, after=asked.after, latest=latest, size=asked.limit)
            cursor = {"before" if asked.after is None else "after": found[-1].seq} if more else {}
            return shapes.Changes(
                items=[self._shaper.change(entry) for entry in found],
                next=self._next("changes", asked, **cursor),
                latest=latest,
            )

        return self._answer(
            request, render, stamp=(self._site.renderer.look, "changes", latest, marks.newest_at, repr(asked))
        )

    def change(self, request: Request, change_id: str, _: Annotated[Nothing, Query()]) -> Response:
        """Give one change."""
        reader = self._site.reader
        entry = reader.change(change_id) if possible_id(change_id) else None
        if entry is None:
            raise AbsentError("There is no change with this id. Entries are never removed: check the id.")
        full = self._shaper.change_in_full(
            entry,
            later=reader.change(entry.superseded_by) if entry.superseded_by else None,
            evidence=reader.evidence(entry.change),
            releases=releases_about(self._press, entry.change),
            publishers=self._publishers(),
        )
        return self._answer(request, lambda: full)

    def agreements(self, request: Request, asked: Annotated[AgreementsAsked, Query()]) -> Response:
        """Give one page of the agreements."""
        site = self._site
        state, status = read_state(asked.state or ""), asked.wanted_status()
        on = read_past_day(asked.on or "", "on", today=site.today())
        after = read_cursor(asked.after) if asked.after is not None else None

        def render() -> shapes.Agreements:
            listed = self._agreements.read() if on is None else sorted(site.reader.agreements(on=on), key=place_of)
            found = [
                view
                for view in listed
                if state in {None, view.facts.state}
                and status in {None, view.status}
                and (after is None or place_of(view) > after)
            ]
            shown = found[: asked.limit]
            cursor = {"after": written_cursor(shown[-1])} if len(found) > len(shown) else {}
            return shapes.Agreements(
                on=on,
                items=[self._shaper.agreement(view) for view in shown],
                next=self._next("agreements", asked, **cursor),
            )

        return self._answer(request, render, stamp=(*site.record_stamp(), "agreements", repr(asked)))

    def agreements_delta(self, request: Request, asked: Annotated[DeltaAsked, Query()]) -> Response:
        """Give the next steps of a mirror: what is new, what reads differently, and what is to go.

        One who begins without a cursor and applies every answer holds the agreements that are listed, pending or
        missing, each as it stands.
        """
        found = read_delta(self._site, self._shaper, asked)
        return self._answer(request, lambda: found)

    def agreement(self, request: Request, agreement_id: str, _: Annotated[Nothing, Query()]) -> Response:
        """Give one agreement."""
        reader = self._site.reader
        life = reader.agreement(agreement_id) if possible_id(agreement_id) else None
        if life is None:
            raise AbsentError("There is no agreement with this id. The address /api/v1/agreements lists them.")
        entries = reader.changes(ChangeQuery(agreement_id=agreement_id))
        view = next((view for view in self._agreements.read() if view.id == agreement_id), None)
        return self._answer(request, lambda: self._shaper.agreement_in_full(view, life, entries))

    def releases(self, request: Request, asked: Annotated[ReleasesAsked, Query()]) -> Response:
        """Give one page of the releases."""
        query = asked.query(self._known(asked.source))

        def render() -> press_shapes.Releases:
            found = self._press.releases(replace(query, limit=asked.limit + 1))
            shown, publishers = found[: asked.limit], self._publishers()
            cursor = {"before": shown[-1].seq} if len(found) > len(shown) else {}
            return press_shapes.Releases(
                items=[self._shaper.release(logged, publishers) for logged in shown],
                next=self._next("releases", asked, **cursor),
            )

        return self._answer(request, render)

    def release(self, request: Request, release_id: str, _: Annotated[Nothing, Query()]) -> Response:
        """Give one release."""
        logged = self._press.release(release_id) if possible_id(release_id) else None
        if logged is None:
            raise AbsentError("There is no release with this id. Releases are never removed: check the id.")
        publishers = self._publishers()
        full = self._shaper.release_in_full(
            logged,
            publishers,
            figures=self._beside(logged.release, publishers.get(logged.release.source, logged.release.source)),
            repeats=self._press.repeats_of(release_id),
            changes=changes_borne_out_by(self._site, logged),
        )
        return self._answer(request, lambda: full)

    def sources(self, request: Request, _: Annotated[Nothing, Query()]) -> Response:
        """Give every source."""
        health = self._site.reader.sources(self._site.now())
        return self._answer(request, lambda: shapes.Sources(items=[self._shaper.source(one) for one in health]))

    def states(self, request: Request, asked: Annotated[StatesAsked, Query()]) -> Response:
        """Give the counts of every state."""
        site = self._site
        on = read_past_day(asked.on or "", "on", today=site.today())

        def render() -> shapes.States:
            overview = self._overview.read() if on is None else count(site.reader.agreements(on=on))
            return shapes.States(
                on=on,
                total=state_counts(overview.total),
                items=[state_item(state, tally) for state, tally in overview.states.items()],
            )

        return self._answer(request, render, stamp=(*site.record_stamp(), "states", on))

    def description(self, request: Request, _: Annotated[Nothing, Query()]) -> Response:
        """Give the OpenAPI description."""
        return conditional.answer(request, lambda: self._description, media_type=_JSON)

    def _add(
        self,
        path: str,
        handler: Callable[..., Response],
        model: type[BaseModel] | None,
        summary: str,
        *,
        named: bool = False,
    ) -> None:
        """Serve *handler* for GET and HEAD; only GET is described. Where *named*, there may be no such thing."""
        refusals: dict[int | str, dict[str, Any]] = {
            status: {"description": said, "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}}
            for status, said in ((404, "There is no such thing."), (422, "A value in the address cannot be used."))
            if named or status != 404  # noqa: PLR2004
        }
        usual: dict[int | str, dict[str, Any]] = {304: {"description": "It still reads as you have it."}}
        for method, shown in (("GET", True), ("HEAD", False)):
            self._router.add_api_route(
                path,
                handler,
                methods=[method],
                response_model=model,
                summary=summary,
                description=handler.__doc__,
                operation_id=f"{handler.__name__}_{method.lower()}",
                include_in_schema=shown,
                responses=usual | refusals,
            )

    def _describe(self) -> str:
        return json.dumps(
            get_openapi(
                title=f"{SITE_NAME}: the programming interface",
                version=VERSION,
                openapi_version="3.1.0",
                description=_ABOUT,
                routes=self._router.routes,
                servers=[{"url": self._site.absolute("/api")}],
            ),
            ensure_ascii=False,
        )

    def _answer(
        self, request: Request, render: Callable[[], BaseModel], *, stamp: tuple[object, ...] | None = None
    ) -> Response:
        return conditional.answer(request, lambda: render().model_dump_json(), media_type=_JSON, stamp=stamp)

    def _next(self, kind: str, asked: Asked, **cursor: str | int) -> str | None:
        return self._site.absolute(f"/api/v1/{kind}{asked.next_query(**cursor)}") if cursor else None

    def _beside(self, release: Release, publisher: str) -> list[tuple[Figure, Beside | None]]:
        """Set each figure beside our count of the day on which the release came out, as its page does."""
        figures = release.reading.figures
        counts = self._press.counts_on(release.published.on) if release.published and figures else None
        return [(figure, beside_our_count(figure, counts, publisher=publisher)) for figure in figures]

    def _known(self, asked: str | None) -> set[str]:
        """Return the keys of all sources, where one is asked for."""
        return {source.key for source in self._site.reader.sources(self._site.now())} if asked else set()

    def _publishers(self) -> dict[str, str]:
        return publishers_of(self._site.reader.sources(self._site.now()))
