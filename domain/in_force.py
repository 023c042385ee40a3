"""What ICE's list said of one agreement at the end of a day, and between which readings of it that day lies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from domain.agreements import Agreement, Standing
from domain.changes import RowFacts


class Held(StrEnum):
    """Where an agreement stood at the end of a day, as far as ICE's list tells."""

    LISTED = "listed"
    MISSING = "missing"
    """It had been listed and was not, and that day nobody had confirmed that it was gone."""
    GONE = "gone"
    """It had been listed, was not, and that had been confirmed."""
    NOT_YET = "not_yet"
    """It came on the list only later."""
    UNKNOWN = "unknown"
    """The day lies before our first version of the list."""


@dataclass(frozen=True, slots=True)
class ListReading:
    """One version of a list: its number and when the file was fetched."""

    number: int
    observed_at: datetime


@dataclass(frozen=True, slots=True)
class Printed:
    """What a list said of one agreement from version *first* up to, not including, *until* (None: to this day)."""

    first: int
    until: int | None
    facts: RowFacts

    def covers(self, number: int) -> bool:
        """Tell whether it stood so in version *number*."""
        return self.first <= number and (self.until is None or number < self.until)


@dataclass(frozen=True, slots=True)
class Checks:
    """Whether a list was read well on a day, and the nearest days before and after it on which it was."""

    on_the_day: bool
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What can be said of one agreement and one day. Readings are None where there was none such."""

    agreement: Agreement
    on: date
    held: Held
    facts: RowFacts
    """The row as printed that day; where it was not listed, as printed last before, else first after."""
    reading: ListReading | None
    """The newest version up to the end of the day."""
    printed_from: ListReading | None
    """Since which version the row read exactly like *facts*."""
    listed_from: ListReading | None
    """The first version of the unbroken stretch that *facts* are of."""
    gone_at: ListReading | None
    """The version that ended that stretch by no longer having it, also one after the day."""
    confirmed_at: datetime | None
    """When that end was confirmed, also after the day."""
    back_at: ListReading | None
    """The version that lists it again after that end."""
    moved_that_day: bool
    """Readings of that very day differ on whether it was listed."""
    shown_after: bool | None
    """Whether the first check after the day shows it; None where there is none."""

    @property
    def signed_by_then(self) -> bool:
        """Tell whether it was signed by the end of the day, by the date that ICE prints."""
        return self.facts.signed_on is not None and self.facts.signed_on <= self.on

    @property
    def is_listed(self) -> bool:
        """Tell whether it stood on its list."""
        return self.held is Held.LISTED


def day_end(on: date) -> datetime:
    """Return the first instant after UTC day *on*; the last one there is after the last day there is."""
    start = datetime.combine(on, time(), UTC)
    return datetime.max.replace(tzinfo=UTC) if on == date.max else start + timedelta(days=1)


def reading_on(readings: Sequence[ListReading], on: date) -> ListReading | None:
    """Return the newest of *readings*, which are in their order, up to the end of a day."""
    end = day_end(on)
    return next((reading for reading in reversed(readings) if reading.observed_at < end), None)


def in_force(
    agreement: Agreement,
    printed: Sequence[Printed],
    readings: Sequence[ListReading],
    *,
    confirmed: Iterable[datetime],
    on: date,
    checks: Checks,
) -> Statement:
    """Return what is known of *agreement* at the end of UTC day *on*.

    *printed*, never empty, is what its list said of it, oldest first, *readings* are that list's versions in their
    order, *confirmed* the instants at which a departure of it was confirmed.
    """
    by_number = {reading.number: reading for reading in readings}
    reading = reading_on(readings, on)
    stretch = _stretch(printed, reading)
    row = _row(stretch, reading)
    until = stretch[-1].until
    gone_at = None if until is None else by_number.get(until)
    back = None if until is None else next((p.first for p in printed if p.first > until), None)
    back_at = None if back is None else by_number.get(back)
    confirmed_at = _confirmed(confirmed, gone_at, back_at)
    return Statement(
        agreement=agreement,
        on=on,
        held=_held(row, stretch, reading, confirmed_at, on),
        facts=row.facts,
        reading=reading,
        printed_from=by_number.get(row.first),
        listed_from=by_number.get(stretch[0].first),
        gone_at=gone_at,
        confirmed_at=confirmed_at,
        back_at=back_at,
        moved_that_day=_moved(printed, readings, on),
        shown_after=_shown_after(printed, readings, on, checks),
    )


def is_told(statement: Statement) -> bool:
    """Tell whether a statement belongs into an answer: not of a row found to be another agreement's, once it is gone."""
    return statement.is_listed or statement.agreement.standing is not Standing.MERGED


def _stretch(printed: Sequence[Printed], reading: ListReading | None) -> list[Printed]:
    """Return the unbroken stretch of rows that speaks for the day: the newest begun by then, else the first of all."""
    stretches: list[list[Printed]] = []
    for row in printed:
        if stretches and stretches[-1][-1].until == row.first:
            stretches[-1].append(row)
        else:
            stretches.append([row])
    begun = [s for s in stretches if reading is not None and s[0].first <= reading.number]
    return begun[-1] if begun else stretches[0]


def _row(stretch: Sequence[Printed], reading: ListReading | None) -> Printed:
    begun = [row for row in stretch if reading is not None and row.first <= reading.number]
    return begun[-1] if begun else stretch[0]


def _held(
    row: Printed, stretch: Sequence[Printed], reading: ListReading | None, confirmed_at: datetime | None, on: date
) -> Held:
    if reading is None:
        return Held.UNKNOWN
    if row.covers(reading.number):
        return Held.LISTED
    if stretch[0].first > reading.number:
        return Held.NOT_YET
    return Held.GONE if confirmed_at is not None and confirmed_at < day_end(on) else Held.MISSING


def _confirmed(
    confirmed: Iterable[datetime], gone_at: ListReading | None, back_at: ListReading | None
) -> datetime | None:
    """Return the first confirmation of the end that lies between it and the return."""
    if gone_at is None:
        return None
    return min(
        (at for at in confirmed if gone_at.observed_at <= at and (back_at is None or at <= back_at.observed_at)),
        default=None,
    )


def _listed_in(printed: Sequence[Printed], number: int) -> bool:
    return any(row.covers(number) for row in printed)


def _moved(printed: Sequence[Printed], readings: Sequence[ListReading], on: date) -> bool:
    start, end = datetime.combine(on, time(), UTC), day_end(on)
    before = next((r for r in reversed(readings) if r.observed_at < start), None)
    that_day = [r for r in readings if start <= r.observed_at < end]
    seen = {_listed_in(printed, r.number) for r in ([before] if before else []) + that_day}
    return bool(that_day) and len(seen) > 1


def _shown_after(printed: Sequence[Printed], readings: Sequence[ListReading], on: date, checks: Checks) -> bool | None:
    """Tell it by the version that counted then: a check that brought nothing new shows what the one before it showed."""
    if checks.after is None:
        return None
    end = day_end(on)
    later = next((r for r in readings if r.observed_at >= end), None)
    if later is None or later.observed_at.astimezone(UTC).date() > checks.after:
        later = reading_on(readings, on)
    return later is not None and _listed_in(printed, later.number)
