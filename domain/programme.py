"""What surrounds the list: events that moved it, and how large officials and the press have said it is.

A claim is somebody's word, kept with who said it; it is shown beside our own count and never counted in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.releases import Counted

SHOWN_BEFORE = timedelta(days=90)
"""How long before our first version an event or a claim is still shown; older ones would squeeze the curve."""
_SAME_COUNT = 0.01
"""Share by which a claimed figure may miss a count of ours and still be that count: a list of a day earlier or later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that may have moved the list. *state* is None for the whole country."""

    on: date
    key: str
    """Its name among the sentences of the pages."""
    state: str | None = None
    day_known: bool = True
    """Else only the month is known, and *on* is its middle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A figure for the whole country that somebody gave, in our own words."""

    on: date
    by: str
    """"ICE", "DHS" or "press"."""
    counted: Counted
    value: int
    bound: str
    """"exactly", "over" or "about"."""
    day_known: bool = True
    """Else only the month is known, and *on* is its middle."""


EVENTS: tuple[Event, ...] = (
    Event(on=date(2025, 1, 20), key="order"),
    Event(on=date(2025, 4, 15), key="florida", state="Florida", day_known=False),
    Event(on=date(2025, 9, 2), key="reimbursement_announced"),
    Event(on=date(2025, 10, 1), key="reimbursement"),
    Event(on=date(2026, 1, 1), key="texas_law", state="Texas"),
    Event(on=date(2026, 2, 17), key="maryland", state="Maryland"),
    Event(on=date(2026, 8, 25), key="new_york", state="New York"),
    Event(on=date(2026, 12, 1), key="texas_deadline", state="Texas"),
)
"""By day."""

CLAIMS: tuple[Claim, ...] = (
    Claim(on=date(2024, 12, 15), by="ICE", counted=Counted.AGENCIES, value=135, bound="exactly", day_known=False),
    Claim(on=date(2025, 4, 24), by="ICE", counted=Counted.AGREEMENTS, value=450, bound="over"),
    Claim(on=date(2025, 5, 15), by="DHS", counted=Counted.AGREEMENTS, value=562, bound="exactly", day_known=False),
    Claim(on=date(2025, 9, 2), by="DHS", counted=Counted.AGENCIES, value=958, bound="exactly"),
    Claim(on=date(2025, 9, 17), by="ICE", counted=Counted.AGENCIES, value=1000, bound="about"),
    Claim(on=date(2026, 1, 26), by="press", counted=Counted.AGENCIES, value=1168, bound="exactly"),
    Claim(on=date(2026, 8, 26), by="ICE", counted=Counted.AGREEMENTS, value=2382, bound="exactly"),
)
"""By day."""


def events_of(state: str | None, first: date, last: date) -> Sequence[Event]:
    """Return the events for a curve that runs from *first* to *last*: a state has its own and the country's."""
    return [
        event
        for event in EVENTS
        if first - SHOWN_BEFORE <= event.on <= last and (state is None or event.state in {None, state})
    ]


def claims_of(first: date, last: date) -> Sequence[Claim]:
    """Return the claims for a national curve that runs from *first* to *last*."""
    return [claim for claim in CLAIMS if first - SHOWN_BEFORE <= claim.on <= last]


def counts_agreements_as_agencies(claim: Claim, *, agreements: int, agencies: int) -> bool:
    """Tell whether a figure for agencies is, on that day's list, the number of agreements."""
    return (
        claim.counted is Counted.AGENCIES
        and abs(claim.value - agreements) <= agreements * _SAME_COUNT
        and abs(claim.value - agencies) > agencies * _SAME_COUNT
    )
