"""Reads the day an agreement was signed, and never guesses: a date that could be two days is none."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from domain.text import shown
from domain.vocabulary import is_blank
from scrapers.readers.grid import Cell, CellKind

EARLIEST = date(1996, 1, 1)
"""287(g) was added to the Immigration and Nationality Act by the act of 30 September 1996 (IIRIRA)."""
LATEST = date(2100, 12, 31)
"""ICE has printed the years 5025 and 20026; what is merely in the future is for the guards, who know the time."""
SERIALS = range(35_000, 60_001)
"""Days since 1900 from October 1995 to April 2064: what a date looks like when its cell has lost its format."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH_NUMBERS = range(1, 13)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_AMERICAN = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? ?(\d{4})")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})")
_SLIPS = tuple(re.compile(rf"(\d{{{month}}})[/.-]*(\d{{{day}}})[/.-]*(\d{{4}})") for month in (1, 2) for day in (1, 2))
"""A month, a day and a year whose separators are missing or doubled: "7/72025", "05/082025", "8//28/2025"."""


class ReadDate(NamedTuple):
    """The day, or None; the text as printed (ISO for date cells); and what was odd, or ""."""

    on: date | None
    text: str
    oddity: str = ""


def read_signed(cell: Cell | None) -> ReadDate:
    """Return the signing date that *cell* holds."""
    if cell is None:
        return ReadDate(None, "")
    text = shown(cell.text)
    if is_blank(text):
        return ReadDate(None, text)
    if cell.kind is CellKind.DATE and cell.day is not None:
        return _within_window(cell.day, text, "")
    if cell.kind is CellKind.NUMBER:
        return _serial(cell, text)
    return _read_text(text)


def _serial(cell: Cell, text: str) -> ReadDate:
    if cell.day is not None and text.isdigit() and int(text) in SERIALS:
        return _within_window(cell.day, text, f"The date lost its format; day number {text} is {cell.day.isoformat()}.")
    return ReadDate(None, text, f"The number {text} is no date.")


def _read_text(text: str) -> ReadDate:
    bare = text.strip(" .,;'")
    if match := _ISO.fullmatch(bare):
        return _dated(text, int(match[1]), int(match[2]), int(match[3]))
    if match := _AMERICAN.fullmatch(bare):
        year = int(match[3]) if len(match[3]) == len("2025") else 2000 + int(match[3])
        return _dated(text, year, int(match[1]), int(match[2]))
    if (match := _MONTH_FIRST.fullmatch(bare)) and (month := _MONTHS.get(match[1].lower())):
        return _dated(text, int(match[3]), month, int(match[2]))
    if (match := _DAY_FIRST.fullmatch(bare)) and (month := _MONTHS.get(match[2].lower())):
        return _dated(text, int(match[3]), month, int(match[1]))
    return _read_slip(text, bare)


def _dated(text: str, year: int, month: int, day: int) -> ReadDate:
    if month not in _MONTH_NUMBERS and _day(year, day, month) is not None:
        return ReadDate(None, text, f"“{text}” has no month {month}; it may be written day first, so it was not read.")
    on = _day(year, month, day)
    if on is None:
        return ReadDate(None, text, f"“{text}” is no day of the calendar.")
    return _within_window(on, text, "")


def _read_slip(text: str, bare: str) -> ReadDate:
    """Read a date with missing or doubled separators, but only where it can be one day and no other."""
    readings = {
        on
        for pattern in _SLIPS
        if (match := pattern.fullmatch(bare)) and (on := _day(int(match[3]), int(match[1]), int(match[2])))
    }
    if len(readings) == 1:
        [on] = readings
        return _within_window(on, text, f"“{text}” can only mean {on.isoformat()} and was read so.")
    if readings:
        days = " or ".join(sorted(on.isoformat() for on in readings))
        return ReadDate(None, text, f"“{text}” may mean {days}, so it was not read.")
    return ReadDate(None, text, f"“{text[:60]}” is no date that can be read without guessing.")


def _within_window(on: date, text: str, oddity: str) -> ReadDate:
    if EARLIEST <= on <= LATEST:
        return ReadDate(on, text, oddity)
    return ReadDate(None, text, f"“{text}” is outside {EARLIEST.year} to {LATEST.year}, so it was not read.")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
