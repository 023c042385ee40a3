"""The incidents of newsrooms and pages: one of a kind at a time, closed when all is well again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from domain.source_health import GOOD, Condition
from workflows.ledger import Ledger, NewIncident
from workflows.reading import IncidentStatus

FIRST_WAY = "first way"
"""What the incident of a newsroom is about whose first way cannot be read while another one can."""
_KINDS = {condition.value for condition in Condition} - {condition.value for condition in GOOD}


def open_incident(  # noqa: PLR0917  # an incident has this many parts
    ledger: Ledger,
    source: str,
    kind: str,
    message: str,
    captures: Iterable[int],
    now: datetime,
    *,
    subject: str = "",
) -> None:
    """Open an incident of *source*, or note that an open one was seen again."""
    ledger.open_incident(
        NewIncident(
            source=source,
            kind=kind,
            subject=subject or source,
            summary=message,
            capture_ids=tuple(sorted(set(captures))),
        ),
        now,
    )


def close_incidents(ledger: Ledger, source: str, now: datetime, *, subject: str = "") -> None:
    """Close what was wrong with *source*, or with *subject* of it: it can be read again."""
    over = [
        incident.id
        for incident in ledger.open_incidents(source)
        if incident.kind in _KINDS and incident.subject == (subject or source)
    ]
    ledger.close_incidents(over, IncidentStatus.RECOVERED, now, "It can be read again and shows what it should.")
