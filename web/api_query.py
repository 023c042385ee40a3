"""What an address of the programming interface may ask: the parameters, how long each may be, and the cursors."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import QueryParams
from starlette.requests import Request

from domain.changes import Certainty, ChangeKind
from domain.vocabulary import SupportType
from web.api_problems import ParameterError
from web.filters import read_filter, read_past_day, read_state
from workflows.press_views import ReleaseQuery
from workflows.reading import AgreementView, ChangeQuery, Stretch

LARGEST_SEQ = 2**63 - 1
"""What a database column for counted places can hold."""
MOST = 500
USUAL = 100
_POSSIBLE_ID = re.compile(r"[!-~]{1,200}", re.ASCII)
"""Printable ASCII; PostgreSQL refuses to compare a text that holds NUL."""
_DAY = {"format": "date", "examples": ["2025-09-22"]}
_STATUSES = ("listed", "pending")
_PARTS = 4
"""State, agency, support type and id: what a place in the list of agreements is made of."""

State = Annotated[
    str | None,
    Field(min_length=1, max_length=100, description="A state or territory, by name or two letters.", examples=["TX"]),
]
Power = Annotated[
    str | None,
    Field(
        min_length=1,
        max_length=100,
        description=f"A support type, by name or abbreviation: {', '.join(SupportType)}; JEM, TFM, WSO.",
        examples=["TFM"],
    ),
]
SourceKey = Annotated[
    str | None,
    Field(
        min_length=1, max_length=80, description="The key of a source, as /v1/sources has it.", examples=["ice-287g"]
    ),
]
Since = Annotated[
    str | None,
    Field(min_length=1, max_length=20, description="The first UTC day, itself included.", json_schema_extra=_DAY),
]
Until = Annotated[
    str | None,
    Field(min_length=1, max_length=20, description="The last UTC day, itself included.", json_schema_extra=_DAY),
]
On = Annotated[
    str | None,
    Field(
        min_length=1,
        max_length=20,
        description="The UTC day at whose end the lists are to be read; now, when left out.",
        json_schema_extra=_DAY,
    ),
]
BeforeSeq = Annotated[
    int | None,
    Field(ge=1, le=LARGEST_SEQ, description="Only what was recorded before this place; “next” fills it in."),
]
Limit = Annotated[int, Field(ge=1, le=MOST, description="How many items at most.")]


class Asked(BaseModel):
    """Parameters of one address. One that is not known is refused: a slip in a filter must never mean "all"."""

    model_config = ConfigDict(extra="forbid")

    def next_query(self, **cursor: str | int) -> str:
        """Return the query of the page after this one."""
        pairs = self.model_dump(exclude_none=True, exclude_defaults=True) | cursor
        return f"?{urlencode(pairs)}"


class Nothing(Asked):
    """The parameters of an address that takes none."""


class ChangesAsked(Asked):
    """Which part of the change log."""

    state: State = None
    county: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=100,
            description="A county, by its five-digit FIPS code, or by name where the state is given too.",
            examples=["48175"],
        ),
    ] = None
    support_type: Power = None
    kind: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=40,
            description="A kind of change.",
            json_schema_extra={"enum": [kind.value for kind in ChangeKind]},
        ),
    ] = None
    certainty: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=40,
            description="How sure it is.",
            json_schema_extra={"enum": [certainty.value for certainty in Certainty]},
        ),
    ] = None
    since: Since = None
    until: Until = None
    source: SourceKey = None
    after: Annotated[
        int | None,
        Field(ge=0, le=LARGEST_SEQ, description="Read forward, oldest first, what was recorded after this place."),
    ] = None
    before: BeforeSeq = None
    limit: Limit = USUAL

    def query(self, known: set[str]) -> ChangeQuery:
        """Return the question for the log, newest first. *known* are the sources' keys. Raises ParameterError."""
        if self.after is not None and self.before is not None:
            raise ParameterError("“after” reads forward and “before” reads back. Give one of the two.")
        names = ("state", "county", "support_type", "kind", "certainty", "since", "until")
        given = {name: value for name in names if (value := getattr(self, name)) is not None}
        wanted = read_filter(QueryParams(given))
        _in_order(wanted.since, wanted.until)
        return replace(wanted.query(), source=read_source(self.source, known))


