"""Reads when a release came out, in every way that publishers write it.

Strict: what cannot be read for certain is None, never a guess. Seen in the listings of 2026: ISO with an offset
(Nebraska), ISO at noon UTC that means the day only (Iowa), "September 17, 2026" (Florida, Utah), a month and a day without
a year (Texas), RFC 822 (feeds) and "Tuesday, April 9, 2013 - 4:04pm" where feeds have RFC 822 (Drupal).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from domain.releases import Published
from domain.text import shown

_LONGEST = 300
"""Characters looked at: a date with the words around it is far shorter."""
_FIRST_YEAR = 2000
_SOONEST = 2
"""Days that a date may lie ahead: a publisher east of us, or a release dated for the day on which it is to be printed."""
_NEAR = 30
"""Characters from a date to the hour that belongs to it."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene",
            "february feb febrero",
            "march mar marzo",
            "april apr abril abr",
            "may mayo",
            "june jun junio",
            "july jul julio",
            "august aug agosto ago",
            "september sept sep septiembre setiembre set",
            "october oct octubre",
            "november nov noviembre",
            "december dec diciembre dic",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[0-9]{4})(?![0-9])"
_FLAGS = re.IGNORECASE | re.ASCII

_ISO = re.compile(
    r"(?<![0-9])(?P<year>[0-9]{4})(?P<mark>[-/])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})(?![0-9])"
)
_MONTH_FIRST = re.compile(rf"\b{_MONTH}\s*{_DAY}\s*(?:,|\bde\b|\bdel\b)?\s*{_YEAR}", _FLAGS)
_DAY_BEFORE_MONTH = re.compile(
    rf"(?<![0-9]){_DAY}[\s-]+(?:de\s+|of\s+)?{_MONTH},?[\s-]*(?:de\s+|del\s+)?"
    r"(?P<year>[0-9]{4}(?![0-9])|[0-9]{2}(?=\s+[0-9]{1,2}:[0-9]{2}))",
    _FLAGS,
)
_DIGITS = re.compile(
    r"(?<![0-9./-])(?P<first>[0-9]{1,2})(?P<mark>[/.-])(?P<second>[0-9]{1,2})(?P=mark)"
    r"(?P<year>[0-9]{4}|[0-9]{2})(?![0-9/-]|\.[0-9])"
)
_WITHOUT_YEAR = (
    re.compile(rf"{_MONTH}\s*{_DAY}", _FLAGS),
    re.compile(rf"{_DAY}\s*(?:de\s+|of\s+)?{_MONTH}", _FLAGS),
)
_EPOCH = re.compile(r"(?:/Date\()?(?P<seconds>[0-9]{10})(?P<thousandths>[0-9]{3})?(?:\)/|\.[0-9]+)?")
"""Seconds or milliseconds since 1970; `/Date(…)/` is how ASP.NET writes them in JSON."""

