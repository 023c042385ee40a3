"""The sentences of one language, from its catalogue in `languages/`, and how it writes dates.

The plain words for the three support types follow the statute, 8 U.S.C. 1357(g), and ICE's own description of its
three models on its 287(g) page: the jail model works on people "arrested" and in custody, the task force model during
"routine police duties", and warrant service officers serve administrative warrants on people in their jail.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from domain.subscriptions import Language


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's sentences by dotted key ("headline.new")."""

    language: Language
    texts: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """Return the sentence *key* with *values* in its fields. Raises KeyError for an unknown key or field.

        A value is put in once and never read again, so braces in it mean nothing.
        """
        return self.texts[key].format(**values)

    def has(self, key: str) -> bool:
        """Tell whether the catalogue holds *key*."""
        return key in self.texts

    def day(self, day: date) -> str:
        """Return a date as people write it: "March 4, 2025"."""
        month = self.texts["date.months"].split()[day.month - 1]
        return self.say("date.day", day=day.day, month=month, year=day.year)

    def instant(self, instant: datetime) -> str:
        """Return an aware instant in UTC, to the minute, with the word UTC."""
        moment = instant.astimezone(UTC)
        return self.say("date.instant", date=self.day(moment.date()), time=f"{moment:%H:%M}")


@cache
def phrases(language: Language) -> Phrases:
    """Return the sentences of *language*."""
    text = (files("notifier") / "languages" / f"{language.value}.toml").read_text(encoding="utf-8")
    return Phrases(language, dict(_flat("", tomllib.loads(text))))


def _flat(prefix: str, table: Mapping[str, Any]) -> list[tuple[str, str]]:
    entries: list[tuple[str, str]] = []
    for key, value in table.items():
        entries += _flat(f"{prefix}{key}.", value) if isinstance(value, Mapping) else [(prefix + key, str(value))]
    return entries