class AgreementsAsked(Asked):
    """Which agreements."""

    state: State = None
    on: On = None
    status: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=40,
            description="On which of the two lists.",
            json_schema_extra={"enum": list(_STATUSES)},
        ),
    ] = None
    after: Annotated[
        str | None, Field(min_length=1, max_length=2000, description="Where the page before ended; “next” fills it in.")
    ] = None
    limit: Limit = USUAL

    def wanted_status(self) -> str | None:
        """Return the status. Raises ParameterError."""
        if self.status not in {None, *_STATUSES}:
            raise ParameterError(
                "The status is either listed or pending. Who has left the lists stands in /api/v1/changes."
            )
        return self.status


class DeltaAsked(Asked):
    """From where on a mirror of the agreements is to be brought up to date."""

    cursor: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=60,
            pattern="^[0-9]{1,18}(-[0-9]{1,18}-[0-9]{1,18})?$",
            description="What stood in “cursor” of the answer that was applied last; left out to begin.",
            examples=["1712"],
        ),
    ] = None
    limit: Limit = USUAL

    def stretch(self, last: int) -> Stretch:
        """Return the steps that the mirror has to take next, up to the one numbered *last*. Raises ParameterError."""
        since, *under_way = map(int, (self.cursor or "0").split("-"))
        after, until = under_way or (since, last)
        if since <= after <= until <= last:
            return Stretch(since=since, after=after, until=until)
        raise ParameterError("No answer has had this “cursor” yet. Leave it out to begin again.")


def step_cursor(stretch: Stretch) -> str:
    """Return the cursor of a mirror on its way through *stretch*: one number where it has come to its end."""
    if stretch.after == stretch.until:
        return str(stretch.until)
    return f"{stretch.since}-{stretch.after}-{stretch.until}"


class ReleasesAsked(Asked):
    """Which releases."""

    state: State = None
    source: SourceKey = None
    since: Since = None
    until: Until = None
    before: BeforeSeq = None
    limit: Limit = USUAL

    def query(self, known: set[str]) -> ReleaseQuery:
        """Return the question for the releases. Raises ParameterError."""
        since, until = read_past_day(self.since or "", "since"), read_past_day(self.until or "", "until")
        _in_order(since, until)
        return ReleaseQuery(
            state=read_state(self.state or ""),
            source=read_source(self.source, known),
            since=since,
            until=until + timedelta(days=1) if until is not None and until < date.max else None,
            before_seq=self.before,
        )


class StatesAsked(Asked):
    """On which day the states are counted."""

    on: On = None


def refuse_repeats(request: Request) -> None:
    """Refuse an address that gives one parameter twice: only one of the two would count. Raises ParameterError."""
    names = [name for name, _ in request.query_params.multi_items()]
    if len(names) != len(set(names)):
        raise ParameterError("One parameter stands in the address twice. Ask once for each value.")


def read_source(key: str | None, known: set[str]) -> str | None:
    """Return the key of a source that is followed, or None where none is asked for. Raises ParameterError."""
    if key is None or key in known:
        return key
    raise ParameterError("We follow no source by that key. The address /api/v1/sources lists them.")


def possible_id(text: str) -> bool:
    """Tell whether *text* can be the id of anything; what cannot is never put to the database."""
    return _POSSIBLE_ID.fullmatch(text) is not None


def place_of(view: AgreementView) -> tuple[str, str, str, str]:
    """Return where an agreement stands in the order of the list."""
    return (view.facts.state, view.facts.agency, str(view.facts.support_type), view.id)


def written_cursor(view: AgreementView) -> str:
    """Return the cursor behind *view*. It holds the place and not the id, so it stays good when that one leaves."""
    text = json.dumps(place_of(view), ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text: str) -> tuple[str, ...]:
    """Return the place that a cursor holds. Raises ParameterError."""
    try:
        place = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        place = None
    if not isinstance(place, list) or len(place) != _PARTS or not all(isinstance(part, str) for part in place):
        raise ParameterError("“after” is no place in this list. Take it from “next”, whole, or leave it out to begin.")
    return tuple(place)


def _in_order(since: date | None, until: date | None) -> None:
    if since is not None and until is not None and since > until:
        raise ParameterError("“since” lies after “until”, so there is nothing between them. Exchange the two.")
