"""What a subscription would have brought: shown before anybody signs up, so that nobody is surprised by silence or noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from domain.subscriptions import Filter, chosen
from workflows.reading import ChangeQuery, LoggedChange, LogReader

SHOWN_DAYS = 30
COUNTED_DAYS = 90
"""Long enough that a county with one change a season is not promised silence."""
_MOST = 5_000
"""Entries looked at: more than ICE's lists brought in any ninety days of 2025 and 2026."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What *messages* and *changes* the last COUNTED_DAYS would have brought, and *shown*, those of SHOWN_DAYS."""

    messages: int
    changes: int
    shown: tuple[LoggedChange, ...]
    """Newest first."""
    counted_days: int
    """How many days were looked back: fewer than COUNTED_DAYS where the log is younger."""


def preview(reader: LogReader, wish: Filter, now: datetime) -> Preview:
    """Return what a subscription with this *wish*, told at once, would have brought up to *now*."""
    since = now - timedelta(days=COUNTED_DAYS)
    entries = reader.changes(ChangeQuery(since=since, until=now, newest_first=True, limit=_MOST))
    batches = _told_in_turn(wish, entries)
    told = [entry for batch in batches for entry in batch]
    first = min((entry.change.observed_at for entry in reader.changes(ChangeQuery(limit=1))), default=now)
    return Preview(
        messages=sum(bool(batch) for batch in batches),
        changes=len(told),
        shown=tuple(e for e in reversed(told) if e.change.observed_at >= now - timedelta(days=SHOWN_DAYS)),
        counted_days=min(COUNTED_DAYS, max((now - first).days, 0)),
    )


def _told_in_turn(wish: Filter, entries: Sequence[LoggedChange]) -> list[list[LoggedChange]]:
    """Return what each poll's message would have held, oldest first, given what the messages before it had told."""
    known = {entry.change.id: entry.change for entry in entries}
    told: set[str] = set()
    batches = []
    for _, batch in groupby(reversed(entries), key=lambda entry: entry.change.observed_at):
        found = list(batch)
        heard = {c.id for c in chosen(wish, [entry.change for entry in found], told=told, earlier=known)}
        told |= heard
        batches.append([entry for entry in found if entry.change.id in heard])
    return batches
