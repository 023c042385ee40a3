"""What somebody asked to hear of, and how much that would have been, in words."""

from __future__ import annotations

from collections.abc import Iterable

from domain.changes import ChangeKind
from domain.subscriptions import HEARD_BY_DEFAULT, Cadence, Filter, Language, Timing
from domain.vocabulary import SupportType
from web.phrases import Phrases
from web.powers import POWER_KEYS
from workflows.preview import COUNTED_DAYS, Preview

_MONTH_DAYS = 30


def wish_in_words(
    words: Phrases, wish: Filter, cadence: Cadence, timing: Timing, language: Language
) -> list[tuple[str, str]]:
    """Return, line by line, what would be told: (label, value)."""
    lines = (
        ("states", _listed(wish.states) or words.say("wish.all_states")),
        ("counties", _listed(wish.counties)),
        ("agencies", _listed(wish.agencies)),
        ("powers", powers(words, wish.support_types)),
        ("kinds", kinds(words, wish)),
        ("also", words.say("wish.releases") if wish.releases else ""),
        ("cadence", _when(words, cadence, timing)),
        ("language", words.say(f"language.{language.value}")),
    )
    return [(words.say(f"label.{label}"), value) for label, value in lines if value]


def powers(words: Phrases, chosen: Iterable[SupportType]) -> str:
    """Return support types by name, or that all are meant."""
    wanted = set(chosen)
    return _listed(words.say(f"power.{POWER_KEYS[one]}") for one in wanted) or words.say("wish.all_powers")


def kinds(words: Phrases, wish: Filter) -> str:
    """Return the kinds of change that *wish* hears."""
    heard = set(wish.kinds or HEARD_BY_DEFAULT) | ({ChangeKind.MISSING} if wish.unconfirmed else set())
    return ", ".join(words.say(f"kind.{kind.value}") for kind in ChangeKind if kind in heard)


def volume(words: Phrases, seen: Preview, cadence: Cadence, *, releases: bool = False) -> list[str]:
    """Return how much would have come, in sentences that promise neither news nor silence.

    Releases that are asked for are not part of the numbers, which are those of the change log.
    """
    return [*_volume_of_changes(words, seen, cadence), *([words.say("volume.releases")] if releases else [])]


def _volume_of_changes(words: Phrases, seen: Preview, cadence: Cadence) -> list[str]:
    if not seen.counted_days:
        return [words.say("volume.no_log")]
    days = words.say("volume.days", days=seen.counted_days)
    if seen.counted_days < COUNTED_DAYS:
        days += words.say("volume.young_log")
    if not seen.changes:
        return [words.say("volume.none", days=days), words.say("volume.quiet"), words.say(f"volume.{cadence.value}")]
    counted = words.say(
        "volume.some",
        days=days,
        messages=_count(words, "message", seen.messages),
        changes=_count(words, "change", seen.changes),
    )
    if seen.counted_days >= _MONTH_DAYS:
        a_month = round(seen.messages * _MONTH_DAYS / seen.counted_days)
        rate = "volume.a_month" if a_month else "volume.under_a_month"
        counted += words.say(rate, messages=_count(words, "message", a_month))
    return [counted + ".", words.say(f"volume.{cadence.value}")]


def _count(words: Phrases, thing: str, number: int) -> str:
    return words.say(f"count.{thing}.one" if number == 1 else f"count.{thing}.many", number=number)


def _when(words: Phrases, cadence: Cadence, timing: Timing) -> str:
    place = words.say(f"zone.{timing.time_zone}") if f"zone.{timing.time_zone}" in words.texts else timing.time_zone
    return words.say(f"wish.{cadence.value}", hour=f"{timing.hour:02d}:00", zone=place)


def _listed(names: Iterable[str]) -> str:
    return "; ".join(sorted(names))
