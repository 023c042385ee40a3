"""Reads the totals that ICE's page states in its prose, to check the list against."""

from __future__ import annotations

import re

from domain.snapshots import Totals
from domain.vocabulary import SupportType

# The wording varies, so only its parts are relied on: a count, "memorandum(s) of agreement" or "agreements", "N states"
# and "M territories"; then per model a count, with its own states. Seen 26 August 2026: 2,382 in 39 states and 2 U.S.
# Territories, of which JEM 182, WSO 546 and TFM 1,654.
_WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_NUMBER = r"(\d{1,3}(?:,\d{3})+|\d+)"
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_NOT_COUNTS = re.compile(
    rf"287\s*\(?g\)?|(?:{_MONTHS})\s+\d{{1,2}}(?:,?\s*\d{{4}})?|\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|\d{{1,2}}:\d{{2}}\s*(?:[ap]\.?m\.?)?",
    re.IGNORECASE,
)
_TOTAL = re.compile(rf"{_NUMBER}\s+(?:[\w.]+\s+){{0,4}}?(?:memorand\w+|moas?\b|agreements?\b)", re.IGNORECASE)
_STATES = re.compile(rf"{_NUMBER}\s+(?:u\.?s\.?\s+)?states?\b", re.IGNORECASE)
_TERRITORIES = re.compile(rf"{_NUMBER}\s+(?:u\.?s\.?\s+)?territor(?:y|ies)\b", re.IGNORECASE)
_MODELS = re.compile(
    r"(?P<jem>jail enforcement(?: model)?s?|\bJEM\b)|(?P<wso>warrant service officers?|\bWSO\b)|(?P<tfm>task force(?: model)?s?|\bTFM\b)",
    re.IGNORECASE,
)
_MODEL_TYPES = {
    "jem": SupportType.JAIL_ENFORCEMENT,
    "wso": SupportType.WARRANT_SERVICE,
    "tfm": SupportType.TASK_FORCE,
}
_REACH = 200
"""Characters from the count to its states, within one sentence."""
_MODELS_REACH = 900
"""Characters behind the total in which the counts per model stand."""
_SMALLEST = 20
"""The first workbook, of February 2025, listed 151 agreements; a number far below that counts something else."""


def read_totals(text: str) -> Totals:
    """Return the totals stated in *text*, the visible words of the page; nothing is guessed where they do not fit.

    The counts per support type are given only where all three stand there and add up to the total.
    """
    counted = _with_digits(_NOT_COUNTS.sub(lambda match: " " * len(match.group()), text))
    for match in _TOTAL.finditer(counted):
        agreements = _count(match[1])
        after = counted[match.end() : match.end() + _REACH]
        states = _STATES.search(after)
        if agreements < _SMALLEST or states is None or _count(states[1]) > agreements:
            continue
        territories = _TERRITORIES.match(after, _skip_joiner(after, states.end()))
        end = match.end() + (territories or states).end()
        rest = counted[match.end() + states.end() : match.end() + _MODELS_REACH]
        return Totals(
            agreements=agreements,
            states=_count(states[1]),
            territories=_count(territories[1]) if territories else None,
            by_support_type=_by_support_type(rest, agreements),
            quoted=_quote(text, match.start(), end),
        )
    return Totals()


def _by_support_type(text: str, agreements: int) -> tuple[tuple[SupportType, int], ...]:
    places = _STATES.sub(_blanked, _TERRITORIES.sub(_blanked, text))
    models: dict[SupportType, int] = {}
    for match in _MODELS.finditer(places):
        models.setdefault(_MODEL_TYPES[match.lastgroup or ""], match.start())
    counts = [_count(match[1]) for match in re.finditer(_NUMBER, places)][: len(SupportType)]
    if len(models) != len(SupportType) or len(counts) != len(SupportType) or sum(counts) != agreements:
        return ()
    in_order = sorted(models, key=lambda model: models[model])
    return tuple(zip(in_order, counts, strict=True))


def _with_digits(text: str) -> str:
    """Return *text* with small numbers in words as digits, padded so that every position stays the same."""
    pattern = re.compile(r"\b(" + "|".join(_WORDS) + r")\b", re.IGNORECASE)
    return pattern.sub(lambda match: str(_WORDS.index(match[1].lower())).ljust(len(match[1])), text)


def _skip_joiner(text: str, position: int) -> int:
    joiner = re.compile(r"[\s,]*(?:and|plus|&)?\s*").match(text, position)
    return joiner.end() if joiner else position


def _quote(text: str, start: int, end: int) -> str:
    """Return what stands before the count in its sentence, and all up to *end*, as printed."""
    full_stop = text.rfind(". ", 0, start)
    opening = full_stop + len(". ") if full_stop >= 0 else 0
    return text[max(opening, start - _REACH) : end].strip()


def _blanked(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _count(number: str) -> int:
    return int(number.replace(",", ""))
