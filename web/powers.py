"""Support types in words: their names, long and short, and what they let officers do."""

from __future__ import annotations

from collections.abc import Iterable

from domain.vocabulary import SupportType
from web.phrases import Phrases

POWER_KEYS: dict[SupportType, str] = {
    SupportType.TASK_FORCE: "task_force",
    SupportType.JAIL_ENFORCEMENT: "jail_enforcement",
    SupportType.WARRANT_SERVICE: "warrant_service",
}
POWER_CODES: dict[SupportType, str] = {
    SupportType.TASK_FORCE: "TFM",
    SupportType.JAIL_ENFORCEMENT: "JEM",
    SupportType.WARRANT_SERVICE: "WSO",
}
"""ICE's abbreviations, the same in every language."""


def power(words: Phrases, support_type: SupportType) -> str:
    """Return the name of a support type; in Spanish the official one with its meaning beside it."""
    return words.say(f"power.{POWER_KEYS[support_type]}")


def power_name(words: Phrases, support_type: SupportType) -> str:
    """Return the short name of a support type: "Task Force"."""
    return words.say(f"power_name.{POWER_KEYS[support_type]}")


def power_means(words: Phrases, support_type: SupportType) -> str:
    """Return what a support type lets officers do, to stand within a sentence: "officers may question …"."""
    return words.say(f"power_means.{POWER_KEYS[support_type]}")


def power_sentence(words: Phrases, support_type: SupportType) -> str:
    """Return what a support type lets officers do, as a sentence: "Officers may question … ."."""
    means = power_means(words, support_type)
    return f"{means[0].upper()}{means[1:]}."


def listed_powers(words: Phrases, support_types: Iterable[SupportType]) -> str:
    """Return support types by their short names: "Task Force and Jail Enforcement"; "no agreement" for none."""
    *others, last = [power_name(words, one) for one in support_types] or [words.say("power_name.none")]
    return words.say("power_name.and", first=", ".join(others), last=last) if others else last
