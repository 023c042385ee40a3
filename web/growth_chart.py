"""The growth curve as numbers on paper: where each line, marker and word of the drawing stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from domain.programme import Claim, Event, claims_of, counts_agreements_as_agencies, events_of
from domain.releases import Counted
from web.phrases import Phrases
from workflows.reading import GrowthPoint

_SHORTEST = timedelta(days=30)
"""Days that the drawing spans at least: a record of one day would have no width."""
_YEAR = 12
_LETTER = 15
"""Units that a marker with its number or letter needs for itself."""
_KEY_LINE = 18
_PER_MONTH_LABEL = 72
_PER_LEVEL = 45


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A paper to draw on. The narrow one is read at its own size on a phone, the wide one on a screen."""

    width: int
    plot_height: int
    key_columns: int


NARROW = Size(width=360, plot_height=210, key_columns=1)
WIDE = Size(width=860, plot_height=290, key_columns=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A number or letter on the paper: at *x*, *y*, said in full by *key* at *key_x*, *key_y*; *point_y* is a claim's."""

    sign: str
    x: float
    y: float
    key: str
    point_y: float = 0.0
    counted: str = ""
    key_x: float = 0.0
    key_y: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A claim with what our own record holds for that day; *ours* is None before our first version."""

    sign: str
    claim: Claim
    ours: GrowthPoint | None

    @property
    def mixed_up(self) -> bool:
        """Tell whether the claim seems to count agreements as agencies."""
        return self.ours is not None and counts_agreements_as_agencies(
            self.claim, agreements=self.ours.agreements, agencies=self.ours.agencies
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawing, ready for its template; *points* is never empty."""

    size: Size
    height: float
    left: float
    right: float
    top: float
    bottom: float
    agreements: str
    agencies: str
    levels: Sequence[tuple[float, str]]
    months: Sequence[tuple[float, str]]
    events: Sequence[Mark]
    claims: Sequence[Mark]


def events_shown(points: Sequence[GrowthPoint], state: str | None) -> Sequence[Event]:
    """Return the events beside the curve of *points*, which are numbered from 1 in this order."""
    return events_of(state, points[0].on, points[-1].on) if points else []


def claims_beside(points: Sequence[GrowthPoint]) -> list[Beside]:
    """Return the claims beside the national curve of *points*, lettered from A, with our own count of the day."""
    shown = claims_of(points[0].on, points[-1].on) if points else []
    return [
        Beside(sign=chr(ord("A") + n), claim=claim, ours=count_on(points, claim.on)) for n, claim in enumerate(shown)
    ]


def count_on(points: Sequence[GrowthPoint], on: date) -> GrowthPoint | None:
    """Return what the newest version up to the end of a day held; None before the first."""
    place = bisect_right(points, on, key=lambda point: point.on)
    return points[place - 1] if place else None


def described(words: Phrases, points: Sequence[GrowthPoint], state: str | None) -> str:
    """Return the curve in two sentences, for those who cannot see it."""
    place = state or words.say("growth.country")
    if not points:
        return words.say("growth.nothing", place=place)
    first, last = points[0], points[-1]
    if len(points) == 1:
        return words.say("growth.one_version", day=words.day(last.on), place=place, counts=counts_of(words, last))
    sentence = words.say(
        "growth.went",
        place=place,
        since=words.day(first.on),
        until=words.day(last.on),
        before=counts_of(words, first),
        after=counts_of(words, last),
    )
    highest = max(points, key=lambda point: point.agreements)
    if highest.agreements == last.agreements:
        return sentence
    most = words.say("growth.most", count=words.number(highest.agreements), day=words.day(highest.on))
    return f"{sentence} {most}"


def counts_of(words: Phrases, point: GrowthPoint) -> str:
    """Return what a version held: "957 agreements of 798 agencies"."""
    agreements = words.counted("growth.agreements", point.agreements)
    return words.say("growth.counts", agreements=agreements, agencies=words.counted("growth.agencies", point.agencies))


def when(words: Phrases, fact: Event | Claim) -> str:
    """Return the day of an event or a claim as it is known: "20 Jan 2025", or else "Apr 2025"."""
    return words.day(fact.on) if fact.day_known else f"{words.months[fact.on.month - 1]} {fact.on.year}"


def happened(words: Phrases, event: Event) -> str:
    """Return what happened."""
    return words.say(f"growth.event.{event.key}")


def claimed_by(words: Phrases, claim: Claim) -> str:
    """Return who made a claim."""
    return words.say("growth.press") if claim.by == "press" else claim.by


def claimed(words: Phrases, claim: Claim) -> str:
    """Return the figure in words: "over 450 agreements"."""
    what = "growth.agencies" if claim.counted is Counted.AGENCIES else "growth.agreements"
    counted = words.counted(what, claim.value)
    return counted if claim.bound == "exactly" else words.say(f"growth.{claim.bound}", what=counted)


def draw(words: Phrases, points: Sequence[GrowthPoint], size: Size, *, state: str | None) -> Chart:
    """Return the curve of *points*, one or more, with the events and, for the whole country, the claims beside it."""
    events = events_shown(points, state)
    beside = claims_beside(points) if state is None else []
    start = min([points[0].on, *(e.on for e in events), *(b.claim.on for b in beside)])
    end = max(points[-1].on, start + _SHORTEST)
    rows = _rows_needed([e.on for e in events], size, start, end)
    levels = round_levels(max([1, *(p.agreements for p in points), *(b.claim.value for b in beside)]), size)
    axes = Axes(size=size, start=start, end=end, top=54 + rows * _LETTER, highest=levels[-1])
    marks = _event_marks(words, events, axes), _claim_marks(words, beside, axes)
    placed, height = _with_key(marks, axes)
    return Chart(
        size=size,
        height=height,
        left=axes.left,
        right=axes.right,
        top=axes.top,
        bottom=axes.bottom,
        agreements=step_path([(p.on, p.agreements) for p in points], axes),
        agencies=step_path([(p.on, p.agencies) for p in points], axes),
        levels=[(axes.y(level), words.number(level)) for level in levels],
        months=month_marks(words, axes),
        events=placed[0],
        claims=placed[1],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    """Days across and counts upward, on one paper."""

    size: Size
    start: date
    end: date
    top: float
    highest: int
    left: float = 42.0

    @property
    def right(self) -> float:
        """Return where the plot ends on the right."""
        return self.size.width - 12.0

    @property
    def bottom(self) -> float:
        """Return where the plot ends below."""
        return self.top + self.size.plot_height

    def x(self, on: date) -> float:
        """Return where a day stands."""
        return round(self.left + (on - self.start).days / (self.end - self.start).days * (self.right - self.left), 1)

    def y(self, count: int) -> float:
        """Return where a count stands."""
        return round(self.bottom - count / self.highest * (self.bottom - self.top), 1)


def step_path(counts: Sequence[tuple[date, int]], axes: Axes) -> str:
    """Return a path that holds each count until the next one; equal counts and what falls on one spot are drawn once."""
    path = [f"M{axes.x(counts[0][0]):g} {axes.y(counts[0][1]):g}"]
    for (_, before), (on, count) in pairwise(counts):
        if count != before:
            path.append(f"H{axes.x(on):g}V{axes.y(count):g}")
    return "".join([*path, f"H{max(axes.x(counts[-1][0]), axes.x(counts[0][0]) + 1):g}"])


def round_levels(highest: int, size: Size) -> list[int]:
    """Return round counts from 0 to at least *highest*, as many as have room."""
    room = size.plot_height // _PER_LEVEL
    steps = (figure * 10**power for power in range(8) for figure in (1, 2, 5))
    step = next(step for step in steps if step * room >= highest)
    return list(range(0, (-(-highest // step) + 1) * step, step))


def month_marks(words: Phrases, axes: Axes) -> list[tuple[float, str]]:
    """Return the first days of months with their names, at even distances with room for each."""
    first = axes.start.year * _YEAR + axes.start.month - 1
    last = axes.end.year * _YEAR + axes.end.month - 1
    room = int((axes.right - axes.left) // _PER_MONTH_LABEL)
    step = next((n for n in (1, 2, 3, 6, 12, 24, 60) if (last - first) / n <= room), 120)
    shown = ((date(m // _YEAR, m % _YEAR + 1, 1)) for m in range(first + 1, last + 1) if m % step == 0)
    places = [(axes.x(on), f"{words.months[on.month - 1]} {on.year}") for on in shown]
    return [(x, name) for x, name in places if x <= axes.right - _LETTER]


def _rows(xs: Iterable[float]) -> list[int]:
    """Return for each place from left to right the lowest row on which its sign touches no other."""
    ends: list[float] = []
    rows = []
    for x in xs:
        row = next((n for n, end in enumerate(ends) if x - end >= _LETTER), len(ends))
        ends[row : row + 1] = [x]
        rows.append(row)
    return rows


def _rows_needed(days: Sequence[date], size: Size, start: date, end: date) -> int:
    axes = Axes(size=size, start=start, end=end, top=0, highest=1)
    return max(_rows(map(axes.x, days)), default=-1) + 1


def _event_marks(words: Phrases, events: Sequence[Event], axes: Axes) -> list[Mark]:
    xs = [axes.x(event.on) for event in events]
    return [
        Mark(sign=str(n), x=x, y=axes.top - 10 - row * _LETTER, key=f"{when(words, event)}: {happened(words, event)}")
        for n, (event, x, row) in enumerate(zip(events, xs, _rows(xs), strict=True), start=1)
    ]


def _claim_marks(words: Phrases, beside: Sequence[Beside], axes: Axes) -> list[Mark]:
    """Return the claims' points; a letter stands above its point, and above a letter that would be in its way."""
    marks: list[Mark] = []
    for one in beside:
        x, point_y = axes.x(one.claim.on), axes.y(one.claim.value)
        y = point_y - 9
        while any(abs(x - m.x) < _LETTER and abs(y - m.y) < _LETTER - 2 for m in marks):
            y -= 2
        key = f"{when(words, one.claim)}, {claimed_by(words, one.claim)}: {claimed(words, one.claim)}"
        counted = "agencies" if one.claim.counted is Counted.AGENCIES else "agreements"
        marks.append(Mark(sign=one.sign, x=x, y=round(y, 1), point_y=point_y, key=key, counted=counted))
    return marks


def _with_key(marks: tuple[list[Mark], list[Mark]], axes: Axes) -> tuple[tuple[list[Mark], list[Mark]], float]:
    """Return the marks with the places of their sentences below the plot, and the height of the whole drawing."""
    top = axes.bottom + 44
    columns = axes.size.key_columns
    if columns == 1:
        first = _keyed(marks[0], 12, top)
        second = _keyed(marks[1], 12, top + len(first) * _KEY_LINE)
        lines = len(first) + len(second)
    else:
        first, second = _keyed(marks[0], 12, top), _keyed(marks[1], axes.size.width / 2, top)
        lines = max(len(first), len(second))
    return (first, second), top + lines * _KEY_LINE


def _keyed(marks: Sequence[Mark], x: float, top: float) -> list[Mark]:
    return [replace(mark, key_x=x, key_y=top + n * _KEY_LINE) for n, mark in enumerate(marks)]