_HOUR = re.compile(
    r"(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2}))?(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r"(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?"
    r"(?:\s*(?P<offset>[+-][0-9]{2}:?[0-9]{2})(?![0-9])|\s*\(?(?P<zone>[A-Z]{1,4}|Eastern|Central|Mountain|Pacific)\b)?",
    _FLAGS,
)
_JOINER = re.compile(r"(?:[\s,|@·•–—-]|\bat\b|\ba las?\b|\bT(?=[0-9]))*", _FLAGS)
_JOINER_BEFORE = re.compile(r"[\s,|·•–—-]*(?:\bon\b\s*)?$", _FLAGS)

_ZONES: dict[str, tzinfo] = {
    **dict.fromkeys(("Z", "UT", "UTC", "GMT"), UTC),
    **{
        name: timezone(timedelta(hours=hours))
        for name, hours in {
            "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
            "AKST": -9, "AKDT": -8, "HST": -10, "AST": -4, "CHST": 10,
        }.items()
    },
}  # fmt: skip
_ZONES_OF_PLACES = {
    "ET": "America/New_York",
    "EASTERN": "America/New_York",
    "CT": "America/Chicago",
    "CENTRAL": "America/Chicago",
    "MT": "America/Denver",
    "MOUNTAIN": "America/Denver",
    "PT": "America/Los_Angeles",
    "PACIFIC": "America/Los_Angeles",
}
_WORDS_OF_COMING_OUT = re.compile(
    r"\b(?:post(?:ed)?|publish(?:ed)?|publication|released?|issued|date|dated|publicad[oa]|fecha)\b[^0-9]*$", _FLAGS
)
_WORDS_OF_CHANGE = re.compile(
    r"\b(?:updated?|modified|revised|edited|reviewed|changed|actualizad[oa])\b[^0-9]*$", _FLAGS
)
_OTHER_WORDS = re.compile(
    r"\b(?:post(?:ed)?|publish(?:ed)?|released?|issued|date|dated|on|by|mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?"
    r"|sun)(?:day)?\b|\b(?:publicado|fecha|el|lunes|martes|jueves|viernes|domingo)\b|[^\w]",
    _FLAGS,
)
"""What may stand around a day without a year: weekdays and words of coming out. Anything else makes it no date."""

_DAY_IN_PATH = re.compile(
    r"/(20[0-9]{2})/([0-9]{1,2})/([0-9]{1,2})(?=/|$)|/(20[0-9]{2})-([0-9]{2})-([0-9]{2})(?=[/-]|$)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A day in a text, and where it stands."""

    on: date
    start: int
    end: int


def read_date(text: str, *, time_zone: str, today: date, day_first: bool = False) -> Published | None:
    """Return when *text* says that something came out, or None where it does not say so for certain.

    *time_zone* is the publisher's: an hour without an offset is meant in it, and `on` is the day in it. With *day_first*,
    "9/10/2026" is the ninth of October. A text of two different days is read only where one is marked as the one of
    publication ("Published: …") or the other as a change ("Updated: …"). Noon or midnight to the second is how systems
    store a mere day, so no instant is made of it.
    """
    words = shown(text[:_LONGEST])
    if epoch := _EPOCH.fullmatch(words):
        moment = datetime.fromtimestamp(int(epoch["seconds"]), UTC)
        return _published(moment, moment.date(), time_zone, today)
    found = _the_day(list(_days(words, day_first=day_first)), words)
    if found is None:
        return _without_year(words, today)
    return _published(_moment(found, words, time_zone), found.on, time_zone, today)


def at_instant(moment: datetime, *, time_zone: str, today: date) -> Published | None:
    """Return the aware *moment* as a time of publication, or None where no release can come from then."""
    if not _FIRST_YEAR <= moment.year <= today.year + 1:
        return None
    on = moment.astimezone(ZoneInfo(time_zone)).date()
    return Published(on=on, at=moment.astimezone(UTC)) if is_possible(on, today) else None


def first_date_in(text: str, *, today: date) -> Published | None:
    """Return the first day with month, day and year in *text*, which may be a whole article; None where none stands."""
    for match in _matches(text, (_MONTH_FIRST, _DAY_BEFORE_MONTH)):
        day = _day_of(match, day_first=False)
        if day is not None and is_possible(day, today):
            return Published(on=day)
    return None


def date_in_url(url: str) -> date | None:
    """Return the day in an address's path, as `/2026/09/17/…` or `/2026-09-17/…`; a year and a month alone are None."""
    try:
        match = _DAY_IN_PATH.search(urlsplit(url).path)
    except ValueError:
        return None
    return _date(*(int(part) for part in match.groups() if part)) if match else None


def is_possible(day: date, today: date) -> bool:
    """Return whether a release may be of that day, seen from *today*."""
    return _FIRST_YEAR <= day.year <= today.year + 1 and day <= today + timedelta(days=_SOONEST)


def _published(moment: datetime | None, day: date, time_zone: str, today: date) -> Published | None:
    if moment is None or _means_a_day(moment):
        return Published(on=day) if is_possible(day, today) else None
    return at_instant(moment, time_zone=time_zone, today=today)


def _means_a_day(moment: datetime) -> bool:
    """Return whether the hour is one that systems fill in: midnight anywhere, or noon in UTC (Iowa's Drupal)."""
    return moment.time() == time(0) or (moment.time() == time(12) and moment.tzinfo is UTC)


def _days(words: str, *, day_first: bool) -> Iterator[_Found]:
    """Yield the days in *words*, in order."""
    for match in _matches(words, (_ISO, _MONTH_FIRST, _DAY_BEFORE_MONTH, _DIGITS)):
        if day := _day_of(match, day_first=day_first):
            yield _Found(on=day, start=match.start(), end=match.end())


def _matches(words: str, patterns: tuple[re.Pattern[str], ...]) -> list[re.Match[str]]:
    """Return what the patterns find, in order, without overlaps."""
    found: list[re.Match[str]] = []
    for match in sorted((match for p in patterns for match in p.finditer(words)), key=lambda match: match.start()):
        if not found or match.start() >= found[-1].end():
            found.append(match)
    return found


def _day_of(match: re.Match[str], *, day_first: bool) -> date | None:
    parts = match.groupdict()
    year = int(parts["year"]) + (_FIRST_YEAR if len(parts["year"]) == len("26") else 0)
    if "first" in parts:
        month, day = (parts["second"], parts["first"]) if day_first else (parts["first"], parts["second"])
        return _date(year, int(month), int(day))
    return _date(year, _month(parts["month"]), int(parts["day"]))


def _the_day(found: list[_Found], words: str) -> _Found | None:
    """Return the one that tells when it came out: all say the same day, or only one is marked so."""
    kept = [day for day in found if not _WORDS_OF_CHANGE.search(words[: day.start])] or found
    if len({day.on for day in kept}) > 1:
        kept = [day for day in kept if _WORDS_OF_COMING_OUT.search(words[: day.start])]
    return kept[0] if len({day.on for day in kept}) == 1 else None


def _without_year(words: str, today: date) -> Published | None:
    """Return the latest such day that is not after tomorrow, for "Oct 1" (Texas); None where more is said around it."""
    for pattern in _WITHOUT_YEAR:
        match = pattern.search(words)
        if match is None or _OTHER_WORDS.sub("", words[: match.start()] + " " + words[match.end() :]):
            continue
        latest = today + timedelta(days=1)
        for year in range(latest.year, max(latest.year - 5, _FIRST_YEAR - 1), -1):
            day = _date(year, _month(match["month"]), int(match["day"]))
            if day is not None and day <= latest:
                return Published(on=day)
    return None


def _moment(found: _Found, words: str, time_zone: str) -> datetime | None:
    """Return the aware moment where an hour stands beside the day; None where only the day is told."""
    after = words[found.end : found.end + _NEAR]
    hour = _HOUR.match(after, _end(_JOINER.match(after)))
    if hour is None or not _is_hour(hour):
        hour = _hour_before(words[max(0, found.start - _NEAR) : found.start])
    if hour is None:
        return None
    clock = _clock(hour)
    return None if clock is None else datetime.combine(found.on, clock, _zone(hour, time_zone))


def _hour_before(before: str) -> re.Match[str] | None:
    """Return the hour that ends right before the day, as in "3:15 PM ET, September 17, 2026"."""
    reach = _JOINER_BEFORE.search(before)
    until = reach.start() if reach else len(before)
    return next((hour for hour in _HOUR.finditer(before) if hour.end() == until and _is_hour(hour)), None)


def _is_hour(match: re.Match[str]) -> bool:
    """Return whether it is an hour and not just a number: minutes or "pm" make it one."""
    return match["minute"] is not None or match["half"] is not None


def _clock(match: re.Match[str]) -> time | None:
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, int(match["minute"] or 0), int(match["second"] or 0))
    except ValueError:
        return None


def _zone(match: re.Match[str], time_zone: str) -> tzinfo:
    """Return the offset or zone that is stated; words that name none ("local") mean the publisher's own."""
    if offset := match["offset"]:
        ahead = timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
        if not ahead:
            return UTC
        if ahead < timedelta(hours=15):
            return timezone(-ahead if offset[0] == "-" else ahead)
    name = (match["zone"] or "").upper()
    if name in _ZONES_OF_PLACES:
        return ZoneInfo(_ZONES_OF_PLACES[name])
    return _ZONES.get(name) or ZoneInfo(time_zone)


def _month(name: str) -> int:
    return int(name) if name.isdigit() else _MONTHS[name.lower()]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _end(match: re.Match[str] | None) -> int:
    return match.end() if match else 0
