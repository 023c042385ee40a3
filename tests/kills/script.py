"""What the publisher prints, list after list, and who wants to hear of it: the same for every run with one seed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import zip_longest
from random import Random

from domain.changes import ChangeKind
from domain.county_names import COUNTY_TABLE
from domain.subscriptions import Address, Cadence, Channel, Filter, Language
from tests.workflows.stage import START, Entry, sheriff, workbook
from workflows.ports import NewSubscription

APART = timedelta(hours=5)
"""Between two lists: an absence is confirmed by the fifth list after it, and one that ends before is taken back."""
STATES = ("Texas", "Georgia", "Kansas")
FEWEST, MOST = 26, 40
"""Agencies on a list: enough for one to leave without a hold, few enough for a list to be compared in a moment."""
_COUNTY = re.compile(r"\d{3} ([^;\n]+)")
_BACK_AFTER = (2, 3, 7, 9)
"""Lists after which an agency that left comes back: before its departure is confirmed, or after."""
_NEWS = frozenset({ChangeKind.NEW, ChangeKind.TERMINATED, ChangeKind.RETURNED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """One list, and when it was fetched."""

    number: int
    at: datetime
    body: bytes


class Script:
    """The lists, in order. What is asked for again is the same again."""

    def __init__(self, seed: int) -> None:
        self._dice = Random(seed)  # noqa: S311  # the same dice for every run
        self._strangers = _strangers()
        self._present = [next(self._strangers) for _ in range(FEWEST + 5)]
        self._back: dict[int, list[Entry]] = {}
        self._lists: list[Printed] = []

    def __getitem__(self, number: int) -> Printed:
        while len(self._lists) <= number:
            self._lists.append(self._next(len(self._lists)))
        return self._lists[number]

    def _next(self, number: int) -> Printed:
        if number:
            self._present += self._back.pop(number, [])
            if self._dice.random() < 0.5 and len(self._present) > FEWEST:
                self._one_leaves(number)
            if self._dice.random() < 0.35 and len(self._present) < MOST:
                self._present.append(next(self._strangers))
        # Other bytes each time: the very bytes of an older version would be held as a stale copy.
        body = workbook(self._present, saved=number + 1)
        return Printed(number=number, at=START + number * APART, body=body)

    def _one_leaves(self, number: int) -> None:
        leaver = self._present.pop(self._dice.randrange(len(self._present)))
        if self._dice.random() < 0.6:
            self._back.setdefault(number + self._dice.choice(_BACK_AFTER), []).append(leaver)


def _strangers() -> Iterator[Entry]:
    """Yield agencies that nobody mistakes for one another: each has a county and a signing date of its own."""
    counties = _counties()
    places = [place for row in zip_longest(*(counties[state] for state in STATES)) for place in row if place]
    for number, (state, county) in enumerate(places):
        yield sheriff(county, state=state, signed_on=date(2023, 1, 1) + timedelta(days=number))


def _counties() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    state = ""
    for line in COUNTY_TABLE.splitlines():
        if "|" in line:
            state = line.split("|", 1)[0].strip()
        found[state] += [(state, county.strip()) for county in _COUNTY.findall(line)]
    return found


def subscriptions(hooks: str) -> list[NewSubscription]:
    """Return everybody who wants to hear; webhooks are at *hooks*."""
    missing_too = _NEWS | {ChangeKind.MISSING}
    return [
        _mail("ann@example.org", Filter()),
        _hook(f"{hooks}/hook/bea", Filter(states=frozenset({"Kansas", "Texas"})), language=Language.SPANISH),
        _mail("carl@example.org", Filter(kinds=missing_too)),
        _hook(f"{hooks}/hook/dora", Filter(kinds=missing_too, states=frozenset({"Texas"}))),
        _hook(f"{hooks}/hook/emil", Filter(states=frozenset({"Georgia"}))),
        _mail("fay@example.org", Filter(), cadence=Cadence.DAILY),
        _hook(f"{hooks}/hook/gus", Filter(kinds=missing_too), cadence=Cadence.DAILY),
    ]


def _mail(value: str, wish: Filter, *, cadence: Cadence = Cadence.AT_ONCE) -> NewSubscription:
    address = Address(channel=Channel.EMAIL, value=value)
    return NewSubscription(address=address, filter=wish, cadence=cadence, language=Language.ENGLISH)


def _hook(
    url: str, wish: Filter, *, cadence: Cadence = Cadence.AT_ONCE, language: Language = Language.ENGLISH
) -> NewSubscription:
    address = Address(channel=Channel.SLACK, value=url)
    return NewSubscription(address=address, filter=wish, cadence=cadence, language=language)
