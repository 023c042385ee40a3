"""Two questions of readers, answered to programs: what was in force on a day, and what is called like this."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from domain.agency_groups import Agency
from domain.in_force import Held, ListReading
from domain.vocabulary import SupportType
from web import conditional
from web.api_models import EvidenceItem, Instant, Link, Row, Shape
from web.api_problems import AbsentError, ParameterError
from web.api_query import Asked, possible_id
from web.api_values import Shaper, row
from web.filters import read_past_day
from web.in_force import Told, answer_for
from web.links import agency_path
from web.places import Places
from web.search_pages import LONGEST, Searching, read_query
from web.site import Site

_JSON = "application/json"
Add = Callable[..., None]


class InForceAsked(Asked):
    """Which day."""

    on: Annotated[
        str,
        Field(
            min_length=1,
            max_length=20,
            description="The UTC day at whose end the list is to be read.",
            json_schema_extra={"format": "date", "examples": ["2025-09-22"]},
        ),
    ]


class SearchAsked(Asked):
    """What is looked for."""

    q: Annotated[str, Field(min_length=1, max_length=LONGEST, description="Words of a name, also misspelt.")]


class Version(Shape):
    """One version of a list."""

    version: int
    read_at: Instant


class InForceItem(Shape):
    """What is said of one agreement and the day."""

    agreement_id: str
    held: Held = Field(
        description=(
            "listed: on its list at the end of the day. missing: it had been, was not, and nobody had confirmed an end. "
            "gone: that had been confirmed. not_yet: it came later. unknown: the day is before our first version."
        )
    )
    pending: bool = Field(description="Whether it is of the list of agencies that asked to join.")
    agreement: Row = Field(description="The row as printed that day; else as printed last before, or first after.")
    signed_by_then: bool = Field(description="By the date that ICE prints; false where it prints none.")
    listed_from: Version | None
    absent_from: Version | None = Field(description="The version that ended its time on the list, also a later one.")
    confirmed_at: Instant | None
    listed_again_from: Version | None
    moved_that_day: bool = Field(description="Readings of that very day differ on whether it was listed.")
    evidence: EvidenceItem | None = Field(description="The file that decides: of the day, or that lists it first.")


class InForce(Shape):
    """What an agency was listed for at the end of a day. ICE's list is evidence of an agreement, not the agreement."""

    agency_id: str
    agency: str
    state: str
    url: Link = Field(description="The same answer for readers: a permalink.")
    on: str = Field(json_schema_extra={"format": "date"})
    powers: list[SupportType] = Field(description="The support types it was listed for.")
    version: Version | None = Field(description="The newest version up to the end of the day; null before our first.")
    read_that_day: bool = Field(description="Whether the list was read well on that day.")
    read_before: str | None = Field(json_schema_extra={"format": "date"})
    read_after: str | None = Field(json_schema_extra={"format": "date"})
    items: list[InForceItem]


class FoundAgency(Shape):
    """One agency that was found."""

    id: str
    url: Link
    agency: str = Field(description="As ICE prints it now, or did last.")
    state: str
    county: str
    powers: list[SupportType] = Field(description="What it is listed for now; none where it is not.")
    spellings: list[str]


class Found(Shape):
    """The agencies that fit best, the best first."""

    items: list[FoundAgency]


class InForceApi:
    """The addresses of these questions over one site."""

    def __init__(self, site: Site, places: Places, searching: Searching) -> None:
        self._site = site
        self._places = places
        self._searching = searching
        self._shaper = Shaper(site.public_url)

    def add_to(self, add: Add) -> None:
        """Add the routes by the interface's own way to add one."""
        add(
            "/agencies/{agency_id}/in-force",
            self.agency_in_force,
            InForce,
            "Which agreements of an agency were in force on a day",
            named=True,
        )
        add("/search", self.search_agencies, Found, "Agencies by any name that ICE has printed, also one misspelt")

    def agency_in_force(self, request: Request, agency_id: str, asked: Annotated[InForceAsked, Query()]) -> Response:
        """Give what ICE's list said of an agency at the end of a day; the id of any of its agreements will do."""
        site = self._site
        on = read_past_day(asked.on, "on", today=site.today())
        if on is None:
            raise ParameterError("Say which day: on=2025-09-22.")
        one = site.reader.agreement(agency_id) if possible_id(agency_id) else None
        if one is None:
            raise AbsentError("There is no agency with this id. The address /api/v1/agreements lists agreements.")
        agency = self._places.agency_of(one)

        def render() -> InForce:
            answer = answer_for(site, agency, on)
            return InForce(
                agency_id=agency.id,
                agency=agency.name,
                state=agency.state,
                url=site.absolute(f"{agency_path(agency.id)}?on={on}"),
                on=on.isoformat(),
                powers=list(answer.powers),
                version=_version(answer.reading),
                read_that_day=answer.checks.on_the_day,
                read_before=answer.checks.before.isoformat() if answer.checks.before else None,
                read_after=answer.checks.after.isoformat() if answer.checks.after else None,
                items=[self._item(told) for told in answer.told],
            )

        return _answer(request, render, stamp=site.record_stamp("api in force", agency.id, on))

    def search_agencies(self, request: Request, asked: Annotated[SearchAsked, Query()]) -> Response:
        """Give the agencies that *q* names. What is looked for is not kept."""
        query = read_query(asked.q)
        return _answer(
            request, lambda: Found(items=[self._found(agency) for agency in self._searching.search(query).agencies])
        )

    def _item(self, told: Told) -> InForceItem:
        said = told.statement
        return InForceItem(
            agreement_id=said.agreement.id,
            held=said.held,
            pending=told.is_pending,
            agreement=row(said.facts),
            signed_by_then=said.signed_by_then,
            listed_from=_version(said.listed_from),
            absent_from=_version(said.gone_at),
            confirmed_at=said.confirmed_at,
            listed_again_from=_version(said.back_at),
            moved_that_day=said.moved_that_day,
            evidence=self._shaper.evidence(told.evidence),
        )

    def _found(self, agency: Agency) -> FoundAgency:
        return FoundAgency(
            id=agency.id,
            url=self._site.absolute(agency_path(agency.id)),
            agency=agency.name,
            state=agency.state,
            county=agency.county,
            powers=list(agency.powers),
            spellings=list(agency.spellings),
        )


def _version(reading: ListReading | None) -> Version | None:
    return None if reading is None else Version(version=reading.number, read_at=reading.observed_at)


def _answer(request: Request, render: Callable[[], BaseModel], *, stamp: tuple[Any, ...] | None = None) -> Response:
    return conditional.answer(request, lambda: render().model_dump_json(), media_type=_JSON, stamp=stamp)
