"""The review desk: what waits for a person, both readings of it side by side, and what a person decides.

Each decision runs the very function that the command line runs, with the reviewer's name in the audit log. The handlers
are plain functions, which run in threads beside the loop: a workbook that is read again holds up no reader.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.agreements import Standing
from domain.changes import ChangeKind
from domain.questions import Ruling
from domain.text import shown
from web.desk_door import DeskDoor, DeskParts, form_in, other_language, session_in
from web.desk_words import effects, figures, in_order, matter
from web.doorway import add_form
from web.phrases import words_of
from web.site import Site, add_page
from workflows import review
from workflows.audit import verify_chain
from workflows.casefile import FIELDS, QUESTION_ROW, field_text
from workflows.desk import NotFoundError, agreement_or_name, find_agreement, messages_of, open_case
from workflows.reading import CaptureView, ChangeQuery
from workflows.record import ListResult

ROWS_SHOWN = 200
"""Of each sort; `lookout incidents N --format csv` gives them all."""
NEWEST_CAPTURES_SHOWN = 4
"""Beside the first one: a doubt that lasts is seen in many lists."""
DECISIONS_SHOWN = 200
CHANGES_SHOWN = 50
DEPARTURES_SHOWN = 200
LONGEST_REASON = 1_000
_Decision = Callable[[str, str], ListResult | None]
"""Takes the reason and the reviewer's name; None where nothing is compared anew."""
_IncidentId = Annotated[int, Path(ge=1, le=2**31 - 1)]
"""What the column of incidents' numbers can hold in every database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why nothing was decided. What the workflows say is on record in English."""

    sentence: str
    in_english: bool = False


