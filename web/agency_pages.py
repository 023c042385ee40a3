"""One agency: every agreement it holds or held, what happened to each, and who speaks of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.agency_groups import Agency, agency_of, is_pending
from domain.agreements import Agreement, Standing
from domain.changes import ChangeKind
from web import conditional
from web.errors import NotFoundError
from web.links import agency_path
from web.places import state_path
from web.press import publishers_of
from web.site import Site, add_page
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

    def __init__(self, site: Site) -> None:
        self._site = site

    def router(self) -> APIRouter:
        """Return the route of these pages."""
        router = APIRouter()
        add_page(router, "/agencies/{agency_id}", self.agency)
        return router

    def agency(self, request: Request, agency_id: str) -> Response:
        """Show one agency, by the id of its first agreement: its permalink. The ids of the others lead there."""
        agreement = self._site.reader.agreement(agency_id) if _POSSIBLE_ID.fullmatch(agency_id) else None
        if agreement is None:
            raise NotFoundError("There is no agency with this address. Agencies are never removed: check the link.")
        agency = self._agency_of(agreement)
        if agency.id != agency_id:
            return RedirectResponse(agency_path(agency.id), status_code=HTTPStatus.SEE_OTHER)
        stamp = (*self._site.record_stamp(), "agency", agency_id)
        return conditional.answer(request, lambda: self._page(agency), stamp=stamp)

    def _agency_of(self, agreement: Agreement) -> Agency:
        return agency_of(agreement, self._site.reader.every_agreement(agreement.facts.state))

    def _page(self, agency: Agency) -> str:
        site = self._site
        lives = {agreement.id: self._life(agreement) for agreement in agency.agreements}
        changes = sorted((e for life in lives.values() for e in life.changes), key=lambda e: e.seq, reverse=True)
        return site.renderer.render(
            "agency.html",
            agency=agency,
            permalink=site.absolute(agency_path(agency.id)),
            state_page=state_path(agency.state),
            sentence=_sentence(agency),
            lives=sorted((lives[a.id] for a in agency.shown), key=_listed_first),
            changes=changes,
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
    """Return where the agency stands now."""
    if agency.listed:
        return "It is on ICE's list now. What it may do:"
    if agency.missing:
        return (
            "It is missing from ICE's newest list. Rows have vanished and come back before, so this is not yet a "
            "departure: reckon that it still holds what it held."
        )
    if agency.pending:
        return "It has asked to join and is on ICE's list of pending agencies. It holds no agreement that ICE lists."
    if agency.only_asked:
        return "It was on ICE's list of agencies that asked to join and is no longer. It holds no agreement that ICE lists."
    return "It is not on ICE's list now."


def _status(agreement: Agreement) -> str:
    """Return a key of `wording.STATUS_LABELS`: the pending list has words of its own."""
    if is_pending(agreement):
        return "pending" if agreement.standing is Standing.LISTED else "pending_gone"
    return agreement.standing.value


def _listed_first(life: Life) -> tuple[bool, float]:
    return life.status != "listed", -life.agreement.first_listed_at.timestamp()
