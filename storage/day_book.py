"""Which stretch of the log each day lies in, and how many changes of each kind it has.

The log is ordered by when it was recorded, and readers ask by when something was observed. The two orders are nearly
one, so the stretch that a day's changes lie in is short; knowing it, a question about days needs to look at nothing
else of a long log.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from threading import Lock
from typing import Any

from sqlalchemy import Engine, func, select
from sqlmodel import col

from domain.changes import ChangeKind
from storage.tables import ChangeRow


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedDay:
    """One UTC day on which something was observed: its first and last place in the log, and its changes by kind."""

    on: date
    first: int
    last: int
    counts: Mapping[ChangeKind, int]


@dataclass(frozen=True, slots=True)
class _Book:
    """The days in order, and for each the last place that it or a day before it has, the first that it or a later has."""

    days: Sequence[BookedDay]
    last_so_far: Sequence[int]
    first_from_here: Sequence[int]


class DayBook:
    """The days of one database's log. It is read once, and then only for what was added: the log is append-only.

    Places are given out in the order of committing, since recorders exclude each other; SQLite has one writer anyway.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()
        self._seen = 0
        self._book = _Book((), (), ())

    def day(self, on: date) -> BookedDay | None:
        """Return one day, or None where nothing was observed on it."""
        days = self._read().days
        place = bisect_left(days, on, key=lambda day: day.on)
        return days[place] if place < len(days) and days[place].on == on else None

    def latest(self, limit: int) -> Sequence[BookedDay]:
        """Return the latest days, newest first."""
        return self._read().days[::-1][:limit]

    def stretch(self, since: datetime | None, until: datetime | None) -> tuple[int, int]:
        """Return the first and the last place in the log that may hold what was observed in this time; (1, 0) for none.

        Both bounds are aware; *until* is excluded.
        """
        book = self._read()
        days = book.days
        first = 0 if since is None else bisect_left(days, since.astimezone(UTC).date(), key=lambda day: day.on)
        last = len(days) if until is None else bisect_right(days, _last_day(until), key=lambda day: day.on)
        if first >= last:
            return 1, 0
        return book.first_from_here[first], book.last_so_far[last - 1]

    def _read(self) -> _Book:
        with self._lock, self._engine.connect() as connection:
            newest = connection.execute(_NEWEST).scalar_one() or 0
            if newest > self._seen:
                self._add(list(connection.execute(_days(self._engine.dialect.name, self._seen))))
            return self._book

    def _add(self, rows: Sequence[Any]) -> None:
        known = {day.on: day for day in self._book.days}
        for on, kind, first, last, count in rows:
            day, counts = date.fromisoformat(str(on)), Counter({ChangeKind(kind): count})
            old = known.get(day)
            known[day] = BookedDay(
                on=day,
                first=min(first, old.first) if old else first,
                last=max(last, old.last) if old else last,
                counts=counts + Counter(old.counts) if old else counts,
            )
        self._book = _bound([known[on] for on in sorted(known)])
        self._seen = max(day.last for day in self._book.days)


def _bound(days: Sequence[BookedDay]) -> _Book:
    last_so_far, first_from_here = [day.last for day in days], [day.first for day in days]
    for place in range(1, len(days)):
        last_so_far[place] = max(last_so_far[place], last_so_far[place - 1])
        behind = len(days) - 1 - place
        first_from_here[behind] = min(first_from_here[behind], first_from_here[behind + 1])
    return _Book(days, last_so_far, first_from_here)


def _last_day(until: datetime) -> date:
    """Return the last UTC day that has anything before *until*."""
    at = until.astimezone(UTC)
    begins_a_day = at.time() == time() and at.date() > date.min
    return at.date() - timedelta(days=1) if begins_a_day else at.date()


_NEWEST = select(func.max(col(ChangeRow.seq)))


def _days(dialect: str, after: int) -> Any:
    """Select day, kind, first and last place and count of what was recorded after a place."""
    at = col(ChangeRow.observed_at)
    on: Any = func.date(func.timezone("UTC", at) if dialect == "postgresql" else at)
    seq, kind = col(ChangeRow.seq), col(ChangeRow.kind)
    query = select(on, kind, func.min(seq), func.max(seq), func.count()).group_by(on, kind)
    # Without a bound an index alone answers it, which a long log needs at the start.
    return query.where(seq > after) if after else query