class DeskPages:
    """The pages of the desk over one site; every one of them needs somebody signed in."""

    def __init__(self, site: Site, parts: DeskParts, door: DeskDoor) -> None:
        self._site = site
        self._reader = site.reader
        self._polling = parts.polling
        self._wake = parts.wake
        self._door = door

    def router(self) -> APIRouter:
        """Return the routes. The door guards all of them at once: pages and forms."""
        router = APIRouter(dependencies=[Depends(self._door.guard)])
        add_page(router, "/desk", self.waiting)
        add_page(router, "/desk/incidents/{incident_id}", self.case)
        add_page(router, "/desk/departures", self.departures)
        add_page(router, "/desk/pair", self.pair)
        add_page(router, "/desk/audit", self.audit)
        add_form(router, "/desk/incidents/{incident_id}", self.decide)
        add_form(router, "/desk/departures", self.confirm)
        add_form(router, "/desk/pair", self.rule)
        add_form(router, "/desk/logout", self._door.leave)
        return router

    def waiting(self, request: Request) -> Response:
        """List what waits for a person, what must be decided first, and how the lists are doing."""
        sources = self._reader.sources(self._site.now())
        everything = request.query_params.get("all") == "yes"
        incidents = self._reader.incidents(only_open=not everything)
        return self._door.page(
            request,
            "desk.html",
            incidents=list(incidents) if everything else in_order(incidents),
            everything=everything,
            matter=matter,
            titles={source.key: source.title for source in sources},
            lists=[source for source in sources if source.kind == "list"],
        )

    def case(self, request: Request, incident_id: _IncidentId) -> Response:
        """Show one incident in full, with the ways to decide it."""
        return self._case(request, incident_id, None)

    def decide(self, request: Request, incident_id: _IncidentId) -> Response:
        """Release, reject, or say that two names are one or two: what the form's button says."""
        polling, reader = self._polling, self._reader
        decisions: dict[str, _Decision] = {
            "release": lambda why, by: review.release(polling, reader, incident_id, why, by),
            "reject": lambda why, by: self._reject(incident_id, why, by),
            "same": lambda why, by: review.answer(polling, reader, incident_id, Ruling.SAME, why, by),
            "different": lambda why, by: review.answer(polling, reader, incident_id, Ruling.DIFFERENT, why, by),
        }
        return self._decided(request, decisions, lambda trouble: self._case(request, incident_id, trouble))

    def departures(self, request: Request) -> Response:
        """List the agreements that are missing and not yet confirmed as gone."""
        return self._departures(request, None)

    def confirm(self, request: Request) -> Response:
        """Tell a departure as fact before its day is over."""

        def decide(why: str, by: str) -> ListResult:
            found = find_agreement(self._polling, self._reader, self._typed(request, "agreement"))
            return review.confirm(self._polling, found.id, why, by)

        return self._decided(request, {"confirm": decide}, lambda trouble: self._departures(request, trouble))

    def pair(self, request: Request) -> Response:
        """Show the form for two agreements that nobody asked about."""
        return self._pair(request, None)

    def rule(self, request: Request) -> Response:
        """Decide that two agreements are one, or two."""

        def by_rule(rule: Callable[..., ListResult]) -> _Decision:
            def decide(why: str, by: str) -> ListResult:
                first = find_agreement(self._polling, self._reader, self._typed(request, "first")).id
                second = agreement_or_name(self._polling, self._typed(request, "second"))
                return rule(self._polling, self._reader, first, second, why, by)

            return decide

        rulings = {"same": by_rule(review.same), "different": by_rule(review.different)}
        return self._decided(request, rulings, lambda trouble: self._pair(request, trouble))

    def audit(self, request: Request) -> Response:
        """Show who decided what and why, newest first, and whether the chain of seals is whole."""
        entries = self._reader.audit()
        return self._door.page(
            request,
            "desk_audit.html",
            broken=verify_chain(entries),
            number=len(entries),
            entries=list(reversed(entries))[:DECISIONS_SHOWN],
        )

    def _reject(self, incident_id: int, why: str, by: str) -> None:
        review.reject(self._polling, incident_id, why, by)

    def _typed(self, request: Request, field: str) -> str:
        """Return what names an agreement: what was typed, or the end of one of our own addresses."""
        text = shown(form_in(request).get(field, ""))
        return text.rstrip("/").rpartition("/")[2] if text.startswith(f"{self._site.public_url}/") else text

    def _decided(
        self, request: Request, decisions: Mapping[str, _Decision], again: Callable[[Trouble], Response]
    ) -> Response:
        """Carry out the decision that the form names and say what it did; *again* shows the form with what is wrong."""
        form = form_in(request)
        decide, why = decisions.get(form.get("action", "")), shown(form.get("why", ""))[:LONGEST_REASON]
        if decide is None:
            raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY)
        if not why:
            return again(Trouble(sentence=words_of(request).say("desk.no_reason")))
        try:
            result = decide(why, session_in(request).reviewer)
        except (review.DecisionError, NotFoundError) as error:
            return again(Trouble(sentence=str(error), in_english=True))
        self._wake()
        return self._door.page(
            request,
            "desk_done.html",
            result=result,
            messages=messages_of(self._polling, result.changes) if result is not None else 0,
            most=CHANGES_SHOWN,
            elsewhere=other_language(request, "/desk"),
        )

    def _case(self, request: Request, incident_id: int, trouble: Trouble | None) -> Response:
        try:
            case = open_case(self._polling, self._reader, incident_id)
        except NotFoundError:
            raise HTTPException(HTTPStatus.NOT_FOUND) from None
        words = words_of(request)
        gone = [row for row in case.rows if row.goes and QUESTION_ROW not in row.what]
        come = [row for row in case.rows if row.comes]
        return self._door.page(
            request,
            "desk_case.html",
            _status(trouble),
            case=case,
            incident=case.incident,
            matter=matter(case.incident),
            effects=effects(words, case),
            figures=figures(words, case),
            gone=gone,
            come=come,
            both=[row for row in case.rows if row not in gone and row not in come],
            captures=_first_and_newest(case.captures),
            left=max(0, len(case.captures) - NEWEST_CAPTURES_SHOWN - 1),
            fields=FIELDS,
            field_text=field_text,
            most=ROWS_SHOWN,
            trouble=trouble,
            why=form_in(request).get("why", "") if trouble else "",
            elsewhere=other_language(request, f"/desk/incidents/{incident_id}"),
        )

    def _departures(self, request: Request, trouble: Trouble | None) -> Response:
        query = ChangeQuery(kinds=frozenset({ChangeKind.MISSING}), newest_first=True, limit=DEPARTURES_SHOWN)
        missing = [
            entry
            for entry in self._reader.changes(query)
            if entry.superseded_by is None
            and (now := self._reader.agreement(entry.change.agreement_id)) is not None
            and now.standing is Standing.MISSING
        ]
        return self._door.page(
            request,
            "desk_departures.html",
            _status(trouble),
            missing=missing,
            trouble=trouble,
            typed=dict(form_in(request)) if trouble else {},
            elsewhere=other_language(request, "/desk/departures"),
        )

    def _pair(self, request: Request, trouble: Trouble | None) -> Response:
        return self._door.page(
            request,
            "desk_pair.html",
            _status(trouble),
            trouble=trouble,
            typed=dict(form_in(request)) if trouble else {},
            elsewhere=other_language(request, "/desk/pair"),
        )


def _status(trouble: Trouble | None) -> HTTPStatus:
    return HTTPStatus.OK if trouble is None else HTTPStatus.UNPROCESSABLE_ENTITY


def _first_and_newest(captures: tuple[CaptureView, ...]) -> tuple[CaptureView, ...]:
    return captures[:1] + captures[1:][-NEWEST_CAPTURES_SHOWN:]
