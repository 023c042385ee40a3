"""When an absence is told as fact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from domain.agreements import Agreement, Standing, change_id
from domain.changes import Certainty, Change, ChangeKind
from domain.transitions import in_order


def confirm_departures(known: Iterable[Agreement], now: datetime, version: int) -> tuple[list[Change], list[Agreement]]:
    """Turn `missing` into `terminated` where, at a good poll at *now*, the absence has lasted 24 hours.

    The poll that calls this is itself the one more good poll that design section 5 asks for; silence between polls
    confirms nothing, because nothing calls this then. An agreement that may be on the list after all, in a row that
    could not be read, in a question or among changes that are held, waits.
    """
    changes, agreements = [], []
    for agreement in known:
        since = agreement.missing_since
        if agreement.standing is not Standing.MISSING or since is None or now - since < timedelta(hours=24):
            continue
        if agreement.in_doubt:
            continue
        change = Change(
            id=change_id(agreement.source, agreement.missing_version, version, agreement.id, ChangeKind.TERMINATED),
            source=agreement.source,
            kind=ChangeKind.TERMINATED,
            certainty=Certainty.CONFIRMED,
            agreement_id=agreement.id,
            observed_at=now,
            version_from=agreement.missing_version,
            version_to=version,
            facts=agreement.facts,
            before=agreement.facts,
            after=None,
            reason=f"Absent from every list we read since {since:%d %b %Y, %H:%M} UTC, for more than 24 hours.",
            first_listed_at=agreement.first_listed_at,
            supersedes=agreement.departure_change,
        )
        changes.append(change)
        agreements.append(replace(agreement, standing=Standing.TERMINATED, departure_change=change.id))
    return sorted(changes, key=in_order), agreements
