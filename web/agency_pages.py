"""One agency: every agreement it holds or held, what happened to each, and who speaks of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.agency_groups import Agency, is_pending
from domain.agreements import Agreement, Standing
from domain.changes import ChangeKind
from web import conditional
from web.errors import NotFoundError
from web.filters import read_past_day
from web.in_force import answer_for
from web.links import agency_path
from web.places import Places, state_path
from web.press import publishers_of
from web.site import Site, add_page
from web.timeline import life_by_date, neighbours_listed
from workflows.reading import ChangeQuery, Evidence, LoggedChange

CHANGES_SHOWN = 200
"""For each agreement: far more than has happened to any."""
_POSSIBLE_ID = re.compile(r"[!-~]{1,200}", re.ASCII)
"""Printable ASCII; PostgreSQL refuses to compare a text that holds NUL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One agreement with its life: *evidence* is the newest file that shows a change of it."""

    agreement: Agreement
    status: str
    changes: tuple[LoggedChange, ...]
    evidence: Evidence | None

    @property
    def is_pending(self) -> bool:
        """Tell whether it is an entry of the pending list."""
        return is_pending(self.agreement)

    @property
    def corrections(self) -> int:
        """Return how often ICE has written it differently."""
        return sum(1 for entry in self.changes if entry.change.kind is ChangeKind.CORRECTED)


class AgencyPages:
    """The pages of agencies over one site."""

    def __init__(self, site: Site, places: Places) -> None:
        self._site = site
        self._places = places

    def router(self) -> APIRouter:
        """Return the route of these pages."""
        router = APIRouter()
        add_page(router, "/agencies/{agency_id}", self.agency)
        return router

    def agency(self, request: Request, agency_id: str) -> Response:
        """Show one agency, by the id of its first agreement: its permalink. The ids of the others lead there."""
        today = self._site.today()
        on = read_past_day(request.query_params.get("on", ""), "on", today=today)
        stamp = self._site.record_stamp("agency", agency_id, on, today)
        agreement = self._site.reader.agreement(agency_id) if _POSSIBLE_ID.fullmatch(agency_id) else None
        if agreement is None:
            raise NotFoundError("error.no_agency")
        agency = self._places.agency_of(agreement)
        if agency.id != agency_id:
            query = f"?on={on}" if on else ""
            return RedirectResponse(agency_path(agency.id) + query, status_code=HTTPStatus.SEE_OTHER)
        return conditional.answer(request, lambda: self._page(request, agency, on), stamp=stamp)

    def _page(self, request: Request, agency: Agency, on: date | None) -> str:
        site = self._site
        lives = {agreement.id: self._life(agreement) for agreement in agency.agreements}
        changes = sorted((e for life in lives.values() for e in life.changes), key=lambda e: e.seq, reverse=True)
        county, beside = neighbours_listed(agency, self._places)
        return site.renderer.render(
            "agency.html",
            request,
            agency=agency,
            state_page=state_path(agency.state),
            sentence=_sentence(agency),
            lives=sorted((lives[a.id] for a in agency.shown), key=_listed_first),
            changes=changes,
            asked=answer_for(site, agency, on) if on else None,
            today=site.today(),
            moments=life_by_date((a, lives[a.id].changes) for a in agency.shown),
            county=county,
            beside=beside,
            releases=site.press.releases_naming(list(lives)),
            publishers=publishers_of(site.reader.sources(site.now())),
        )

    def _life(self, agreement: Agreement) -> Life:
        query = ChangeQuery(agreement_id=agreement.id, newest_first=True, limit=CHANGES_SHOWN)
        changes = tuple(self._site.reader.changes(query))
        return Life(
            agreement=agreement,
            status=_status(agreement),
            changes=changes,
            evidence=self._site.reader.evidence(changes[0].change)[1] if changes else None,
        )


def _sentence(agency: Agency) -> str:
    """Return the key of the sentence that says where the agency stands now."""
    if agency.listed:
        return "agency.listed"
    if agency.missing:
        return "agency.missing"
    if agency.pending:
        return "agency.pending"
    return "agency.only_asked" if agency.only_asked else "agency.gone"


def _status(agreement: Agreement) -> str:
    """Return the last part of the key `status.…`: the pending list has words of its own."""
    if is_pending(agreement):
        return "pending" if agreement.standing is Standing.LISTED else "pending_gone"
    return agreement.standing.value


def _listed_first(life: Life) -> tuple[bool, float]:
    return life.status != "listed", -life.agreement.first_listed_at.timestamp()
